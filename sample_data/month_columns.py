"""Sheets that grow to the right: a column a month of the state's fiscal year."""

from __future__ import annotations

import pandas as pd

from sample_data.forms import TableForm
from sample_data.world import Agency
from schemas.periods import Month, span, year_start

# what differs from month to month in a line that stays the same
UNLIKE = ("minutes",)
ALL_MONTHS = tuple(month.label for month in span(Month(2024, 7), Month(2027, 6)))


def month_headings(table: TableForm, month: str) -> tuple[str, ...]:
    """The headings of all months of the fiscal year, if the table has a column for each."""
    if not table.wide:
        return ()
    first = year_start("SFY", Month.parse(month))
    return tuple(one.label for one in span(first, first.plus(11)))


def with_months(frame: pd.DataFrame, table: TableForm, agency: Agency, month: str) -> pd.DataFrame:
    """The month's rows with what the same lines had in the months before; later ones are empty."""
    keys = [name for name in table.columns.values() if name in frame and name not in UNLIKE]
    value, wide = table.wide["value"], frame.copy()
    for heading, one in zip(month_headings(table, month), _year(month), strict=True):
        before = agency.of_month(table.record, str(one)) if one <= Month.parse(month) else frame[:0]
        sums = before.groupby(keys)[value].sum().rename(heading)
        wide = wide.join(sums, on=keys)
    return wide


def _year(month: str) -> tuple[Month, ...]:
    first = year_start("SFY", Month.parse(month))
    return span(first, first.plus(11))
