"""Like for like: what the agencies counted in both of two months make up together.

Who is counted is read off the tables by agency. A total is made comparable by taking off the
agencies that the other month does not have; where one of them is withheld, nothing is told.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.publish.views.seen import (
    MISSING,
    WITHHELD,
    Figures,
    Place,
    Seen,
    Told,
    total,
)
from schemas.model import Counts, Measure
from schemas.periods import Month

AGENCY = "partner"
ABOUT_PEOPLE = (Counts.PERSONS, Counts.REQUESTS)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One measure in a month and in an earlier one.

    `now` and `then` are the whole figures, `alike_now` and `alike_then` those of the agencies
    counted in both, and `only` the agencies counted in one of the two.
    """

    now: Told
    then: Told
    alike_now: Told
    alike_then: Told
    only: frozenset[str]


def pair_of(seen: Seen, measure: Measure, month: Month, earlier: Month) -> Pair:
    """A measure in two months, whole and like for like."""
    new, old = seen.of(month), seen.of(earlier)
    now = new.told(measure, str(month)) if new else MISSING
    then = old.told(measure, str(earlier)) if old else MISSING
    if new is None or old is None:
        return Pair(now=now, then=then, alike_now=MISSING, alike_then=MISSING, only=frozenset())
    with_now = new.agencies(measure, str(month))
    with_then = old.agencies(measure, str(earlier))
    if not with_now & with_then:
        return Pair(now=now, then=then, alike_now=MISSING, alike_then=MISSING, only=frozenset())
    threshold = seen.report.threshold
    return Pair(
        now=now,
        then=then,
        alike_now=_without(new, measure, month, with_now - with_then, threshold),
        alike_then=_without(old, measure, earlier, with_then - with_now, threshold),
        only=with_now ^ with_then,
    )


def _without(
    figures: Figures, measure: Measure, month: Month, left_out: frozenset[str], threshold: int
) -> Told:
    """The total less some agencies; no count of a few is told, though anyone could subtract."""
    period = str(month)
    places: list[Place] = [(AGENCY, agency, "total", "total") for agency in sorted(left_out)]
    nil = [place for place in places if figures.status(measure, period, place) == "nil"]
    less = total(figures.told(measure, period, place) for place in places if place not in nil)
    whole = figures.told(measure, period)
    if isinstance(whole, str) or isinstance(less, str):
        return total((whole, less))
    is_few = measure.counts in ABOUT_PEOPLE and 0 < whole - less < threshold
    return WITHHELD if is_few else whole - less
