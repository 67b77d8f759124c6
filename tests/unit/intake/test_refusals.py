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
OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")


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
    "content", [b"%!PS-Adobe", b'{"rows": []}', b"Rar!\x1a\x07\x01", b"\x1f\x8b"]
)
def test_what_is_no_spreadsheet(content, canary):
    assert refused(content, canary) == "FILE-01"


def lock_of(name: str, size: int) -> bytes:
    """As Excel (165 bytes) and Word (162) write it: the name in narrow and in wide letters."""
    narrow, length = name.encode(), bytes([len(name)])
    wide = length + b"\0" + name.encode("utf-16-le")
    half = 55 if size == 165 else 54
    return ((length + narrow).ljust(half) + wide).ljust(size, b" ")


PICTURES = [
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    b"GIF89a\1\0\1\0",
    b"II*\0\x08\0\0\0",
    b"RIFF\x24\0\0\0WEBPVP8 ",
    b"BM\x0a\0\0\0\0\0\0\0",
]
MAILS = [
    b"Received: from a (b)\r\n by c\r\nFrom: A <a@example.org>\r\nDate: Mon\r\n\r\nHello",
    b"Return-Path: <a@example.org>\nMessage-ID: <1@a>\nSubject: file\n\nHello",
    b"From: A <a@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed\n\nHello",
    OLE2 + bytes(504) + "__properties_version1.0".encode("utf-16-le"),
]
PAGES = [
    b"MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related\n\n<html>",
    b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n",
]
DOCUMENTS = [
    b"{\\rtf1 text}",
    OLE2 + bytes(504) + "WordDocument".encode("utf-16-le"),
]
SIGNS = {
    "FILE-28": [b"", b"   \r\n", bytes(4096), b"\xef\xbb\xbf", b"\xff\xfe\r\0\n\0"],
    "FILE-29": [
        lock_of("Jo", 165),
        lock_of("A Longer Name", 162),
        b",jo,desk,02.03.2026 09:15,file:///home/jo/.config/libreoffice/4;",
    ],
    "FILE-30": DOCUMENTS,
    "FILE-31": [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\0", b"\xef\xbb\xbf\r\n%PDF-1.4"],
    "FILE-32": PICTURES,
    "FILE-33": MAILS,
    "FILE-25": PAGES,
}


@pytest.mark.parametrize(
    ("code", "content"), [(code, one) for code, every in SIGNS.items() for one in every]
)
def test_what_a_file_is_that_is_no_spreadsheet(code, content, canary):
    assert refused(content, canary) == code


@pytest.mark.parametrize(
    "content",
    [
        b"Date,From,To\n1,2,3\n",
        b"Received: day,Client\n2026-03-02,K1\n",
        b"BM,II*,GIF\n1,2,3\n",
        b",jo,desk\n1,2,3\n",
        b"\x2athe number of letters,and a name\n".ljust(164) + b"\n",
    ],
)
def test_a_table_that_begins_like_something_else_is_read(content):
    assert open_file(content).kind == "csv"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("word/document.xml", "FILE-30"),
        ("ppt/presentation.xml", "FILE-30"),
        ("Index/Document.iwa", "FILE-34"),
        ("March.numbers/Index.zip", "FILE-34"),
    ],
)
def test_zips_that_are_documents(part, code, canary):
    types = {} if code == "FILE-34" else {"[Content_Types].xml": "<Types/>"}
    assert refused(zip_of(**types, **{part.replace(".", "__"): canary}), canary) == code


@pytest.mark.parametrize("content", [b"a,b\n1,\x00", b"\x01\x02", b"\xff\xfea", b"\0\0\0\0a,b"])
def test_what_is_no_text(content, canary):
    assert refused(content, canary) == "FILE-18"


@pytest.mark.parametrize(
    "start",
    [
        "<html><table>",
        "\n<!DOCTYPE html>",
        '<?xml version="1.0"?><Workbook>',
        "<TABLE>",
        "<!-- x --><table>",
    ],
)
def test_a_web_page_with_the_name_of_a_workbook(start, canary):
    assert refused(f"{start}<td>{canary}</td>".encode(), canary) == "FILE-25"


def zip_of(**parts: bytes | str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        for name, part in parts.items():
            target.writestr(name.replace("__", "."), part)
    return content.getvalue()


def test_zips_of_something_else(honest, canary):
    assert refused(zip_of(letter__pdf=canary), canary) == "FILE-22"
    assert refused(zip_of(a__xlsx=honest, b__xlsx=honest), canary) == "FILE-22"
    assert refused(zip_of(a__xlsx=honest, b__csv="a,b"), canary) == "FILE-22"
    assert refused(zip_of(a__zip=zip_of(b__zip=zip_of(c__csv="a,b"))), canary) == "FILE-22"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        target.writestr("one/Data.csv", canary)
        target.writestr("two/data.csv", canary)
    assert refused(content.getvalue(), canary) == "FILE-22"


def test_documents_that_are_no_workbooks(canary):
    types = "<Types/>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        target.writestr("[Content_Types].xml", types)
        target.writestr("word/document.xml", f"<w>{canary}</w>")
    assert refused(content.getvalue(), canary) == "FILE-30"
    letter = zip_of(mimetype="application/vnd.oasis.opendocument.text", content__xml="<x/>")
    assert refused(letter, canary) == "FILE-30"
    book = zip_of(mimetype="application/epub+zip", content__xml="<x/>")
    assert refused(book, canary) == "FILE-01"
    assert refused(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504), canary) == "FILE-03"


def test_a_password(canary):
    name = "EncryptedPackage".encode("utf-16-le")
    content = OLE2 + bytes(504) + name + canary.encode()
    assert refused(content, canary) == "FILE-04"


def test_more_bytes_than_a_month_can_have(canary):
    assert refused(b"a" * (25 * 1024 * 1024 + 1), canary) == "FILE-02"


def test_a_bomb(honest, rezip, canary):
    assert refused(rezip(honest, {"xl/media/image1.png": bytes(3 << 20)}), canary) == "FILE-15"


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
    assert refused(damaged, canary) == "FILE-16"


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
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "FILE-05"),
        ("xl/macrosheets/sheet1.xml", "FILE-19"),
        ("xl/dialogSheets/sheet1.xml", "FILE-19"),
        ("xl/embeddings/oleObject1.bin", "FILE-20"),
        ("xl/activeX/activeX1.bin", "FILE-20"),
        ("xl/webextensions/webextension1.xml", "FILE-20"),
    ],
)
def test_active_parts(honest, rezip, canary, part, code):
    assert refused(rezip(honest, {part: b"<x/>"}), canary) == code


@pytest.mark.parametrize("link", ["ddeLink", "oleLink"])
def test_links_to_running_programs(honest, rezip, canary, link):
    part = f"<externalLink><{link} ddeService='{canary}'/></externalLink>"
    content = rezip(honest, {"xl/externalLinks/externalLink1.xml": part.encode()})
    assert refused(content, canary) == "FILE-21"


def test_macros_under_another_name(honest, rezip, canary):
    hidden = {"xl/printerSettings/printerSettings1.bin": OLE2 + canary.encode()}
    assert refused(rezip(honest, hidden), canary) == "FILE-05"
    declared = b'<Override PartName="/xl/media/x.png" ContentType="application/vnd.ms-office.vbaProject"/></Types>'  # noqa: E501
    types = {"[Content_Types].xml": lambda data: data.replace(b"</Types>", declared)}
    assert refused(rezip(honest, types | {"xl/media/x.png": b"x"}), canary) == "FILE-05"


def test_a_binary_workbook(honest, rezip, canary):
    def binary(data: bytes) -> bytes:
        plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        return data.replace(plain, b"ms-excel.sheet.binary.macroEnabled.main")

    assert refused(rezip(honest, {"[Content_Types].xml": binary}), canary) == "FILE-24"


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/styles.xml", "docProps/app.xml"])
def test_document_types(honest, rezip, canary, part):
    doctype = b'<!DOCTYPE x [<!ENTITY a "' + canary.encode() + b'">]>'

    def plant(data: bytes) -> bytes:
        return data.replace(b"?>", b"?>" + doctype, 1)

    assert refused(rezip(honest, {part: plant}), canary) == "FILE-06"


def test_a_part_of_an_unknown_name(honest, rezip, canary):
    assert refused(rezip(honest, {f"xl/{canary}.xml": b"<x/>"}), canary) == "FILE-23"


def test_names_that_differ_in_case_only(honest, rezip, canary):
    content = rezip(honest, {"xl/Worksheets/sheet1.xml": b"<worksheet/>"})
    assert refused(content, canary) == "FILE-07"


def test_bytes_before_between_and_after(honest, canary):
    assert refused(b"PK\x05\x06" + bytes(18) + honest, canary) == "FILE-14"
    assert refused(honest + b"more", canary) in ("FILE-03", "FILE-14")
    directory = honest.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", honest[directory + 16 : directory + 20])[0]
    moved = honest[:start] + b"gap!" + honest[start:directory]
    end = honest[directory : directory + 16] + struct.pack("<I", start + 4) + b"\0\0"
    assert refused(moved + end, canary) == "FILE-14"


def test_two_descriptions_of_one_part(honest, canary):
    lying = bytearray(honest)
    lying[30] ^= 0x20  # first letter of the first name, in its local header only
    assert refused(bytes(lying), canary) == "FILE-07"


def test_a_comment_at_the_end_of_the_zip(honest, canary):
    content = io.BytesIO(honest)
    with zipfile.ZipFile(content, "a") as target:
        target.comment = canary.encode()
    assert refused(content.getvalue(), canary) == "FILE-14"


def test_parts_that_lie_over_one_another(canary):
    content = bytearray(zip_of(a__csv=canary * 9, b__csv="x,y"))
    directory = content.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", content[directory + 16 : directory + 20])[0]
    second = content.index(b"PK\x01\x02", start + 4)
    first = bytes(content[start + 42 : start + 46])
    assert first == bytes(4)
    content[start + 20 : start + 28] = struct.pack("<II", len(canary) * 9 + 8, len(canary) * 9 + 8)
    content[18:26] = content[start + 20 : start + 28]
    assert second > start
    assert refused(bytes(content), canary) == "FILE-13"


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
        # each of these the reader takes for another cell, or for other text, without a word
        '<row r="1"><c r="A1" t="s"><v>1 </v></c></row>',
        '<row r="1"><c r="A1"><v>\n1</v></c></row>',
        '<row r="1"><c r="A1"><v>word</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>1</v><is><t>x</t></is></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a<is><t>b</t></is></t></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a<![CDATA[b]]></t></is></c></row>',
        '<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>',
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


@pytest.mark.parametrize(
    "strings",
    [
        "<si><t>a<x>b</x></t></si>",
        "<si><t>a<![CDATA[b]]></t></si>",
        "<si><t>a</t></si><row><t>b</t></row>",
        "<si><si><t>a</t></si></si>",
    ],
)
def test_shared_strings_that_two_readers_read_differently(honest, rezip, canary, strings):
    changed = {STRINGS: f"<sst>{strings}</sst>".encode()}
    assert refused(rezip(honest, changed), canary) == "FILE-07"


def test_a_lying_count_of_strings(honest, rezip, canary):
    strings = {STRINGS: b'<sst count="1" uniqueCount="9999999999"><si><t>x</t></si></sst>'}
    assert refused(rezip(honest, strings), canary) == "FILE-07"


def test_one_long_text_in_very_many_cells(honest, rezip, canary):
    text = f"<sst><si><t>{'x' * 30_000}</t></si></sst>".encode()
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(400))
    rows = "".join(f'<row r="{number}">{row}</row>' for number in range(1, 40))
    content = rezip(honest, {STRINGS: text, SHEET: sheet_of(rows)})
    assert refused(content, canary) == "FILE-15"


def test_unbalanced_quotes_in_a_csv(canary):
    assert refused(f'a,b\n"{canary}"x,2\n"open'.encode(), canary) == "FILE-17"
    assert refused(f'a,b\n"{canary},2\n'.encode(), canary) == "FILE-17"


@pytest.mark.parametrize(
    "swallowed",
    [
        'k,d,n\n"K1,2026-03-01,x\nK2",2026-03-02,y\nK3,2026-03-03,z\n',
        'k,d,n\nK1,2026-03-01,"x\nK2,2026-03-02,y"\nK3,2026-03-03,z\n',
        'k,d,n\r\nK1,"2026-03-01,x\r\nK2,2026-03-02,y\r\nK3,2026-03-03",z\r\n',
    ],
)
def test_stray_quotes_in_a_csv_that_make_one_record_of_several(swallowed, canary):
    assert refused(swallowed.replace("x", canary).encode(), canary) == "FILE-17"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('a,b\n1,2\n"x"y,2\n3,4\n', 3),
        ('a,b\n"two\nlines",2\n"open,2\n3,4\n', 4),
        ('\n\nk,d,n\r\n"K1,2026-03-01,x\r\nK2",2026-03-02,y\r\nK3,2026-03-03,z\r\n', 4),
        ('k,d,n\n"a\nb",1,2\n"K1,2026-03-01,x\nK2",2026-03-02,y\nK3,2026-03-03,z\n', 4),
    ],
)
def test_the_line_of_a_quotation_mark_is_told(content, line):
    with pytest.raises(UnreadableFile) as caught:
        open_file(content.encode())
    assert (caught.value.code, caught.value.line) == ("FILE-17", line)
    assert f"line {line} " in caught.value.text
