"""The honest files that mutants are made of: every kind, every way to write a cell."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import zipfile

import openpyxl
import xlsxwriter
import xlwt
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

CANARY = "Zephyrine Quillfeather"
HEADINGS = ["Client", "Service Date", "Service", "Hours", "Notes"]
SERVICES = ("Counseling", "Legal & court", "Shelter", "Ä transport")


def rows(count: int = 12) -> list[list[object]]:
    """Headings and data rows, one blank row among them, the canary in the notes."""
    data: list[list[object]] = [
        [
            f"C{number:03d}",
            dt.datetime(2026, 3, number % 28 + 1),  # noqa: DTZ001
            SERVICES[number % 4],
            (number % 9 + 1) / 4,
            CANARY if number % 3 == 0 else "",
        ]
        for number in range(count)
    ]
    return [["Harbor House"], [], HEADINGS, *data[: count // 2], [], *data[count // 2 :]]


def by_xlsxwriter() -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    date = book.add_format({"num_format": "m/d/yy"})
    sheet = book.add_worksheet("Services")
    for number, row in enumerate(rows()):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(number, column, value, date if isinstance(value, dt.date) else None)
    sheet.write_formula(20, 3, "SUM(D4:D16)", None, 17.5)
    sheet.write_boolean(21, 0, boolean=True)
    sheet.write_formula(21, 1, 'IF(1,"","x")', None, "")
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.merge_range("A23:C23", "merged")
    sheet.write_comment("A4", CANARY)
    book.define_name("version", "=Services!$A$1")
    other = book.add_worksheet("Other")
    other.write_row(2, 1, ["x", 1, 2.5])
    other.hide()
    book.close()
    return content.getvalue()


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for row in rows():
        book.active.append([value if value != "" else None for value in row])
    book.create_sheet("Other").append([1, "two", True])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_macros() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(by_xlsxwriter()))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
            target.writestr(name, part.replace(plain, b"ms-excel.sheet.macroEnabled.main+xml"))
        target.writestr("xl/vbaProject.bin", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(200))
    return content.getvalue()


def by_xlwt() -> bytes:
    book = xlwt.Workbook()
    date = xlwt.easyxf(num_format_str="m/d/yy")
    sheet = book.add_sheet("Services")
    for number, row in enumerate(rows()):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write(number, column, value, date)
            elif value != "":
                sheet.write(number, column, value)
    sheet.row(20).set_cell_error(1, 0x2A)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def by_odf() -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Services")
    for values in rows():
        row = TableRow()
        for value in values:
            row.addElement(_ods_cell(value))
        table.addElement(row)
    noted = TableCell(valuetype="string", numbercolumnsrepeated="2")
    note = Annotation()
    note.addElement(P(text=CANARY))
    noted.addElement(note)
    noted.addElement(P(text="twice"))
    last = TableRow(numberrowsrepeated="3")
    last.addElement(noted)
    table.addElement(last)
    book.spreadsheet.addElement(table)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _ods_cell(value: object) -> TableCell:
    if value == "":
        return TableCell()
    if isinstance(value, dt.date):
        given = {"valuetype": "date", "datevalue": value.strftime("%Y-%m-%d")}
    elif isinstance(value, float):
        given = {"valuetype": "float", "value": repr(value)}
    else:
        given = {"valuetype": "string"}
    cell = TableCell(**given)
    cell.addElement(P(text=str(value)))
    return cell


def as_text(delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(
        [one.strftime("%Y-%m-%d") if isinstance(one, dt.date) else one for one in row]
        for row in rows()
    )
    return text.getvalue().encode(encoding)


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("Services.csv", as_text())
        target.writestr("Other.csv", as_text(";", "utf-8-sig"))
    return content.getvalue()


@functools.cache
def books() -> tuple[tuple[str, bytes], ...]:
    """Kind and content of each honest file; workbooks come oftener, for more can go wrong."""
    return (
        ("xlsx", by_xlsxwriter()),
        ("xlsx", by_xlsxwriter()),
        ("xlsx", by_openpyxl()),
        ("xlsm", with_macros()),
        ("ods", by_odf()),
        ("ods", by_odf()),
        ("xls", by_xlwt()),
        ("csv", as_text()),
        ("csv", as_text("\t", "utf-16")),
        ("csv", as_text(";", "cp1252")),
        ("zip", zipped()),
    )
