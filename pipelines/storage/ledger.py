"""The ledger: an append-only table of what happened, by whom and when.

Never a value, never the name of a file; counts, codes and versions only.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from schemas.periods import Month

RECEIVED = "received"
ACCEPTED = "accepted"
QUESTIONS = "questions"
REFUSED = "refused"
NIL = "nil"
CONFIRMED = "confirmed"
TALLIED = "tallied"
DRAFTED = "drafted"
RELEASED = "released"
STALE = "stale"

METADATA = sa.MetaData()
EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("month", sa.String, nullable=False),
    sa.Column("partner", sa.String, nullable=False, default=""),
    sa.Column("submission", sa.String, nullable=False, default=""),
    sa.Column("record", sa.String, nullable=False, default=""),
    sa.Column("report", sa.String, nullable=False, default=""),
    sa.Column("version", sa.String, nullable=False, default=""),
    sa.Column("by", sa.String, nullable=False, default=""),
    sa.Column("details", sa.String, nullable=False, default="{}"),
)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One row of the ledger; `details` holds counts and codes."""

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


@dataclass(frozen=True)
class Ledger:
    """`store/ledger.db` of one consortium's folder; rows are added and read, nothing else."""

    home: Path

    def add(self, event: Event) -> int:
        """Append one event and return its number."""
        row = {
            **{name: getattr(event, name) for name in _PLAIN},
            "at": event.at.isoformat(timespec="seconds"),
            "month": str(event.month),
            "details": json.dumps(event.details or {}, sort_keys=True),
        }
        with _engine(self.home).begin() as connection:
            added = connection.execute(EVENTS.insert().values(row).returning(EVENTS.c.number))
            return int(added.scalar_one())

    def events(self, **equal: str) -> Sequence[Event]:
        """Events in order of number whose columns equal the given texts."""
        query = sa.select(EVENTS).order_by(EVENTS.c.number)
        for name, text in equal.items():
            query = query.where(EVENTS.c[name] == text)
        with _engine(self.home).connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [_event(row) for row in rows]


@functools.cache
def _engine(home: Path) -> sa.Engine:
    path = home / "store" / "ledger.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    # No pool: a connection kept open across a fork or a folder's removal is worse than a slow one.
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    METADATA.create_all(engine)
    return engine


_PLAIN = ("kind", "partner", "submission", "record", "report", "version", "by")


def _event(row: Mapping[Any, Any]) -> Event:
    plain = {name: str(row[name]) for name in _PLAIN}
    return Event(
        at=datetime.fromisoformat(row["at"]),
        month=Month.parse(row["month"]),
        details=json.loads(row["details"]),
        number=int(row["number"]),
        **plain,
    )
