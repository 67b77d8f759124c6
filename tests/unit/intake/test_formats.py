"""Every kind of file that partners send: the same cells, and what stands beside the cells."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

from pipelines.errors import UnreadableFile
from pipelines.intake.opening import notice_findings, open_file

SHEET = "xl/worksheets/sheet1.xml"
CONTENT = "content.xml"
ROWS = [
    ["", "Note", "Service Date", "Hours", "First?", "Time"],
    ["", "Ä & <b> “x”", dt.date(2026, 3, 2), 1.5, True, dt.timedelta(hours=26, minutes=30)],
    [],
    [
        "",
        "007",
        dt.datetime.fromisoformat("2026-03-03T09:30"),
        12.0,
        False,
        dt.timedelta(hours=9, minutes=5),
    ],
]
CELLS = {
    "B1": ("Note", "s"),
    "C1": ("Service Date", "s"),
    "D1": ("Hours", "s"),
    "E1": ("First?", "s"),
    "F1": ("Time", "s"),
    "B2": ("Ä & <b> “x”", "s"),
    "C2": ("2026-03-02", "d"),
    "D2": ("1.5", "n"),
    "E2": ("TRUE", "b"),
    "F2": ("26:30:00", "t"),
    "B4": ("007", "s"),
    "C4": ("2026-03-03T09:30:00", "d"),
    "D4": ("12", "n"),
    "E4": ("FALSE", "b"),
    "F4": ("09:05:00", "t"),
}


def cells(content: bytes, sheet: int = 0) -> dict[str, tuple[str, str]]:
    found = open_file(content).sheets[sheet]
    return {
        f"{letter}{row}": (found.text.loc[row, letter], kind)
        for letter, column in found.kinds.items()
        for row, kind in column.items()
        if kind
    }


def xlsx(**options) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, options)
    sheet = book.add_worksheet("Data")
    formats = {
        dt.date: book.add_format({"num_format": "m/d/yy"}),
        dt.datetime: book.add_format({"num_format": "m/d/yy h:mm"}),
        dt.timedelta: book.add_format({"num_format": "[h]:mm"}),
    }
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(number, column, value, formats.get(type(value)))
    book.close()
    return content.getvalue()


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for number, row in enumerate(ROWS, start=1):
        for column, value in enumerate(row, start=1):
            cell = book.active.cell(number, column, value if value != "" else None)
            if isinstance(value, dt.timedelta):
                cell.number_format = "[h]:mm:ss"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    styles = {
        dt.date: xlwt.easyxf(num_format_str="m/d/yy"),
        dt.datetime: xlwt.easyxf(num_format_str="m/d/yy h:mm"),
        dt.timedelta: xlwt.easyxf(num_format_str="[h]:mm"),
    }
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            days = value.total_seconds() / 86400 if isinstance(value, dt.timedelta) else value
            sheet.write(number, column, days, styles.get(type(value), xlwt.Style.default_style))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods_cell(value) -> TableCell:
    kinds = {
        bool: lambda: {"valuetype": "boolean", "booleanvalue": str(value).lower()},
        float: lambda: {"valuetype": "float", "value": repr(value)},
        dt.date: lambda: {"valuetype": "date", "datevalue": value.isoformat()},
        dt.datetime: lambda: {"valuetype": "date", "datevalue": value.isoformat()},
        dt.timedelta: lambda: {"valuetype": "time", "timevalue": iso_duration(value)},
        str: lambda: {"valuetype": "string"} if value else {},
    }
    cell = TableCell(**kinds[type(value)]())
    if value != "":
        cell.addElement(P(text=str(value)))
    return cell


def iso_duration(value: dt.timedelta) -> str:
    hours, rest = divmod(int(value.total_seconds()), 3600)
    return f"PT{hours:02d}H{rest // 60:02d}M{rest % 60:02d}S"


def ods(*more: TableRow, rows=ROWS, style: str = "") -> bytes:
    book = OpenDocumentSpreadsheet()
    hidden = Style(name="ta_hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(hidden)
    table = Table(name="Data", **({"stylename": style} if style else {}))
    table.addElement(TableColumn())
    table.addElement(TableColumn(visibility="collapse", numbercolumnsrepeated="2"))
    for values in rows:
        row = TableRow()
        for value in values:
            row.addElement(ods_cell(value))
        table.addElement(row)
    for row in more:
        table.addElement(row)
    book.spreadsheet.addElement(table)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_macro_workbook(content: bytes, rezip) -> bytes:
    def macros(data: bytes) -> bytes:
        plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        return data.replace(plain, b"ms-excel.sheet.macroEnabled.main+xml")

    ole2 = bytes.fromhex("D0CF11E0A1B11AE1") + b"never parsed"
    return rezip(content, {"[Content_Types].xml": macros, "xl/vbaProject.bin": ole2})


def as_strict(content: bytes, rezip) -> bytes:
    def strict(data: bytes) -> bytes:
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        relations = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        data = data.replace(space, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        return data.replace(relations, b"http://purl.oclc.org/ooxml/officeDocument/relationships")

    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    return rezip(content, dict.fromkeys(names, strict))


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name.replace("__", "."), part)
        target.writestr("__MACOSX/._x", b"left by a system")
    return content.getvalue()


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (xlsx, "xlsx"),
        (lambda: xlsx(date_1904=True), "xlsx"),
        (lambda: xlsx(in_memory=True, constant_memory=True), "xlsx"),
        (by_openpyxl, "xlsx"),
        (xls, "xls"),
        (ods, "ods"),
        (lambda: zipped(book__xlsx=xlsx()), "xlsx"),
        (lambda: zipped(book__xls=xls()), "xls"),
        (lambda: zipped(book__ods=ods()), "ods"),
    ],
)
def test_the_same_cells_in_every_kind_of_workbook(make, kind):
    content = make()
    assert open_file(content).kind == kind
    assert cells(content) == CELLS


def test_macros_are_left_alone_where_the_workbook_says_it_has_them(rezip):
    content = as_macro_workbook(xlsx(), rezip)
    assert open_file(content).kind == "xlsm"
    assert cells(content) == CELLS


def test_the_strict_form(rezip):
    assert cells(as_strict(xlsx(), rezip)) == CELLS


def test_csv_files_of_a_zip_are_sheets_called_by_their_stems():
    opened = open_file(zipped(Services__csv=b"a,b\n1,2\n", Turned__tsv=b"c\td\n"))
    assert opened.kind == "csv"
    assert [(sheet.name, sheet.number) for sheet in opened.sheets] == [
        ("Services", 1),
        ("Turned", 2),
    ]
    assert opened.sheets[1].text.to_numpy().tolist() == [["c", "d"]]


def test_what_stands_beside_the_cells_of_an_xlsx():
    book = openpyxl.Workbook()
    data = book.active
    data.append(["Client", "Hours", "Kind"])
    data.append(["C1", 2, "x"])
    data.append(["C2", 3, "y"])
    data.merge_cells("A5:C5")
    data["A5"] = "merged"
    data.row_dimensions[3].hidden = True
    data.column_dimensions["B"].hidden = True
    data["A2"].comment = openpyxl.comments.Comment("call back", "someone")
    data.auto_filter.ref = "A1:C3"
    data.auto_filter.add_filter_column(2, ["x"])
    other = book.create_sheet("Old")
    other["C3"] = "version"
    other.sheet_state = "veryHidden"
    for name, value in {"one": "Old!$C$3", "two": '"2.1"', "three": "Old!$A$1:$B$2"}.items():
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=value)
    content = io.BytesIO()
    book.save(content)
    opened = open_file(content.getvalue())
    first, second = opened.sheets
    assert (first.is_hidden, second.is_hidden) == (False, True)
    assert (first.has_filter, second.has_filter) == (True, False)
    assert first.hidden_rows == {3}
    assert first.hidden_columns == {"B"}
    assert first.merged == ("A5:C5",)
    assert first.notes["A2"].endswith("call back")
    assert opened.defined_names == {"one": "version", "two": "2.1"}
    assert first.text["A"].tolist() == ["Client", "C1", "C2", "", "merged"]
    assert second.text.loc[3, "C"] == "version"


def test_what_stands_beside_the_cells_of_an_xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    sheet.write(0, 0, "a")
    sheet.write(2, 1, "b")
    sheet.write_merge(4, 4, 0, 2, "merged")
    sheet.row(2).set_cell_error(0, 0x2A)
    sheet.row(2).hidden = True
    sheet.col(1).hidden = True
    other = book.add_sheet("Old")
    other.visibility = 1
    other.write(3, 2, "deep")
    content = io.BytesIO()
    book.save(content)
    first, second = open_file(content.getvalue()).sheets
    assert first.hidden_rows == {3}
    assert first.hidden_columns == {"B"}
    assert first.merged == ("A5:C5",)
    assert (first.is_hidden, second.is_hidden) == (False, True)
    assert cells(content.getvalue()) == {
        "A1": ("a", "s"),
        "A3": ("", "e"),
        "B3": ("b", "s"),
        "A5": ("merged", "s"),
    }
    assert second.text.loc[4, "C"] == "deep"


def test_nul_in_the_text_of_an_xls_is_nothing_to_see():
    book = xlwt.Workbook()
    for column, text in enumerate(["C1\0\0", "\0", "plain"]):
        (book.add_sheet("A") if not column else book.get_sheet(0)).write(0, column, text)
    content = io.BytesIO()
    book.save(content)
    assert cells(content.getvalue()) == {"A1": ("C1", "s"), "C1": ("plain", "s")}


def test_what_stands_beside_the_cells_of_an_ods():
    row = TableRow(visibility="filter")
    cell = TableCell(valuetype="string", numbercolumnsspanned="2")
    note = Annotation()
    note.addElement(P(text="call back"))
    cell.addElement(note)
    cell.addElement(P(text="merged"))
    row.addElement(cell)
    row.addElement(CoveredTableCell())
    sheet = open_file(ods(row, rows=[["a", "b"]], style="ta_hidden")).sheets[0]
    assert sheet.is_hidden
    assert sheet.has_filter
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == {"B", "C"}
    assert sheet.merged == ("A2:B2",)
    assert sheet.notes == {"A2": "call back"}
    assert sheet.text["A"].tolist() == ["a", "merged"]


ODS_CELLS = [
    (
        (
            '<table:table-cell table:formula="of:=NA()" office:value-type="string"'
            ' office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p>'
        ),
        "e",
    ),
    (
        (
            '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="0"'
            ' calcext:value-type="error"><text:p>Err:502</text:p>'
        ),
        "e",
    ),
    (
        (
            '<table:table-cell table:formula="of:=NA()" office:value-type="string">'
            "<text:p>#REF!</text:p>"
        ),
        "e",
    ),
    ('<table:table-cell table:formula="of:=1">', "f"),
    ('<table:table-cell table:formula="of:=1" office:value-type="float" office:value="1">', "n"),
]


def with_ods_table(rezip, table: str) -> bytes:
    def plant(data: bytes) -> bytes:
        start, end = data.index(b"<table:table "), data.index(b"</table:table>")
        space = b"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
        body = data[:start] + b'<table:table table:name="Data">' + table.encode() + data[end:]
        return body.replace(
            b"<office:document-content ",
            b'<office:document-content xmlns:calcext="' + space + b'" ',
            1,
        )

    return rezip(ods(), {CONTENT: plant})


def test_error_cells_and_formulas_without_a_value_in_an_ods(rezip):
    row = "".join(f"{cell}</table:table-cell>" for cell, _ in ODS_CELLS)
    found = cells(with_ods_table(rezip, f"<table:table-row>{row}</table:table-row>"))
    assert [kind for _, kind in found.values()] == [kind for _, kind in ODS_CELLS]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ('table:number-rows-repeated="900000"', ""),
        ("", 'table:number-columns-repeated="501"'),
        ('table:number-rows-repeated="100000"', 'table:number-columns-repeated="100"'),
    ],
)
def test_cells_of_an_ods_that_repeat_without_end(rezip, row, cell):
    one = f'<table:table-cell office:value-type="float" office:value="1" {cell}/>'
    content = with_ods_table(rezip, f"<table:table-row {row}>{one}</table:table-row>")
    with pytest.raises(UnreadableFile) as caught:
        open_file(content)
    assert caught.value.code == "FILE-08"


def test_blank_rows_that_an_ods_repeats_to_its_end(rezip):
    one = '<table:table-cell office:value-type="float" office:value="1"/>'
    blank = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    twice = f'<table:table-row table:number-rows-repeated="2">{one}</table:table-row>'
    assert cells(with_ods_table(rezip, twice + blank)) == {"A1": ("1", "n"), "A2": ("1", "n")}


def test_text_without_a_type_is_never_lost(rezip):
    row = (
        "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
    )
    with pytest.raises(UnreadableFile) as caught:
        open_file(with_ods_table(rezip, row))
    assert caught.value.code == "FILE-09"


@pytest.mark.parametrize(
    ("within", "told"),
    [
        ("a<text:tab/>b", "a\tb"),
        ('a<text:tab text:tab-ref="2"/>b', "a\tb"),
        ("a<text:line-break/>b", "a\nb"),
        ("a<text:line-break></text:line-break>b", "a\nb"),
        ('a<text:s/>b<text:s text:c="2"/>c', "a b  c"),
        ("<text:span>a<text:tab/></text:span>b<text:line-break/><text:s/>", "a\tb\n "),
        ("a</text:p><text:p>b", "a\nb"),
    ],
)
def test_tabs_line_breaks_and_blanks_of_an_ods_are_part_of_the_text(rezip, within, told):
    other = '<table:table-cell office:value-type="float" office:value="1"/>'
    text = f'<table:table-cell office:value-type="string"><text:p>{within}</text:p>'
    row = f"<table:table-row>{text}</table:table-cell>{other}</table:table-row>"
    found = cells(with_ods_table(rezip, row))
    assert found == {"A1": (told, "s"), "B1": ("1", "n")}


@pytest.mark.parametrize("within", ["<text:tab/>", "<text:line-break/><text:s/>"])
def test_a_cell_of_an_ods_with_nothing_to_see_is_empty(rezip, within):
    other = '<table:table-cell office:value-type="float" office:value="1"/>'
    text = f'<table:table-cell office:value-type="string"><text:p>{within}</text:p>'
    row = f"<table:table-row>{text}</table:table-cell>{other}</table:table-row>"
    assert cells(with_ods_table(rezip, row)) == {"B1": ("1", "n")}


def test_a_tab_of_an_ods_under_another_name_is_not_lost_in_silence(rezip):
    row = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>a'
        '<t:tab xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"/>b</text:p>'
        "</table:table-cell></table:table-row>"
    )
    with pytest.raises(UnreadableFile) as caught:
        open_file(with_ods_table(rezip, row))
    assert caught.value.code == "FILE-09"


def test_a_locked_ods(rezip):
    def lock(data: bytes) -> bytes:
        return data.replace(
            b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
        )

    with pytest.raises(UnreadableFile) as caught:
        open_file(rezip(ods(), {"META-INF/manifest.xml": lock}))
    assert caught.value.code == "FILE-04"


def test_values_taken_from_other_files_are_read_and_told(rezip):
    link = {"xl/externalLinks/externalLink1.xml": b"<externalLink><externalBook/></externalLink>"}
    content = rezip(xlsx(), link)
    assert cells(content) == CELLS
    assert [finding.code for finding in notice_findings(open_file(content))] == ["FILE-27"]


def test_text_of_several_lines_within_quotes_is_one_cell():
    text = 'k,d,n\nK1,2026-03-01,"called, twice\nthen again"\nK2,2026-03-02,"a\nb, c, d\ne"\n'
    assert len(open_file(text.encode()).sheets[0].text) == 3


def test_the_mark_of_old_programs_after_the_last_line():
    assert cells(b"k,d\r\nK1,2\r\n\x1a") == cells(b"k,d\r\nK1,2\r\n")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-03-30T23:59:59.997000", "2026-03-30T23:59:59"),
        ("2026-03-30T09:59:59.600000", "2026-03-30T10:00:00"),
        ("2026-03-31T00:00:00", "2026-03-31"),
    ],
)
def test_a_moment_belongs_to_the_day_it_is_written_on(written, told):
    book = openpyxl.Workbook()
    book.active["A1"] = dt.datetime.fromisoformat(written)
    buffer = io.BytesIO()
    book.save(buffer)
    assert cells(buffer.getvalue())["A1"][0] == told
