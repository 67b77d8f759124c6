"""What the ledger says of a partner's month now: which submission counts, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from pipelines.settings import Consortium, Partner
from pipelines.storage.ledger import ACCEPTED, NIL, QUESTIONS, RECEIVED, REFUSED, Event, Ledger
from schemas.periods import Month

COVERAGE_COLUMNS = ("partner", "record", "month", "state")
COUNTED = (ACCEPTED, QUESTIONS)


@dataclass(frozen=True)
class Standing:
    """A partner's month: `active` is the submission that counts, `latest` the last decided."""

    partner: Partner
    month: Month
    due: date
    active: Event | None
    latest: Event | None
    received_on: datetime | None
    waiting: tuple[Event, ...]
    nil_records: frozenset[str]
    records_with_rows: frozenset[str]

    @property
    def is_refused(self) -> bool:
        """Whether the last file was refused and no earlier one counts."""
        return self.active is None and self.latest is not None

    def state_of(self, record: str) -> str:
        """Coverage state of one expected record (design, section 4: absence is typed)."""
        if record in self.nil_records:
            return "nil"
        if self.active is not None:
            on_time = self.received_on is not None and self.received_on.date() <= self.due
            return "accepted" if on_time else "late"
        return "refused" if self.is_refused else "not_received"


def standing(ledger: Ledger, consortium: Consortium, partner: Partner, month: Month) -> Standing:
    """Read one partner's month from the ledger."""
    events = ledger.events(partner=partner.id, month=str(month))
    return _standing(events, consortium, partner, month)


def standings(ledger: Ledger, consortium: Consortium, month: Month) -> list[Standing]:
    """Every member of that month, in order of id."""
    by_partner: dict[str, list[Event]] = {}
    for event in ledger.events(month=str(month)):
        by_partner.setdefault(event.partner, []).append(event)
    members = [partner for partner in consortium.partners if partner.is_member(month)]
    return [_standing(by_partner.get(one.id, []), consortium, one, month) for one in members]


def coverage(found: Sequence[Standing]) -> pd.DataFrame:
    """One row a partner and expected record: COVERAGE_COLUMNS. Privacy: aggregate."""
    rows = [
        (one.partner.id, record, str(one.month), one.state_of(record))
        for one in found
        for record in one.partner.expected
    ]
    return pd.DataFrame(rows, columns=list(COVERAGE_COLUMNS), dtype="str")


def _standing(
    events: Sequence[Event], consortium: Consortium, partner: Partner, month: Month
) -> Standing:
    counted = [event for event in events if event.kind in COUNTED]
    decided = [event for event in events if event.kind in (*COUNTED, REFUSED)]
    done = {event.submission for event in decided}
    received = {event.submission: event.at for event in events if event.kind == RECEIVED}
    active = counted[-1] if counted else None
    latest = decided[-1] if decided else None
    told = active or latest
    nil = {event.record for event in events if event.kind == NIL}
    # Rows are stronger than a nil return: what counts cannot have been nothing.
    with_rows = set((active.details or {}).get("records", ())) if active else set()
    return Standing(
        partner=partner,
        month=month,
        due=consortium.due_date(month),
        active=active,
        latest=latest,
        received_on=received.get(told.submission) if told else None,
        waiting=tuple(e for e in events if e.kind == RECEIVED and e.submission not in done),
        nil_records=frozenset(nil - with_rows),
        records_with_rows=frozenset(with_rows),
    )
