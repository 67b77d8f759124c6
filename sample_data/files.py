"""Sheets become bytes: workbooks and CSV files that are the same whenever they are made."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sample_data.grids import Grid
from sample_data.layout_rows import Heading, heading_rows, laid_out

CREATED = datetime(2024, 10, 1)  # noqa: DTZ001  a workbook's own date has no zone
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "m/d/yyyy",
}
SIGNATURE_OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def workbook(grids: Sequence[Grid], loose_sheets: Mapping[str, Sequence[str]]) -> bytes:
    """An xlsx file with one sheet a grid, and sheets that are not data."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS)
    book.set_properties({"created": CREATED, "author": "front desk"})
    bold = book.add_format({"bold": True, "text_wrap": True})
    for name, lines in loose_sheets.items():
        book.add_worksheet(name).write_column(0, 0, lines)
    for grid in grids:
        sheet = book.add_worksheet(grid.sheet)
        sheet.write_column(0, 0, grid.title)
        for number, headings in enumerate(heading_rows(grid), start=len(grid.title)):
            _write_headings(sheet, number, headings, bold)
        _write_rows(sheet, grid)
    book.close()
    return buffer.getvalue()


def _write_headings(sheet: Worksheet, row: int, headings: Sequence[Heading], bold: Format) -> None:
    place = 0
    for heading in headings:
        if heading.width > 1 and heading.text:
            sheet.merge_range(row, place, row, place + heading.width - 1, heading.text, bold)
        elif heading.text:
            sheet.write_string(row, place, heading.text, bold)
        place += heading.width


def _write_rows(sheet: Worksheet, grid: Grid) -> None:
    for number, row in enumerate(laid_out(grid), start=len(grid.title) + grid.heading_rows):
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                sheet.write_string(number, place, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(number, place, cell)
            else:
                sheet.write_number(number, place, cell)


def csv_file(grid: Grid) -> bytes:
    """A CSV file with a byte-order mark and Windows line ends, as spreadsheets save it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(grid.headings)
    writer.writerows(laid_out(grid))
    return text.getvalue().encode("utf-8-sig")


def locked(content: bytes) -> bytes:
    """What a workbook with a password looks like from outside: a compound file, no zip."""
    entry = "EncryptedPackage".encode("utf-16-le")
    head = SIGNATURE_OLE + bytes(504)
    return head + entry + bytes(512 - len(entry)) + bytes(b ^ 0x5A for b in content[:4096])


def cut_short(content: bytes) -> bytes:
    """A transfer that broke off."""
    return content[: len(content) * 3 // 5]


def not_a_spreadsheet() -> bytes:
    """Somebody sent the cover letter."""
    return b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
