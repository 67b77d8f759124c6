"""What a daemon needs before it starts: a Dagster home, and no run left over by a stop.

Dagster starts runs as processes of this machine and does not ask whether they still live. A run
that the machine took down with it would count as going on for ever, and nothing would be taken in
beside it.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from pipelines.defs.launch import dagster_home
from pipelines.storage.locking import alone
from pipelines.storage.turns import RUNS, turn

UNFINISHED = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
CUT_OFF = "The daemon or the machine stopped during this run."
AT_ONCE = 0.0


@contextlib.contextmanager
def ready(home: Path) -> Iterator[Path]:
    """The Dagster home of the only daemon of this folder, with every run that was cut off ended.

    Dagster then starts such a run once more (`run_retries`) and the coalition is told by mail.

    The lock passes on to the program that takes the place of this one, and ends with it.

    Raises: Blocked (BUSY-01) while another daemon of this folder lives, or anything else works in
        it: a run that has outlived its daemon, perhaps.
    """
    with alone(home / "store" / "daemon.lock", AT_ONCE) as lock:
        os.set_inheritable(lock, True)  # noqa: FBT003  takes no keywords
        folder = dagster_home(home)
        with turn(home), turn(home, RUNS), dg.DagsterInstance.from_config(str(folder)) as instance:
            for run in instance.get_runs(dg.RunsFilter(statuses=UNFINISHED)):
                instance.report_run_failed(run, CUT_OFF)
        yield folder
