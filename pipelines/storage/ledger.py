"""The ledger: an append-only, chained table of what happened, by whom and when.

Never a value, never the name of a file; counts, codes and versions only. Of a file's content only
what is encrypted is hashed: a hash of what was sent would let guesses be tested.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from pipelines.errors import Blocked
from pipelines.storage.chain import CONTENT, FIRST, Head, link, read_head, write_head
from pipelines.storage.database import engine, ledger_url, plainly, writing
from pipelines.storage.failpoints import reach
from pipelines.storage.locking import alone
from schemas.periods import Month

# a file came; what the check of it said; the one that counted before; the same content again
RECEIVED = "received"
ACCEPTED = "accepted"
QUESTIONS = "questions"
REFUSED = "refused"
SUPERSEDED = "superseded"
REPEATED = "repeated"
# what an agency says without a file
NIL = "nil"
CONFIRMED = "confirmed"
# a month counted, drafted and released; a release that a newer draft no longer agrees with
TALLIED = "tallied"
DRAFTED = "drafted"
STALE = "stale"
# where agencies are asked whether what they contribute may be released
CONSENTED = "consented"
OBJECTED = "objected"
APPROVED = "approved"
RELEASED = "released"
RESTATED = "restated"
# a month closed, opened again (or for one agency until a day), and keys destroyed
LOCKED = "locked"
UNLOCKED = "unlocked"
PURGED = "purged"

METADATA = sa.MetaData()
EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    *(sa.Column(name, sa.String, nullable=False) for name in CONTENT[1:]),
    sa.Column("previous", sa.String, nullable=False, server_default=FIRST),
    sa.Column("link", sa.String, nullable=False, server_default=FIRST),
    sa.Index("events_previous", "previous", unique=True),
    sa.Index("events_month", "month", "partner"),
)
LOCK_FILE = "ledger.lock"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One row of the ledger; `details` holds counts and codes.

    `number` and `link` are given when it is added.
    """

    at: datetime
    kind: str
    month: Month
    partner: str = ""
    submission: str = ""
    record: str = ""
    report: str = ""
    version: str = ""
    by: str = ""
    details: Mapping[str, Any] | None = None
    number: int = 0
    link: str = ""


@dataclass(frozen=True)
class Ledger:
    """The ledger of one consortium's folder; rows are added and read, nothing else."""

    home: Path

    def add(self, *events: Event) -> Sequence[Event]:
        """Append events in this order, all or none; they come back with number and link.

        Raises: Blocked if the ledger is no longer that which this folder wrote last.
        """
        with plainly(), alone(self.home / "store" / LOCK_FILE):
            with writing(self.home) as connection:
                newest = _newest(connection)
                _refuse_another(self.home, connection, newest)
                rows = _linked(newest, events)
                connection.execute(EVENTS.insert(), rows)
                reach("event_added")
            reach("event_recorded")
            write_head(self.home, Head(rows[-1]["number"], rows[-1]["link"]))
        reach("head_noted")
        return [
            dataclasses.replace(event, number=row["number"], link=row["link"])
            for event, row in zip(events, rows, strict=True)
        ]

    def events(self, **equal: str) -> Sequence[Event]:
        """Events in order of number whose columns equal the given texts."""
        return [_event(row) for row in self.rows(**equal)]

    def head(self) -> Head:
        """The newest event, by number and link."""
        with plainly(), engine(self.home).connect() as connection:
            return _newest(connection)

    def rows(self, **equal: str) -> Sequence[Mapping[Any, Any]]:
        """The same as they are stored, to be checked before they are understood."""
        query = sa.select(EVENTS).order_by(EVENTS.c.number)
        for name, text in equal.items():
            query = query.where(EVENTS.c[name] == text)
        with plainly(), engine(self.home).connect() as connection:
            return connection.execute(query).mappings().all()


def _newest(connection: sa.Connection) -> Head:
    query = sa.select(EVENTS.c.number, EVENTS.c.link).order_by(EVENTS.c.number.desc()).limit(1)
    found = connection.execute(query).first()
    return Head(*found) if found else Head()


def _refuse_another(home: Path, connection: sa.Connection, newest: Head) -> None:
    """Blocked if the last event that this folder knows of is not in the ledger.

    It may have been cut short or put back from an older copy, or the address is another folder's.
    """
    noted = read_head(home)
    if noted is None:
        # A file of the folder is its own; events at an address may be anybody's.
        is_known = newest.number == 0 or not ledger_url()
    elif noted.number < newest.number:
        query = sa.select(EVENTS.c.link).where(EVENTS.c.number == noted.number)
        is_known = connection.execute(query).scalar() == noted.link
    else:
        is_known = noted == newest
    if not is_known:
        raise Blocked(
            "LEDGER-04",
            "the ledger is not the one that this folder wrote last: it was cut short, put back"
            " from an older copy, or is that of another folder; nothing was changed. Next: see"
            " docs/ledger.md, A ledger that does not fit",
        )


def _linked(newest: Head, events: Sequence[Event]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, event in enumerate(events, start=newest.number + 1):
        row = {
            **{name: getattr(event, name) for name in _PLAIN},
            "number": number,
            "at": event.at.isoformat(timespec="seconds"),
            "month": str(event.month),
            "details": json.dumps(event.details or {}, sort_keys=True),
        }
        previous = rows[-1]["link"] if rows else newest.link
        rows.append({**row, "previous": previous, "link": link(previous, row)})
    return rows


_PLAIN = ("kind", "partner", "submission", "record", "report", "version", "by")


def _event(row: Mapping[Any, Any]) -> Event:
    plain = {name: str(row[name]) for name in (*_PLAIN, "link")}
    return Event(
        at=datetime.fromisoformat(row["at"]),
        month=Month.parse(row["month"]),
        details=json.loads(row["details"]),
        number=int(row["number"]),
        **plain,
    )
