"""`lock` and `unlock`: when a month is closed, and for whom it is opened once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.cli.future import refuse_future
from pipelines.cli.output import line
from pipelines.clock import now
from pipelines.errors import Blocked, UsageError
from pipelines.names import person
from pipelines.settings import load_consortium
from pipelines.storage.board import standings
from pipelines.storage.ledger import LOCKED, UNLOCKED, Event, Ledger
from pipelines.storage.locks import UNTIL, lock_of
from schemas.catalog import load_catalog
from schemas.periods import Month

REASONS = "unlock_reason"


@dataclass(frozen=True)
class Opening:
    """Who opens a month and why; for one agency, until which day."""

    by: str
    reason: str
    partner: str = ""
    until: date | None = None


def lock_month(home: Path, month: Month, by: str) -> None:
    """Close a month; Blocked while files wait for it, since they would be counted by nobody."""
    refuse_future(month)
    consortium, ledger = load_consortium(home), Ledger(home)
    name = _who(by)
    if lock_of(ledger, month) is not None:
        raise Blocked("LOCK-03", f"{month} is locked already; nothing was changed")
    waiting = [one.partner.name for one in standings(ledger, consortium, month) if one.waiting]
    if waiting:
        names = ", ".join(waiting)
        told = f"files of {names} wait for {month}; nothing was changed. Next: run the month"
        raise Blocked("LOCK-04", told)
    ledger.add(Event(at=now(), kind=LOCKED, month=month, by=name))
    line(f"{month.label} is locked: it takes no files, nil returns or new versions.")


def unlock_month(home: Path, month: Month, opening: Opening) -> None:
    """Open a month again, or for one agency until a day; the reason is kept."""
    consortium, ledger = load_consortium(home), Ledger(home)
    name, partner = _who(opening.by), opening.partner and consortium.partner(opening.partner).id
    listed = {one.code: one.label for one in load_catalog().code_lists[REASONS].codes}
    if opening.reason not in listed:
        known = "; ".join(f"{code} ({label})" for code, label in listed.items())
        raise UsageError("UNLOCK-01", f"the reason is one of: {known}")
    if bool(partner) != (opening.until is not None):
        raise UsageError("UNLOCK-02", "--partner and --until belong together")
    if lock_of(ledger, month) is None:
        raise UsageError("UNLOCK-03", f"{month} is not locked; nothing was changed")
    until = {UNTIL: opening.until.isoformat()} if opening.until is not None else {}
    details = {"reason": opening.reason, **until}
    ledger.add(
        Event(at=now(), kind=UNLOCKED, month=month, partner=partner, by=name, details=details)
    )
    whom = f" for {consortium.partner(partner).name} until {opening.until}" if partner else ""
    line(f"{month.label} is open again{whom}: {listed[opening.reason]}.")


def _who(by: str) -> str:
    name = person(by)
    if not name:
        raise UsageError("LOCK-05", "say who decides, with --by")
    return name
