"""What has been kept long enough: decided from the ledger and the settings alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.settings import Consortium
from pipelines.storage.ledger import (
    ACCEPTED,
    QUESTIONS,
    RECEIVED,
    REFUSED,
    REPEATED,
    Event,
    Ledger,
)
from pipelines.storage.locks import lock_in
from pipelines.storage.vault import ORIGINAL, Entry, Vault
from schemas.periods import FIRST_MONTH, Month, span, year_start

SUPERSEDED = "superseded"
REFUSED_FILE = "refused"
KEPT_LONG_ENOUGH = "kept_long_enough"
YEAR_LOCKED = "year_locked"
REASONS = {
    SUPERSEDED: "rows of a file that a later one replaced",
    REFUSED_FILE: "a file that was refused",
    KEPT_LONG_ENOUGH: "a file that was counted and kept long enough",
    YEAR_LOCKED: "rows of a month whose last year is locked",
}
COUNTED = (ACCEPTED, QUESTIONS)
JUMP = timedelta(hours=48)


@dataclass(frozen=True, order=True)
class Due:
    """Something to be destroyed, and why."""

    entry: Entry
    why: str


@dataclass(frozen=True)
class Retention:
    """What is due; and what would be, if this machine's clock were to be believed."""

    due: tuple[Due, ...]
    waits_for_clock: tuple[Due, ...]
    ahead: timedelta


def retention(home: Path, consortium: Consortium, now: datetime) -> Retention:
    """What of the vault has been kept long enough.

    Age is counted by this machine's clock. If that is far ahead of the newest event, age decides
    nothing until a person has looked at the clock; what needs no clock is due all the same.
    """
    ledger = Ledger(home)
    events = ledger.events()
    ahead = now - events[-1].at if events else timedelta()
    histories = _by_partner_month(events)
    found, aged = [], []
    for entry in sorted(Vault(home, consortium.recipients).entries()):
        history = histories.get((entry.partner, entry.month))
        why = history.why(entry, events) if history else ""
        if why in (REFUSED_FILE, KEPT_LONG_ENOUGH) and consortium.keep_originals_days:
            kept = now - history.received[entry.submission] if history else timedelta()
            if kept >= timedelta(days=consortium.keep_originals_days):
                aged.append(Due(entry, why))
        elif why:
            found.append(Due(entry, why))
    if ahead > JUMP:
        return Retention(tuple(found), tuple(aged), ahead)
    return Retention(tuple(sorted([*found, *aged])), (), ahead)


def needed_until(month: Month) -> Month:
    """The last month of the last fiscal year that holds `month`: until then its rows are needed."""
    return max(year_start(name, month).plus(11) for name in FIRST_MONTH)


def is_locked(events: Sequence[Event], month: Month, partner: str) -> bool:
    """Whether a month is locked for a partner: an exception that is granted to it unlocks.

    Whether an exception has passed is told by the newest event, not by this machine's clock.
    """
    lock = lock_in(event for event in events if event.month == month)
    return lock is not None and not lock.takes(partner, events[-1].at.date())


@dataclass(frozen=True)
class _History:
    """A partner's month as far as retention asks: what came when, and what became of it."""

    received: dict[str, datetime]
    decided: dict[str, str]
    active: str

    def why(self, entry: Entry, events: Sequence[Event]) -> str:
        """Why an entry is due; "" while it is needed, or nothing was decided about it yet."""
        kind = self.decided.get(entry.submission, "")
        if not kind:
            return ""
        if entry.kind == ORIGINAL:
            return REFUSED_FILE if kind == REFUSED else KEPT_LONG_ENOUGH
        if entry.submission != self.active:
            return SUPERSEDED
        months = span(entry.month, needed_until(entry.month))
        is_over = all(is_locked(events, month, entry.partner) for month in months)
        return YEAR_LOCKED if is_over else ""


def _by_partner_month(events: Sequence[Event]) -> dict[tuple[str, Month], _History]:
    found: dict[tuple[str, Month], _History] = {}
    for event in events:
        key = (event.partner, event.month)
        history = found.get(key, _History({}, {}, ""))
        if event.kind == RECEIVED:
            history.received[event.submission] = event.at
        elif event.kind in (*COUNTED, REFUSED, REPEATED):
            history.decided[event.submission] = event.kind
        active = event.submission if event.kind in COUNTED else history.active
        found[key] = _History(history.received, history.decided, active)
    return found
