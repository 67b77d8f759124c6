"""Items about tables: one to a sheet, marked up as one, whole and plain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipelines.publish.checklist.areas import body_of, filled, letter, lines_above, place, tables_of
from pipelines.publish.checklist.items import Item, Kind
from pipelines.publish.opened import MAIN, Opened

SAYS_NOTHING = re.compile(r"(table|column|field)[_ ]?\d+|.", re.IGNORECASE)
TO_FILL_IN = "rows are added below the headings, and read as far as they go"
IN_VIEW = "the headings stay in view while rows are added"


def _title_in_a1(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        if not isinstance(sheet["A1"].value, str) or not sheet["A1"].value.strip():
            yield f"{sheet.title}!A1"


def _no_merged_cells(opened: Opened) -> Iterator[str]:
    yield from (sheet.title for sheet in opened.book if sheet.merged_cells.ranges)


def _is_marked_up(opened: Opened) -> Iterator[str]:
    """Where there is more than one column, there is a table; a cover may do without."""
    for sheet in list(opened.book)[1:]:
        if any(cell.column > 1 for cell in filled(sheet)) and not sheet.tables:
            yield sheet.title


def _names_of_tables(opened: Opened) -> Iterator[str]:
    named = [
        (sheet.title, table.displayName) for sheet in opened.book for table in sheet.tables.values()
    ]
    counts = Counter(name.casefold() for _, name in named)
    for title, name in named:
        if SAYS_NOTHING.fullmatch(name) or counts[name.casefold()] > 1:
            yield title


def _alone_on_its_sheet(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        areas = tables_of(sheet)
        if len(areas) > 1 or any(area.left > 1 for area in areas):
            yield sheet.title
        for cell in filled(sheet) if areas else ():
            if cell.row >= areas[0].top and not any(area.holds(cell) for area in areas):
                yield place(cell)


def _headings(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        for area in tables_of(sheet):
            row = next(sheet.iter_rows(area.top, area.top, area.left, area.right))
            counts = Counter(str(cell.value or "").strip().casefold() for cell in row)
            for cell in row:
                words = str(cell.value or "").strip()
                if SAYS_NOTHING.fullmatch(words) or counts[words.casefold()] > 1 or not words:
                    yield place(cell)


def _blank_lines(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        for area in tables_of(sheet):
            body = body_of(sheet, area)
            for row in body:
                if all(_is_empty(cell) for cell in row):
                    yield f"{sheet.title}, row {row[0].row}"
            for column in zip(*body, strict=True):
                if all(_is_empty(cell) for cell in column):
                    yield f"{sheet.title}, column {letter(column[0].column)}"


def _empty_cells(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        if any("empty cell" in line.casefold() for line in lines_above(sheet)):
            continue
        for area in tables_of(sheet):
            for row in body_of(sheet, area):
                yield from (place(cell) for cell in row if _is_empty(cell))


def _is_empty(cell: Any) -> bool:
    return cell.value in (None, "") and bool(cell.protection.locked)


def _spacer_rows(opened: Opened) -> Iterator[str]:
    """Space is made by the height of rows, not by rows with nothing in them."""
    for sheet in opened.book:
        used = {cell.row for cell in filled(sheet)}
        open_rows = {
            row[0].row
            for row in sheet.iter_rows()
            if any(not cell.protection.locked for cell in row)
        }
        for row in range(1, max(used, default=0)):
            if row not in used | open_rows:
                yield f"{sheet.title}, row {row}"


def _totals_in_words(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        for area in tables_of(sheet):
            body = body_of(sheet, area)
            strong = [all(cell.font.b for cell in row) for row in body]
            for row, is_strong in zip(body, strong, strict=True):
                if is_strong and not all(strong) and "total" not in str(row[0].value).casefold():
                    yield place(row[0])


def _no_panes(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        root = opened.sheet(sheet.title)
        has_pane = any(True for _ in root.iter(f"{MAIN}pane"))
        is_filtered = sheet.auto_filter.ref or any(t.autoFilter for t in sheet.tables.values())
        if has_pane or is_filtered:
            yield sheet.title


TABLES = (
    Item(id="TAB-01", sentence="The first cell of a sheet is its title.", check=_title_in_a1),
    Item(id="TAB-02", sentence="No cells are merged.", check=_no_merged_cells),
    Item(
        id="TAB-03",
        sentence="What stands in columns is marked up as a table.",
        check=_is_marked_up,
        but_for={Kind.FORM: TO_FILL_IN},
    ),
    Item(
        id="TAB-04",
        sentence="Every table has a name of its own that says what it holds.",
        check=_names_of_tables,
    ),
    Item(
        id="TAB-05",
        sentence="A sheet holds one table, from its first column, and nothing beside or below it.",
        check=_alone_on_its_sheet,
    ),
    Item(
        id="TAB-06",
        sentence="A table has one row of headings, each complete and different from the others.",
        check=_headings,
    ),
    Item(
        id="TAB-07",
        sentence="There are no blank rows or columns within a table.",
        check=_blank_lines,
    ),
    Item(
        id="TAB-08",
        sentence="No cell of a table is empty, unless a line above says what that means.",
        check=_empty_cells,
    ),
    Item(
        id="TAB-09",
        sentence="No blank rows are used to make space.",
        check=_spacer_rows,
    ),
    Item(
        id="TAB-10",
        sentence="A row that is set off by its look says in words that it is a total.",
        check=_totals_in_words,
    ),
    Item(
        id="TAB-11",
        sentence="There are no frozen panes and no filters that are switched on.",
        check=_no_panes,
        but_for={Kind.FORM: IN_VIEW},
    ),
)
