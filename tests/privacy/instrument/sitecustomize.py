"""Runs at the start of every Python process of the watched month.

It keeps a copy of each temporary file that is about to be removed, and makes stripping fail for
two partners: one raises with rows in its text, one kills its worker.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

TEMPORARY = os.environ["TMPDIR"]
KEPT = Path(os.environ["WATCHED_KEPT"])
MODULE, FUNCTION = "pipelines.deidentify.strip", "strip"


def keep(event: str, arguments: tuple[Any, ...]) -> None:
    """Copy what is about to be removed from the temporary folder."""
    if event not in ("os.remove", "shutil.rmtree"):
        return
    path = Path(os.fsdecode(arguments[0]))
    if path.is_absolute() and path.is_relative_to(TEMPORARY):
        for file in [path, *path.rglob("*")]:
            if file.is_file():
                name = f"{os.getpid()}-{len(list(KEPT.iterdir()))}-{file.name}"
                (KEPT / name).write_bytes(file.read_bytes())


def failing(strip: Any) -> Any:
    """The same function, but for two partners."""

    def strip_or_fail(records: Any, *others: Any) -> Any:
        rows = records.tables[0].frame.to_csv()
        if records.partner == "birch":
            try:
                raise KeyError(rows)  # noqa: TRY301  a cause is part of the fault
            except KeyError as cause:
                cause.add_note(rows)
                raise ValueError(rows) from cause
        if records.partner == "cedar":
            os.abort()
        return strip(records, *others)

    return strip_or_fail


class Saboteur:
    """Finds the one module as others do, and replaces its function once it is loaded."""

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        """The spec of the module, its loader changed; None for every other module."""
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def load_and_change(module: Any) -> None:
            load(module)
            setattr(module, FUNCTION, failing(getattr(module, FUNCTION)))

        spec.loader.exec_module = load_and_change
        return spec


sys.addaudithook(keep)
sys.meta_path.insert(0, Saboteur())
