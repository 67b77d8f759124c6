"""The workbook as another program reads it, held against the figures it should show."""

from __future__ import annotations

import math
import re
from typing import Any, BinaryIO

import pandas as pd
from openpyxl import load_workbook

from pipelines.publish.edition import figures_of
from pipelines.publish.labels import GEOGRAPHY_HEADING, SUBTOTAL
from pipelines.publish.markers import MARKERS, is_shown, places
from pipelines.settings import NO_HUB_NAME, Consortium
from pipelines.types import SafeTables
from schemas.catalog import Catalog
from schemas.model import FunderReport, TableSpec
from schemas.periods import parse_period

FIRST_SHEETS = ("Cover", "Contents", "Notes")
LAST_SHEETS = ("Measures", "Data dictionary", "Codes", "Coverage", "Changes", "Methodology")
HIDDEN = re.compile(r"(\d+) of the \d+ figures here (?:is|are) withheld")
NOTES = re.compile(r"( \[note \d+\])+$")
MEMBER = ["geography_type", "geography", "breakdown", "dim1", "dim2", "dim3"]
TOTALS = frozenset(
    {"Total", "Total, all programs", "No figures are due for this period"}
    | {f"Total, all {word}" for word in ("agencies", "hubs", "counties", "regions")}
)


def workbook_problems(
    content: BinaryIO,
    safe: SafeTables,
    report: FunderReport,
    catalog: Catalog,
    consortium: Consortium,
) -> set[str]:
    """Sheets, tables, numbers, markers and words that differ from what they should be.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    book = load_workbook(content)
    tables = {spec.sheet: spec for spec in report.tables}
    if tuple(book.sheetnames) != (*FIRST_SHEETS, *tables, *LAST_SHEETS):
        return {"SHEETS"}
    frame = figures_of(safe, report)
    words = allowed_words(report, catalog, consortium)
    units = {measure.unit for measure in catalog.measures.values()}
    found = set()
    for name, spec in tables.items():
        grid = _grid(book[name])
        if grid is None:
            found.add(f"TABLE:{spec.id}")
            continue
        figures = frame[frame["table_id"] == spec.id]
        expected = _expected(spec, figures, catalog)
        found |= {f"{code}:{spec.id}" for code in _differences(spec, grid, expected)}
        if not _texts(grid, units) <= words | {spec.row_heading} | period_words(figures):
            found.add(f"WORDS:{spec.id}")
        if not _tells_withheld(book[name], grid):
            found.add(f"WITHHELD:{spec.id}")
        if _outside_text(book[name]):
            found.add(f"OUTSIDE:{spec.id}")
        found |= {
            f"CHART:{spec.id}" for cached in _cached(book[name]) if cached not in _shown(grid)
        }
    return found | {"COMMENT" for sheet in book for row in sheet for cell in row if cell.comment}


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
    return set(TOTALS) | named | headings | {f"{w}{k}{SUBTOTAL}" for w in named for k in kinds}


def period_words(figures: pd.DataFrame) -> set[str]:
    """How the periods of a table may head a column."""
    periods = [parse_period(name) for name in sorted(set(figures["period"]))]
    return {"; ".join(p.label if len(p.months) == 1 else p.id for p in periods)}


def _texts(grid: list[list[Any]], units: set[str]) -> set[str]:
    """The texts of a table without the notes and units that follow headings."""
    found = {NOTES.sub("", cell) for row in grid for cell in row if isinstance(cell, str)}
    behind = {text: text.rpartition(" (") for text in found}
    return {
        head if head and unit.removesuffix(")") in units else text
        for text, (head, _, unit) in behind.items()
        if text not in units
    }


def _grid(sheet: Any) -> list[list[Any]] | None:
    """The cells of the one table of a sheet, header first."""
    tables = list(sheet.tables.values())
    if len(tables) != 1:
        return None
    grid = [[cell.value for cell in row] for row in sheet[tables[0].ref]]
    starts_left = tables[0].ref.startswith("A")
    is_headed = [column.name for column in tables[0].tableColumns] == grid[0]
    return grid if starts_left and is_headed else None


def _expected(spec: TableSpec, figures: pd.DataFrame, catalog: Catalog) -> list[list[Any]]:
    """Per row of the table what its figures must be: (value, decimals), a marker, or absent."""
    exact = [
        (value, places(catalog.measures[name])) if is_shown(status) else MARKERS[status].text
        for value, status, name in zip(
            figures["value"], figures["status"], figures["measure"], strict=True
        )
    ]
    cells = pd.Series(exact, index=figures.index, dtype=object)
    by_measure = {name: cells[part.index] for name, part in figures.groupby("measure")}
    if spec.rows == "measures":
        return [[next(iter(by_measure.get(name, ())), None)] for name in spec.measures]
    members = figures.groupby(MEMBER, sort=False).ngroup()
    placed = {name: dict(zip(members[s.index], s, strict=True)) for name, s in by_measure.items()}
    return [
        [placed.get(name, {}).get(row) for name in spec.measures]
        for row in range(int(members.max()) + 1 if len(members) else 0)
    ]


def _differences(spec: TableSpec, grid: list[list[Any]], expected: list[list[Any]]) -> set[str]:
    first = 2 if spec.rows == "measures" else 1
    rows = [row[first:] for row in grid[1:]]
    if not expected:
        is_empty = all(isinstance(cell, str) for row in rows for cell in row)
        return set() if is_empty else {"FIGURE-DIFFERS"}
    if [len(row) for row in rows] != [len(row) for row in expected]:
        return {"ROWS"}
    pairs = [pair for row in zip(rows, expected, strict=True) for pair in zip(*row, strict=True)]
    return {"FIGURE-DIFFERS"} if any(not _agrees(*pair) for pair in pairs) else set()


def _agrees(cell: Any, expected: tuple[float, int] | str | None) -> bool:
    if expected is None:
        return bool(cell == MARKERS["not_applicable"].text)
    if isinstance(expected, str) or isinstance(cell, (str, bool)) or cell is None:
        return bool(cell == expected)
    value, decimals = expected
    return math.isclose(cell, value, rel_tol=0, abs_tol=0.5 * 10.0**-decimals + 1e-9)


def _shown(grid: list[list[Any]]) -> set[float]:
    return {float(cell) for row in grid[1:] for cell in row if isinstance(cell, (int, float))}


def _cached(sheet: Any) -> list[float]:
    """Every number that a chart of the sheet keeps beside its references."""
    sources = [
        source.numRef
        for chart in sheet._charts  # noqa: SLF001  openpyxl offers read charts nowhere else
        for series in chart.ser
        for source in (series.val, series.cat)
        if source is not None
    ]
    caches = [ref.numCache for ref in sources if ref is not None and ref.numCache is not None]
    return [float(point.v) for cache in caches for point in cache.pt]


def _outside_text(sheet: Any) -> bool:
    """Whether a number, or a cell right of column A, stands outside the table."""
    top, bottom = _bounds(sheet)
    return any(
        cell.value is not None and (cell.column > 1 or not isinstance(cell.value, str))
        for row in sheet.iter_rows()
        for cell in row
        if not top <= cell.row <= bottom
    )


def _tells_withheld(sheet: Any, grid: list[list[Any]]) -> bool:
    """Whether the lines above a table say how many of its figures are withheld, and the mark."""
    mark = MARKERS["withheld"]
    hidden = sum(cell == mark.text for row in grid[1:] for cell in row)
    lines = [row[0].value for row in sheet.iter_rows(max_row=_bounds(sheet)[0] - 1)]
    said = [int(found[1]) for found in map(HIDDEN.match, filter(None, lines)) if found]
    is_explained = f"{mark.text} {mark.meaning}" in " ".join(filter(None, lines))
    return said == ([hidden] if hidden else []) and (is_explained or not hidden)


def _bounds(sheet: Any) -> tuple[int, int]:
    """The first and last row of the table."""
    top, bottom = (int("".join(filter(str.isdigit, end))) for end in _ends(sheet))
    return top, bottom


def _ends(sheet: Any) -> list[str]:
    ref: str = next(iter(sheet.tables.values())).ref
    return ref.split(":")
