"""An old .xls workbook, read by two readers: cells by one, places and texts checked by the other.

The format keeps no text of its own that can be counted by eye, so every text must be the same in
both; the older reader is right where a text holds NUL. It alone sees error cells, what is hidden,
and comments.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import suppress
from itertools import zip_longest
from typing import Any

import xlrd
from python_calamine import CalamineWorkbook
from xlrd.compdoc import CompDoc, CompDocError

from pipelines.intake.sandbox.grid import Facts, Grid, grid_of, seen
from pipelines.intake.sandbox.notes import MAX_NOTES
from pipelines.intake.sandbox.refusal import Reason, RefusedFile
from pipelines.intake.sandbox.sheet_scan import MAX_AREA, MAX_COLUMN, SheetCount, letters_of
from pipelines.intake.sandbox.strangers import stranger_in_old_form
from pipelines.intake.sandbox.workbook import Opened, compare, padded_rows

STREAMS = ("Workbook", "Book")
ENCRYPTED = "EncryptedPackage"
FILE_PASSWORD, SHEET, END = 0x2F, 0x85, 0x0A
MACROS = (1, 6)
_RECORD = struct.Struct("<HH")
_TEXT, _ERROR = xlrd.XL_CELL_TEXT, xlrd.XL_CELL_ERROR
_FILLED = (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE, xlrd.XL_CELL_BOOLEAN)


def read_old_workbook(content: bytes) -> Opened:
    """Every worksheet, in the order of its tabs; RefusedFile if locked, or no workbook."""
    _check(_stream(content))
    book: Any = None
    with suppress(Exception):  # what the reader says may hold cells
        book = xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True
        )
    if book is None or book.biff_version < 50:  # noqa: PLR2004  Excel 4 and older had no tabs
        raise RefusedFile(Reason.DAMAGED if book is None else Reason.BINARY_WORKBOOK)
    reader = CalamineWorkbook.from_filelike(io.BytesIO(content))
    tabs = {name: number for number, name in enumerate(reader.sheet_names, start=1)}
    if len(tabs) < len(reader.sheet_names) or not set(book.sheet_names()) <= set(tabs):
        raise RefusedFile(Reason.COUNTS_DIFFER)
    grids = [
        _grid(reader.get_sheet_by_name(sheet.name), tabs[sheet.name], sheet)
        for sheet in book.sheets()
    ]
    return Opened("xls", tuple(grids))


def _stream(content: bytes) -> bytes:
    """The stream of records within the file; RefusedFile if it is something else, or locked."""
    found: list[bytes] = []
    is_locked = False
    try:
        document = CompDoc(content, logfile=io.StringIO())
        is_locked = document.get_named_stream(ENCRYPTED) is not None
        found = [part for name in STREAMS if (part := document.get_named_stream(name))]
    except (CompDocError, struct.error, IndexError, ValueError, AssertionError):
        pass
    else:
        if not found:
            other = stranger_in_old_form(content) or Reason.NOT_A_SPREADSHEET
            raise RefusedFile(Reason.ENCRYPTED if is_locked else other)
        return found[0]
    is_locked = ENCRYPTED.encode("utf-16-le") in content
    other = stranger_in_old_form(content) or Reason.DAMAGED
    raise RefusedFile(Reason.ENCRYPTED if is_locked else other)


def _check(stream: bytes) -> None:
    """The records about the workbook itself: no password, no sheet of macros."""
    at = 0
    while at + _RECORD.size <= len(stream):
        kind, size = _RECORD.unpack_from(stream, at)
        body = stream[at + _RECORD.size : at + _RECORD.size + size]
        if kind == FILE_PASSWORD:
            raise RefusedFile(Reason.ENCRYPTED)
        if kind == SHEET and body[5:6] and body[5] in MACROS:
            raise RefusedFile(Reason.MACRO_SHEET)
        if kind == END:
            return
        at += _RECORD.size + size
    raise RefusedFile(Reason.DAMAGED)


def _grid(sheet: Any, number: int, second: Any) -> Grid:
    if second.ncols > MAX_COLUMN or second.nrows * second.ncols > MAX_AREA:
        raise RefusedFile(Reason.TOO_MANY_ROWS)
    rows, width = padded_rows(sheet)
    grid = grid_of(sheet.name, number, _agreed(rows, second), width)
    compare(grid, _count(second))
    return grid


def _count(sheet: Any) -> SheetCount:
    """What the second reader has seen."""
    count = SheetCount(facts=_facts(sheet))
    for row in range(sheet.nrows):
        kinds = sheet.row_types(row)
        filled = sum(map(kinds.count, _FILLED)) + sum(map(bool, _texts(sheet, row)))
        count.cells += filled
        if filled:
            count.filled_rows.add(row + 1)
        if _ERROR in kinds:
            errors = [at + 1 for at, kind in enumerate(kinds) if kind == _ERROR]
            count.errors.extend((row + 1, column) for column in errors)
    return count


def _texts(sheet: Any, row: int) -> list[str]:
    pairs = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
    return [seen(value) if kind == _TEXT else "" for kind, value in pairs]


def _agreed(rows: Iterator[list[Any]], second: Any) -> Iterator[list[Any]]:
    """The rows of the first reader, every text the same in the second."""
    for number, row in enumerate(rows):
        texts = _texts(second, number)[: len(row)] if number < second.nrows else []
        yield [
            value if value == text else _one_of(value, text)
            for value, text in zip_longest(row, texts, fillvalue="")
        ]


def _one_of(value: Any, text: str) -> Any:
    if not isinstance(value, str) and not text:
        return value
    if isinstance(value, str) and (seen(value) == text or "\0" in value):
        return text
    raise RefusedFile(Reason.COUNTS_DIFFER)


def _facts(sheet: Any) -> Facts:
    notes = list(sheet.cell_note_map.items())[:MAX_NOTES]
    merged = [
        f"{letters_of(left + 1)}{top + 1}:{letters_of(right)}{bottom}"
        for top, bottom, left, right in sheet.merged_cells
    ]
    columns = {at + 1 for at, info in sheet.colinfo_map.items() if info.hidden}
    return Facts(
        is_hidden=bool(sheet.visibility),
        hidden_rows={at + 1 for at, info in sheet.rowinfo_map.items() if info.hidden},
        hidden_columns={column for column in columns if column <= MAX_COLUMN},
        merged=merged,
        notes={f"{letters_of(column + 1)}{row + 1}": note.text for (row, column), note in notes},
    )
