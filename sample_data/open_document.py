"""Sheets become an OpenDocument workbook, as LibreOffice saves one: the same at every call."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from sample_data.grids import Grid
from sample_data.layout_rows import Heading, heading_rows, laid_out
from sample_data.penmanship import Cell

PINNED = (2024, 10, 1, 0, 0, 0)


def open_document(grids: Sequence[Grid], loose_sheets: Mapping[str, Sequence[str]]) -> bytes:
    """An ods file with one sheet a grid, and sheets that are not data."""
    _learn_names()
    book = OpenDocumentSpreadsheet()
    for name, lines in loose_sheets.items():
        book.spreadsheet.addElement(_table(name, ([line] for line in lines)))
    for grid in grids:
        table = _table(grid.sheet, ([line] for line in grid.title))
        for row in heading_rows(grid):
            table.addElement(_heading(row))
        for cells in laid_out(grid):
            table.addElement(_row(cells))
        book.spreadsheet.addElement(table)
    saved = io.BytesIO()
    book.write(saved)
    return _pinned(saved.getvalue())


@cache
def _learn_names() -> None:
    """The library declares the namespaces that it has met: what it met before must not matter."""
    OpenDocumentSpreadsheet().write(io.BytesIO())


def _table(name: str, rows: Iterable[Sequence[Cell]]) -> Table:
    table = Table(name=name)
    for row in rows:
        table.addElement(_row(row))
    return table


def _row(cells: Sequence[Cell]) -> TableRow:
    row = TableRow()
    for cell in cells:
        row.addElement(_cell(cell))
    return row


def _heading(headings: Sequence[Heading]) -> TableRow:
    row = TableRow()
    for heading in headings:
        cell = TableCell(valuetype="string", numbercolumnsspanned=heading.width)
        cell.addElement(P(text=heading.text))
        row.addElement(cell)
        for _ in range(heading.width - 1):
            row.addElement(CoveredTableCell())
    return row


def _cell(cell: Cell) -> TableCell:
    if cell is None or cell == "":
        return TableCell()
    if isinstance(cell, date):
        made = TableCell(valuetype="date", datevalue=cell.isoformat())
    elif isinstance(cell, str):
        made = TableCell(valuetype="string")
    else:
        made = TableCell(valuetype="float", value=cell)
    made.addElement(P(text=str(cell)))
    return made


def _pinned(content: bytes) -> bytes:
    """The same archive without the time of its making."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, PINNED)
            fixed.compress_type = entry.compress_type
            new.writestr(fixed, old.read(entry))
    return made.getvalue()
