"""A month's totals against the same agency's earlier months: far off is a question, never a fault.

Belongs here: the comparison and its wording. Does not belong here: counting, of any month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipelines.findings import Finding
from schemas.catalog import Catalog
from schemas.history import (
    ENOUGH_MONTHS,
    LARGEST_ZERO_SHARE,
    LEAST_SHARE,
    LEAST_UNITS,
    UNUSUAL_SCORE,
)
from schemas.periods import Month

ABOVE = "HIST-01"
BELOW = "HIST-02"
LEAP_UP = "HIST-03"
LEAP_DOWN = "HIST-04"
MONTHS_OF_A_YEAR = 12
# Under a normal distribution both estimate the standard deviation.
PER_MEDIAN_DEVIATION = 1.4826
PER_MEAN_DEVIATION = 1.2533

Totals = Mapping[str, float]


def unusual_totals(
    month: Month,
    totals: Totals,
    earlier: Mapping[Month, Totals],
    sheets: Mapping[str, str],
    catalog: Catalog,
) -> list[Finding]:
    """A question for each measure of `month` that is far from what it was.

    Only records with a sheet are compared: what was not sent has its own words.

    Privacy: aggregate in, disclosure-safe out: the agency's own figures are not repeated.
    """
    found = []
    for name, value in totals.items():
        measure = catalog.measures[name]
        past = {one: earlier[one][name] for one in sorted(earlier) if name in earlier[one]}
        code = verdict(month, value, past)
        if code and measure.record in sheets:
            found.append(_finding(code, name, sheets[measure.record], catalog))
    return found


def verdict(month: Month, value: float, past: Mapping[Month, float]) -> str:
    """The code of the finding about `value` after the months of `past`, or "".

    It is far if the score says so, or if it is far from each month: a score forgives much where
    months differ by season. With too few months only a leap since last month is told, for
    information. What was much the same a year ago is the season's.
    """
    series = list(past.values())
    if not series or float(np.mean(np.equal(series, 0))) > LARGEST_ZERO_SHARE:
        return ""
    if len(series) < ENOUGH_MONTHS:
        last = past.get(month.plus(-1), value)
        leap = LEAP_UP if value > last else LEAP_DOWN
        return leap if _is_large(value, last) else ""
    usual = float(np.median(series))
    year_ago = past.get(month.plus(-MONTHS_OF_A_YEAR))
    is_seasonal = year_ago is not None and not _is_large(value, year_ago)
    is_unlike_all = all(_is_large(value, one) for one in series)
    is_far = is_unlike_all or _score(value, series) > UNUSUAL_SCORE
    is_far = is_far and _is_large(value, usual)
    return (ABOVE if value > usual else BELOW) if is_far and not is_seasonal else ""


def _is_large(value: float, usual: float) -> bool:
    change = abs(value - usual)
    return change > LEAST_UNITS and change > LEAST_SHARE * min(value, usual)


def _score(value: float, series: Sequence[float]) -> float:
    """The modified z-score; infinite after months that were all alike."""
    deviations = np.abs(np.subtract(series, np.median(series)))
    spread = PER_MEDIAN_DEVIATION * np.median(deviations) or PER_MEAN_DEVIATION * deviations.mean()
    distance = abs(value - float(np.median(series)))
    return float(distance / spread) if spread else float("inf")


def _finding(code: str, name: str, sheet: str, catalog: Catalog) -> Finding:
    message = catalog.messages[code]
    label = catalog.measures[name].label
    return Finding(
        code=code,
        severity=message.severity,
        message=message.message.format(field=label),
        fix=message.fix.format(field=label),
        sheet=sheet,
        field=name,
    )
