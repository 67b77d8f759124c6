"""A file that was handed in for the wrong month altogether: that is said, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from pipelines.findings import Finding
from pipelines.types import RecordTable
from pipelines.validate.wording import table_finding
from schemas.catalog import Catalog
from schemas.model import RecordType
from schemas.periods import Month
from schemas.rule import RuleContext

WRONG_MONTH = "ROW-16"
OTHER_MONTH = "other_month"
# One or two rows may each hold a slip; three of three are a file of another month.
FEWEST_ROWS = 3


def wrong_month(
    tables: Sequence[RecordTable],
    catalog: Catalog,
    context: RuleContext,
    nil_records: frozenset[str],
) -> Finding | None:
    """The finding that every row with a readable date is of another month, if that is so.

    A log of which someone has said that this month holds nothing may well hold other months alone.

    Privacy: identifiable in, disclosure-safe out: a code and the month.
    """
    asked = [table for table in tables if table.record not in nil_records]
    elsewhere = sum(table.set_aside.get(OTHER_MONTH, 0) for table in asked)
    if elsewhere < FEWEST_ROWS:
        return None
    records = catalog.records
    if any(records[one.record].begin in one.waiting for one in tables):
        return None  # its dates are not known before the headings are right
    if any(_has_rows_of_month(one.frame, records[one.record], context) for one in tables):
        return None
    month = Month.of(context.first_day).label
    told = table_finding(WRONG_MONTH, catalog, asked[0], elsewhere, month=month)
    return replace(told, sheet="")  # it is about the file, not about one of its sheets


def _has_rows_of_month(frame: pd.DataFrame, record: RecordType, context: RuleContext) -> bool:
    """Whether a row that was kept is dated in the month: not for want of a date, nor by a slip."""
    first, last = pd.Timestamp(context.first_day), pd.Timestamp(context.last_day)
    begin = frame[record.begin]
    ends = frame[record.end] if record.end else begin
    touches = begin.between(first, last) | ends.between(first, last)
    lasts = (begin <= last) & ~(ends < first).fillna(value=False)
    return bool((touches | lasts).fillna(value=False).any())
