"""The same content again counts once; what differs takes the place of what counted."""

from __future__ import annotations

import pytest

from pipelines.collect import Collector
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standing
from pipelines.storage.inbox import Arrival, hand_in
from pipelines.storage.ledger import ACCEPTED, RECEIVED, REPEATED, SUPERSEDED, Ledger
from tests.unit.desk.desks import AT, AUGUST, cells_at, home_at, rows_of, taken, tallied

OF_A_FILE = {ACCEPTED, REPEATED, SUPERSEDED}


@pytest.fixture
def home(tmp_path):
    return home_at(tmp_path / "coalition", intake="case_level")


def told(home):
    """What became of each file, as (event, number of the submission)."""
    return [
        (event.kind, int(event.submission[-1]))
        for event in Ledger(home).events()
        if event.kind in OF_A_FILE
    ]


def active(home):
    consortium = load_consortium(home)
    one = standing(Ledger(home), consortium, consortium.partner("alder"), AUGUST)
    assert one.waiting == ()
    return int(one.active.submission[-1])


def kept(home):
    return sorted(path.name for path in (home / "vault/alder/2026-08").glob("*stripped.age"))


def test_what_was_sent_twice_counts_once_and_what_differs_takes_its_place(home):
    first, other = rows_of(AUGUST, 12), rows_of(AUGUST, 14)
    for content in (first, first):
        taken(home, AUGUST, content)
    assert told(home) == [(ACCEPTED, 1), (REPEATED, 2)]
    assert Ledger(home).events(kind=REPEATED)[0].details["same_as"] == "alder-2026-08-1"
    assert active(home) == 1
    assert kept(home) == ["alder-2026-08-1.stripped.age"]
    before = cells_at(home, AUGUST)
    taken(home, AUGUST, other)
    assert not cells_at(home, AUGUST).equals(before)
    taken(home, AUGUST, first)
    assert told(home)[2:] == [(ACCEPTED, 3), (SUPERSEDED, 1), (ACCEPTED, 4), (SUPERSEDED, 3)]
    assert active(home) == 4, "what counted earlier and was superseded is no repetition"
    assert cells_at(home, AUGUST).equals(before)
    last = Ledger(home).events(kind=SUPERSEDED)[-1].details
    assert last == {"superseded_by": "alder-2026-08-4", "rows": 17, "rows_now": 15}


def test_the_same_file_handed_in_twice_before_one_run_counts_once(home):
    consortium = load_consortium(home)
    for _ in range(2):
        alder = consortium.partner("alder")
        hand_in(home, consortium, alder, AUGUST, rows_of(AUGUST), Arrival(AT))
    Collector(home, consortium, AT).collect(AUGUST)
    assert told(home) == [(ACCEPTED, 1), (REPEATED, 2)]
    assert active(home) == 1
    assert len(Ledger(home).events(kind=RECEIVED)) == 2


def test_the_same_file_counts_anew_once_its_layout_is_mended(home):
    """What was read is compared, not what was sent: here the hours were read from nowhere."""
    path = home / "partners" / "alder.toml"
    right = path.read_text()
    path.write_text(right.replace('"Hrs" = "hours"', '"Hrs" = "notes"'))
    taken(home, AUGUST, rows_of(AUGUST))
    path.write_text(right)
    taken(home, AUGUST, rows_of(AUGUST))
    assert active(home) == 2
    assert [kind for kind, _ in told(home)].count(REPEATED) == 0


def test_a_tally_that_comes_twice_counts_once(tmp_path):
    desk, coalition = home_at(tmp_path / "desk"), home_at(tmp_path / "coalition")
    totals = tallied(desk, AUGUST, rows_of(AUGUST)).workbook
    for _ in range(2):
        taken(coalition, AUGUST, totals)
    assert told(coalition) == [(ACCEPTED, 1), (REPEATED, 2)]
    taken(coalition, AUGUST, tallied(desk, AUGUST, rows_of(AUGUST, 13)).workbook)
    assert told(coalition)[2:] == [(ACCEPTED, 3), (SUPERSEDED, 1)]
