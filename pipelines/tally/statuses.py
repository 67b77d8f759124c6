"""The status of a total: a zero is a zero only where every month was received or declared nil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.settings import Partner
from pipelines.types import StrippedRecords
from schemas.model import Additivity, Measure
from schemas.periods import Month, Period

RECEIVED = frozenset({"received", "accepted"})
NIL = "nil"
# the records that feed a view, where it is not the record of the same name alone
FEEDS = {
    **dict.fromkeys(
        ("served", "funded", "census_day", "placed"), ("client_service", "shelter_stay")
    ),
    "housed": ("shelter_stay",),
    "claimed": ("client_service",),
    "survey": ("outcome_survey",),
}
NOT_COLLECTED = "not_collected"

States = Mapping[Month, Mapping[str, str]]


def is_collected(measure: Measure, period: Period, records: Sequence[StrippedRecords]) -> bool:
    """Whether some row of the period states each field that the measure needs, or there is no row.

    Privacy: deidentified in, aggregate out: yes or no.
    """
    if not measure.collects:
        return True
    names = FEEDS.get(measure.view, (measure.view,))
    frames = [
        r.frames[n] for r in records if r.month in period.months for n in names if n in r.frames
    ]
    frames = [frame for frame in frames if len(frame)]
    return not frames or all(
        any(field in frame and bool(frame[field].notna().any()) for frame in frames)
        for field in measure.collects
    )


def total_status(
    measure: Measure, period: Period, partner: Partner, states: States, value: float
) -> str:
    """The status of a partner's total of `measure` over `period`, given the value counted.

    People of a period that begins before the partner joined are not known, whatever was counted.
    What adds up over months is counted over the months of membership, as the months themselves are.
    """
    records = feeds(measure, partner)
    if not records:
        return "not_applicable"
    if measure.additivity is Additivity.UNDUPLICATED and period.months[0] < partner.joined:
        return "not_available"
    months = [month for month in period.months if partner.is_member(month)]
    known = [states.get(month, {}).get(name, "") for month in months for name in records]
    return _counted_status(known, value)


def feeds(measure: Measure, partner: Partner) -> tuple[str, ...]:
    """The records that the measure is counted from, of those that the partner sends."""
    names = FEEDS.get(measure.view, (measure.view,))
    return tuple(name for name in names if name in partner.expected)


def _counted_status(known: list[str], value: float) -> str:
    if not any(state in RECEIVED or state == NIL for state in known):
        return "not_received"
    if value > 0:
        return "shown"
    if not all(state in RECEIVED or state == NIL for state in known):
        return "not_received"
    return NIL if all(state == NIL for state in known) else "true_zero"
