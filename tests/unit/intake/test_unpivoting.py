"""Wide months, ticks, group labels written once, cells merged downward."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.errors import UsageError
from pipelines.layouts import TableLayout
from schemas.periods import Month
from tests.unit.intake.written import asked, find, is_balanced, rows_of, sheet_of, told

WIDE = {"value": "contact_count", "date": "contact_date"}
OCTOBER = Month(2025, 10)


def wide(**more):
    given = {"record": "hotline_contact", "sheet": "Data", "columns": {"Kind": "channel"}}
    return TableLayout(**{**given, "wide": WIDE, **more})


def read(rows, month=OCTOBER, **more):
    return find(sheet_of(rows), wide(**more), month=month)


@pytest.mark.parametrize(
    "heading",
    [
        "Oct",
        "October",
        "OCT.",
        "Oct-25",
        "Oct '25",
        "October, 2025",
        "10/2025",
        "2025-10",
        "2025 Oct",
        dt.date(2025, 10, 1),
        dt.date(2025, 10, 31),
    ],
)
def test_the_column_of_the_month_however_it_is_headed(heading):
    (table,), findings = read([["Kind", heading], ["Phone", 12], ["Text", 0]])
    assert findings == ()
    assert rows_of(table, "channel", *WIDE.values()) == [
        ("Phone", "12", "2025-10-31"),
        ("Text", "0", "2025-10-31"),
    ]
    assert table.kinds["contact_date"].unique().tolist() == ["d"]
    assert table.columns["contact_count"].letter == table.columns["contact_date"].letter == "B"


def test_other_months_are_left_out_and_said_once():
    (table,), findings = read([["Kind", "Sep 2025", "Oct 2025", "Nov 2025"], ["Phone", 7, 12, 9]])
    assert rows_of(table, "contact_count") == [("12",)]
    assert (asked(findings), told(findings)) == ([], [("LAYOUT-14", ("B1", "D1"))])


def test_quarters_above_months():
    rows = [["", "Q1", "", "", "Q2", ""], ["Kind", "Jul", "Aug", "Sep", "Oct", "Nov"]]
    rows.append(["Phone", 1, 2, 3, 4, 5])
    (table,), findings = read(rows, heading_rows=2)
    assert rows_of(table, "contact_count") == [("4",)]
    assert asked(findings) == []


def test_the_same_month_of_two_years_is_told_by_the_year_above():
    rows = [["", 2024, 2025], ["Kind", "Oct", "Oct"], ["Phone", 1, 2]]
    (table,), findings = read(rows, heading_rows=2)
    assert rows_of(table, "contact_count") == [("2",)]
    assert asked(findings) == []


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        (["Sep 2025", "Nov 2025"], "LAYOUT-12"),
        (["Oct 2024", "Nov 2024"], "LAYOUT-12"),
        (["Oct", "Oct 2025"], "LAYOUT-13"),
        (["Oct", "Oct"], "LAYOUT-13"),
        (["Oct", "Nov 2025"], "LAYOUT-13"),
        ([dt.date(2025, 10, 25), dt.date(2025, 11, 25)], "LAYOUT-17"),
    ],
)
def test_a_month_that_is_not_certain_is_not_guessed(headings, code):
    tables, findings = read([["Kind", *headings], ["Phone", 1, 2]])
    assert tables == ()
    assert code in [one for one, _ in asked(findings)]


def test_blank_figures_are_counted_out_and_named():
    rows = [
        ["Kind", "Sep", "Oct"],
        ["Crisis line"],
        ["Phone", 3, 4],
        ["Text", 5, ""],
        ["Chat", "", 0],
        ["Mail", 1, "#e"],
    ]
    (table,), findings = read(rows)
    assert rows_of(table, "channel", "contact_count") == [
        ("Phone", "4"),
        ("Chat", "0"),
        ("Mail", ""),
    ]
    assert table.kinds["contact_count"].tolist() == ["n", "n", "e"]
    assert table.set_aside == {"no_figure": 2}
    assert is_balanced(table)
    assert asked(findings) == [("ROW-11", ("C4",))]
    assert ("ROW-10", ("C2",)) in told(findings)


def test_totals_of_the_month_are_compared():
    rows = [["Kind", "Sep", "Oct"], ["Phone", 3, 4], ["Text", 5, 6], ["Total", 8, 11]]
    (table,), findings = read(rows)
    assert table.set_aside == {"total_row": 1}
    assert asked(findings) == [("ROW-06", ("C4",))]


def test_a_column_that_is_no_month_is_not_passed_over():
    assert asked(read([["Kind", "Oct", "YTD"], ["Phone", 1, 2]])[1]) == [("LAYOUT-04", ("C1",))]


TICKS = {"race_ethnicity": {"White": "white", "Black": "black_african_american"}}


def ticked(**more):
    given = {"record": "client_service", "sheet": "Data", "columns": {"Client": "client_key"}}
    return TableLayout(**{**given, "ticks": TICKS, "set_separator": "|", **more})


def test_ticked_columns_are_one_field():
    rows = [
        ["Client", "White", "Black"],
        ["C1", "x", ""],
        ["C2", "\u2713", "YES"],
        ["C3", 0, 1],
        ["C4", "no", "-"],
        ["C5", True, False],
    ]
    (table,), findings = find(sheet_of(rows), ticked())
    assert findings == ()
    assert table.text["race_ethnicity"].tolist() == [
        "white",
        "white|black_african_american",
        "black_african_american",
        "",
        "white",
    ]
    assert table.kinds["race_ethnicity"].tolist() == ["s", "s", "s", "", "s"]
    assert table.columns["race_ethnicity"].letter == "B"


@pytest.mark.parametrize("text", [2, "maybe", "\u2717", "?"])
def test_a_tick_that_is_none_is_a_question(text):
    rows = [["Client", "White", "Black"], ["C1", "x", text]]
    _, findings = find(sheet_of(rows), ticked())
    assert asked(findings) == [("ROW-12", ("C2",))]
    assert findings[0].heading == "Black"


def test_two_ticks_for_a_field_of_one_code():
    ticks = {"gender": {"Woman": "female", "Man": "male"}}
    rows = [["Client", "Woman", "Man"], ["C1", "x", "x"], ["C2", "", "x"]]
    _, findings = find(sheet_of(rows), ticked(ticks=ticks))
    assert asked(findings) == [("ROW-13", ("B2",))]


def test_a_missing_tick_column_is_said():
    _, findings = find(sheet_of([["Client", "White"], ["C1", "x"]]), ticked())
    assert asked(findings) == [("LAYOUT-03", ("row 1",))]


GROUPED = {
    "County": "county_fips",
    "Client": "client_key",
    "Date": "service_date",
    "Service": "service_code",
    "Hours": "hours",
}


def grouped(**more):
    return TableLayout(record="client_service", sheet="Data", columns=GROUPED, **more)


def test_a_label_written_once_holds_for_its_group_and_no_further():
    rows = [
        list(GROUPED),
        ["Alder", "C1", "3/2/2026", "Legal", 1],
        ["", "C2", "3/2/2026", "Legal", 2],
        [],
        ["", "C3", "3/2/2026", "Legal", 3],
        ["Total", "", "", "", 6],
        ["", "C4", "3/3/2026", "Legal", 1],
        ["Birch"],
        ["", "C5", "3/4/2026", "Legal", 1],
    ]
    (table,), findings = find(sheet_of(rows), grouped(fill_down=("County",)))
    assert asked(findings) == [("ROW-19", ("A7", "A9"))]
    assert rows_of(table, "county_fips", "client_key") == [
        ("Alder", "C1"),
        ("Alder", "C2"),
        ("Alder", "C3"),
        ("", "C4"),
        ("Birch", "C5"),
    ]
    assert table.set_aside == {"blank": 1, "total_row": 1, "group_label": 1}
    assert is_balanced(table)


def test_without_fill_down_a_blank_stays_blank():
    rows = [list(GROUPED), ["Alder", "C1", "3/2", "L", 1], ["", "C2", "3/2", "L", 1]]
    assert rows_of(find(sheet_of(rows), grouped())[0][0], "county_fips") == [("Alder",), ("",)]


def test_cells_merged_downward_hold_for_all_their_rows():
    rows = [list(GROUPED), ["Alder", "C1", "3/2", "L", 1], ["", "C2", "3/2", "L", 1]]
    rows.append(["", "C3", "3/2", "L", 1])
    (table,), findings = find(sheet_of(rows, merged=("A2:A3",)), grouped())
    assert findings == ()
    assert rows_of(table, "county_fips") == [("Alder",), ("Alder",), ("",)]


def test_a_figure_merged_downward_is_not_counted_twice():
    rows = [list(GROUPED), ["A", "C1", "3/2", "L", 5], ["A", "C2", "3/2", "L", ""]]
    (table,), findings = find(sheet_of(rows, merged=("E2:E3",)), grouped())
    assert asked(findings) == [("ROW-14", ("E2:E3",))]
    assert rows_of(table, "hours") == [("5",), ("",)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"wide": {"value": "hours"}},
        {"wide": {"value": "no_field", "date": "service_date"}},
        {"ticks": {"no_field": {"White": "white"}}},
        {"fill_down": ("Town",)},
        {"column_range": "A to F"},
        {"units": {"no_field": "minutes"}},
    ],
)
def test_a_layout_that_cannot_be_meant_is_refused(wrong):
    with pytest.raises(UsageError) as caught:
        find(sheet_of([list(GROUPED)]), grouped(**wrong))
    assert caught.value.code == "HOME-05"


@pytest.mark.parametrize(
    "title",
    ["Calls 2025", "Calls, fiscal year 2026", "FY26", "2025-26 (Jul to Jun)", "Grant 2024 to 2027",
     "Printed 2/3/2024", "2025 Main Street and 2019 Elm Street", "2025, revised March 2024"],
)  # fmt: skip
def test_a_title_with_the_year_of_the_month_or_with_no_year_of_the_figures(title):
    (table,), findings = read([[title], ["Kind", "Sep", "Oct"], ["Phone", 7, 12]], heading_row=2)
    assert asked(findings) == []
    assert rows_of(table, "contact_count") == [("12",)]


@pytest.mark.parametrize("title", ["Calls 2024", "Calls, fiscal year 2025", "FY24-25", "2023/24"])
def test_months_without_a_year_under_a_title_of_another_year(title):
    tables, findings = read([[title], ["Kind", "Sep", "Oct"], ["Phone", 7, 12]], heading_row=2)
    assert tables == ()
    assert asked(findings) == [("LAYOUT-13", ("C2",))]


@pytest.mark.parametrize(
    ("year", "is_read"),
    [("2025", True), ("FY2026", True), ("FY 25-26", True), ("Calls in 2025", True),
     ("2025/2026", True), ("FY2025", False), ("FY'25", False), ("2024-25 (SFY)", True),
     ("Calls in 2024", False)],
)  # fmt: skip
def test_a_fiscal_or_other_year_above_the_months(year, is_read):
    rows = [["", year, ""], ["Kind", "Oct", "Nov"], ["Phone", 7, 12]]
    tables, findings = read(rows, heading_rows=2)
    assert bool(tables) is is_read
    assert asked(findings) == ([] if is_read else [("LAYOUT-12", ("A2",))])


def test_a_fiscal_year_that_may_begin_in_july_or_october():
    rows = [["", "FY2025", "FY2026"], ["Kind", "Aug", "Aug"], ["Phone", 7, 12]]
    for month in (Month(2025, 8), Month(2024, 8)):
        tables, findings = read(rows, month=month, heading_rows=2)
        assert len(tables) == (month.year == 2024)
        assert [code for code, _ in asked(findings)] == ["LAYOUT-13"] * (month.year == 2025)
