"""The same content gives the same cells, however a program writes it down."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from pipelines.intake.sandbox.child import read
from pipelines.intake.sandbox.grid import ERRORS
from pipelines.intake.sandbox.sheet_scan import count_sheet, count_slowly

SHEET = "xl/worksheets/sheet1.xml"
words = st.text(alphabet="abÄé019 -/.&<>'\"_x", max_size=8).filter(
    lambda text: text == " ".join(text.split()) and text not in ERRORS and "_x" not in text,
)
numbers = st.integers(-9999, 9999).map(lambda number: number / 4)
tables = st.lists(st.lists(st.one_of(words, numbers), max_size=5), min_size=1, max_size=7)


def expected(table):
    """Texts by place, from the content itself."""
    return {
        (row, column): f"{value:g}" if isinstance(value, float) else value
        for row, values in enumerate(table, start=1)
        for column, value in enumerate(values, start=1)
        if value != ""
    }


def found(content: bytes, at: int = 0):
    grid = read(content).grids[at]
    places = [(row, column) for row in range(1, 9) for column in range(1, 9)]
    return {place: text for place in places if (text := grid.cell(*place))}


def by_xlsxwriter(table, **options) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, **options})
    sheet = book.add_worksheet()
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            (sheet.write_number if isinstance(value, float) else sheet.write_string)(
                row, column, value
            )
    book.close()
    return content.getvalue()


def by_openpyxl(table) -> bytes:
    book = openpyxl.Workbook()
    for row, values in enumerate(table, start=1):
        for column, value in enumerate(values, start=1):
            if value != "":
                book.active.cell(row, column, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def by_xlwt(table) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def by_odf(table) -> bytes:
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="A")
    for values in table:
        row = TableRow()
        for value in values:
            kind = {"valuetype": "string"} if isinstance(value, str) else {"valuetype": "float"}
            cell = TableCell(**kind, **({} if isinstance(value, str) else {"value": repr(value)}))
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@settings(max_examples=25, deadline=None)
@given(table=tables)
def test_every_kind_of_workbook_gives_the_same_cells(table):
    for make in (by_xlsxwriter, by_openpyxl, by_xlwt, by_odf):
        assert found(make(table)) == expected(table), make.__name__
    assert found(by_xlsxwriter(table, date_1904=True)) == expected(table)


@settings(max_examples=40, deadline=None)
@given(
    table=tables,
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")),
    end=st.sampled_from(("\n", "\r\n", "\r")),
)
def test_every_way_to_write_text_gives_the_same_cells(table, delimiter, encoding, end):
    texts = [[f"{one:g}" if isinstance(one, float) else one for one in row] for row in table]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=end)
    # headings, so that there is something to tell the delimiter by
    writer.writerows([["head", "ing"], *texts])
    moved = {(row + 1, column): value for (row, column), value in expected(texts).items()}
    assert found(text.getvalue().encode(encoding)) == {(1, 1): "head", (1, 2): "ing", **moved}


cells = st.sampled_from(
    (
        '<c r="{p}"/>',
        '<c r="{p}" s="1"/>',
        '<c r="{p}"><v>12</v></c>',
        '<c r="{p}" s="3" t="n"><v>-1.5E-3</v></c>',
        '<c r="{p}" t="s"><v>0</v></c>',
        '<c r="{p}" t="s"><v>1</v></c>',
        '<c r="{p}" t="b"><v>1</v></c>',
        '<c r="{p}" t="e"><v>#N/A</v></c>',
        '<c r="{p}"><f>A1+1</f><v>3</v></c>',
        '<c r="{p}"><f t="shared" si="0"/><v>3</v></c>',
        '<c r="{p}"><f>A1&amp;"x"</f></c>',
        '<c r="{p}" t="str"><f>"&lt;"</f><v>a &amp; b</v></c>',
        '<c r="{p}" t="str"><f>""</f><v></v></c>',
        '<c r="{p}" t="inlineStr"><is><t>x</t></is></c>',
        '<c r="{p}" t="inlineStr"><is><t xml:space="preserve"> </t></is></c>',
        '<c r="{p}" t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r></is></c>',
        '<c r="{p}" t="inlineStr"><is><t>é_x000D_</t></is></c>',
        "<c r='{p}'><v>4</v></c>",
        "<c><v>4</v></c>",
        '<c t="d" r="{p}"><v>2026-03-01</v></c>',
    ),
)
ROW_STARTS = (
    '<row r="{n}">',
    '<row r="{n}" spans="1:3" hidden="false">',
    '<row r="{n}" hidden="1">',
    '<row r="{n}" ht="15" customHeight="1">',
    "<row r='{n}'>",
    '<row spans="1:3" r="{n}">',
)
rows = st.tuples(st.sampled_from(ROW_STARTS), st.lists(cells, max_size=4))


@settings(max_examples=300, deadline=None)
@given(written=st.lists(rows, max_size=8), order=st.randoms(use_true_random=False))
def test_rows_counted_by_pattern_are_counted_as_the_parser_counts_them(written, order):
    """Two counts that share no code but for what each cell means."""
    parts = [
        start.format(n=number)
        + "".join(one.format(p=f"{'ABCD'[at]}{number}") for at, one in enumerate(inner))
        + "</row>"
        for number, (start, inner) in enumerate(written, start=1)
    ]
    order.shuffle(parts)
    tail = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    data = f"<worksheet><sheetData>{''.join(parts)}</sheetData>{tail}</worksheet>".encode()
    fast, slow = count_sheet(data, [3, 0]), count_slowly(data, [3, 0])
    assert fast.counted() == slow.counted()
    assert sorted(fast.errors) == sorted(slow.errors)
    assert sorted(fast.uncached) == sorted(slow.uncached)
    assert fast.facts == slow.facts
    assert fast.booleans >= slow.booleans


@settings(max_examples=25, deadline=None)
@given(table=tables, order=st.permutations(range(8)))
def test_parts_and_sheets_in_any_order(table, order):
    content = by_xlsxwriter(table)
    source = zipfile.ZipFile(io.BytesIO(content))
    names = source.namelist()
    moved = io.BytesIO()
    with zipfile.ZipFile(moved, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(names, key=lambda name: order[names.index(name) % 8]):
            target.writestr(name, source.read(name))
    assert found(moved.getvalue()) == expected(table)
