"""What the ledger says of a partner's month now: which submission counts, what is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from pipelines.settings import Consortium, Partner
from pipelines.storage.ledger import (
    ACCEPTED,
    CONFIRMED,
    NIL,
    QUESTIONS,
    RECEIVED,
    REFUSED,
    REPEATED,
    TALLIED,
    Event,
    Ledger,
)
from pipelines.storage.locks import Lock, lock_in
from schemas.model import Severity
from schemas.periods import Month

COVERAGE_COLUMNS = ("partner", "record", "month", "state")
COUNTED = (ACCEPTED, QUESTIONS)
# coverage states of what is in the figures: what is missing is in none of them
COUNTED_STATES = frozenset({"accepted", "late", "nil"})


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """An answered question: its reason, and of how many places of each field it was given."""

    code: str
    reason: str
    counts: Mapping[str, int]

    def covers(self, counts: Mapping[str, int]) -> bool:
        """Whether a question about so many places of each field is answered by this."""
        return all(count <= self.counts.get(name, 0) for name, count in counts.items())


@dataclass(frozen=True)
class Standing:
    """A partner's month: `active` is the submission that counts, `latest` the last decided.

    `nil_records` are nil returns that hold; `declared_nil` also those that will hold once a file
    without rows of the record counts. `held` are files that came for a month when it was locked.
    `first_on` is when the first file came that was counted: a correction of it makes nobody late.
    `unsettled` months are in no longer period; of those that are `destroyed` the rows are gone.
    """

    partner: Partner
    month: Month
    due: date
    active: Event | None
    latest: Event | None
    received_on: datetime | None
    waiting: tuple[Event, ...]
    nil_records: frozenset[str]
    records_with_rows: frozenset[str]
    declared_nil: frozenset[str] = frozenset()
    confirmed: Mapping[str, Confirmation] = field(default_factory=dict)
    unsettled: tuple[str, ...] = ()
    held: tuple[Event, ...] = ()
    destroyed: tuple[str, ...] = ()
    first_on: datetime | None = None

    @property
    def questions(self) -> Mapping[str, Mapping[str, int]]:
        """What the last decided file asked, by code: the number of places of each field."""
        return questions_of(self.latest)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The codes that are asked of the file that counts, and not answered yet."""
        asked = questions_of(self.active)
        return tuple(
            code
            for code, counts in asked.items()
            if code not in self.confirmed or not self.confirmed[code].covers(counts)
        )

    @property
    def is_refused(self) -> bool:
        """Whether the last file was refused and no earlier one counts."""
        return self.active is None and self.latest is not None

    @property
    def is_late(self) -> bool:
        """Whether the first file that was counted came after the due day."""
        return self.first_on is not None and self.first_on.date() > self.due

    def state_of(self, record: str) -> str:
        """Coverage state of one expected record (design, section 4: absence is typed)."""
        if record in self.nil_records:
            return "nil"
        if self.active is not None:
            return "late" if self.is_late else "accepted"
        return "refused" if self.is_refused else "not_received"


def standing(ledger: Ledger, consortium: Consortium, partner: Partner, month: Month) -> Standing:
    """Read one partner's month from the ledger; whether the month is locked is not looked at."""
    events = ledger.events(partner=partner.id, month=str(month))
    return _standing(events, consortium, partner, month)


def standings(ledger: Ledger, consortium: Consortium, month: Month) -> list[Standing]:
    """Every member of that month, in order of id."""
    by_partner: dict[str, list[Event]] = {}
    events = ledger.events(month=str(month))
    for event in events:
        by_partner.setdefault(event.partner, []).append(event)
    members = [partner for partner in consortium.partners if partner.is_member(month)]
    lock = lock_in(events)
    return [
        _without_held(_standing(by_partner.get(one.id, []), consortium, one, month), lock)
        for one in members
    ]


def _without_held(one: Standing, lock: Lock | None) -> Standing:
    """What came for a locked month does not wait for a run, unless the agency may still send."""
    if lock is None:
        return one
    taken = [event for event in one.waiting if lock.takes(one.partner.id, event.at.date())]
    held = tuple(event for event in one.waiting if event not in taken)
    return dataclasses.replace(one, waiting=tuple(taken), held=held)


def coverage(found: Sequence[Standing]) -> pd.DataFrame:
    """One row a partner and expected record: COVERAGE_COLUMNS. Privacy: aggregate."""
    rows = [
        (one.partner.id, record, str(one.month), one.state_of(record))
        for one in found
        for record in one.partner.expected
    ]
    return pd.DataFrame(rows, columns=list(COVERAGE_COLUMNS), dtype="str")


def without_unsettled_months(covered: pd.DataFrame, found: Sequence[Standing]) -> pd.DataFrame:
    """Coverage of months up to that of `found`: what its longer periods leave out is not in.

    Privacy: aggregate.
    """
    waits = [one.partner.id for one in found if one.unsettled]
    own = {str(one.month) for one in found}
    is_left_out = covered["partner"].isin(waits) & ~covered["month"].isin(own)
    return covered.assign(state=covered["state"].mask(is_left_out, "not_received"))


def questions_of(event: Event | None) -> dict[str, dict[str, int]]:
    """The questions of one decided file by code, with the number of places of each field."""
    problems: Sequence[Mapping[str, Any]] = (
        (event.details or {}).get("problems", ()) if event else ()
    )
    found: dict[str, dict[str, int]] = {}
    for problem in problems:
        if problem.get("severity") == Severity.PLEASE_CONFIRM:
            name = str(problem.get("field", ""))
            counts = found.setdefault(str(problem["code"]), {})
            counts[name] = counts.get(name, 0) + int(problem.get("count", 1))
    return found


def _confirmed(events: Sequence[Event]) -> dict[str, Confirmation]:
    """The last answer to each question."""
    found = {}
    for event in events:
        if event.kind == CONFIRMED:
            told = event.details or {}
            code = str(told["code"])
            found[code] = Confirmation(code=code, reason=told["reason"], counts=told["counts"])
    return found


def _standing(
    events: Sequence[Event], consortium: Consortium, partner: Partner, month: Month
) -> Standing:
    counted = [event for event in events if event.kind in COUNTED]
    decided = [event for event in events if event.kind in (*COUNTED, REFUSED, REPEATED)]
    done = {event.submission for event in decided}
    received = {event.submission: event.at for event in events if event.kind == RECEIVED}
    active = counted[-1] if counted else None
    latest = decided[-1] if decided else None
    told = active or latest
    nil = {event.record for event in events if event.kind == NIL}
    # Rows are stronger than a nil return: what counts cannot have been nothing.
    with_rows = set((active.details or {}).get("records", ())) if active else set()
    # One that was given after those rows speaks of the corrected file that is still to come.
    since = active.number if active else 0
    newer = {event.record for event in events if event.kind == NIL and event.number > since}
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
        declared_nil=frozenset((nil - with_rows) | newer),
        confirmed=_confirmed(events),
        unsettled=_left_out(events, "unsettled"),
        destroyed=_left_out(events, "destroyed"),
        first_on=received.get(counted[0].submission) if counted else None,
    )


def _left_out(events: Sequence[Event], why: str) -> tuple[str, ...]:
    """What the last count of the month had to leave out."""
    tallied = [event for event in events if event.kind == TALLIED]
    return tuple((tallied[-1].details or {}).get(why, ())) if tallied else ()
