"""What was kept too long is destroyed, nothing else, and never by a clock that jumped."""

from __future__ import annotations

from datetime import timedelta

import pyrage
import pytest

from pipelines.errors import UsageError
from pipelines.keeping import purge as purging
from pipelines.keeping.purge import purge
from pipelines.keeping.retention import needed_until, retention
from pipelines.settings_files import load_consortium
from pipelines.storage.ledger import ACCEPTED, PURGED, QUESTIONS, REFUSED, UNLOCKED, Event
from pipelines.tally.needs import needs_of
from schemas.catalog import load_catalog
from schemas.periods import Month, span
from tests.unit.keeping.told import MARCH, RECEIVED_AT

DECEMBER = Month(2026, 12)
SOON = RECEIVED_AT + timedelta(hours=3)
ROWS = ("stripped", "profile")


def keep_originals(told, days):
    path = told.home / "consortium.toml"
    path.write_text(f"keep_originals_days = {days}\n{path.read_text()}")


def test_superseded_rows_and_refused_files_go_and_what_counts_or_waits_stays(told):
    told.file(1, ACCEPTED, *ROWS)
    told.file(2, REFUSED, "original")
    told.file(3, QUESTIONS, *ROWS)
    told.file(4, "", "original")
    told.file(1, REFUSED, "original", partner="birch")
    done, _ = purge(told.home, SOON)
    assert done.counts == {"superseded": 2, "refused": 2}
    assert done.unreadable == 4
    own = {f"alder-2026-03-3.{kind}" for kind in ROWS}
    assert told.kept() == own | {"alder-2026-03-4.original"}
    assert told.vault.get("alder", MARCH, "alder-2026-03-4.original", told.keys)
    events = told.ledger.events(kind=PURGED)
    assert [(event.partner, str(event.month)) for event in events] == [
        ("alder", "2026-03"),
        ("birch", "2026-03"),
    ]
    assert events[0].details["what"] == {"original": 1, "profile": 1, "stripped": 1}
    assert purge(told.home, SOON)[0].counts == {}
    assert len(told.ledger.events(kind=PURGED)) == 2


def test_a_copy_of_what_was_purged_opens_with_no_key_that_is_left(told):
    told.file(1, REFUSED, "original")
    (sealed,) = (told.home / "vault").rglob("*.original.age")
    copy = sealed.read_bytes()
    purge(told.home, SOON)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(copy, [told.keys.identity()])


@pytest.mark.parametrize(("days", "after", "gone"), [(30, 29, 0), (30, 30, 2), (1, 1, 2)])
def test_originals_go_when_their_days_are_over(told, days, after, gone):
    keep_originals(told, days)
    told.file(1, ACCEPTED, "original", *ROWS)
    told.file(1, REFUSED, "original", partner="birch")
    told.file(1, "", "original", month=MARCH.plus(1))  # waits: whatever its age, it stays
    now = RECEIVED_AT + timedelta(days=after)
    told.ledger.add(Event(at=now, kind="tallied", month=MARCH, partner="alder"))
    done, _ = purge(told.home, now)
    assert sum(done.counts.values()) == gone
    assert "alder-2026-04-1.original" in told.kept()
    assert "alder-2026-03-1.stripped" in told.kept()


def test_nothing_is_old_by_a_clock_that_jumped_until_a_person_has_looked(told):
    keep_originals(told, 30)
    told.file(1, ACCEPTED, *ROWS)
    told.file(2, ACCEPTED, "original", *ROWS)
    year_later = RECEIVED_AT + timedelta(days=365)
    done, found = purge(told.home, year_later)
    assert done.counts == {"superseded": 2}  # this needs no clock
    assert len(found.waits_for_clock) == 1
    assert "alder-2026-03-2.original" in told.kept()


def test_a_person_who_has_looked_says_so(told):
    keep_originals(told, 30)
    told.file(1, ACCEPTED, "original", *ROWS)
    done, _ = purge(told.home, RECEIVED_AT + timedelta(days=365), trust_clock=True)
    assert done.counts == {"kept_long_enough": 1}


def test_a_clock_that_went_back_makes_nothing_old(told):
    keep_originals(told, 1)
    told.file(1, ACCEPTED, "original")
    assert purge(told.home, RECEIVED_AT - timedelta(days=400))[0].counts == {}


@pytest.mark.parametrize("number", range(1, 13))
def test_rows_are_needed_until_no_later_month_rests_on_them(number):
    """The calendars against what is really counted: another way to the same month."""
    month, catalog = Month(2026, number), load_catalog()
    later = span(month, month.plus(30))
    assert needed_until(month) == max(m for m in later if needs_of(catalog, m).earliest <= month)


def test_rows_go_when_the_last_year_that_holds_their_month_is_locked(told):
    told.file(1, ACCEPTED, *ROWS)
    told.lock(MARCH, DECEMBER.plus(-1))
    assert purge(told.home, SOON)[0].counts == {}
    told.lock(DECEMBER, DECEMBER)
    done, _ = purge(told.home, SOON)
    assert done.counts == {"year_locked": 2}
    assert told.kept() == set()


@pytest.mark.parametrize(("partner", "gone"), [("", 0), ("alder", 0), ("birch", 2)])
def test_rows_stay_while_one_of_the_months_is_unlocked_again(told, partner, gone):
    told.file(1, ACCEPTED, *ROWS)
    told.lock(MARCH, DECEMBER)
    until = {"until": str(SOON.date())} if partner else {}
    reopened = Event(at=SOON, kind=UNLOCKED, month=MARCH.plus(2), partner=partner, details=until)
    told.ledger.add(reopened)
    assert sum(purge(told.home, SOON)[0].counts.values()) == gone


@pytest.mark.parametrize("stops_at", range(1, 9))
def test_a_purge_that_was_stopped_is_finished_and_recorded_once(told, monkeypatch, stops_at):
    for number in (1, 2, 3):
        told.file(number, REFUSED, "original")
    told.file(1, REFUSED, "original", partner="birch")
    removed = []
    remove = purging.remove_file

    class PowerCutError(Exception):
        pass

    def cut(path):
        if len(removed) + 1 == stops_at:
            raise PowerCutError
        removed.append(path)
        remove(path)

    with monkeypatch.context() as patched:
        patched.setattr("pipelines.storage.vault.remove_file", cut)
        with pytest.raises(PowerCutError):
            purge(told.home, SOON)
    assert purge(told.home, SOON)[0].unreadable == 4
    assert told.kept() == set()
    told_of = [event.details["unreadable"] for event in told.ledger.events(kind=PURGED)]
    assert told_of == [3, 1]
    assert not list((told.home / "store" / "keeping").iterdir())


def test_without_private_keys_nothing_is_destroyed(told):
    told.file(1, REFUSED, "original")
    (told.keys.folder / "identity.txt").unlink()
    with pytest.raises(UsageError, match="KEYS-01"):
        purge(told.home, SOON)
    assert told.kept() == {"alder-2026-03-1.original"}


def test_a_dry_run_destroys_and_records_nothing(told, office):
    told.file(1, ACCEPTED, *ROWS)
    told.file(2, ACCEPTED, *ROWS)
    before = told.files()
    said = office.run("purge", "--dry-run", now="2026-04-03T09:00:00").stdout
    assert "2 would be destroyed: rows of a file that a later one replaced." in said
    assert told.files() == before
    assert len(retention(told.home, load_consortium(told.home), SOON).due) == 2
    said = office.run("purge", now="2026-04-03T09:00:00").stdout
    assert "2 became unreadable" in said
    assert len(told.kept()) == 2


def test_the_command_waits_for_a_look_at_the_clock(told, office):
    keep_originals(told, 30)
    told.file(1, ACCEPTED, "original")
    said = office.run("purge", now="2027-04-03T09:00:00", code=13).stdout
    assert "366 days ahead" in said
    assert told.kept() == {"alder-2026-03-1.original"}
    office.run("purge", "--yes", now="2027-04-03T09:00:00")
    assert told.kept() == set()
