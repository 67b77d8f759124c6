"""Files that come at once, again, or for a closed month: each is numbered, none is lost."""

from __future__ import annotations

import contextlib
import hashlib
import io
import subprocess
import sys
from datetime import date, datetime

import pytest

from pipelines.cli.files import submit_nil
from pipelines.errors import Blocked
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standing, standings
from pipelines.storage.examination import ledger_problems
from pipelines.storage.inbox import Arrival, hand_in, stranded, sweep
from pipelines.storage.ledger import (
    ACCEPTED,
    LOCKED,
    NIL,
    RECEIVED,
    REFUSED,
    TALLIED,
    UNLOCKED,
    Event,
    Ledger,
)
from pipelines.storage.locking import alone
from pipelines.storage.locks import lock_of, refuse_locked, refuse_versions
from schemas.periods import Month
from tests.small import two_rivers
from tests.unit.desk.desks import AUGUST, home_at, rows_of, taken

MARCH = Month(2026, 3)
AT = datetime.fromisoformat("2026-04-09T09:00:00")
CANARY = b"Zyxanthe Quillfeather"
HAND_IN = """
import sys
from datetime import datetime
from pathlib import Path
from pipelines.settings_files import load_consortium
from pipelines.storage.inbox import Arrival, hand_in
from schemas.periods import Month
home = Path(sys.argv[1])
consortium = load_consortium(home)
alder = consortium.partner("alder")
for _ in range(4):
    arrival = Arrival(datetime.fromisoformat("2026-04-09T09:00:00"), sys.argv[2])
    hand_in(home, consortium, alder, Month(2026, 3), sys.argv[2].encode(), arrival)
"""


@pytest.fixture
def rivers(home, tmp_path):
    """The small consortium, its ledger of the one kind or the other."""
    return two_rivers(tmp_path)


def handed(home, partner="alder", at=AT, by=""):
    consortium = load_consortium(home)
    return hand_in(home, consortium, consortium.partner(partner), MARCH, CANARY, Arrival(at, by))


def note(home, kind, partner="", until="", at=AT):
    details = {"reason": "late_file", **({"until": until} if until else {})}
    event = Event(at=at, kind=kind, month=MARCH, partner=partner, by="Pat", details=details)
    Ledger(home).add(event)


def test_processes_that_hand_in_at_once_end_as_numbered_submissions(rivers):
    command = [sys.executable, "-c", HAND_IN, str(rivers)]
    running = [subprocess.Popen([*command, name]) for name in ("one", "two", "three")]
    assert [one.wait() for one in running] == [0, 0, 0]
    received = Ledger(rivers).events(kind=RECEIVED)
    assert [one.submission for one in received] == [f"alder-2026-03-{n}" for n in range(1, 13)]
    assert {one.by for one in received} == {"one", "two", "three"}
    assert ledger_problems(rivers) == []
    for one in received:
        sealed = (rivers / f"vault/alder/2026-03/{one.submission}.original.age").read_bytes()
        assert one.details["ciphertext_sha256"] == hashlib.sha256(sealed).hexdigest()
        assert one.details["bytes"] == len(one.by)


def test_nothing_in_the_ledger_is_made_of_what_was_sent(rivers):
    """The same content twice has nothing in common but its length."""
    handed(rivers)
    handed(rivers)
    one, other = (event.details for event in Ledger(rivers).events(kind=RECEIVED))
    assert one["ciphertext_sha256"] != other["ciphertext_sha256"]
    stored = repr(Ledger(rivers).rows())
    assert CANARY.decode() not in stored
    for kind in ("sha256", "sha1", "md5"):
        assert hashlib.new(kind, CANARY).hexdigest() not in stored


def test_a_number_that_was_given_is_not_given_again(rivers):
    """Were events counted, one that lacks would give the newest number a second time."""
    ledger = Ledger(rivers)
    third = Event(at=AT, kind=RECEIVED, month=MARCH, partner="alder", submission="alder-2026-03-3")
    ledger.add(third)
    assert handed(rivers) == "alder-2026-03-4"


def test_who_waits_too_long_for_another_process_is_told_so(tmp_path):
    path = tmp_path / "inbox.lock"
    with (
        alone(path),
        pytest.raises(Blocked, match=r"BUSY-01.*holds the inbox"),
        alone(path, patience=0),
    ):
        pass
    with alone(path, patience=0):
        assert path.stat().st_mode & 0o077 == 0


def test_a_lock_holds_until_it_is_opened_for_all(rivers):
    ledger = Ledger(rivers)
    assert lock_of(ledger, MARCH) is None
    refuse_locked(ledger, MARCH, "alder", AT.date())
    note(rivers, LOCKED)
    with pytest.raises(Blocked, match="LOCK-01"):
        refuse_locked(ledger, MARCH, "alder", AT.date())
    with pytest.raises(Blocked, match="LOCK-02"):
        refuse_versions(ledger, MARCH)
    refuse_locked(ledger, MARCH.plus(1), "alder", AT.date())
    note(rivers, UNLOCKED)
    assert lock_of(ledger, MARCH) is None
    refuse_versions(ledger, MARCH)


def test_an_exception_is_for_one_agency_until_a_day_and_ends_with_the_next_lock(rivers):
    ledger = Ledger(rivers)
    note(rivers, LOCKED)
    note(rivers, UNLOCKED, "alder", "2026-04-20")
    lock = lock_of(ledger, MARCH)
    assert lock.takes("alder", date(2026, 4, 20))
    assert not lock.takes("alder", date(2026, 4, 21))
    assert not lock.takes("birch", date(2026, 4, 1))
    refuse_versions(ledger, MARCH)
    note(rivers, UNLOCKED)
    note(rivers, LOCKED)
    assert not lock_of(ledger, MARCH).takes("alder", AT.date())


def test_a_link_in_the_inbox_is_not_followed(rivers):
    """Whoever may write into one folder of the inbox reads no other by way of it."""
    consortium, folder = load_consortium(rivers), rivers / "inbox" / "alder" / str(MARCH)
    other = rivers / "inbox" / "birch" / str(MARCH) / "theirs.xlsx"
    for path in (folder, other.parent):
        path.mkdir(parents=True)
    other.write_bytes(CANARY)
    (folder / "mine.xlsx").symlink_to(other)
    assert stranded(rivers, consortium).unreadable == 1
    assert sweep(rivers, consortium, AT) == 1
    assert (folder / "mine.xlsx").is_symlink()
    assert [one.partner for one in Ledger(rivers).events(kind=RECEIVED)] == ["birch"]


def test_a_file_dropped_for_a_locked_month_is_encrypted_and_held(rivers):
    """It is no plain file any more, and it is counted by nobody until the month is opened."""
    note(rivers, LOCKED)
    consortium = load_consortium(rivers)
    path = rivers / "inbox" / "birch" / "2026-03" / "late.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(CANARY)
    assert sweep(rivers, consortium, AT) == 1
    assert not path.exists()
    alder, birch = standings(Ledger(rivers), consortium, MARCH)
    assert [event.submission for event in birch.held] == ["birch-2026-03-1"]
    assert birch.waiting == alder.held == ()
    note(rivers, UNLOCKED, "birch", "2026-04-09")
    assert [len(one.waiting) for one in standings(Ledger(rivers), consortium, MARCH)] == [0, 1]
    assert standing(Ledger(rivers), consortium, birch.partner, MARCH).held == ()


@pytest.mark.parametrize(("first", "state"), [("2026-04-09", "accepted"), ("2026-04-11", "late")])
def test_a_correction_makes_nobody_late_who_was_on_time(tmp_path, first, state):
    """Nor does it make anybody punctual; a file that was refused is no file."""
    rivers = two_rivers(tmp_path)
    came = ("2026-04-08", first, "2026-05-20")
    for number, (day, kind) in enumerate(zip(came, (REFUSED, ACCEPTED, ACCEPTED), strict=True)):
        at = datetime.fromisoformat(f"{day}T09:00:00")
        told = {"at": at, "month": MARCH, "partner": "alder", "submission": f"alder-{number}"}
        Ledger(rivers).add(Event(kind=RECEIVED, **told), Event(kind=kind, **told))
    alder, _ = standings(Ledger(rivers), load_consortium(rivers), MARCH)
    assert alder.state_of("client_service") == state
    assert alder.received_on.date() == date(2026, 5, 20)


def test_a_month_is_taken_in_with_either_kind_of_ledger(home):
    """Its workers have no network: nothing that they do asks the ledger."""
    folder = home_at(home, intake="case_level")
    assert taken(folder, AUGUST, rows_of(AUGUST)).outcome == "accepted"
    kinds = [event.kind for event in Ledger(folder).events()]
    assert kinds == [RECEIVED, ACCEPTED, TALLIED]
    assert ledger_problems(folder) == []


def test_who_says_that_there_was_nothing_is_kept_as_a_name(tmp_path):
    rivers = two_rivers(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()):
        for by in (" Sam   Lee ", ""):
            submit_nil(rivers, "alder", MARCH, "unmet_request", by)
    assert [event.by for event in Ledger(rivers).events(kind=NIL)] == ["Sam Lee", "alder"]
