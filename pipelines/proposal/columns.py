"""The columns of a sheet below its likeliest headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from pipelines.intake.drift.shapes import Cells, cells_of
from pipelines.intake.opening import Sheet
from pipelines.intake.tables.boxes import parse_boxes
from pipelines.intake.tables.candidates import candidate_heading_rows
from pipelines.intake.tables.headings import BETWEEN, HeadingRow, normalize, read_headings
from pipelines.proposal.telling import is_row_of_data

MOST_HEADINGS = 200
LABEL_COLUMNS = 3
UNIT = re.compile(
    r"\(?(?:hours?|hrs?|h|minutes?|mins?|days?|nights?|beds?|people|persons|number|count|no\.?|#"
    r"|\$|usd|dollars|percent|%|m{1,2}/d{1,2}/(?:yy){1,2}|date|text|words?|codes?"
    r"|yes ?/ ?no|y/n)\)?"
)
FEWEST_UNITS = 2
TOTAL = re.compile(r"^((grand|overall|sub)[ -]?)?totals?\b|^(sum|overall)\b|\btotals?:?$")


@dataclass(frozen=True, repr=False)
class Column:
    """A column: its letter, the heading as the partner wrote it, its filled cells. Identifiable.

    `known` keeps the shares of cells that were reckoned before.
    """

    letter: str
    heading: str
    cells: Cells
    known: dict[tuple[object, ...], float] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Counts only."""
        return f"Column({self.letter}, {self.cells!r})"


@dataclass(frozen=True, repr=False)
class Grid:
    """One table of a sheet as guessed: its headings and the rows below them, totals left out.

    `has_units`: the first row below the headings names units. `months`: so many columns of months
    are left out of the headings.

    Privacy: identifiable.
    """

    sheet: Sheet
    heading_row: int
    heading_rows: int
    headings: dict[str, str]
    text: pd.DataFrame
    kinds: pd.DataFrame
    has_units: bool = False
    months: int = 0

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns with a heading, their cells from all rows."""
        return self.columns_of(pd.Series(data=True, index=self.text.index))

    def columns_of(self, rows: pd.Series[bool]) -> tuple[Column, ...]:
        """The columns with a heading, their cells from some of the rows.

        Privacy: identifiable out.
        """
        text, kinds = self.text[rows], self.kinds[rows]
        return tuple(
            Column(letter, heading, cells_of(text[letter], kinds[letter]))
            for letter, heading in self.headings.items()
        )

    def __repr__(self) -> str:
        """Counts only."""
        return f"Grid({len(self.headings)} headings, {len(self.text)} rows)"


def grid_of(sheet: Sheet) -> Grid | None:
    """The table below the likeliest headings of a sheet; None if there are no likely ones.

    A row of data is never taken for headings: those are shown, and data must not be.

    Privacy: identifiable in, identifiable out.
    """
    boxes = parse_boxes(sheet.merged)
    candidates = candidate_heading_rows(sheet)
    read = ((row, rows, read_headings(sheet.text, boxes, row, rows)) for row, rows in candidates)
    row, rows, found = next((one for one in read if not _is_data(sheet, one[2])), (0, 0, None))
    if found is None:
        return None
    named = {letter: _written(sheet, found, letter) for letter in found.parts}
    headings = dict(list(named.items())[:MOST_HEADINGS])
    units = _names_units(sheet.text, found.bottom)
    below = sheet.text.index > found.bottom + units
    text, kinds = sheet.text[below], sheet.kinds[below]
    alone = (kinds != "").sum(axis=1) <= (1 if len(headings) > LABEL_COLUMNS else 0)
    kept = ~_totals(text) & ~alone
    return Grid(sheet, row, rows, headings, text[kept], kinds[kept], has_units=units)


def _is_data(sheet: Sheet, found: HeadingRow) -> bool:
    rows = range(found.row, found.bottom + 1)
    return any(is_row_of_data(sheet.text, row, found.parts) for row in rows)


def _names_units(text: pd.DataFrame, bottom: int) -> bool:
    """Whether the row below the headings names units and holds nothing else."""
    if bottom + 1 not in text.index:
        return False
    words = [normalize(str(one)) for one in text.loc[bottom + 1] if one]
    return len(words) >= FEWEST_UNITS and all(map(UNIT.fullmatch, words))


def _written(sheet: Sheet, found: HeadingRow, letter: str) -> str:
    """The heading as the partner wrote it, or the path through several rows of headings."""
    own = " ".join(str(sheet.text.loc[found.row, letter]).split())
    one = found.bottom == found.row and own
    return own if one else BETWEEN.join(found.parts[letter])


def _totals(text: pd.DataFrame) -> pd.Series[bool]:
    near = text.iloc[:, :LABEL_COLUMNS]
    wanted = {
        word
        for column in near
        for word in near[column].unique()
        if TOTAL.match(normalize(str(word)))
    }
    found: pd.Series[bool] = near.isin(list(wanted)).any(axis=1)
    return found
