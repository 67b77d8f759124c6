"""The standard workbook: what stands in it, and that it is read back as it was meant."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from pipelines.intake.opening import open_file
from pipelines.intake.read import read_partner_file
from pipelines.intake.template import HEADING_ROW, NOTHING, STATEMENT, SUBMISSION
from pipelines.template.checks import hint
from pipelines.template.material import Material
from pipelines.template.workbook import template_workbook
from schemas.catalog import load_catalog
from schemas.model import FieldType, Release, Severity
from schemas.periods import Month
from tests.small import alder_in_two_rivers

MARCH = Month(2026, 3)
CATALOG = load_catalog()
ALL = tuple(CATALOG.records)
ALDER, COALITION = alder_in_two_rivers(
    records=("client_service", "unmet_request"), counties=("17113",)
)


def made(partner=ALDER, month=MARCH, catalog=CATALOG):
    return template_workbook(Material(catalog, COALITION, partner, month))


@pytest.fixture(scope="module")
def everything():
    """The template of an agency that sends every kind of record."""
    return made(dataclasses.replace(ALDER, expected=ALL))


@pytest.fixture(scope="module")
def book(everything):
    return openpyxl.load_workbook(io.BytesIO(everything))


def records():
    return [pytest.param(record, id=record.name) for record in CATALOG.records.values()]


def changed(content, change):
    """The workbook after somebody has worked in it."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def answer(workbook, label, text):
    for row in workbook[SUBMISSION].iter_rows(max_col=2):
        if row[0].value == label:
            row[1].value = text
            return
    raise AssertionError(label)


def put(workbook, label, *rows):
    sheet = workbook[label]
    headings = [cell.value for cell in sheet[HEADING_ROW]]
    for number, row in enumerate(rows, start=HEADING_ROW + 1):
        for heading, value in row.items():
            sheet.cell(number, headings.index(heading) + 1).value = value


def read(content, partner=ALDER, month=MARCH):
    return read_partner_file(open_file(content), partner, month, CATALOG.records)


SERVICE = {
    "Local client ID": "C-1042",
    "Role": "Primary victim, adult",
    "First contact": datetime(2026, 2, 1),  # noqa: DTZ001  a cell has no zone
    "Service date": datetime(2026, 3, 5),  # noqa: DTZ001  a cell has no zone
    "Service": "Safety planning",
    "Hours": 0.5,
    "County of residence": "McLean",
    "Race and ethnicity": "White",
    "Gender or sex": "Female",
}


def said_yes(workbook):
    answer(workbook, STATEMENT, "Yes")


def test_the_sheets_are_those_of_the_conventions(book):
    labels = [record.label for record in CATALOG.records.values()]
    assert book.sheetnames == ["Read me", "Submission", *labels, "Lists", "Changes"]
    lines = [cell.value for cell in book["Read me"]["A"][1:] if cell.value]
    assert [line[0] for line in lines[:5]] == list("12345")
    assert lines[5:] == [f"Go to the sheet {name}" for name in book.sheetnames[1:]]
    assert "April 5, 2026" in lines[0]


def test_named_cells_say_what_the_workbook_is_for(book):
    def named(name):
        place = book.defined_names[name].attr_text.replace("$", "")
        sheet, _, cell = place.partition("!")
        return book[sheet][cell].value

    found = [named(name) for name in ("agency_code", "report_month", "template_edition")]
    assert found == ["alder", "2026-03", "1"]
    assert named("fields_edition") == CATALOG.version


@pytest.mark.parametrize("record", records())
def test_no_field_that_would_be_dropped_is_asked_for(book, record):
    headings = [cell.value for cell in book[record.label][HEADING_ROW] if cell.value]
    kept = [field.label for field in record.fields if field.released_as is not Release.NEVER]
    assert headings == kept
    dropped = {field.label for field in record.fields} - set(kept)
    assert dropped.isdisjoint(headings)


@pytest.mark.parametrize("record", records())
def test_every_column_has_its_hint_and_its_list(book, record):
    sheet = book[record.label]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    for place, cell in enumerate(sheet[HEADING_ROW], start=1):
        field = next(one for one in record.fields if one.label == cell.value)
        rule = rules[sheet.cell(HEADING_ROW + 1, place).coordinate]
        assert rule.prompt == hint(field)
        assert 0 < len(rule.prompt) <= 255
        assert rule.errorStyle == "warning"
        if field.codes:
            sheet_name, _, area = book.defined_names[rule.formula1].attr_text.partition("!")
            words = [row[0].value for row in book[sheet_name][area.replace("$", "")]]
            assert words == [code.label for code in CATALOG.code_lists[field.codes].codes]
        elif field.type is FieldType.DATE:
            assert rule.type == "date"


def test_only_codes_of_the_month_are_offered():
    name = "gender"
    codes = CATALOG.code_lists[name].codes
    retired = dataclasses.replace(codes[0], valid_to=date(2026, 2, 28))
    coming = dataclasses.replace(codes[1], valid_from=date(2026, 4, 1))
    lists = {**CATALOG.code_lists}
    lists[name] = dataclasses.replace(lists[name], codes=(retired, coming, *codes[2:]))
    catalog = dataclasses.replace(CATALOG, code_lists=lists)
    workbook = openpyxl.load_workbook(io.BytesIO(made(catalog=catalog)))
    sheet, _, area = workbook.defined_names["words_gender"].attr_text.partition("!")
    words = [row[0].value for row in workbook[sheet][area.replace("$", "")]]
    assert words == [code.label for code in codes[2:]]


def test_slips_are_guarded_against_and_entries_are_open(book, everything):
    assert book.security.lockStructure
    assert book.security.workbookPassword is None
    own = {"Read me", "Submission", "Lists", "Changes"}
    for sheet in book:
        assert sheet.protection.sheet == (sheet.title in own)
        assert sheet.protection.password is None
    assert not book[SUBMISSION]["B8"].protection.locked
    assert book[SUBMISSION]["B5"].protection.locked
    with zipfile.ZipFile(io.BytesIO(everything)) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]


@pytest.mark.parametrize("record", records())
def test_every_word_of_a_heading_has_room_in_one_line(book, record):
    sheet = book[record.label]
    groups = sheet.column_dimensions.values()
    widths = {at: one.width for one in groups for at in range(one.min, one.max + 1)}
    for cell in sheet[HEADING_ROW]:
        longest = max(map(len, cell.value.split()))
        assert widths[cell.column] >= longest + 1, cell.value


def test_it_is_plain_to_read(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert (cell.font.name, cell.font.size >= 12) == ("Arial", True)
        assert not sheet.merged_cells.ranges


def test_the_same_material_gives_the_same_bytes(everything):
    assert made(dataclasses.replace(ALDER, expected=ALL)) == everything


def test_nothing_is_read_from_an_untouched_template_but_the_open_statement():
    intake = read(made())
    assert [len(table.text) for table in intake.tables] == [0, 0]
    assert [table.record for table in intake.tables] == list(ALDER.expected)
    assert [one.code for one in intake.findings] == ["TEMPLATE-06"]
    assert intake.nil_records == frozenset()


def test_rows_are_read_without_any_layout():
    def fill(workbook):
        said_yes(workbook)
        put(workbook, "Client services", SERVICE, {}, SERVICE | {"Hours": 1.25})

    intake = read(changed(made(), fill))
    services = intake.tables[0]
    assert intake.findings == ()
    assert services.text["client_key"].tolist() == ["C-1042", "C-1042"]
    assert services.text["hours"].tolist() == ["0.5", "1.25"]
    assert list(services.text.index) == [6, 8]
    assert services.columns["service_code"].letter == "E"


def test_a_mark_makes_a_nil_return():
    def fill(workbook):
        said_yes(workbook)
        answer(workbook, "Unmet requests", NOTHING)
        put(workbook, "Client services", SERVICE)

    intake = read(changed(made(), fill))
    assert intake.nil_records == {"unmet_request"}
    assert intake.findings == ()


def spoil(label, text):
    return lambda workbook: (said_yes(workbook), answer(workbook, label, text))


@pytest.mark.parametrize(
    ("change", "code", "cell"),
    [
        (spoil("Agency code", "birch"), "TEMPLATE-02", ""),
        (spoil("Month", "2026-02"), "TEMPLATE-03", ""),
        (spoil("Edition of this template", "0"), "TEMPLATE-01", ""),
        (spoil("Edition of the list of fields", "2019.4"), "TEMPLATE-01", ""),
        (spoil("Month", None), "TEMPLATE-07", ""),
        (spoil("Unmet requests", "maybe"), "TEMPLATE-05", "B12"),
    ],
)
def test_what_is_wrong_with_the_workbook_is_said(change, code, cell):
    def fill(workbook):
        put(workbook, "Client services", SERVICE | {"Service": "no such word"})
        change(workbook)

    intake = read(changed(made(), fill))
    (told,) = intake.findings
    assert (told.code, told.severity, told.cell) == (code, Severity.MUST_FIX, cell)
    assert (intake.tables == ()) == (code != "TEMPLATE-05")


def test_a_line_of_the_submission_sheet_that_stands_there_twice_must_be_fixed():
    def fill(workbook):
        said_yes(workbook)
        put(workbook, "Client services", SERVICE)
        workbook[SUBMISSION]["A20"] = "Unmet  requests"
        workbook[SUBMISSION]["B20"] = NOTHING

    (told,) = read(changed(made(), fill)).findings
    assert (told.code, told.severity) == ("TEMPLATE-08", Severity.MUST_FIX)
    assert (told.sheet, told.places) == (SUBMISSION, ("B20",))


@pytest.mark.parametrize(
    ("sheet", "written", "places"),
    [
        ("Changes", {"A6": "C-1042", "B6": "3/5/2026"}, ("A6", "B6")),
        ("Changes", {"D2": "note", "D3": "note"}, ("D2:D3",)),
        ("Read me", {"A12": "note"}, ("A12",)),
        (SUBMISSION, {"C5": "note"}, ("C5",)),
        (SUBMISSION, {"A22": "Legal advocacy", "B22": 12}, ("A22", "B22")),
    ],
)
def test_entries_where_nothing_is_read_are_asked_about(sheet, written, places):
    def fill(workbook):
        said_yes(workbook)
        for cell, value in written.items():
            workbook[sheet][cell] = value

    (told,) = read(changed(made(), fill)).findings
    assert (told.code, told.severity) == ("TEMPLATE-09", Severity.PLEASE_CONFIRM)
    assert (told.sheet, told.places, told.count) == (sheet, places, len(written))


def test_a_mark_beside_rows_must_be_fixed():
    def fill(workbook):
        said_yes(workbook)
        answer(workbook, "Client services", NOTHING)
        put(workbook, "Client services", SERVICE)

    (told,) = read(changed(made(), fill)).findings
    assert (told.code, told.sheet) == ("TEMPLATE-04", "Client services")


def test_a_file_handed_in_for_the_wrong_month_or_agency_says_only_that():
    content = made()
    birch = dataclasses.replace(ALDER, id="birch")
    assert [one.code for one in read(content, birch).findings] == ["TEMPLATE-02"]
    assert [one.code for one in read(content, month=Month(2026, 4)).findings] == ["TEMPLATE-03"]


def test_a_template_without_its_first_sheets_is_still_known_as_one():
    def rename(workbook):
        workbook[SUBMISSION].title = "Ours"
        for name in workbook.defined_names.values():  # which Excel does by itself
            name.attr_text = name.attr_text.replace(SUBMISSION, "Ours")

    told = read(changed(made(), rename)).findings
    assert [one.code for one in told] == ["TEMPLATE-07"]


def test_another_workbook_with_a_sheet_of_that_name_is_no_template(make_plain):
    with pytest.raises(Exception, match="LAYOUT-01"):
        read(make_plain)


@pytest.fixture
def make_plain():
    workbook = openpyxl.Workbook()
    workbook.active.title = SUBMISSION
    workbook.active.append(["Month", "March"])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
