"""Columns of months: the one of the month is read, the others are known and left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines.findings import Finding, ranges
from pipelines.intake.tables.body import Body
from pipelines.intake.tables.headings import HeadingRow
from pipelines.intake.tables.month_words import NamedMonth, heading_month
from pipelines.intake.tables.rows import DATA
from pipelines.intake.wording import finding
from schemas.periods import Month

NO_FIGURE = "no_figure"


@dataclass(frozen=True)
class MonthColumns:
    """The column of the month ("" if none or several), and those of every month by letter."""

    letter: str
    months: Mapping[str, NamedMonth]
    mine: tuple[str, ...]


def month_columns(
    heading: HeadingRow, month: Month, title_years: Collection[int] = ()
) -> MonthColumns:
    """The columns whose headings name months: Oct, October 2025, 10/2025, Q2 / Oct, a date.

    A month without a year is of the years that the titles name, if they name any.
    """
    named = {letter: heading_month(path) for letter, path in heading.parts.items()}
    months = {letter: one for letter, one in named.items() if one is not None}
    mine = tuple(letter for letter, one in months.items() if one.may_be(month))
    is_sure = len(mine) == 1 and months[mine[0]].is_sure and not _is_doubtful(months, mine[0])
    if is_sure and title_years and month.year not in title_years:
        is_sure = bool(months[mine[0]].year or months[mine[0]].years)
    return MonthColumns(mine[0] if is_sure else "", months, mine)


def _is_doubtful(months: Mapping[str, NamedMonth], letter: str) -> bool:
    """Whether a month without a year stands among months with years: whose year is it?"""
    mine = months[letter]
    return not (mine.year or mine.years) and any(one.year for one in months.values())


def month_findings(
    columns: MonthColumns, heading: HeadingRow, field: str, sheet: str
) -> Iterator[Finding]:
    """The month's column is not there, or not for certain; the others are left out.

    Privacy: identifiable in, aggregate out.
    """
    row = heading.bottom
    unsure = [letter for letter, one in columns.months.items() if not one.is_sure]
    if unsure and not columns.letter:
        places = [f"{letter}{row}" for letter in unsure]
        yield finding("LAYOUT-17", sheet=sheet, places=places, field=field, count=len(places))
    elif len(columns.mine) > 1 or (columns.mine and not columns.letter):
        places = [f"{letter}{row}" for letter in columns.mine]
        yield finding("LAYOUT-13", sheet=sheet, places=places, field=field, count=len(places))
    elif not columns.letter:
        yield finding("LAYOUT-12", sheet=sheet, places=(f"A{row}",), field=field)
    else:
        others = [f"{letter}{row}" for letter in columns.months if letter != columns.letter]
        if others:
            yield finding("LAYOUT-14", sheet=sheet, places=others, count=len(others))


def without_figure(
    reason: pd.Series[str], body: Body, columns: MonthColumns, sheet: str
) -> tuple[pd.Series[str], tuple[Finding, ...]]:
    """Rows without a figure in the month's column are set aside and named; a zero is a figure.

    Privacy: identifiable in, aggregate out.
    """
    letter = columns.letter
    empty = (reason == DATA) & ~body.filled[letter]
    elsewhere = body.filled[list(columns.months)].any(axis=1)
    said = []
    for code, holds in (("ROW-10", empty & ~elsewhere), ("ROW-11", empty & elsewhere)):
        rows = holds.index[holds]
        if len(rows):
            said.append(
                finding(code, sheet=sheet, places=ranges(letter, rows), count=len(rows)),
            )
    return reason.mask(empty, NO_FIGURE), tuple(said)
