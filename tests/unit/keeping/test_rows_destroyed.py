"""A month opened again whose rows are destroyed: figures stand, and nothing is guessed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from pipelines import collect
from pipelines.cli import locks
from pipelines.cli.files import submit_nil
from pipelines.cli.months import show_status
from pipelines.errors import Blocked
from pipelines.keeping.purge import purge
from pipelines.keeping.retention import needed_until
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standings
from pipelines.storage.inbox import record_nil
from pipelines.storage.ledger import LOCKED, TALLIED, Event, Ledger
from pipelines.submission import run_errand
from schemas.periods import Month, span
from tests.faults.model import copied
from tests.unit.desk.desks import AT, AUGUST, SEPTEMBER, cells_at, home_at, rows_of, taken

JULY = Month(2026, 7)
MONTHS = {JULY: 12, AUGUST: 13, SEPTEMBER: 14}
UNTIL = date(2026, 10, 30)


def in_this_process(errands):
    return map(run_errand, errands)


@pytest.fixture(autouse=True)
def workers(monkeypatch):
    monkeypatch.setenv("CONSORTIUM_NOW", AT.isoformat())
    monkeypatch.setattr(collect, "run_errands", in_this_process)


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    """Three months counted, their years closed, their rows destroyed."""
    home = home_at(tmp_path_factory.mktemp("staged") / "coalition", intake="case_level")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(collect, "run_errands", in_this_process)
        for month, people in MONTHS.items():
            taken(home, month, rows_of(month, people))
    for month in span(JULY, needed_until(SEPTEMBER)):
        Ledger(home).add(Event(at=AT, kind=LOCKED, month=month, by="Pat"))
    assert purge(home, AT)[0].counts == {"year_locked": 6}
    return home


@pytest.fixture
def home(staged, tmp_path):
    return copied(staged, tmp_path / "a")


def opened(home, capsys):
    for month in MONTHS:
        locks.unlock_month(home, month, locks.Opening("Pat", "corrected_file", "alder", UNTIL))
    return capsys.readouterr().out


def longer(cells):
    """Totals of periods longer than a month."""
    is_longer = (cells["breakdown"] == "total") & ~cells["period"].str.match(r"20\d\d-")
    return cells[is_longer & (cells["status"] != "not_applicable")]


def own_of(cells):
    """What is of September alone."""
    return cells[cells["period"] == str(SEPTEMBER)].reset_index(drop=True)


def board(home, month):
    (one,) = standings(Ledger(home), load_consortium(home), month)
    return one


def counted(home):
    return [event.number for event in Ledger(home).events(kind=TALLIED)]


def test_opening_says_beforehand_what_a_correction_needs(home, capsys):
    said = opened(home, capsys)
    assert said.index("The rows of July 2026 of Alder House were") < said.index("is open again")
    assert "the agency's whole file of the month" in said


def test_what_nobody_corrects_stands_as_it_was_counted(home, capsys):
    before = {month: cells_at(home, month) for month in MONTHS}
    opened(home, capsys)
    events = counted(home)
    for month in MONTHS:
        collect.Collector(home, load_consortium(home), AT).collect(month)
        assert cells_at(home, month).equals(before[month])
    assert counted(home) == events
    assert board(home, SEPTEMBER).destroyed == ()


def test_a_whole_file_counts_and_longer_periods_wait_for_the_others(home, capsys):
    before = cells_at(home, SEPTEMBER)
    opened(home, capsys)
    assert taken(home, JULY, rows_of(JULY, 15)).outcome in collect.COUNTED
    after = cells_at(home, SEPTEMBER)
    assert own_of(after).equals(own_of(before))
    assert set(longer(before)["status"]) >= {"shown"}
    assert set(longer(after)["status"]) == {"not_available"}
    assert board(home, SEPTEMBER).destroyed == ("2026-08", "2026-09")
    show_status(home, SEPTEMBER, as_json=True)
    (row,) = json.loads(capsys.readouterr().out)["partners"]
    assert "send 2026-08, 2026-09 again" in row["to_do"]


def test_all_months_sent_again_count_as_if_nothing_had_been_destroyed(home, capsys):
    before = {month: cells_at(home, month) for month in MONTHS}
    opened(home, capsys)
    for month, people in MONTHS.items():
        taken(home, month, rows_of(month, people))
    for month in MONTHS:
        assert cells_at(home, month).equals(before[month])
        assert board(home, month).destroyed == ()


def test_a_nil_return_is_refused_and_one_that_came_all_the_same_is_marked(home, capsys):
    opened(home, capsys)
    with pytest.raises(Blocked, match=r"NIL-02.*whole file"):
        submit_nil(home, "alder", SEPTEMBER, "unmet_request")
    record_nil(
        home, load_consortium(home).partner("alder"), Month(2026, 6), "unmet_request", "x", AT
    )
    collect.Collector(home, load_consortium(home), AT).collect(Month(2026, 6))
    assert set(longer(cells_at(home, SEPTEMBER))["status"]) == {"not_available"}
    assert board(home, SEPTEMBER).destroyed == ("2026-07", "2026-08", "2026-09")
