"""A ledger of the folder copied to a PostgreSQL database, event by event as it is."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from pipelines.errors import Blocked, UsageError
from pipelines.storage.chain import Head
from pipelines.storage.database import (
    LEDGER_FILE,
    URL_VARIABLE,
    file_engine,
    ledger_url,
    plainly,
    writing,
)
from pipelines.storage.examination import Rows, first_changed
from pipelines.storage.ledger import EVENTS, LOCK_FILE
from pipelines.storage.locking import alone

NOTHING = "; nothing was copied"


def copy_ledger(home: Path) -> Head:
    """Copy all events to the address in the environment, check the chain there; its newest event.

    It happens whole or not at all, while nobody writes to either.

    Raises: UsageError without an address or a ledger of the folder's own; Blocked if that is not as
        it was written, or the database holds events already.
    """
    if not ledger_url():
        raise UsageError("LEDGER-05", f"set {URL_VARIABLE} to the address of an empty database")
    if not (home / "store" / LEDGER_FILE).exists():
        raise UsageError("LEDGER-06", f"the folder has no ledger of its own{NOTHING}")
    with plainly(), alone(home / "store" / LOCK_FILE):
        with file_engine(home).connect() as source:
            rows = _rows(source)
        _refuse_changed(rows, "the ledger of the folder")
        with writing(home) as target:
            if _rows(target):
                raise Blocked("LEDGER-08", f"the database holds events already{NOTHING}")
            if rows:
                target.execute(EVENTS.insert(), [dict(row) for row in rows])
            copied = _rows(target)
            _refuse_changed(copied, "the copy")
            if [dict(row) for row in copied] != [dict(row) for row in rows]:
                raise Blocked("LEDGER-07", f"the copy does not say the same{NOTHING}")
    return Head(rows[-1]["number"], rows[-1]["link"]) if rows else Head()


def _rows(connection: sa.Connection) -> Rows:
    return connection.execute(sa.select(EVENTS).order_by(EVENTS.c.number)).mappings().all()


def _refuse_changed(rows: Rows, what: str) -> None:
    changed = first_changed(rows)
    if changed:
        raise Blocked("LEDGER-07", f"{what} is not as it was written: {changed}{NOTHING}")
