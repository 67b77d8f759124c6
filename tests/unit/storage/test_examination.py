"""Every change behind the program's back is named by the first event that is not as it was."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from pipelines.storage.chain import CONTENT, FIRST, Head, link, write_head
from pipelines.storage.examination import ledger_problems
from pipelines.storage.ledger import EVENTS, Ledger
from tests.unit.storage.ledgers import behind_its_back, ledger_of

HEAD = "store/ledger.head"


def changed(number, **told):
    return EVENTS.update().where(EVENTS.c.number == number).values(**told)


def made_anew(rows):
    """What somebody writes who knows how links are made."""
    previous, statements = FIRST, []
    for row in rows:
        own = link(previous, row)
        told = {**row, "previous": previous, "link": own}
        statements.append(EVENTS.insert().values(**told))
        previous = own
    return statements, Head(rows[-1]["number"], previous)


def test_an_untouched_ledger_has_no_problem(home):
    assert ledger_problems(home) == []
    ledger_of(home)
    assert ledger_problems(home) == []


@pytest.mark.parametrize("column", [*CONTENT[1:], "previous", "link"])
def test_a_change_of_anything_is_named(home, column):
    ledger_of(home)
    behind_its_back(home, changed(3, **{column: "2026-01"}))
    assert ledger_problems(home) == ["ledger: event 3 is not as it was written"]


def test_a_change_with_its_own_link_made_to_fit_is_found_at_the_next_event(home):
    ledger = ledger_of(home)
    row = {**ledger.rows()[2], "by": "Somebody else"}
    behind_its_back(home, changed(3, by=row["by"], link=link(row["previous"], row)))
    assert ledger_problems(home) == ["ledger: event 4 is not as it was written"]


def test_an_event_that_is_taken_out_or_exchanged_is_named(home):
    ledger = ledger_of(home)
    rows = ledger.rows()
    behind_its_back(home, "delete from events where number = 2")
    assert ledger_problems(home) == ["ledger: event 2 is missing"]
    other = {**rows[3], "number": 2, "previous": rows[0]["link"]}
    behind_its_back(home, EVENTS.insert().values(**other))
    assert ledger_problems(home) == ["ledger: event 2 is not as it was written"]


@pytest.mark.parametrize(("cut", "told"), [(1, "5 to 5"), (4, "2 to 5"), (5, "1 to 5")])
def test_an_end_that_is_cut_off_is_named(home, cut, told):
    ledger_of(home)
    behind_its_back(home, sa.delete(EVENTS).where(EVENTS.c.number > 5 - cut))
    assert ledger_problems(home) == [f"ledger: events {told} are missing at its end"]


def test_a_head_that_is_lost_or_another_is_named(home):
    ledger_of(home)
    (home / HEAD).write_text("no head")
    assert "missing or damaged" in ledger_problems(home)[0]
    (home / HEAD).unlink()
    assert "missing or damaged" in ledger_problems(home)[0]
    write_head(home, Head(4, "another"))
    assert ledger_problems(home) == ["ledger: event 4 is not the one that ledger.head names"]


def test_a_chain_made_anew_is_known_by_what_was_noted_elsewhere_alone(home):
    """What no chain can show is said in docs/ledger.md; this holds it to the truth."""
    rows = [{**row, "by": "Somebody else"} for row in ledger_of(home).rows()]
    statements, head = made_anew(rows)
    behind_its_back(home, sa.delete(EVENTS), *statements)
    assert ledger_problems(home) == ["ledger: event 5 is not the one that ledger.head names"]
    write_head(home, head)
    assert ledger_problems(home) == []


def test_events_that_cannot_be_understood_are_problems_and_no_crash(home):
    ledger_of(home)
    behind_its_back(home, changed(2, details="{", month="never"))
    assert ledger_problems(home) == ["ledger: event 2 is not as it was written"]
    behind_its_back(home, "alter table events rename column details to other")
    assert "LEDGER-02" in ledger_problems(home)[0]


def test_details_are_kept_to_the_letter(home):
    """A database that writes the same JSON in another way would break the chain."""
    ledger_of(home, 1)
    assert Ledger(home).rows()[0]["details"] == json.dumps(
        {"bytes": 1, "rests_on": ["ä", 1]}, sort_keys=True
    )
