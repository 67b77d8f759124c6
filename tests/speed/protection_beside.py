"""The public engine on one table: run by any Python that has pytauargus, never by the product.

Reads people and hierarchies as JSON, writes the place and status of every cell as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Protect the table with the method that is asked for."""
    from pytauargus import protect  # noqa: PLC0415  only here, and only if it is installed

    asked = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (asked["limit"], asked["limit"]))
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for name, text in asked["hierarchies"].items():
            files[name] = str(Path(folder) / f"{name}.hrc")
            Path(files[name]).write_text(text, encoding="ascii")
        # It leaves files of its own wherever it runs.
        os.chdir(folder)
        begun = time.process_time()
        result = protect(
            asked["people"],
            asked["table"],
            response="one",
            safety_rules=asked["rule"],
            suppress=asked["method"],
            hrc=files,
            hierleadstring="@",
            cost_var=asked["cost"],
            totcode="all",
            workdir=folder,
        )
        rows = result.tables[0].rows
        seconds = time.process_time() - begun
    cells = [[*(row[name] for name in asked["table"]), row["one"], row["status"]] for row in rows]
    # The engine itself writes to standard output: ours is the last line.
    sys.stdout.write("\n" + json.dumps({"cells": cells, "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
