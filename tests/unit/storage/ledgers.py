"""Ledgers of either kind with a few events, and ways to change them behind the program's back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from pipelines.storage import database
from pipelines.storage.ledger import RECEIVED, TALLIED, Event, Ledger
from schemas.periods import Month

MARCH = Month(2026, 3)
GUARDS = ("events_unchanged", "events_kept", "events_follow")
ORIGINAL_SHAPE = """create table events (
    number integer not null, at varchar not null, kind varchar not null, month varchar not null,
    partner varchar not null, submission varchar not null, record varchar not null,
    report varchar not null, version varchar not null, "by" varchar not null,
    details varchar not null, primary key (number))"""


def event(number=1, **changed):
    told = {
        "at": datetime.fromisoformat(f"2026-04-01T09:00:{number:02d}"),
        "kind": RECEIVED if number % 2 else TALLIED,
        "month": MARCH,
        "partner": "alder",
        "submission": f"alder-2026-03-{number}",
        "details": {"bytes": number, "rests_on": ["ä", number]},
    }
    return Event(**(told | changed))


def ledger_of(home, events=5):
    ledger = Ledger(home)
    for number in range(1, events + 1):
        ledger.add(event(number))
    return ledger


def behind_its_back(home, *statements):
    """Run statements as somebody would who may do anything with the database."""
    engine = database.engine(home)
    with engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        for guard in GUARDS:
            of = "" if is_sqlite else " on events"
            connection.execute(sa.text(f"drop trigger if exists {guard}{of}"))
        for statement in statements:
            connection.execute(statement if not isinstance(statement, str) else sa.text(statement))
