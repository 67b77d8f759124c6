"""Files that are not opened: each class of them, by its code, without a word of their content."""

from __future__ import annotations

import io
import struct
import traceback
import zipfile

import pytest

from pipelines.errors import UnreadableFile
from pipelines.intake.opening import open_file

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


@pytest.fixture
def honest(make_workbook, canary):
    return make_workbook(Data=[["Name", "Hours"], [canary, 1.5], ["other", 2]])


def refused(content: bytes, canary: str) -> str:
    """The code of the refusal; nothing of the file may be in what was raised."""
    with pytest.raises(UnreadableFile) as caught:
        open_file(content)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.args)
    assert canary not in shown
    assert canary.partition(" ")[0] not in shown
    assert caught.value.__cause__ is None
    return caught.value.code


def test_an_honest_workbook_is_opened(honest):
    opened = open_file(honest)
    assert opened.kind == "xlsx"
    assert opened.sheets[0].text["A"].tolist()[0] == "Name"


def test_what_was_opened_shows_counts_only(honest, canary):
    opened = open_file(honest)
    assert canary not in repr(opened) + repr(opened.sheets)


@pytest.mark.parametrize(
    "content",
    [b"", b"   \n", b"%PDF-1.7 text", b"<html><table></table></html>", b"a,b\n1,\x00", b"\x01\x02"],
)
def test_what_is_no_spreadsheet(content, canary):
    assert refused(content, canary) == "FILE-01"


def test_a_zip_of_something_else(canary):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        target.writestr("letter.txt", canary)
    assert refused(content.getvalue(), canary) == "FILE-01"


def test_older_formats_are_not_accepted_yet(canary):
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refused(ods.getvalue(), canary) == "FILE-12"
    assert refused(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504), canary) == "FILE-12"


def test_a_password(canary):
    name = "EncryptedPackage".encode("utf-16-le")
    content = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + name + canary.encode()
    assert refused(content, canary) == "FILE-04"


def test_more_bytes_than_a_month_can_have(canary):
    assert refused(b"a" * (25 * 1024 * 1024 + 1), canary) == "FILE-02"


def test_a_bomb(honest, rezip, canary):
    assert refused(rezip(honest, {"xl/media/image1.png": bytes(3 << 20)}), canary) == "FILE-02"


def test_too_many_parts(honest, rezip, canary):
    many = {f"xl/media/image{number}.png": b"x" for number in range(300)}
    assert refused(rezip(honest, many), canary) == "FILE-02"


def test_one_flipped_byte(canary):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
        target.writestr("xl/workbook.xml", f"<workbook><!-- {canary} Alder --></workbook>")
    damaged = content.getvalue().replace(b"Alder", b"Blder", 1)
    assert refused(damaged, canary) == "FILE-03"


def test_a_file_cut_off(honest, canary):
    assert refused(honest[: len(honest) // 2], canary) == "FILE-03"


@pytest.mark.parametrize(
    "markup",
    [
        b"<worksheet><sheetData><row r='1'>",
        '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="ISO-8859-1"?><worksheet/>',
    ],
)
def test_markup_that_is_not_plain(honest, rezip, canary, markup):
    assert refused(rezip(honest, {SHEET: markup}), canary) == "FILE-03"


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/embeddings/oleObject1.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/connections.xml",
        "xl/activeX/activeX1.bin",
    ],
)
def test_active_parts(honest, rezip, canary, part):
    assert refused(rezip(honest, {part: b"<x/>"}), canary) == "FILE-05"


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/styles.xml", "docProps/app.xml"])
def test_document_types(honest, rezip, canary, part):
    doctype = b'<!DOCTYPE x [<!ENTITY a "' + canary.encode() + b'">]>'

    def plant(data: bytes) -> bytes:
        return data.replace(b"?>", b"?>" + doctype, 1)

    assert refused(rezip(honest, {part: plant}), canary) == "FILE-06"


def test_a_part_of_an_unknown_name(honest, rezip, canary):
    assert refused(rezip(honest, {f"xl/{canary}.xml": b"<x/>"}), canary) == "FILE-07"


def test_names_that_differ_in_case_only(honest, rezip, canary):
    content = rezip(honest, {"xl/Worksheets/sheet1.xml": b"<worksheet/>"})
    assert refused(content, canary) == "FILE-07"


def test_bytes_before_between_and_after(honest, canary):
    assert refused(b"PK\x05\x06" + bytes(18) + honest, canary) in ("FILE-03", "FILE-07")
    assert refused(honest + b"more", canary) in ("FILE-03", "FILE-07")
    directory = honest.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", honest[directory + 16 : directory + 20])[0]
    moved = honest[:start] + b"gap!" + honest[start:directory]
    end = honest[directory : directory + 16] + struct.pack("<I", start + 4) + b"\0\0"
    assert refused(moved + end, canary) == "FILE-07"


def test_two_descriptions_of_one_part(honest, canary):
    lying = bytearray(honest)
    lying[30] ^= 0x20  # first letter of the first name, in its local header only
    assert refused(bytes(lying), canary) == "FILE-07"


def test_a_comment_at_the_end_of_the_zip(honest, canary):
    content = io.BytesIO(honest)
    with zipfile.ZipFile(content, "a") as target:
        target.comment = canary.encode()
    assert refused(content.getvalue(), canary) == "FILE-07"


def sheet_of(cells: str) -> bytes:
    return f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()


@pytest.mark.parametrize(
    "cells",
    [
        (
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        '<row r="200001"><c r="A200001"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="20000"><c r="SF20000"><v>1</v></c></row>',
    ],
)
def test_cells_too_far_away(honest, rezip, canary, cells):
    assert refused(rezip(honest, {SHEET: sheet_of(cells)}), canary) == "FILE-08"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c r="A"><v>1</v></c></row>',
        '<c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="zzz"><v>1</v></c></row>',
    ],
)
def test_cells_that_lie(honest, rezip, canary, cells):
    assert refused(rezip(honest, {SHEET: sheet_of(cells)}), canary) == "FILE-07"


def test_more_columns_than_a_sheet_may_have_without_saying_where(honest, rezip, canary):
    cells = f'<row r="1">{"<c><v>1</v></c>" * 501}</row>'
    assert refused(rezip(honest, {SHEET: sheet_of(cells)}), canary) == "FILE-08"


def test_a_cell_given_twice_is_counted_differently(honest, rezip, canary):
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    assert refused(rezip(honest, {SHEET: sheet_of(cells)}), canary) == "FILE-09"


def test_a_lying_count_of_strings(honest, rezip, canary):
    strings = {STRINGS: b'<sst count="1" uniqueCount="9999999999"><si><t>x</t></si></sst>'}
    assert refused(rezip(honest, strings), canary) == "FILE-07"


def test_one_long_text_in_very_many_cells(honest, rezip, canary):
    text = f"<sst><si><t>{'x' * 30_000}</t></si></sst>".encode()
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(400))
    rows = "".join(f'<row r="{number}">{row}</row>' for number in range(1, 40))
    content = rezip(honest, {STRINGS: text, SHEET: sheet_of(rows)})
    assert refused(content, canary) == "FILE-02"


def test_unbalanced_quotes_in_a_csv(canary):
    assert refused(f'a,b\n"{canary}"x,2\n"open'.encode(), canary) == "FILE-03"
