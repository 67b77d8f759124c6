"""What stands above the rows: titles that name a month, and rows of data that are no titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from pipelines.findings import Finding, ranges
from pipelines.intake.opening import Sheet
from pipelines.intake.tables.body import Body, Known
from pipelines.intake.tables.headings import normalize
from pipelines.intake.tables.likeness import like_data
from pipelines.intake.tables.month_words import NamedMonth, heading_month, months_in, years_in
from pipelines.intake.wording import finding
from schemas.periods import Month

_OF_THE_PAPER = re.compile(
    r"print|updat|revis|creat|submi|generat|export|version|effective|due\b|prepar|publi|\brun\b"
    r"|as of|\brev\b|form |next|since|founded|expir|grant|contract|compar|previous|prior|\blast\b"
    r"|fiscal|\bfy|year|quarter|through|begin|start|\bend|award|copyright"
)
_LABEL = re.compile(r"\b(?:month|period)\b\s*:?$")
_TITLE_LABEL = re.compile(
    r":$|\b(?:agency|organi[sz]ation|program|project|site|county|month|year|period|quarter|date|from"
    r"|total|number|report|prepared|submitted|grant|contract|fund)"
)
# what follows, set off from a title, is of the paper: "March 2026, printed 4/2/2026"
_SET_OFF = re.compile(
    r"\s*(?:[,;|(\u2013\u2014]|\s-)\s*(?:print|updat|revis|creat|submi|generat|export|prepar"
    r"|due\b|run\b|rev\b|as of|[sf]?fy|fiscal).*"
)
_NO_YEAR_OF_FIGURES = re.compile(
    r"print|updat|revis|creat|submi|generat|export|version|effective|due\b|prepar|publi|\brun\b"
    r"|as of|\brev\b|form |since|founded|expir|grant|contract|compar|previous|prior|\blast\b"
    r"|\bact\b|award|copyright"
)
_PLAIN = r"\s*\d+(?:[.,]\d+)?\s*"
NEAR_YEARS = range(-2, 2)
LONGEST = 200
LONGEST_FIGURE = 30
FEWEST_ALIKE = 2
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


def texts_of(sheet: Sheet, rows: Sequence[int]) -> frozenset[str]:
    """The (normalized) texts of title rows, but for long ones.

    Privacy: identifiable in, identifiable out.
    """
    top = sheet.text.loc[[row for row in rows if row in sheet.text.index][-TITLE_ROWS:]]
    texts = {str(cell) for cell in top.to_numpy().ravel()}
    return frozenset(normalize(text) for text in texts if 0 < len(text) <= LONGEST)


def title_years(sheet: Sheet, rows: Sequence[int], month: Month) -> frozenset[int]:
    """The years near the month that title rows name for their figures; none if they name none.

    Privacy: identifiable in, aggregate out.
    """
    years = {
        year
        for text in texts_of(sheet, rows)
        if not _NO_YEAR_OF_FIGURES.search(text)
        for year in years_in(text, month.number)
    }
    return frozenset(year for year in years if year - month.year in NEAR_YEARS)


def _named(text: str, before: str) -> set[NamedMonth]:
    text = _SET_OFF.sub("", text)
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
    there = [row for row in rows if row in sheet.text.index]
    if not there:
        return ()
    letters = [letter for letter in mapped if body.filled[letter].any()]
    above = sheet.text.loc[there, letters]
    full = (above != "").sum(axis=1) * 4 > 3 * len(letters)
    if not full.any():
        return ()
    figures = [
        one for one in letters if 2 * _has_figure(body.text[one]).sum() > body.filled[one].sum()
    ]
    if figures:
        shown = pd.DataFrame({letter: _has_figure(above[letter]) for letter in figures})
        full &= 2 * shown.sum(axis=1) > len(figures)
    elif full.sum() == 1:
        full &= False  # one line of words above words may be anything
    return tuple(int(row) for row in above.index[full])


def perhaps_data_above(
    sheet: Sheet, rows: Sequence[int], body: Body, is_data: pd.Series[bool], mapped: Sequence[str]
) -> tuple[int, ...]:
    """Rows above the headings of which most cells look like data below, two of them at least.

    A row that begins with a label (Reporting period, Agency:) is a title, whatever follows it.

    Privacy: identifiable in, aggregate out.
    """
    numbers = [row for row in rows if row in sheet.text.index]
    if not numbers:
        return ()
    text, kinds = sheet.text.loc[numbers, list(mapped)], sheet.kinds.loc[numbers, list(mapped)]
    filled = text != ""
    several = filled.sum(axis=1) >= FEWEST_ALIKE
    if not several.any():
        return ()
    text, kinds, filled = text[several], kinds[several], filled[several]
    alike = like_data(text, kinds, body, is_data)
    count = alike.sum(axis=1)
    found = (count >= FEWEST_ALIKE) & (2 * count > filled.sum(axis=1))
    first = filled.idxmax(axis=1)
    return tuple(
        int(row)
        for row in text.index[found]
        if alike.loc[row, first[row]]
        or not _TITLE_LABEL.search(normalize(text.loc[row, first[row]]))
    )


def data_for_units(sheet: Sheet, rows: Sequence[int], known: Known) -> tuple[int, ...]:
    """Rows of units that hold a plain figure where figures stand, and are not column numbers.

    Privacy: identifiable in, aggregate out.
    """
    there = [row for row in rows if row in sheet.text.index]
    if not there:
        return ()
    units = sheet.text.loc[there, list(known.mapped)]
    is_figure = pd.DataFrame({one: units[one].str.fullmatch(_PLAIN) for one in units.columns})
    has_words = ((units != "") & ~is_figure).any(axis=1)
    found = is_figure[list(known.figures)].any(axis=1) & has_words
    return tuple(int(row) for row in units.index[found])


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
