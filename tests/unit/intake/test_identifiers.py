"""Names, numbers and addresses where none should be: told by place, never by value."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.intake.identifiers.dates import look_like_birth_dates
from pipelines.intake.identifiers.misplaced import misplaced_identifiers
from pipelines.intake.identifiers.naming import personal_field
from pipelines.intake.identifiers.roster import naming_texts, roster_of
from pipelines.intake.identifiers.shapes import shapes_of, text_array
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.sandbox.sheet_scan import letters_of
from pipelines.layouts import Layout, TableLayout
from pipelines.types import Column, RawTable
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month

RECORDS = load_catalog().records
COLUMNS = {
    "Client": "client_key",
    "Full name": "client_name",
    "Home": "street_address",
    "Service": "service_code",
    "Hrs": "hours",
    "County": "county_fips",
    "Remarks": "notes",
    "Ref": "ignore",
    "Worker": "ignore",
}
HEADINGS = list(COLUMNS)
GOOD = ["C-1042", "Zephyrine Quillfeather", "412 Maple Street", "Counseling", "1.5", "Will"]
KEPT = ("client_key", "client_name", "street_address", "service_code", "hours", "county_fips")


def sheet_of(rows, name="Log", number=1, **more):
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    letters = [letters_of(at + 1) for at in range(width)]
    text = pd.DataFrame(full, columns=letters, index=pd.RangeIndex(1, len(rows) + 1), dtype="str")
    kinds = text.mask(text != "", "s")
    return Sheet(name=name, number=number, text=text, kinds=kinds, **more)


def table_of(sheet, rows):
    fields = {name: at for at, name in enumerate(COLUMNS.values()) if name != "ignore"}
    letters = {name: letters_of(at + 1) for name, at in fields.items()}
    text = sheet.text.loc[list(rows), list(letters.values())].set_axis(list(letters), axis=1)
    return RawTable(
        record="client_service",
        sheet="Log",
        columns={name: Column(letter, HEADINGS[fields[name]]) for name, letter in letters.items()},
        text=text,
        kinds=text.mask(text != "", "s"),
        rows_in=len(text),
        set_aside={},
    )


LAYOUT = Layout(
    valid_from=Month(2024, 10),
    valid_to=None,
    tables=(TableLayout(record="client_service", sheet="Log", columns=COLUMNS),),
)


def found(rows, above=(), below=(), more=(), layout=LAYOUT, defined=None, **sheet):
    """What is told of a log with these data rows, as {code: places}."""
    log = sheet_of([*above, HEADINGS, *rows, *below], **sheet)
    first = len(above) + 2
    table = table_of(log, range(first, first + len(rows)))
    opened = OpenedFile(
        "xlsx", (log, *more), {}, "", network_isolated=True, defined_names=defined or {}
    )
    findings = misplaced_identifiers(opened, (table,), layout, RECORDS)
    return {one.code: one for one in findings}


def with_cell(field, text):
    row = [*GOOD, "", "", ""]
    row[list(COLUMNS.values()).index(field) if field in COLUMNS.values() else field] = text
    return row


REF, WORKER = 7, 8


def test_an_ordinary_log_is_not_talked_about():
    rows = [
        ["C-1042", "Zephyrine Quillfeather", "412 Maple Street", "Counseling", "1.5", "Will"],
        ["C-1043", "Grace Will", "77 Orchard Lane", "Legal", "0.25", "Christian", "", "R-17"],
        ["00317", "Christian Page", "12 Court Road", "Counseling", "2", "Clay", "", "2026-03-05"],
    ]
    assert found(rows, above=[["Harbor House, March 2026"]], below=[[], ["Page 1 of 2"]]) == {}


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("hours", "123-45-6789", "ID-02"),
        ("service_code", "(309) 555-0142", "ID-03"),
        ("county_fips", "someone@example.org", "ID-04"),
        (REF, "409-82-3936", "ID-05"),
        (REF, "call 309.555.0142", "ID-06"),
        (REF, "write to someone@example.org", "ID-07"),
        (REF, "lives at 1200 West Elm Street", "ID-08"),
        (REF, "P.O. Box 77", "ID-08"),
        (REF, "born 3/14/1988", "ID-09"),
        (REF, "sister of Zephyrine", "ID-12"),
        (REF, "the flat at 412 Maple", "ID-12"),
        ("notes", "QUILLFEATHER CAME IN", "ID-13"),
        ("notes", "call 309-555-0142", "ID-13"),
        ("client_key", "Quillfeather-2", "ID-14"),
    ],
)
def test_each_kind_is_told_by_its_cell_alone(field, text, code):
    told = found([[*GOOD, "", "R-1", "J. Ames"], with_cell(field, text)])
    assert list(told) == [code]
    assert told[code].cell.endswith("3")
    assert told[code].count == 1
    assert text not in repr(told)
    kept = code in ("ID-02", "ID-03", "ID-04")
    assert (told[code].severity is Severity.MUST_FIX) == kept


def test_identical_faults_are_one_finding_with_ranges():
    rows = [with_cell(REF, f"409-82-{n:04d}") for n in range(4)] + [with_cell(REF, "")] * 2
    told = found([*rows, with_cell(REF, "409-82-3936")])["ID-05"]
    assert (told.count, told.places, told.cell) == (5, ("H2:H5", "H8"), "H2")


def test_names_are_told_by_how_they_are_written():
    rows = [
        [*GOOD[:1], "Faith Will", *GOOD[2:]],
        with_cell(REF, "She will call. Will call back. Grew in faith at Will County."),
        with_cell(REF, "Then called Faith"),
    ]
    assert found(rows)["ID-12"].places == ("H4",)


def test_words_of_few_people_on_our_own_side_are_no_names():
    staff = ["Zephyrine", "R. Dutt", "Kim P."]
    rows = [[*GOOD, "", "", staff[at % 3]] for at in range(60)]
    assert found(rows, above=[["Prepared by Zephyrine Quillfeather"]]) == {}


def test_what_stands_around_the_table_is_looked_at():
    told = found(
        [[*GOOD]],
        above=[["Waiting for Zephyrine"]],
        below=[[], ["* call (309) 555-0142"]],
        notes={"C2": "ask Quillfeather", "D2": "typed twice"},
        name="Quillfeather",
        more=[sheet_of([["Kept", "Zephyrine"]], name="Old", number=2)],
        defined={"QuillfeatherList": "=Log!$A$1", "template_version": "1"},
        layout=LAYOUT,
    )
    assert told["ID-06"].places == ("A5",)
    assert told["ID-15"].places == ("C2",)
    assert told["ID-16"].cell == ""
    assert "ID-17" in told
    assert "Quillfeather" not in str(told)


def test_sheets_that_no_layout_knows_are_told_by_number():
    names = sheet_of([["First Name", "SSN"], ["Ottoline", "123-45-6789"]], name="Otto", number=2)
    told = found([with_cell(REF, "with Ottoline")], more=[names])
    assert told["ID-10"].sheet == "2nd sheet from the left"
    assert told["ID-12"].places == ("H2",)


def test_a_list_of_dates_of_birth_is_told_by_its_spread():
    rows = [with_cell(REF, f"{1950 + 9 * n}-05-0{n + 1}") for n in range(8)]
    assert found(rows)["ID-09"].count == 8
    assert not look_like_birth_dates([f"20{20 + n}-05-01" for n in range(7)])
    assert not look_like_birth_dates(["1950-01-01", "2020-01-01"])
    assert look_like_birth_dates(["3/14/1988", "12/1/1990", "2026-01-05T00:00:00"])


def test_client_ids_under_a_telling_heading_must_be_fixed():
    columns = {"SSN": "client_key", **{h: f for h, f in COLUMNS.items() if h != "Client"}}
    layout = Layout(
        valid_from=Month(2024, 10),
        valid_to=None,
        tables=(TableLayout(record="client_service", sheet="Log", columns=columns),),
    )
    log = sheet_of([["SSN", *HEADINGS[1:]], GOOD])
    table = table_of(log, [2])
    opened = OpenedFile("xlsx", (log,), {}, "", network_isolated=True)
    (told,) = misplaced_identifiers(opened, (table,), layout, RECORDS)
    assert (told.code, told.severity, told.cell) == ("ID-11", Severity.MUST_FIX, "A1")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("SSN", "ssn"),
        ("Client's Name", "client_name"),
        ("Client\nLast Name:", "client_name"),
        ("Date of Birth (mm/dd/yyyy)", "dob"),
        ("Cell phone", "phone"),
        ("E-Mail", "email"),
        ("Home address", "street_address"),
        ("Advocate name", ""),
        ("Name of shelter", ""),
        ("Client", ""),
        ("Staff e-mail", ""),
        ("Street outreach hours", ""),
        ("Cell count", ""),
        ("", ""),
    ],
)
def test_headings_say_whose_columns_they_are(heading, field):
    assert personal_field(heading, RECORDS) == field


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "3/5/2026 10:15",
        "went to 2 hearings at court",
        "15 minute drive",
        "24 hours a day",
        "17113",
        "C-1042-77-1",
        "case 123-45-67890",
        "5551234567890",
        "1,250.00",
        "555-0142-7781",
        "user@host",
        "3 times on the way",
    ],
)
def test_what_only_resembles_a_number_or_an_address_is_let_be(text):
    assert shapes_of(text_array([text])) == {}


def test_a_column_of_very_many_names_is_told_whole():
    names = text_array(["Ottoline Brackwater", "Grace Will"])
    roster = roster_of([names], [], {"will"})
    texts = [f"{n}: met Ottoline" for n in range(2500)] + ["met Grace again", "grace period"]
    told = naming_texts(text_array(texts), roster).to_pylist()
    assert len(told) >= 2500
    assert "grace period" not in told


def test_nothing_shows_what_was_found():
    roster = roster_of([text_array(["Ottoline"])], [], ())
    assert repr(roster) == "Roster(1 strong, 0 weak)"
