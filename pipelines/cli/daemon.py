"""`daemon`: Dagster's own daemon over a consortium's folder, until it is stopped."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import pipelines
from pipelines.defs.daemon import ready

WORKSPACE = Path(pipelines.__file__).parents[1] / "workspace.yaml"
ALONE = ("dagster-daemon", "run")
WITH_PAGES = ("dagster", "dev", "--host", "127.0.0.1")


def run_daemon(home: Path, *, with_pages: bool) -> NoReturn:
    """Become the daemon: signals, exit code and the lock of the folder are its own from here on."""
    with ready(home) as folder:
        environment = os.environ | {
            "CONSORTIUM_HOME": str(home.resolve()),
            "DAGSTER_HOME": str(folder.resolve()),
            "DAGSTER_DISABLE_TELEMETRY": "1",
        }
        name, *words = WITH_PAGES if with_pages else ALONE
        program = str(Path(sys.executable).with_name(name))
        words = [program, *words, "--workspace", str(WORKSPACE)]
        os.execve(program, words, environment)  # noqa: S606  our own words
