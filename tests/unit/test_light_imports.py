"""What `check` imports before it opens a file: nothing that only other commands need."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"dagster", "duckdb", "highspy", "jinja2", "openpyxl", "scipy", "xlsxwriter"}


def test_check_imports_nothing_that_only_other_commands_need():
    script = "import pipelines.cli.check, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    loaded = set(done.stdout.split())
    assert "pipelines.submission" in loaded
    assert loaded & HEAVY == set()
    assert not {one for one in loaded if one.startswith(("pipelines.collect", "pipelines.desk"))}
