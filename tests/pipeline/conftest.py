"""The fictitious consortium, told once a session, for tests that read what it released."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sample_data import deliveries, truth
from tests.pipeline.oracle.declared import Members
from tests.pipeline.oracle.expected import Arrivals, Expected

# half a federal year, its quarters' ends and its own; what came before was never sent
FIRST, LAST = "2025-04", "2025-09"
TELL = "import sys; from pathlib import Path; from pipelines.cli.story import tell; "
TELL += "tell(Path(sys.argv[1]), sys.argv[2], sys.argv[3])"


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """A demo folder told to the end of the federal year 2025, once for all workers of a run.

    Twelve months would take twice as long; `make demo` tells twenty-five.

    `CONSORTIUM_DEMO_HOME` names one that is there already, to save its minutes while developing.
    """
    named = os.environ.get("CONSORTIUM_DEMO_HOME")
    home = Path(named) if named else _told(_shared_folder(tmp_path_factory))
    assert (home / "releases" / LAST / "fvpsa").is_dir(), f"{home} is not told to {LAST}"
    return home


def _shared_folder(tmp_path_factory):
    base = tmp_path_factory.getbasetemp()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    folder = base.parent / f"told-{run}" if run else base / "told"
    folder.mkdir(exist_ok=True)
    return folder


def _told(folder):
    """The home below `folder`; whoever comes first tells it, the others wait for the lock."""
    home, done = folder / "demo", folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            command = [sys.executable, "-c", TELL, str(home), FIRST, LAST]
            told = subprocess.run(command, capture_output=True, text=True, check=False)
            assert told.returncode == 0, told.stderr[-2000:]
            done.touch()
    return home


@pytest.fixture(scope="session")
def expected(demo_home):
    """Every figure as the generator's truth has it, of what had arrived by the last release."""
    members = Members(demo_home)
    until = members.approval_day(LAST)
    assert until == date(2025, 10, 20)
    return Expected(
        members=members,
        truth=truth(first=FIRST, last=LAST, as_of=until),
        arrivals=Arrivals(deliveries(first=FIRST, last=LAST), until),
    )
