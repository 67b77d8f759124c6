"""The inspection finds what is planted, tells it by name and place, and refuses nothing sound."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from openpyxl.comments import Comment

from pipelines.publish.edition import Publication
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.publication import publish
from pipelines.publish.refusals import REFUSALS, Refusal, in_words
from pipelines.types import SafeTables
from tests.unit.publish.planting import edited, repacked, replaced, with_file

SECRET = "Jane Doe"  # noqa: S105  a name, planted to be looked for
SUMMARY, SERVICES = "xl/worksheets/sheet4.xml", "xl/worksheets/sheet5.xml"
STRINGS, WORKBOOK = "xl/sharedStrings.xml", "xl/workbook.xml"


@pytest.fixture
def publication(safe, report, catalog, consortium, edition):
    return publish(safe, report, catalog, consortium, edition)


@pytest.fixture
def inspect(safe, report, catalog, consortium):
    def run(publication, safe=safe):
        found = inspect_publication(publication, safe, report, catalog, consortium)
        assert SECRET not in in_words(found)
        assert SECRET not in repr(found)
        return found

    return run


@pytest.fixture
def planted(publication, inspect):
    """Names and places found after an edit of the workbook's parts; the manifest apart."""

    def run(edit, added=()):
        content = repacked(publication.file(".xlsx"), edit, added)
        found = inspect(with_file(publication, ".xlsx", content))
        return {one for one in found if one.name != "MANIFEST"}

    return run


def names(found):
    return {one.name for one in found}


def untouched(_, content):
    return content


def test_a_sound_publication_has_no_problem(publication, inspect):
    assert inspect(publication) == ()


def test_repacking_alone_plants_only_the_manifest_difference(planted):
    assert planted(untouched) == set()


PLANTED = {
    "FORMULA": (SUMMARY, b"<v>1234</v>", b"<f>1+1</f><v>1234</v>"),
    "FIGURE-DIFFERS": (SUMMARY, b"<v>1234</v>", b"<v>1235</v>"),
    "HIDDEN-ROW": (SUMMARY, b"<row ", b'<row hidden="1" '),
    "HIDDEN-COLUMN": (SUMMARY, b"<cols>", b'<cols><col min="9" max="9" width="0"/>'),
    "HIDDEN-SHEET": (
        WORKBOOK,
        b'<sheet name="Codes"',
        b'<sheet state="veryHidden" name="Codes"',
    ),
    "HIDDEN-TEXT": (STRINGS, b"</sst>", b"<si><t>Jane Doe</t></si></sst>"),
    "MERGED": (
        SUMMARY,
        b"<hyperlinks>",
        b'<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells><hyperlinks>',
    ),
    "FILTER": (SUMMARY, b"<hyperlinks>", b'<autoFilter ref="A8:C9"/><hyperlinks>'),
    "FROZEN": (
        SUMMARY,
        b'workbookViewId="0"/>',
        b'workbookViewId="0"><pane ySplit="3" state="frozen"/></sheetView>',
    ),
    "COMMENT": (SUMMARY, b"<tableParts", b'<legacyDrawing r:id="rId1"/><tableParts'),
    "ELEMENT": (SUMMARY, b"<hyperlinks>", b"<sheetProtection/><hyperlinks>"),
    "NAME": (WORKBOOK, b'_xlnm.Print_Area"', b'Jane Doe"'),
    "DEAD-NAME": (WORKBOOK, b">Summary!$A$1", b">#REF!$A$1"),
    "PERSONAL": ("docProps/core.xml", b"Safe Harbor", b"Jane Doe"),
    "CHART": ("xl/charts/chart1.xml", b"<c:v>640</c:v>", b"<c:v>9</c:v>"),
    "WORDS": (STRINGS, b">Item A<", b">Jane Doe<"),
    "TABLE": (STRINGS, b">Hours of service<", b">Jane Doe<"),
    "EXTERNAL": (
        "xl/worksheets/_rels/sheet5.xml.rels",
        b'Target="',
        b'TargetMode="External" Target="',
    ),
    "SHAPE": (
        "xl/drawings/drawing1.xml",
        b"<xdr:clientData/>",
        b"<xdr:clientData/></xdr:twoCellAnchor><xdr:twoCellAnchor><xdr:sp/>",
    ),
    "ORPHAN": (WORKBOOK, b'<sheet name="Codes" sheetId="11" r:id="rId11"/>', b""),
    "MACRO": ("[Content_Types].xml", b"sheet.main+xml", b"sheet.macroEnabled.main+xml"),
    "ACCESS": ("docProps/core.xml", b"<dc:title>Monthly state report, March 2026", b"<dc:title>"),
    "PRECISION": (SUMMARY, b"<v>0.876</v>", b"<v>0.8764</v>"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_in_a_part(planted, name):
    assert name in names(planted(replaced(*PLANTED[name])))


MORE = [
    ("PERSONAL", "docProps/app.xml", b"<Company>", b"<Manager>Jane Doe</Manager><Company>"),
    ("PERSONAL", "docProps/app.xml", b"<Company>", b"<Company>Jane Doe "),
    ("PERSONAL", "docProps/core.xml", b"</dc:subject>", b", Jane Doe</dc:subject>"),
    ("PERSONAL", "docProps/custom.xml", b'name="Language"', b'name="Jane Doe"'),
    ("PERSONAL", WORKBOOK, b"<bookViews>", b'<fileSharing userName="Jane Doe"/><bookViews>'),
    ("EXTERNAL", WORKBOOK, b"</sheets>", (b"</sheets><externalReferences><externalReference/>"
     b"</externalReferences>")),
    ("NAME", WORKBOOK, b'<definedName name="_xlnm', b'<definedName hidden="1" name="_xlnm'),
    ("DEAD-NAME", WORKBOOK, b">Summary!$A$1", b">Elsewhere!$A$1"),
    ("HIDDEN-ROW", SUMMARY, b"<sheetFormatPr ", b'<sheetFormatPr zeroHeight="1" '),
    ("HIDDEN-ROW", SUMMARY, b'ht="24"', b'ht="0"'),
    ("HIDDEN-COLUMN", SUMMARY, b"<col ", b'<col collapsed="1" '),
    ("HIDDEN-SHEET", WORKBOOK, b'<sheet name="Codes"', b'<sheet state="hidden" name="Codes"'),
    ("HIDDEN-TEXT", STRINGS, b"</t></si>", b"</t><rPh><t>Jane Doe</t></rPh></si>"),
    ("HIDDEN-TEXT", "xl/styles.xml", b'formatCode="0.0%"', b'formatCode=";;;"'),
    ("FORMULA", "xl/tables/table3.xml", b'<tableColumn id="1" name="Measure"/>',
     (b'<tableColumn id="1" name="Measure"><calculatedColumnFormula>1</calculatedColumnFormula>'
     b"</tableColumn>")),
    ("CHART", "xl/charts/chart1.xml", b"<c:v>Item A</c:v>", b"<c:v>Jane Doe</c:v>"),
    ("CHART", "xl/charts/chart1.xml", b"$B$12", b"$B$11"),
    ("WORDS", "xl/charts/chart1.xml", b"<a:t>[c]</a:t>", b"<a:t>Jane Doe</a:t>"),
    ("WORDS", "xl/drawings/drawing1.xml", b'descr="', b'descr="Jane Doe. '),
    ("WORDS", SUMMARY, b"&amp;L&amp;9", b"&amp;L&amp;9Jane Doe "),
    ("WORDS", STRINGS, b">hours<", b">Jane Doe<"),
    ("WORDS", STRINGS, b"as agreed.<", b"as agreed by Jane Doe.<"),
    ("WORDS", STRINGS, b"A note of this report.", b"A note of Jane Doe."),
    ("WORDS", STRINGS, b">Prairie Harbor<", b">Jane Doe<"),
    ("WORDS", STRINGS, b"Source: monthly returns", b"Source: Jane Doe, monthly returns"),
    ("OUTSIDE", SUMMARY, b"</sheetData>", b'<row r="90"><c r="D90"><v>5</v></c></row></sheetData>'),
    ("WITHHELD", STRINGS, b"2 of the 8 figures", b"3 of the 8 figures"),
    ("ROWS", "xl/tables/table4.xml", b'ref="A10:C14"', b'ref="A10:C13"'),
    ("UNREADABLE", SUMMARY, b"<v>1234</v>", b"<v>many</v>"),
    ("FIGURE-DIFFERS", "xl/worksheets/sheet1.xml", b"<v>1234</v>", b"<v>1235</v>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "part", "old", "new"), MORE, ids=[f"{at}-{one[0]}" for at, one in enumerate(MORE)]
)
def test_planted_otherwise(planted, name, part, old, new):
    assert name in names(planted(replaced(part, old, new)))


PARTS = {
    "xl/vbaProject.bin": "MACRO",
    "xl/externalLinks/externalLink1.xml": "EXTERNAL",
    "xl/comments1.xml": "COMMENT",
    "xl/threadedComments/threadedComment1.xml": "COMMENT",
    "xl/media/image1.png": "EMBEDDED",
    "xl/pivotCache/pivotCacheDefinition1.xml": "PIVOT",
    "xl/printerSettings/printerSettings1.bin": "PRINTER",
    "customXml/item1.xml": "CUSTOM-XML",
    "xl/connections.xml": "CONNECTION",
    "XL/Workbook.xml": "UNKNOWN-PART",
    "Jane Doe.xml": "UNKNOWN-PART",
    "xl/worksheets/sheet99.xml": "ORPHAN",
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_has_no_business_there(planted, part):
    assert PARTS[part] in names(planted(untouched, [part]))


def test_sheets_of_other_names(planted):
    def edit(name, content):
        if name != WORKBOOK:
            return content
        return content.replace(b'"Codes"', b'"Jane Doe"').replace(b">Codes!", b">'Jane Doe'!")

    assert planted(edit) == {Refusal("SHEETS")}


def test_the_place_is_told_by_sheet_and_cell(planted):
    found = planted(replaced(*PLANTED["FORMULA"]))
    assert found == {Refusal("FORMULA", "Summary!C9")}
    said = in_words(tuple(found))
    assert said == ("INSPECT-25 at Summary!C9: a formula; figures are written as plain numbers")


def test_a_sheet_of_another_name_is_told_by_its_number(planted):
    def edit(name, content):
        if name == WORKBOOK:
            return content.replace(b'<sheet name="Summary"', b'<sheet name="Jane Doe"')
        return replaced(*PLANTED["FORMULA"])(name, content)

    assert Refusal("FORMULA", "sheet 4!C9") in planted(edit)


def test_a_comment(publication, inspect):
    def comment(book):
        book["Summary"]["A1"].comment = Comment("seen by", SECRET)

    content = edited(publication.file(".xlsx"), comment)
    assert "COMMENT" in names(inspect(with_file(publication, ".xlsx", content)))


def test_when_a_part_was_written_and_a_comment_of_the_package(publication, inspect):
    stream = io.BytesIO(publication.file(".xlsx"))
    with zipfile.ZipFile(stream, "a") as package:
        package.comment = SECRET.encode()
        package.writestr("docProps/more.xml", b"<x/>")
    found = inspect(with_file(publication, ".xlsx", stream.getvalue()))
    assert {"ZIP-COMMENT", "ZIP-TIME", "UNKNOWN-PART"} <= names(found)


def test_a_missing_sheet(publication, inspect):
    content = edited(publication.file(".xlsx"), lambda book: book.remove(book["Notes"]))
    assert inspect(with_file(publication, ".xlsx", content))


@pytest.mark.parametrize("content", [b"PK nothing", b""])
def test_not_a_workbook(publication, inspect, content):
    assert names(inspect(with_file(publication, ".xlsx", content))) == {"NOT-A-WORKBOOK"}


def test_a_document_type_is_never_read(planted):
    entity = b'<!DOCTYPE x [<!ENTITY a "Jane Doe">]>'
    found = planted(
        lambda name, content: (
            content.replace(b"<sst", entity + b"<sst", 1) if name == STRINGS else content
        )
    )
    assert names(found) == {"NOT-A-WORKBOOK"}


def changed(safe, rows, value):
    frame = safe.frame.copy()
    frame.loc[rows, "value"] = value
    return SafeTables(safe.month, frame, safe.hierarchies, safe.coverage)


def test_figures_that_differ_from_sheet_to_sheet(
    safe, report, catalog, consortium, edition, inspect
):
    """Protection would never leave them so; whoever did, the sheets contradict each other."""
    odd = changed(safe, [0], 1235.0)
    found = inspect(publish(odd, report, catalog, consortium, edition), odd)
    place = "people of 2026-03 differs between tables (services, summary)"
    assert found == (Refusal("TWO-FIGURES", place),)


def test_sums_across_sheets_that_disagree(safe, report, catalog, consortium, edition, inspect):
    facts = {"people": {"additivity": "flow", "partitions": []}}
    known = SafeTables(safe.month, safe.frame, {"measures": facts}, safe.coverage)
    assert inspect(publish(known, report, catalog, consortium, edition), known) == ()
    odd = changed(known, safe.frame["geography"] == "17113", 300.0)
    found = inspect(publish(odd, report, catalog, consortium, edition), odd)
    assert found == (Refusal("SUMS", "people of 2026-03 is not the sum of its parts by county"),)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (b",1234,shown", b",1235,shown", "CSV-FIGURE"),
        (b",,withheld", b",7,withheld", "CSV-WITHHELD"),
        (b",,withheld", b",,shown", "CSV-ROWS"),
        (b"table_id,", b"table,", "CSV-COLUMNS"),
        (b"\n", b"\r\n", "CSV-TEXT"),
    ],
)
def test_planted_in_the_csv(publication, inspect, old, new, name):
    content = publication.file(".csv")
    assert old in content
    found = inspect(with_file(publication, ".csv", content.replace(old, new, 1)))
    assert {name, "MANIFEST"} <= names(found)


def test_a_row_left_out_of_the_csv(publication, inspect):
    content = publication.file(".csv").rsplit(b"\n", 2)[0] + b"\n"
    assert "CSV-ROWS" in names(inspect(with_file(publication, ".csv", content)))


def test_a_manifest_of_other_files(publication, inspect):
    manifest = json.loads(publication.file(".json"))
    manifest["files"].pop()
    content = json.dumps(manifest).encode()
    assert inspect(with_file(publication, ".json", content)) == (Refusal("MANIFEST"),)


def test_a_file_too_many(publication, inspect):
    assert inspect(Publication({**publication.files, "extra.csv": b""})) == (Refusal("FILES"),)


def test_every_refusal_has_a_code_of_its_own_and_a_sample():
    codes = [code for code, _ in REFUSALS.values()]
    assert len(set(codes)) == len(codes)
    elsewhere = {
        "FILES", "SHEETS", "ZIP-COMMENT", "ZIP-TIME", "NOT-A-WORKBOOK", "SUMS", "TWO-FIGURES",
        "CSV-COLUMNS", "CSV-ROWS", "CSV-WITHHELD", "CSV-FIGURE", "CSV-TEXT", "MANIFEST", "ANALYST",
        "PICTURE", "VIEW",
    }  # fmt: skip
    planted = {*PLANTED, *(one[0] for one in MORE), *PARTS.values()}
    assert planted | elsewhere == set(REFUSALS)


def test_many_refusals_are_not_all_named():
    found = tuple(Refusal("WORDS", f"Sheet!A{at}") for at in range(20))
    assert in_words(found).endswith("and 12 more")


def test_words_of_the_settings_are_allowed(safe, report, catalog, consortium, edition):
    """A name with joints in it, a heading in brackets: still words that were declared."""
    odd = replace(consortium, name="Harbor; Bridge, and Co. (north)", sharing="Ask first. Always.")
    made = publish(safe, report, catalog, odd, edition)
    assert inspect_publication(made, safe, report, catalog, odd) == ()
