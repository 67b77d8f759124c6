"""The feedback workbook: links, limits, and the rules for accessible workbooks."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from pipelines.feedback.document import build_document
from pipelines.feedback.links import link_formula
from pipelines.feedback.workbook import workbook
from tests.unit.feedback.told import CONSORTIUM, finding, finding_of_every_code, outcome

SHEETS = ["Summary", "Findings", "All cells", "Since the last try"]


@pytest.fixture(scope="module")
def content():
    found = finding_of_every_code()
    return workbook(build_document(CONSORTIUM, outcome(found), found[:3]), "march.xlsx")


def opened(content, **options):
    return openpyxl.load_workbook(io.BytesIO(content), **options)


def formulas(book):
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    }


def book_of(*findings, file_name="", before=None):
    return workbook(build_document(CONSORTIUM, outcome(findings), before), file_name)


def test_the_same_findings_give_the_same_bytes(content):
    found = finding_of_every_code()
    document = build_document(CONSORTIUM, outcome(found), found[:3])
    assert workbook(document, "march.xlsx") == content
    assert workbook(document) != content


def test_one_real_table_a_sheet_below_its_title(content):
    book = opened(content)
    assert book.sheetnames == SHEETS
    names = []
    for sheet in book:
        assert isinstance(sheet["A1"].value, str)
        assert sheet["A1"].font.b
        (table,) = sheet.tables.values()
        names.append(table.displayName)
        first, last = table.ref.split(":")
        assert first[0] == "A"
        assert sheet[last].row == sheet.max_row
        assert sheet[last].column == sheet.max_column
        headings = [column.name for column in table.tableColumns]
        assert len(set(headings)) == len(headings)
        assert table.headerRowCount in (None, 1)
        assert sheet.print_title_rows == f"${first[1:]}:${first[1:]}"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert len(set(names)) == len(names)


def test_nothing_is_hidden_merged_filtered_or_set_in_small_letters(content):
    book = opened(content)
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert all(table.autoFilter is None for table in sheet.tables.values())
        assert not any(one.hidden for one in sheet.row_dimensions.values())
        assert not any(one.hidden for one in sheet.column_dimensions.values())
        for row in sheet:
            for cell in row:
                assert cell.font.name == "Arial"
                assert cell.font.sz >= 12
                assert cell.fill.fill_type is None
    assert book.properties.creator == CONSORTIUM.name
    assert book.properties.title == "What we found in your file: Alder House, March 2026"


def test_long_texts_are_wrapped_in_rows_high_enough(content):
    sheet = opened(content)["Findings"]
    widths = [
        one.width for one in sheet.column_dimensions.values() for _ in range(one.min, one.max + 1)
    ]
    (table,) = sheet.tables.values()
    for row in sheet[table.ref][1:]:
        height = sheet.row_dimensions[row[0].row].height
        for cell in row:
            if isinstance(cell.value, str) and cell.data_type != "f":
                assert cell.alignment.wrap_text
                lines = -(-len(cell.value) // (widths[cell.column - 1] * 0.95))
                assert height >= 12 * lines, cell.coordinate


def test_nothing_leads_out_of_the_workbook_but_our_own_links(content):
    book = opened(content)
    (name,) = book.defined_names
    target = book.defined_names[name].attr_text
    assert re.fullmatch(r"Summary!\$B\$\d+", target)
    cell = book["Summary"][target.partition("!")[2].replace("$", "")]
    assert cell.value == "march.xlsx"
    assert book["Summary"].cell(cell.row, 1).value == "Name of your file (type it here)"
    pattern = re.compile(
        r'=IF\(your_file="","([A-Z]+\d+)",'
        r"HYPERLINK\(your_file&\"#'(Services|Kids'' <beds>)'!\1\",\"\1\"\)\)"
    )
    found = formulas(book)
    assert len(found) > 100
    assert {sheet for sheet, _ in found} == {"Findings", "All cells"}
    assert all(pattern.fullmatch(text) for text in found.values())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    assert not [part for part in parts if "external" in part.lower()]
    assert not [part for part, text in parts.items() if b'TargetMode="External"' in text]
    own = [cell.hyperlink.location for cell in book["Summary"]["B"] if cell.hyperlink]
    assert own == ["'Findings'!A1", "'All cells'!A1", "'Since the last try'!A1"]


def test_links_show_their_cell_without_calculation(content):
    shown, written = opened(content, data_only=True), opened(content)
    for sheet, place in formulas(written):
        assert re.fullmatch(r"[A-Z]+\d+", shown[sheet][place].value)


@pytest.mark.parametrize(
    ("sheet", "cell", "text"),
    [
        ("Data", "F14", """=IF(your_file="","F14",HYPERLINK(your_file&"#'Data'!F14","F14"))"""),
        (
            "Data",
            "row 9",
            """=IF(your_file="","row 9",HYPERLINK(your_file&"#'Data'!A9","row 9"))""",
        ),
        ("O'Neil", "B2", """=IF(your_file="","B2",HYPERLINK(your_file&"#'O''Neil'!B2","B2"))"""),
        ('a"b', "B2", """=IF(your_file="","B2",HYPERLINK(your_file&"#'a""b'!B2","B2"))"""),
        ("3rd sheet from the left", "B2", ""),
        ("", "B2", ""),
        ("Data", "", ""),
        ("Data", "A1:C1", ""),
        ("Data", '"&x', ""),
        ("x" * 300, "B2", ""),
    ],
)
def test_a_link_is_built_of_known_words_alone(sheet, cell, text):
    assert link_formula(sheet, cell) == text


def test_words_that_look_like_formulas_stay_words():
    odd = finding(
        sheet="=1+1", heading='=HYPERLINK("x")', message="=2+2", fix="+3", suggestion="@x", cell=""
    )
    book = opened(book_of(odd, file_name="=cmd()"))
    found = formulas(book)
    assert {sheet for sheet, _ in found} == {"Findings", "All cells"}
    assert all(text.startswith("=IF(your_file=") for text in found.values())
    texts = [cell.value for sheet in book for row in sheet for cell in row]
    assert {"=1+1", '=HYPERLINK("x")', "=2+2", "=cmd()"} <= set(texts)
    assert "+3 Did you mean: @x?" in texts


def test_every_cell_has_its_line_in_order():
    sheet = opened(book_of(finding(), finding("X", places=(), cell="")), data_only=True)[
        "All cells"
    ]
    (table,) = sheet.tables.values()
    assert [row[3].value for row in sheet[table.ref][1:]] == ["G14", "G15", "G16", "G20"]


def test_a_list_too_long_says_how_much_is_not_on_it(monkeypatch):
    monkeypatch.setattr("pipelines.feedback.workbook.MOST_CELLS", 30)
    long = finding(places=("G1:G29", "G90000:G90006"), count=36)
    sheet = opened(book_of(long))["All cells"]
    (table,) = sheet.tables.values()
    assert len(sheet[table.ref]) == 30 + 1
    said = " ".join(str(row[0].value) for row in sheet.iter_rows(max_row=6))
    assert "Only the first 30 places are listed; 6 more are not." in said


def test_sheets_without_content_are_left_out():
    assert opened(book_of()).sheetnames == ["Summary"]
    bare = finding("LAYOUT-02", places=(), cell="")
    assert opened(book_of(bare)).sheetnames == ["Summary", "Findings"]
    assert opened(book_of(before=())).sheetnames == ["Summary", "Since the last try"]
