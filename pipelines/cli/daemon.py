"""`daemon`: Dagster's own daemon over a consortium's folder, until it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pipelines
from pipelines.defs.daemon import ready

WORKSPACE = Path(pipelines.__file__).parents[1] / "workspace.yaml"


ALONE = ("dagster-daemon", "run")
WITH_PAGES = ("dagster", "dev", "--host", "127.0.0.1")


def run_daemon(home: Path, *, with_pages: bool) -> int:
    """Start the daemon and stay with it; asked to end, have it end. Its exit code."""
    with ready(home) as folder:
        environment = os.environ | {
            "CONSORTIUM_HOME": str(home.resolve()),
            "DAGSTER_HOME": str(folder.resolve()),
            "DAGSTER_DISABLE_TELEMETRY": "1",
        }
        program, *words = WITH_PAGES if with_pages else ALONE
        words = [
            str(Path(sys.executable).with_name(program)),
            *words,
            "--workspace",
            str(WORKSPACE),
        ]
        with subprocess.Popen(words, env=environment) as daemon:  # noqa: S603  our own words
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda received, _frame: daemon.send_signal(received))
            return daemon.wait()
