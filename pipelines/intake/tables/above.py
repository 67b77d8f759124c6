"""What stands above the rows: titles that name a month, and rows of data that are no titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from pipelines.findings import Finding, ranges
from pipelines.intake.opening import Sheet
from pipelines.intake.tables.body import Body
from pipelines.intake.tables.headings import normalize
from pipelines.intake.tables.month_words import NamedMonth, heading_month, months_in
from pipelines.intake.wording import finding
from schemas.periods import Month

_OF_THE_PAPER = re.compile(
    r"print|updat|revis|creat|submi|generat|export|version|effective|due\b|prepar|publi|\brun\b"
    r"|as of|\brev\b|form |next|since|founded|expir|grant|contract|compar|previous|prior|\blast\b"
    r"|fiscal|\bfy|year|quarter|through|begin|start|\bend|award|copyright"
)
_LABEL = re.compile(r"\b(?:month|period)\b\s*:?$")
LONGEST = 200
LONGEST_FIGURE = 30
TITLE_ROWS = 30


def other_month(sheet: Sheet, first_heading: int, month: Month, label: str) -> Iterator[Finding]:
    """The title rows name one month, and it is not the month that is handed in.

    Dates of the paper itself (printed, revised, due) are no months reported. Where the titles name
    several months, or a month without a year that is not labeled as such, nothing is said.

    Privacy: identifiable in, aggregate out.
    """
    top = sheet.text[sheet.text.index < first_heading].tail(TITLE_ROWS)
    named: dict[NamedMonth, str] = {}
    for row in top.index:
        before = ""
        for letter, cell in top.loc[row].items():
            text = normalize(str(cell)) if len(str(cell)) <= LONGEST else ""
            if text:
                for one in _named(text, before):
                    named.setdefault(one, f"{letter}{row}")
                before = text
    months = {(one.number, one.year or month.year) for one in named}
    if len(months) == 1 and not any(one.may_be(month) for one in named):
        yield finding("LAYOUT-16", sheet=label, places=(min(named.values()),))


def _named(text: str, before: str) -> set[NamedMonth]:
    if _OF_THE_PAPER.search(text) or _OF_THE_PAPER.search(before):
        return set()
    head, colon, tail = text.rpartition(":")
    if colon and _LABEL.search(head):
        alone = heading_month((tail.strip(),))
    else:
        alone = heading_month((text,)) if _LABEL.search(before) else None
    return months_in(text) | ({alone} if alone else set())


def data_above(
    sheet: Sheet, rows: Sequence[int], body: Body, mapped: Sequence[str]
) -> tuple[int, ...]:
    """Rows above the headings, or among the rows of units, that are filled as the data are.

    Such a row fills most of the columns, and has figures where the data have them.

    Privacy: identifiable in, aggregate out.
    """
    letters = [letter for letter in mapped if body.filled[letter].any()]
    above = sheet.text.loc[[row for row in rows if row in sheet.text.index], letters]
    if above.empty or not letters:
        return ()
    figures = [
        one for one in letters if 2 * _has_figure(body.text[one]).sum() > body.filled[one].sum()
    ]
    full = (above != "").sum(axis=1) * 4 > 3 * len(letters)
    if figures:
        shown = pd.DataFrame({letter: _has_figure(above[letter]) for letter in figures})
        full &= 2 * shown.sum(axis=1) > len(figures)
    elif full.sum() == 1:
        full &= False  # one line of words above words may be anything
    return tuple(int(row) for row in above.index[full])


def _has_figure(column: pd.Series[str]) -> pd.Series[bool]:
    found: pd.Series[bool] = column.str.contains(r"\d", regex=True) & (
        column.str.len() <= LONGEST_FIGURE
    )
    return found


def data_above_findings(
    code: str, rows: Sequence[int], letter: str, sheet: str
) -> Iterator[Finding]:
    """The finding for such rows, if there are any."""
    if rows:
        yield finding(code, sheet=sheet, places=ranges(letter, rows), count=len(rows))
