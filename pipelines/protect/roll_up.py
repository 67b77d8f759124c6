"""Roll-up before hiding: a table whose finest rows would mostly be withheld leaves them all out.

What stands in for them is printed already: regions for counties, a group for its codes, the quarter
for its month. The decision is for a whole table and rests on nothing but which figures would be
withheld, which a release says openly anyway; it holds until the report's year ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from schemas.model import FunderReport, TableSpec
from schemas.periods import Month, parse_period, year_start

NUMBERS = ("shown", "withheld")


def rolled_up(
    month: Month, frame: pd.DataFrame, reports: Sequence[FunderReport], released: pd.DataFrame
) -> pd.Index[int]:
    """Which rows of protected tables are left out.

    `released` are the figures of all releases; their values are not looked at.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    gone: list[int] = []
    for report in reports:
        for table in report.tables:
            if not table.roll_up:
                continue
            rows = frame[(frame["report"] == report.id) & (frame["table_id"] == table.id)]
            finest = rows[is_finest(rows, table)]
            hidden = finest.loc[finest["status"].isin(NUMBERS), "status"].eq("withheld").mean()
            was_out = _was_rolled_up(month, rows, table, report, released)
            if hidden > report.roll_up_share or was_out:
                gone += finest.index.tolist()
    return pd.Index(gone, dtype="int64")


def is_finest(rows: pd.DataFrame, table: TableSpec) -> pd.Series[bool]:
    """Which rows a roll-up leaves out: those below the subtotals, or all parts of the total."""
    kind, _, name = table.rows.partition(":")
    names = {name} if table.roll_up == table.subtotals else {name, table.subtotals}
    return rows["geography_type" if kind == "geography" else "breakdown"].isin(names)


def _was_rolled_up(
    month: Month,
    rows: pd.DataFrame,
    table: TableSpec,
    report: FunderReport,
    released: pd.DataFrame,
) -> bool:
    """Whether the newest release of the same year told of the table's measures, but no finest."""
    if released.empty:
        return False
    parts = released["version_id"].str.split("/", expand=True)
    start = str(year_start(report.calendar, month))
    is_own = (parts[0] == report.id) & parts[1].between(start, str(month))
    own = released[is_own & released["measure"].isin(table.measures)]
    if own.empty:
        return False
    newest = parts.loc[own.index, 1].max()
    last = own[parts.loc[own.index, 1] == newest]
    length = _months(rows["period"])
    return not (is_finest(last, table) & (_months(last["period"]) == length.min())).any()


def _months(periods: pd.Series[str]) -> pd.Series[int]:
    return periods.map(lambda name: len(parse_period(name).months)).astype("int64")
