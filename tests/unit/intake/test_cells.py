"""Cells of workbooks and delimited text: text, kind and place, as they stand in the file."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.intake.opening import open_file

SHEET = "xl/worksheets/sheet1.xml"


def grid(content: bytes) -> list[list[tuple[str, str]]]:
    sheet = open_file(content).sheets[0]
    pairs = zip(sheet.text.to_numpy().tolist(), sheet.kinds.to_numpy().tolist(), strict=True)
    return [list(zip(texts, kinds, strict=True)) for texts, kinds in pairs]


def sheet_of(cells: str) -> bytes:
    return f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()


def test_kinds(make_workbook):
    row = [
        "word",
        12,
        1.25,
        True,
        dt.date(2026, 3, 1),
        dt.datetime.fromisoformat("2026-03-01T09:30"),
        " ",
        "007",
    ]
    assert grid(make_workbook(A=[row]))[0] == [
        ("word", "s"),
        ("12", "n"),
        ("1.25", "n"),
        ("TRUE", "b"),
        ("2026-03-01", "d"),
        ("2026-03-01T09:30:00", "d"),
        ("", ""),
        ("007", "s"),
    ]


def test_leading_blank_rows_and_columns_are_kept(make_workbook):
    found = grid(make_workbook(A=[[], ["", "", "x"]]))
    assert found == [[("", "")] * 3, [("", ""), ("", ""), ("x", "s")]]


def test_error_cells_and_formulas_without_a_value(make_workbook, rezip):
    cells = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1+1</f></c>'
        '<c r="C1"><f>1+1</f><v>2</v></c><c r="D1" t="str"><f>""</f><v></v></c>'
        '<c r="E1"><f>1</f><v></v></c></row>'
        '<row r="4"><c r="G4" t="e"><v>#REF!</v></c></row>'
    )
    found = grid(rezip(make_workbook(A=[["x"]]), {SHEET: sheet_of(cells)}))
    kinds = [[kind for _, kind in row] for row in found]
    assert kinds[0] == ["e", "f", "n", "", "f", "", ""]
    assert kinds[3] == ["", "", "", "", "", "", "e"]
    assert len(kinds) == 4


def test_text_in_all_its_forms(make_workbook, rezip):
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>plain</t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">in </t></r>'
        "<r><t>runs</t></r></is></c>"
        '<c r="C1" t="str"><v>of a formula</v></c></row>'
    )
    found = grid(rezip(make_workbook(A=[["x"]]), {SHEET: sheet_of(cells)}))
    assert [text for text, _ in found[0]] == ["plain", "in runs", "of a formula"]


def test_prefixed_markup_and_cells_without_a_place(make_workbook, rezip):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    markup = (
        f'<x:worksheet xmlns:x="{space}"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c>'
        "<x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    found = grid(rezip(make_workbook(A=[["x"]]), {SHEET: markup.encode()}))
    assert found == [[("1", "n"), ("2", "n")]]


def test_a_wrong_dimension_hides_no_row(make_workbook, rezip):
    def lie(data: bytes) -> bytes:
        return data.replace(b'<dimension ref="A1:A500"/>', b'<dimension ref="A1:B2"/>')

    content = make_workbook(A=[[number] for number in range(500)])
    changed = rezip(content, {SHEET: lie})
    assert changed != content
    assert len(grid(changed)) == 500


def test_rows_out_of_order_are_all_read_or_the_file_refused(make_workbook, rezip):
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in (3, 1, 2))
    found = grid(rezip(make_workbook(A=[["x"]]), {SHEET: sheet_of(cells)}))
    assert [row[0][0] for row in found] == ["1", "2", "3"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text(encoding, delimiter):
    rows = [["Näme", "Hours"], ["a", "0.5"], [], ["ragged"], ['say "hi"', "1"]]
    lines = [delimiter.join('"' + text.replace('"', '""') + '"' for text in row) for row in rows]
    opened = open_file("\r\n".join(lines).encode(encoding))
    assert opened.kind == "csv"
    assert opened.sheets[0].text.to_numpy().tolist() == [
        ["Näme", "Hours"],
        ["a", "0.5"],
        ["", ""],
        ["ragged", ""],
        ['say "hi"', "1"],
    ]


def test_a_comma_in_numbers_does_not_make_it_the_delimiter():
    content = "Client;Hours;Kind\nC1;0,5;x\nC2;1,25;y\n"
    assert open_file(content.encode()).sheets[0].text["B"].tolist() == ["Hours", "0,5", "1,25"]
