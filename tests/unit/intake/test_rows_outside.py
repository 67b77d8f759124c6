"""Rows above the headings and below the table: data is asked about, notes are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.layouts import TableLayout
from tests.unit.intake.written import asked, find, is_balanced, sheet_of, told

HEADINGS = ["Client", "Date", "Service", "County", "Hours", "Contacts"]
SERVICES = TableLayout(
    record="client_service",
    sheet="Data",
    heading_row=1,
    columns={
        "Client": "client_key",
        "Date": "service_date",
        "Service": "service_code",
        "County": "county_fips",
        "Hours": "hours",
        "Contacts": "contacts",
    },
)
ROWS = [
    ["C-1", "3/2/2026", "Legal", "Cook", 1.5, 2],
    ["C-12", "3/13/2026", "Shelter", "McLean", 2, 1],
    ["C-1", "3/9/2026", "Legal", "Cook", 0.25, 1],
]


def read(*rows, above=()):
    (table,), findings = find(sheet_of([*above, HEADINGS, *rows]), SERVICES)
    assert is_balanced(table)
    return table, findings


@pytest.mark.parametrize(
    "row",
    [
        ["C-7", "3/4/2026"],
        ["C-7", "3/4/2026", "Hotline"],
        ["C-7", "", "Legal", "", 0.5],
        ["", "3/4/2026", "Legal"],
        ["", "", "Legal", "Cook"],
        ["", "", "", "", 0.5, 1],
        ["C-7", "3/4/2026", "Legal", "Cook"],
    ],
)
def test_a_row_above_the_headings_that_lacks_cells_is_asked_about(row):
    _, findings = read(*ROWS, above=[["Any House"], row])
    assert (asked(findings), told(findings)) == ([("LAYOUT-22", ("A2",))], [])
    assert "C-7" not in repr(findings)


@pytest.mark.parametrize(
    "row",
    [
        ["Any House", "3/4/2026"],
        ["Reporting period", "3/1/2026", "", "", "", 31],
        ["Month:", "3/1/2026", "to", "3/31/2026", 2026],
        ["Agency", "Any House", "", "Cook"],
        ["C-7"],
        ["Any House", "Legal services of the house", "", "Cook"],
        ["", "", "Legal"],
        ["Client services", "", "", "", "Numbers", ""],
    ],
)
def test_titles_above_the_headings_are_not_asked_about(row):
    assert read(*ROWS, above=[row])[1] == ()


def test_all_rows_above_the_headings_are_told_once():
    _, findings = read(*ROWS, above=[ROWS[0], ["C-7", "3/4/2026"]])
    assert asked(findings) == [("LAYOUT-10", ("A1:A2",))]


SOME = st.builds(
    lambda row, kept: [cell if at in kept else "" for at, cell in enumerate(row)],
    st.sampled_from(ROWS),
    st.sets(st.integers(0, 5), min_size=2),
)


@given(SOME)
def test_what_is_left_of_a_row_of_data_is_not_lost_above_the_headings(row):
    _, findings = read(*ROWS, ROWS[1], above=[["Any House"], row])
    [(code, places)] = asked(findings)
    assert code in ("LAYOUT-10", "LAYOUT-22")
    assert places == ("A2",)


@given(SOME, st.integers(0, 2))
def test_what_is_left_of_a_row_of_data_is_not_lost_below_the_rows(row, gap):
    table, _ = read(*ROWS, ROWS[1], *[[]] * gap, row)
    assert table.set_aside == ({"blank": gap} if gap else {})


SIGNATURES = (
    [["Prepared by:", "Jo Any"], ["Date:", "4/2/2026"]],
    [["Prepared by", "Jo Any"], ["Title", "Director"], ["Phone", "(309) 555-0142"]],
    [["", "Submitted by", "Jo Any"], ["", "Date", "3/9/2026"]],
    [["Signature: ______", "", "", "", "Date: 4/2/2026"]],
    [["Jo Any", "", "Director"], ["Any House"], ["Date", "4/2/2026"]],
    [["Reviewed", "yes"], ["Jo", "", "", "", "", "4/2/2026"]],
)


@pytest.mark.parametrize("gap", [1, 3])
@pytest.mark.parametrize("block", SIGNATURES)
def test_a_signature_below_the_table_is_no_data_and_each_cell_is_told(block, gap):
    table, findings = read(*ROWS, *[[]] * gap, *block)
    assert len(table.text) == len(ROWS)
    assert table.set_aside == {"blank": gap, "footnote": len(block)}
    first = 2 + len(ROWS) + gap
    cells = {
        f"{letter}{row}"
        for row, cells in enumerate(block, start=first)
        for letter, cell in zip("ABCDEF", cells, strict=False)
        if cell
    }
    [(code, places)] = told(findings)
    assert (asked(findings), code) == ([], "ROW-09")
    assert spread(places) == cells


def spread(places):
    """Every cell of ranges of single columns."""
    found = set()
    for place in places:
        first, _, last = place.partition(":")
        numbers = range(int(first[1:]), int((last or first)[1:]) + 1)
        found |= {f"{first[0]}{row}" for row in numbers}
    return found


@pytest.mark.parametrize(
    "row",
    [
        ["C-9", "3/4/2026"],
        ["C-9", "Prepared"],
        ["", "3/4/2026", "Legal"],
        ["", "", "Legal", "", 1],
        ["Date", "", "Legal"],
        ["Prepared by:", "", "", "", 4],
        ["JD77", "Groups"],
        ["Prepared by", "Jo Any", "", "", 2],
    ],
)
def test_what_could_be_data_below_a_gap_is_never_taken_for_a_signature(row):
    table, findings = read(*ROWS, [], row)
    assert len(table.text) == len(ROWS) + 1
    assert findings == ()


def test_a_signature_right_below_the_rows_is_not_guessed():
    assert len(read(*ROWS, ["Prepared by", "Jo Any"])[0].text) == len(ROWS) + 1


def test_data_beside_a_signature_keeps_all_of_its_block():
    table, findings = read(*ROWS, [], ["Prepared by:", "Jo Any"], ["C-9", "3/4/2026"])
    assert (len(table.text), findings) == (len(ROWS) + 2, ())
