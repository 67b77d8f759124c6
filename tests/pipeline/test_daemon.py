"""Dagster's real daemon over a folder: it takes in what waits, and goes on after a power cut."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from datetime import datetime

import dagster as dg
import pytest

from pipelines.defs.launch import DAGSTER_YAML, FORMER_YAML, dagster_home
from pipelines.defs.resources import Office
from pipelines.errors import Blocked
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standings
from pipelines.storage.ledger import Ledger
from pipelines.storage.locking import alone
from pipelines.storage.turns import RUNS, turn
from schemas.periods import Month
from tests.privacy.search import find, find_below
from tests.small import good_workbook

MARCH = Month(2026, 3)
NOON = "2026-04-10T12:00:00"
NAME = "Zyxanthe Quillfeather.xlsx"
CANARIES = ("Zyxanthe", "Quillfeather", "Invented Person", "called twice")
PATIENCE = 180
GONE_ON = (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.SUCCESS)


@pytest.fixture
def waiting(office):
    """The office, and a file of alder's in its inbox, there since this morning."""
    path = office.home / "inbox" / "alder" / str(MARCH) / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(good_workbook())
    morning = datetime.fromisoformat(NOON).timestamp() - 86_400
    os.utime(path, (morning, morning))
    # Whoever looks in while the daemon makes its storage makes it a second time.
    dagster_home(office.home)
    with dg.DagsterInstance.from_config(str(office.home / "store" / "dagster")) as instance:
        assert not instance.get_runs()
    return office


@contextlib.contextmanager
def daemon(office, said):
    """The command in a process of its own; whatever it has started is dead in the end."""
    environment = {**os.environ, "CONSORTIUM_HOME": str(office.home), "CONSORTIUM_NOW": NOON}
    words = [sys.executable, "-m", "pipelines.cli", "daemon"]
    with (
        said.open("ab") as out,
        subprocess.Popen(
            words, env=environment, stdout=out, stderr=out, start_new_session=True
        ) as process,
    ):
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def until(has_come, process, said):
    """Ask again and again; what must come comes while the daemon lives."""
    end = time.monotonic() + PATIENCE
    while not (found := has_come()):
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < end, said.read_text()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
    return found


def runs(office, *statuses):
    home = office.home / "store" / "dagster"
    with dg.DagsterInstance.from_config(str(home)) as instance:
        return instance.get_runs(dg.RunsFilter(statuses=list(statuses)))


@pytest.mark.slow
def test_a_run_that_a_power_cut_ended_is_run_again_when_the_daemon_is_back(waiting, tmp_path):
    said = tmp_path / "said"
    with daemon(waiting, said) as process:
        until(lambda: runs(waiting, *GONE_ON), process, said)
    (cut,) = runs(waiting, *GONE_ON)
    assert cut.status == dg.DagsterRunStatus.STARTED, "it ended before it was killed"
    with daemon(waiting, said) as process:
        until(lambda: runs(waiting, dg.DagsterRunStatus.SUCCESS), process, said)
        assert waiting.run("daemon", now=NOON, code=13).stderr.startswith("BUSY-01")
        waiting.run("heartbeat", now=NOON)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    (again,) = runs(waiting, dg.DagsterRunStatus.SUCCESS)
    assert again.parent_run_id == cut.run_id
    found = standings(Ledger(waiting.home), load_consortium(waiting.home), MARCH)
    states = [one.state_of("client_service") for one in found]
    assert states == ["accepted", "not_received"]
    drafts = sorted(path.name for path in waiting.home.glob("drafts/2026-03/*"))
    assert drafts, "no report was drafted"
    assert not find_below(waiting.home / "store" / "dagster", CANARIES)
    assert not find(said.read_bytes(), "said", CANARIES)


def test_settings_of_an_earlier_version_are_renewed_and_an_operators_own_are_not(tmp_path):
    path = tmp_path / "store" / "dagster" / "dagster.yaml"
    dagster_home(tmp_path)
    assert path.read_text() == DAGSTER_YAML
    path.write_text(FORMER_YAML)
    dagster_home(tmp_path)
    assert path.read_text() == DAGSTER_YAML
    path.write_text(FORMER_YAML + "# ours\n")
    dagster_home(tmp_path)
    assert path.read_text() == FORMER_YAML + "# ours\n"


def test_a_daemon_does_not_end_a_run_that_still_lives(office):
    with turn(office.home, RUNS, shared=True):
        refused = office.run("daemon", now=NOON, code=13)
    assert refused.stderr.startswith("BUSY-01")
    assert "runs" in refused.stderr


def test_an_office_is_held_by_its_run_from_start_to_end(office):
    lock = office.home / "store" / f"{RUNS}.lock"
    held = dg.build_resources({"office": Office(home=str(office.home))})
    with held, pytest.raises(Blocked), alone(lock, 0.0):
        pass
    with alone(lock, 0.0):
        pass
