"""A stop between a correction and the later months that rest on it: any later run counts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import collect
from pipelines.owed import owed
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standings
from pipelines.storage.failpoints import KILLED
from pipelines.storage.inbox import Arrival, hand_in, record_nil
from pipelines.storage.ledger import TALLIED, Ledger
from pipelines.submission import run_errand
from schemas.periods import Month
from tests.faults.killing import told
from tests.faults.model import copied
from tests.unit.desk.desks import AT, cells_at, home_at, rows_of

JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER = (Month(2026, number) for number in range(6, 11))
CORRECTION = "tests.faults.test_owed:correct"


def in_this_process(errands):
    return map(run_errand, errands)


def take(home: Path, month: Month, content: bytes | None = None) -> None:
    """Run a month; with a file of alder's, if there is one."""
    consortium = load_consortium(home)
    if content is not None:
        hand_in(home, consortium, consortium.partner("alder"), month, content, Arrival(AT))
    collect.Collector(home, consortium, AT).collect(month)


def correct(home: Path) -> None:
    """A correction of July, which September rests on, and July's run; to be killed."""
    collect.run_errands = in_this_process
    take(home, JULY, rows_of(JULY, 15))


@pytest.fixture(autouse=True)
def workers(monkeypatch):
    monkeypatch.setattr(collect, "run_errands", in_this_process)


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """July to September counted; and the same with July corrected, without a stop."""
    home = home_at(tmp_path_factory.mktemp("owed") / "home", intake="case_level")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(collect, "run_errands", in_this_process)
        for month, people in ((JULY, 12), (AUGUST, 13), (SEPTEMBER, 14)):
            take(home, month, rows_of(month, people))
        clean = copied(home, home.parent.with_name("clean"))
        take(clean, JULY, rows_of(JULY, 15))
    return home, clean


def last_count(home: Path, month: Month):
    return Ledger(home).events(month=str(month), kind=TALLIED)[-1]


@pytest.mark.parametrize("stop", ["head_noted:2", "event_added:3"])
def test_later_months_are_counted_by_whatever_runs_next(counted, tmp_path, stop):
    before, clean = counted
    home = copied(before, tmp_path / "a")
    assert told(home, stop, tale=CORRECTION)["code"] == KILLED
    (one,) = standings(Ledger(home), load_consortium(home), JULY)
    assert one.active.submission == "alder-2026-07-2"
    assert owed(Ledger(home), load_consortium(home)), "stopped too late to leave anything"
    take(home, OCTOBER)
    for month in (JULY, AUGUST, SEPTEMBER):
        assert cells_at(home, month).equals(cells_at(clean, month)), month
    assert not cells_at(home, SEPTEMBER).equals(cells_at(before, SEPTEMBER))
    assert owed(Ledger(home), load_consortium(home)) == {}
    last = last_count(home, SEPTEMBER)
    take(home, OCTOBER)
    assert last_count(home, SEPTEMBER) == last, "counted once, not with every run"


def test_a_late_nil_return_reaches_later_months_too(counted, tmp_path):
    """Whose longer periods said `not_received` of what is now known to have been nothing."""
    home = copied(counted[0], tmp_path / "a")
    partner = load_consortium(home).partner("alder")
    record_nil(home, partner, JUNE, "unmet_request", by="alder", at=AT)
    assert set(owed(Ledger(home), load_consortium(home))) == {SEPTEMBER}
    take(home, OCTOBER)
    assert "2026-06 unmet_request" in last_count(home, SEPTEMBER).details["rests_on"]
