"""Locked months: what is closed takes no files and no new versions, but for granted exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pipelines.errors import Blocked
from pipelines.storage.ledger import LOCKED, UNLOCKED, Event, Ledger
from schemas.periods import Month

UNTIL = "until"


@dataclass(frozen=True)
class Lock:
    """A month's lock: `granted` says which agency may still hand in, and until which day."""

    event: Event
    granted: Mapping[str, date] = field(default_factory=dict)

    def takes(self, partner: str, day: date) -> bool:
        """Whether a file of this agency that came on that day is taken all the same."""
        until = self.granted.get(partner)
        return until is not None and day <= until


def lock_in(events: Iterable[Event]) -> Lock | None:
    """The lock that holds after a month's events, or None: a month opened again has none."""
    lock: Lock | None = None
    for event in events:
        if event.kind == LOCKED:
            lock = Lock(event)
        elif event.kind == UNLOCKED and not event.partner:
            lock = None
        elif event.kind == UNLOCKED and lock is not None:
            until = date.fromisoformat((event.details or {})[UNTIL])
            lock = Lock(lock.event, {**lock.granted, event.partner: until})
    return lock


def lock_of(ledger: Ledger, month: Month) -> Lock | None:
    """The lock that holds for a month now, or None."""
    return lock_in(
        sorted(
            (*ledger.events(month=str(month), kind=LOCKED), *_unlocked(ledger, month)),
            key=lambda event: event.number,
        )
    )


def refuse_locked(ledger: Ledger, month: Month, partner: str, day: date) -> None:
    """Blocked if a month takes nothing more of an agency."""
    lock = lock_of(ledger, month)
    if lock is not None and not lock.takes(partner, day):
        raise Blocked(
            "LOCK-01",
            f"{month} was locked on {lock.event.at:%Y-%m-%d} and takes nothing more; nothing was"
            " kept. Next: ask the coordinator to open it for this agency with consortium unlock",
        )


def refuse_versions(ledger: Ledger, month: Month) -> None:
    """Blocked if a locked month may have no new versions: where nobody was granted anything."""
    lock = lock_of(ledger, month)
    if lock is not None and not lock.granted:
        raise Blocked(
            "LOCK-02",
            f"{month} was locked on {lock.event.at:%Y-%m-%d} and gets no new versions. Next: open"
            " it with consortium unlock, with the reason why",
        )


def _unlocked(ledger: Ledger, month: Month) -> Iterable[Event]:
    return ledger.events(month=str(month), kind=UNLOCKED)
