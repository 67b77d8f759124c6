"""Sheets under other names, files of someone else, and files without anything in them."""

from __future__ import annotations

import pytest

from pipelines.errors import UnknownLayout
from pipelines.findings import is_by_place, sheet_by_place
from pipelines.intake.tables.find import find_tables
from pipelines.layouts import TableLayout
from schemas.catalog import load_catalog
from schemas.model import Severity
from tests.unit.intake.written import MARCH, find, layout_of, opened, sheet_of

CENSUS = {"Night": "night", "Open": "beds_available", "Taken": "beds_occupied"}
CALLS = {"Day": "contact_date", "Kind": "channel", "Calls": "contact_count"}
NIGHTS = [list(CENSUS), ["2026-03-01", 10, 8], ["2026-03-02", 10, 9]]
CALLED = [list(CALLS), ["2026-03-01", "call", 3]]
NAME = "Jane Roe"


def beds(sheet="Beds", **more):
    return TableLayout(record="shelter_census", sheet=sheet, columns=CENSUS, **more)


def calls(sheet="Calls"):
    return TableLayout(record="hotline_contact", sheet=sheet, columns=CALLS)


def serious(findings):
    return [(one.code, one.sheet) for one in findings if one.severity is Severity.MUST_FIX]


def refused(sheets, *tables):
    with pytest.raises(UnknownLayout) as caught:
        find_tables(opened(*sheets), layout_of(*tables), load_catalog().records, MARCH)
    return caught.value


def test_a_sheet_under_another_name_is_one_finding():
    sheets = [sheet_of(CALLED, "Calls"), sheet_of([["Any House"], *NIGHTS], NAME, 2)]
    tables, findings = find(sheets, beds(), calls())
    assert [one.record for one in tables] == ["hotline_contact"]
    (found,) = findings
    assert serious(findings) == [("LAYOUT-35", "2nd sheet from the left")]
    assert found.message == (
        "The sheet Beds is missing; the 2nd sheet from the left has its headings."
    )
    assert NAME not in repr(findings)


def test_a_sheet_with_other_headings_is_new_and_the_missing_one_is_missing():
    sheets = [sheet_of(CALLED, "Calls"), sheet_of([["x", "y", "z"], [1, 2, 3]], NAME, 2)]
    _, findings = find(sheets, beds(), calls())
    assert serious(findings) == [("LAYOUT-06", "2nd sheet from the left"), ("LAYOUT-02", "Beds")]
    assert findings[1].message == "The sheet Beds is not in the file."


def test_two_sheets_that_could_be_the_missing_one_are_not_guessed():
    sheets = [sheet_of(CALLED, "Calls"), sheet_of(NIGHTS, "A", 2), sheet_of(NIGHTS, "B", 3)]
    assert serious(find(sheets, beds(), calls())[1]) == [
        ("LAYOUT-06", "2nd sheet from the left"),
        ("LAYOUT-06", "3rd sheet from the left"),
        ("LAYOUT-02", "Beds"),
    ]


def test_one_sheet_that_could_be_either_of_two_is_not_guessed():
    sheets = [sheet_of(CALLED, "Calls"), sheet_of(NIGHTS, "A", 2)]
    assert serious(find(sheets, beds(), beds("Cots"), calls())[1]) == [
        ("LAYOUT-06", "2nd sheet from the left"),
        ("LAYOUT-02", "Beds"),
        ("LAYOUT-02", "Cots"),
    ]


def test_all_sheets_under_other_names_are_told_one_by_one():
    sheets = [sheet_of(CALLED, "Phone"), sheet_of(NIGHTS, NAME, 2)]
    assert set(serious(find(sheets, beds(), calls())[1])) == {
        ("LAYOUT-35", "1st sheet from the left"),
        ("LAYOUT-35", "2nd sheet from the left"),
    }


def strange(count):
    return [
        sheet_of([[f"h{at}", "i", "j"], [1, 2, 3]], f"{NAME} {at}", at)
        for at in range(1, count + 1)
    ]


@pytest.mark.parametrize("count", [1, 2, 12])
def test_a_file_with_none_of_the_sheets_is_another_file(count):
    error = refused(strange(count), beds(), calls())
    assert error.code == "LAYOUT-19"
    seen = "1 sheet" if count == 1 else f"{count} sheets"
    assert f"the sheets Beds, Calls. The file has {seen} with data" in error.text
    assert "we know none" in error.text
    assert NAME not in error.text


def test_a_file_that_shares_a_name_of_a_sheet_alone_is_another_file():
    error = refused([sheet_of([["x", "y"], [1, 2]], "Beds"), *strange(3)[1:]], beds(), calls())
    assert (error.code, error.words["count"]) == ("LAYOUT-19", "3 sheets")


def test_a_file_with_one_of_five_sheets_among_many_others_is_another_file():
    more = [beds(f"Beds {at}", heading_row=at) for at in range(1, 5)]
    sheets = [sheet_of(CALLED, "Calls", 9), *strange(4)]
    error = refused(sheets, calls(), *more)
    assert (error.code, error.words["word"]) == ("LAYOUT-19", "1")


def test_an_only_sheet_without_the_headings_is_told_which_are_expected():
    _, findings = find(sheet_of([["x", "y"], [1, 2]], "Beds"), beds())
    assert serious(findings) == [("LAYOUT-08", "Beds")]
    assert "Night, Open, Taken" in findings[0].message


def test_a_sheet_without_a_name_is_told_by_its_headings():
    error = refused(strange(3), beds(sheet=""))
    assert "a table with the headings Night, Open, Taken." in error.text


def test_a_long_list_of_headings_is_cut():
    columns = {f"Heading {at}": "ignore" for at in range(3)}
    columns |= {f"Ticked {at}": "notes" for at in range(12)}
    _, findings = find(
        sheet_of([["x", "y"], [1, 2]], "Log"),
        TableLayout(record="client_service", sheet="Log", columns=columns),
    )
    assert "Ticked 7 and 4 more" in findings[0].message
    assert "Heading 1" not in findings[0].message


@pytest.mark.parametrize("sheets", [["Beds"], ["Beds", "Calls"], ["Other"]])
def test_a_file_without_anything_in_it(sheets):
    blank = [sheet_of([["", ""]], name, at) for at, name in enumerate(sheets, start=1)]
    assert refused(blank, beds(), calls()).code == "LAYOUT-20"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th")),
        *((13, "13th"), (21, "21st"), (111, "111th")),
    ],
)
def test_a_sheet_is_told_by_its_place(number, said):
    assert sheet_by_place(number) == f"{said} sheet from the left"
    assert sheet_by_place(number, is_hidden=True) == f"{said} hidden sheet"
    assert is_by_place(sheet_by_place(number))
    assert is_by_place(sheet_by_place(number, is_hidden=True))


@pytest.mark.parametrize("name", ["", "Beds", "sheet 3", "3 sheet from the left"])
def test_a_name_is_no_place(name):
    assert not is_by_place(name)


def test_hidden_sheets_are_numbered_among_themselves():
    new = [["x", "y", "z"], [1, 2, 3]]
    sheets = [
        sheet_of([], "A", 1, is_hidden=True, place=1),
        sheet_of(NIGHTS, "Beds", 2, place=1),
        sheet_of(new, "B", 3, is_hidden=True, place=2),
        sheet_of(new, "C", 4, place=2),
    ]
    _, findings = find(sheets, beds())
    assert serious(findings) == [
        ("LAYOUT-06", "2nd hidden sheet"),
        ("LAYOUT-06", "2nd sheet from the left"),
    ]
