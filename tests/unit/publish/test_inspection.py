"""The inspection finds what is planted, and nothing in a sound publication."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from pipelines.publish.edition import Publication
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.publication import publish

STEM = "state-2026-03-v1"


@pytest.fixture
def publication(safe, report, catalog, consortium, edition):
    return publish(safe, report, catalog, consortium, edition)


@pytest.fixture
def inspect(safe, report, catalog, consortium):
    def run(publication):
        return inspect_publication(publication, safe, report, catalog, consortium)

    return run


def with_file(publication, ending, content):
    return Publication({**publication.files, f"{STEM}.{ending}": content})


def repacked(publication, edit, added=()):
    """The workbook with its parts edited: `edit(name, bytes) -> bytes`."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(publication.file(".xlsx"))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), edit(name, old.read(name)))
        for name in added:
            new.writestr(zipfile.ZipInfo(name), b"<x/>")
    return with_file(publication, "xlsx", stream.getvalue())


def replaced(part, old, new):
    def edit(name, content):
        if name != part:
            return content
        assert old in content
        return content.replace(old, new, 1)

    return edit


def edited_by_openpyxl(publication, change):
    book = load_workbook(io.BytesIO(publication.file(".xlsx")))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return with_file(publication, "xlsx", stream.getvalue())


def test_a_sound_publication_has_no_problem(publication, inspect):
    assert inspect(publication) == ()


def test_repacking_alone_plants_only_the_manifest_difference(publication, inspect):
    assert set(inspect(repacked(publication, lambda _, content: content))) <= {"MANIFEST"}


SERVICES_HEAD = ("xl/sharedStrings.xml", b">Hours of service<")
SUMMARY, SERVICES = "xl/worksheets/sheet4.xml", "xl/worksheets/sheet5.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        (SUMMARY, b"<v>1234</v>", b"<f>1+1</f><v>1234</v>", "FORMULA"),
        (SUMMARY, b"<v>1234</v>", b"<v>1235</v>", "FIGURE-DIFFERS:summary"),
        (SERVICES, b"<v>640</v>", b"<v>641</v>", "FIGURE-DIFFERS:services"),
        (SUMMARY, b"<row ", b'<row hidden="1" ', "HIDDEN"),
        (SUMMARY, b"<cols>", b'<cols><col min="9" max="9" width="0" customWidth="1"/>', "HIDDEN"),
        (
            "xl/workbook.xml",
            b'<sheet name="Codes"',
            b'<sheet state="hidden" name="Codes"',
            "HIDDEN",
        ),
        ("xl/workbook.xml", b'_xlnm.Print_Area"', b'secret"', "NAME"),
        ("docProps/core.xml", b"Safe Harbor", b"Jane Doe", "PERSONAL"),
        ("docProps/app.xml", b"<Company>", b"<Manager>Jane</Manager><Company>", "PERSONAL"),
        ("xl/charts/chart1.xml", b"<c:v>640</c:v>", b"<c:v>9</c:v>", "CHART:services"),
        ("xl/sharedStrings.xml", b">Item A<", b">Jane Doe<", "WORDS:services"),
        (SERVICES_HEAD[0], SERVICES_HEAD[1], b">Jane Doe<", "TABLE:services"),
        ("xl/sharedStrings.xml", b">hours<", b">Jane Doe<", "WORDS:summary"),
        ("xl/tables/table4.xml", b'ref="A', b'ref="B', "TABLE"),
        (
            "xl/worksheets/_rels/sheet5.xml.rels",
            b'Target="',
            b'TargetMode="External" Target="',
            "EXTERNAL",
        ),
    ],
)
def test_planted_in_a_part(publication, inspect, part, old, new, code):
    found = inspect(repacked(publication, replaced(part, old, new)))
    assert any(problem.startswith(code) for problem in found), found


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/comments1.xml",
        "xl/media/image1.png",
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "XL/Workbook.xml",
    ],
)
def test_a_part_that_has_no_business_there(publication, inspect, part):
    assert "PART" in inspect(repacked(publication, lambda _, content: content, [part]))


def test_a_comment(publication, inspect):
    def comment(book):
        book["Summary"]["A1"].comment = Comment("seen by", "Jane")

    assert "PART" in inspect(edited_by_openpyxl(publication, comment))


def test_a_number_outside_the_table(publication, inspect):
    cell = b'<c r="A1"'
    planted = b'<c r="D1"><v>5</v></c>'

    def edit(name, content):
        if name != SUMMARY:
            return content
        end = content.index(b"</c>", content.index(cell)) + len(b"</c>")
        return content[:end] + planted + content[end:]

    assert "OUTSIDE:summary" in inspect(repacked(publication, edit))


def test_a_missing_sheet(publication, inspect):
    edited = edited_by_openpyxl(publication, lambda book: book.remove(book["Notes"]))
    assert inspect(edited)


def test_not_a_workbook(publication, inspect):
    assert inspect(with_file(publication, "xlsx", b"PK nothing")) == ("NOT-A-WORKBOOK",)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b",1234,shown", b",1235,shown", "CSV-FIGURE"),
        (b",,withheld", b",7,withheld", "CSV-WITHHELD"),
        (b",,withheld", b",,shown", "CSV-ROWS"),
        (b"table_id,", b"table,", "CSV-COLUMNS"),
        (b"\n", b"\r\n", "CSV-TEXT"),
    ],
)
def test_planted_in_the_csv(publication, inspect, old, new, code):
    content = publication.file(".csv")
    assert old in content
    found = inspect(with_file(publication, "csv", content.replace(old, new, 1)))
    assert {code, "MANIFEST"} <= set(found)


def test_a_row_left_out_of_the_csv(publication, inspect):
    content = publication.file(".csv").rsplit(b"\n", 2)[0] + b"\n"
    assert "CSV-ROWS" in inspect(with_file(publication, "csv", content))


def test_a_manifest_of_other_files(publication, inspect):
    manifest = json.loads(publication.file(".json"))
    manifest["files"].pop()
    content = json.dumps(manifest).encode()
    assert inspect(Publication({**publication.files, "manifest.json": content})) == ("MANIFEST",)


def test_a_file_too_many(publication, inspect):
    assert inspect(Publication({**publication.files, "extra.csv": b""})) == ("FILES",)
