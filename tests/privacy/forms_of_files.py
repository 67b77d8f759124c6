"""The same canaries in every kind of file that is read, and beside the cells of such files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import openpyxl
import xlsxwriter
import xlwt
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import NamedExpressions, NamedRange, Table, TableCell, TableRow
from odf.text import P

from pipelines.intake.template import HEADING_ROW, STATEMENT, SUBMISSION, template_fields
from pipelines.settings import Consortium
from pipelines.template.material import Material
from pipelines.template.workbook import template_workbook
from schemas.catalog import load_catalog
from schemas.periods import Month
from tests.privacy import nasty

OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
THREADED = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
    'threadedcomments"><threadedComment ref="C3" dT="2026-03-05T00:00:00.00" '
    'personId="{{1}}" id="{{2}}"><text>{text}</text></threadedComment></ThreadedComments>'
)
PERSONS = (
    '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<person displayName="{text}" id="{{1}}" userId="{text}" providerId="None"/></personList>'
)
Rows = Sequence[Sequence[object]]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def hidden(rows: Rows) -> bytes:
    """Rows, columns and a sheet of clients that are out of sight, and a filter."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Services")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column(2, 4, None, None, {"hidden": True})
        sheet.autofilter(1, 0, len(rows) - 1, 5)
        clients = book.add_worksheet(f"{nasty.WORD} hidden")
        clients.write_row(0, 0, ["Client name", "SSN", "Date of birth", "Phone"])
        clients.write_row(1, 0, [nasty.WORD, nasty.SSN, nasty.BORN, nasty.PHONE])
        clients.hide()
    return buffer.getvalue()


def threaded(rows: Rows) -> bytes:
    """A conversation beside a cell, with the names of those who talk."""
    parts = parts_of(nasty.workbook({"Services": rows}))
    text = f"{nasty.WORD} {nasty.PHONE}"
    parts["xl/threadedComments/threadedComment1.xml"] = THREADED.format(text=text).encode()
    parts["xl/persons/person.xml"] = PERSONS.format(text=text).encode()
    return nasty.zipped(parts)


def with_macros(rows: Rows) -> bytes:
    parts = parts_of(nasty.workbook({"Services": rows}))
    types = parts["[Content_Types].xml"]
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = types.replace(plain, macros)
    parts["xl/vbaProject.bin"] = OLE2 + f"{nasty.WORD} {nasty.SSN}".encode() * 9
    return nasty.zipped(parts)


def old(rows: Rows) -> bytes:
    book = xlwt.Workbook()
    book.set_owner(nasty.WORD)
    sheet = book.add_sheet("Services")
    for number, cells in enumerate(rows):
        for at, value in enumerate(cells):
            sheet.write(number, at, value)
    sheet.header_str = nasty.WORD.encode()
    other = book.add_sheet(f"{nasty.WORD} list")
    other.write(0, 0, nasty.SSN)
    other.visibility = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def open_document(rows: Rows) -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Services")
    for cells in rows:
        line = TableRow()
        for value in cells:
            line.addElement(_open_cell(value))
        table.addElement(line)
    note = Annotation()
    note.addElement(P(text=f"{nasty.WORD} {nasty.PHONE}"))
    commented = TableCell(valuetype="string")
    commented.addElement(note)
    commented.addElement(P(text="note"))
    last = TableRow()
    last.addElement(commented)
    table.addElement(last)
    book.spreadsheet.addElement(table)
    names = NamedExpressions()
    names.addElement(NamedRange(name=f"{nasty.WORD}_rows", cellrangeaddress="$Services.$A$1"))
    book.spreadsheet.addElement(names)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _open_cell(value: object) -> TableCell:
    if isinstance(value, (int, float)):
        cell = TableCell(valuetype="float", value=value)
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def text(rows: Rows) -> str:
    return "\r\n".join("\t".join(map(str, cells)) for cells in rows)


def utf_16(rows: Rows) -> bytes:
    return text(rows).encode("utf-16")


def zip_of_text(rows: Rows) -> bytes:
    other = f"{nasty.WORD}\t{nasty.SSN}\r\n"
    return nasty.zipped(
        {"Services.csv": text(rows).encode(), f"{nasty.WORD} {nasty.SSN}.csv": other.encode()}
    )


def filled_template(consortium: Consortium, partner: str) -> bytes:
    """The consortium's own form with canaries in its cells and beside them."""
    month = Month.parse(nasty.MONTH)
    made = Material(load_catalog(), consortium, consortium.partner(partner), month)
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(made)))
    sheet = book[SUBMISSION]
    for row in sheet.iter_rows():
        if row[0].value == STATEMENT:
            row[1].value = f"signed {nasty.WORD}"
    sheet["F9"] = f"{nasty.WORD} {nasty.PHONE}"
    (record,) = made.records
    fields = [field.name for field in template_fields(record)]
    good = {nasty.CODED[heading]: value for heading, value in nasty.GOOD_VALUES.items()}
    for number in range(14):
        own = good | {"client_key": f"{nasty.WORD}-{number}", "household_key": nasty.SSN}
        own |= {"service_code": f"drove {nasty.WORD}"} if number == 1 else {}
        for at, name in enumerate(fields, start=1):
            book[record.label].cell(HEADING_ROW + 1 + number, at, own.get(name))
    book[record.label].cell(HEADING_ROW, len(fields) + 1, f"Child of {nasty.WORD}")
    book.create_sheet(f"{nasty.WORD} {nasty.BORN}").append([nasty.SSN])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


FORMS: Mapping[str, Callable[[Rows], bytes]] = {
    "xlsx, hidden": hidden,
    "xlsx, threaded": threaded,
    "xlsm": with_macros,
    "xls": old,
    "ods": open_document,
    "tsv in UTF-16": utf_16,
    "zip of csv": zip_of_text,
}
