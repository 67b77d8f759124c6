"""The figures of a workbook as another program reads it, held against what they should be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter, range_boundaries

from pipelines.publish.edition import figures_of
from pipelines.publish.labels import GEOGRAPHY_HEADING, SUBTOTAL, TOTALS
from pipelines.publish.markers import LOW, MARKERS, is_shown, is_too_low, places
from pipelines.publish.opened import Opened
from pipelines.publish.refusals import Refusal
from pipelines.settings import NO_HUB_NAME, Consortium
from pipelines.types import SafeTables
from schemas.catalog import Catalog
from schemas.model import FunderReport, Measure, TableSpec
from schemas.periods import parse_period
from schemas.reconciling import explained_by

FIRST_SHEETS = ("Cover", "Contents", "Notes")
LAST_SHEETS = (
    "Measures",
    "Crosswalk",
    "Data dictionary",
    "Codes",
    "Coverage",
    "Changes",
    "Methodology",
)
RECONCILIATION = "Reconciliation"
HIDDEN = re.compile(r"(\d+) of the \d+ figures here (?:is|are) withheld")
NOTES = re.compile(r"( \[note \d+\])+$")
MEMBER = ["geography_type", "geography", "breakdown", "dim1", "dim2", "dim3"]
FINEST = 1e-9


@dataclass(frozen=True)
class Grid:
    """The one table of a sheet: its cells, header first, and the row of the header."""

    cells: list[list[Any]]
    top: int

    def place(self, sheet: str, row: int, column: int) -> str:
        """The address of a cell of the table, both from zero."""
        return f"{sheet}!{get_column_letter(column + 1)}{self.top + row}"


@dataclass(frozen=True)
class Slot:
    """What must stand in one cell: a figure, or the mark for why there is none."""

    index: Any
    measure: Measure
    value: float | str

    def agrees(self, cell: Any) -> bool:
        """Whether a cell shows it, at the precision of the measure."""
        is_text = isinstance(cell, (str, bool)) or cell is None
        if isinstance(self.value, str) or is_text:
            return bool(cell == self.value)
        within = 0.5 * 10.0 ** -places(self.measure) + FINEST
        return math.isclose(cell, self.value, rel_tol=0, abs_tol=within)


def sheet_names(report: FunderReport, catalog: Catalog) -> tuple[str, ...]:
    """The sheets of a report in their order."""
    compared = (RECONCILIATION,) if explained_by(catalog, report) else ()
    return (*FIRST_SHEETS, *(spec.sheet for spec in report.sheets), *compared, *LAST_SHEETS)


def workbook_problems(
    opened: Opened,
    safe: SafeTables,
    report: FunderReport,
    catalog: Catalog,
    consortium: Consortium,
) -> set[Refusal]:
    """Sheets, tables, figures, marks and words that differ from what they should be.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    if tuple(opened.book.sheetnames) != sheet_names(report, catalog):
        return {Refusal("SHEETS")}
    frame = figures_of(safe, report)
    words = allowed_words(report, catalog, consortium)
    units = {measure.unit for measure in catalog.measures.values()}
    found = set()
    for spec in report.tables:
        sheet = opened.book[spec.sheet]
        grid = grid_of(sheet)
        if grid is None:
            found.add(Refusal("TABLE", spec.sheet))
            continue
        figures = frame[frame["table_id"] == spec.id]
        found |= set(_differences(spec, grid, slots_of(spec, figures, catalog)))
        own = words | {spec.row_heading} | period_words(figures)
        found |= set(_word_problems(spec, grid, own, units))
        if not _tells_withheld(sheet, grid):
            found.add(Refusal("WITHHELD", spec.sheet))
        found |= set(_outside(sheet, grid))
    return found


def allowed_words(report: FunderReport, catalog: Catalog, consortium: Consortium) -> set[str]:
    """Every text, but for notes and units behind it, that may stand in a table of figures."""
    codes = [code for codes in catalog.code_lists.values() for code in codes.codes]
    rolled = {(word, code.label) for code in codes for word in code.rollups.values() if word}
    named = {code.label for code in codes} | {word for word, _ in rolled}
    named |= {f"{word}: {label}" for word, label in rolled}
    named |= {partner.name for partner in consortium.partners}
    named |= {hub.name for hub in consortium.hubs} | {NO_HUB_NAME}
    headings = {measure.label for measure in catalog.measures.values()}
    headings |= {text for spec in report.tables for text in (spec.column_labels or {}).values()}
    headings |= {breakdown.label for breakdown in catalog.breakdowns.values()}
    headings |= {"Unit", "Measure", *GEOGRAPHY_HEADING.values()}
    headings |= {mark.text for mark in MARKERS.values()}
    kinds = ("", " region", " hub", " county")
    return {*TOTALS} | named | headings | {f"{w}{k}{SUBTOTAL}" for w in named for k in kinds}


def period_words(figures: pd.DataFrame) -> set[str]:
    """How the periods of a table may head a column."""
    periods = [parse_period(name) for name in sorted(set(figures["period"]))]
    return {"; ".join(p.label if len(p.months) == 1 else p.id for p in periods)}


def grid_of(sheet: Any) -> Grid | None:
    """The one table of a sheet, if it starts at the left under a header of its own."""
    tables = list(sheet.tables.values())
    if len(tables) != 1:
        return None
    left, top = range_boundaries(tables[0].ref)[:2]
    cells = [[cell.value for cell in row] for row in sheet[tables[0].ref]]
    is_headed = [column.name for column in tables[0].tableColumns] == cells[0]
    return Grid(cells, top or 0) if left == 1 and is_headed else None


def slots_of(spec: TableSpec, figures: pd.DataFrame, catalog: Catalog) -> list[list[Slot | None]]:
    """Per row of the table what its figures must be; None where the table has no figure."""
    slots = pd.Series(
        [
            Slot(index, catalog.measures[name], _printed(value, status, catalog.measures[name]))
            for index, value, status, name in zip(
                figures.index, figures["value"], figures["status"], figures["measure"], strict=True
            )
        ],
        index=figures.index,
        dtype=object,
    )
    by_measure = {name: slots[part.index] for name, part in figures.groupby("measure")}
    if spec.rows == "measures":
        return [[next(iter(by_measure.get(name, ())), None)] for name in spec.measures]
    members = figures.groupby(MEMBER, sort=False).ngroup()
    placed = {name: dict(zip(members[s.index], s, strict=True)) for name, s in by_measure.items()}
    return [
        [placed.get(name, {}).get(row) for name in spec.measures]
        for row in range(int(members.max()) + 1 if len(members) else 0)
    ]


def first_column(spec: TableSpec) -> int:
    """The first column of a table that holds figures, from zero."""
    return 2 if spec.rows == "measures" else 1


def _printed(value: float, status: str, measure: Measure) -> float | str:
    if not is_shown(status):
        return MARKERS[status].text
    return LOW.text if is_too_low(value, measure) else value


def _differences(spec: TableSpec, grid: Grid, slots: list[list[Slot | None]]) -> Iterator[Refusal]:
    first = first_column(spec)
    rows = [row[first:] for row in grid.cells[1:]]
    if not slots:
        if not all(isinstance(cell, str) for row in rows for cell in row):
            yield Refusal("FIGURE-DIFFERS", spec.sheet)
        return
    if [len(row) for row in rows] != [len(row) for row in slots]:
        yield Refusal("ROWS", spec.sheet)
        return
    for row, (cells, wanted) in enumerate(zip(rows, slots, strict=True), start=1):
        for column, (cell, slot) in enumerate(zip(cells, wanted, strict=True), start=first):
            empty = cell == MARKERS["not_applicable"].text
            if not (slot.agrees(cell) if slot else empty):
                yield Refusal("FIGURE-DIFFERS", grid.place(spec.sheet, row, column))


def _word_problems(
    spec: TableSpec, grid: Grid, words: set[str], units: set[str]
) -> Iterator[Refusal]:
    """Texts of a table, without the notes and units that follow headings, that are no label."""
    for row, cells in enumerate(grid.cells):
        for column, cell in enumerate(cells):
            text = NOTES.sub("", cell) if isinstance(cell, str) else ""
            head, _, unit = text.rpartition(" (")
            is_unit = text in units or (head in words and unit.removesuffix(")") in units)
            if text and text not in words and not is_unit:
                yield Refusal("WORDS", grid.place(spec.sheet, row, column))


def _outside(sheet: Any, grid: Grid) -> Iterator[Refusal]:
    """A number, or a cell right of column A, above or below the table."""
    for row in sheet.iter_rows():
        for cell in row:
            is_above = cell.row < grid.top and isinstance(cell.value, str) and cell.column == 1
            is_inside = grid.top <= cell.row < grid.top + len(grid.cells)
            is_wide = is_inside and cell.column <= len(grid.cells[0])
            if cell.value is not None and not is_above and not is_wide:
                yield Refusal("OUTSIDE", f"{sheet.title}!{cell.coordinate}")


def _tells_withheld(sheet: Any, grid: Grid) -> bool:
    """Whether the lines above a table say how many of its figures are withheld, and the mark."""
    mark = MARKERS["withheld"]
    hidden = sum(cell == mark.text for row in grid.cells[1:] for cell in row)
    lines = [row[0].value for row in sheet.iter_rows(max_row=grid.top - 1)]
    said = [int(found[1]) for found in map(HIDDEN.match, filter(None, lines)) if found]
    is_explained = f"{mark.text} {mark.meaning}" in " ".join(filter(None, lines))
    return said == ([hidden] if hidden else []) and (is_explained or not hidden)
