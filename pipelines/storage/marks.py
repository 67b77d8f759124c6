"""How a partner's month stands at one place, in words that desk and coalition can compare.

An edition is a random word that the desk gives to a month whenever its records change. Two places
with the same edition and the same states rest on the same records; nothing else can be told by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipelines.settings import Consortium, Partner
from pipelines.storage.board import Standing, standing
from pipelines.storage.ledger import Event, Ledger
from schemas.periods import Month

EDITION = "edition"
NOT_HERE = "not_received"

# record to received, nil or not_received; and the edition, if a tally counts
Mark = Mapping[str, str]
Marks = Mapping[Month, Mark]


def states_of(one: Standing, *, is_received: bool) -> dict[str, str]:
    """What is known of each expected record of the month."""
    known = "received" if is_received else NOT_HERE
    return {name: "nil" if name in one.nil_records else known for name in one.partner.expected}


def mark_of(one: Standing) -> Mark:
    """The month as it stands at this place."""
    states = states_of(one, is_received=bool(one.active))
    return states | {EDITION: edition_of(one.active)}


def marks_at(
    ledger: Ledger, consortium: Consortium, partner: Partner, months: Iterable[Month]
) -> Marks:
    """How each of these months stands at this place."""
    return {month: mark_of(standing(ledger, consortium, partner, month)) for month in months}


def edition_of(active: Event | None) -> str:
    """The edition of a counted tally; empty for rows, or where nothing counts."""
    return str(((active.details or {}) if active else {}).get(EDITION, ""))


def sent_marks(active: Event | None) -> Marks:
    """The months that a counted tally rests on, as they stood at its desk."""
    told = ((active.details or {}) if active else {}).get("rests_on", {})
    return {Month.parse(month): mark for month, mark in told.items()}


def months_apart(there: Marks, here: Marks) -> tuple[Month, ...]:
    """Months that do not stand the same at both places, in order of time."""
    empty: Mark = {}
    return tuple(month for month in sorted(here) if there.get(month, empty) != here[month])


def months_elsewhere(here: Marks) -> tuple[Month, ...]:
    """Months that only totals came of, so that nothing can be counted over them from rows."""
    return tuple(month for month in sorted(here) if here[month].get(EDITION))
