"""Several tables on one sheet, several sheets of one kind, and which month the titles name."""

from __future__ import annotations

import pytest

from pipelines.layouts import TableLayout
from tests.unit.intake.written import asked, find, is_balanced, rows_of, sheet_of, told

CENSUS = {"Night": "night", "Open": "beds_available", "Taken": "beds_occupied"}
CALLS = {"Day": "contact_date", "Channel": "channel", "Calls": "contact_count"}
NIGHTS = [["2026-03-01", 10, 8], ["2026-03-02", 10, 9]]
CALLED = [["2026-03-01", "Phone", 3], ["2026-03-04", "Text", 1]]


def census(**more):
    return TableLayout(record="shelter_census", sheet="Data", columns=CENSUS, **more)


def calls(**more):
    return TableLayout(record="hotline_contact", sheet="Data", columns=CALLS, **more)


def both(tables):
    by_record = {table.record: table for table in tables}
    nights = rows_of(by_record["shelter_census"], *CENSUS.values())
    called = rows_of(by_record["hotline_contact"], *CALLS.values())
    assert all(is_balanced(table) for table in tables)
    return nights, called


EXPECTED = (
    [("2026-03-01", "10", "8"), ("2026-03-02", "10", "9")],
    [("2026-03-01", "Phone", "3"), ("2026-03-04", "Text", "1")],
)


def stacked(*, caption, gap=1):
    gaps = [[] for _ in range(gap)]
    return [["Beds"], list(CENSUS), *NIGHTS, *gaps, [caption], list(CALLS), *CALLED]


@pytest.mark.parametrize("gap", [0, 1, 3])
@pytest.mark.parametrize("caption", ["Calls taken", "CALLS  taken: March"])
def test_tables_below_each_other_by_title(gap, caption):
    tables, findings = find(
        sheet_of(stacked(caption=caption, gap=gap)),
        census(title="Beds"),
        calls(title="Calls Taken"),
    )
    assert (both(tables), findings) == (EXPECTED, ())


def test_tables_below_each_other_in_another_order():
    rows = [["Calls taken"], list(CALLS), *CALLED, [], ["Beds"], list(CENSUS), *NIGHTS]
    tables, findings = find(sheet_of(rows), census(title="Beds"), calls(title="Calls taken"))
    assert (both(tables), findings) == (EXPECTED, ())


def test_a_title_that_is_gone_is_said_and_the_other_table_is_read():
    rows = [["Beds"], list(CENSUS), *NIGHTS]
    tables, findings = find(sheet_of(rows), census(title="Beds"), calls(title="Calls taken"))
    assert len(tables) == 1
    assert [one.code for one in findings] == ["LAYOUT-18"]
    assert "Calls taken" in findings[0].message


def test_a_table_above_the_title_that_the_layout_does_not_know_is_not_passed_over():
    rows = [list(CENSUS), *NIGHTS, [], ["Beds"], list(CENSUS), *NIGHTS]
    _, findings = find(sheet_of(rows), census(title="Beds"))
    assert asked(findings) == [("LAYOUT-10", ("A2:A3",))]


@pytest.mark.parametrize("moved", [0, 1, 4])
def test_tables_below_each_other_by_heading_row(moved):
    rows = [*[["Any House"]] * moved, *stacked(caption="Calls", gap=1)]
    tables, findings = find(sheet_of(rows), census(heading_row=2), calls(heading_row=7))
    assert (both(tables), findings) == (EXPECTED, ())
    assert all(table.rows_in in (2, 3) for table in tables)


def test_two_tables_of_the_same_headings_that_have_moved_are_not_guessed():
    first, second = census(heading_row=1), census(heading_row=5, constants={"cribs_available": "0"})
    rows = [["Any"], ["House"], list(CENSUS), *NIGHTS, [], list(CENSUS), *NIGHTS]
    _, findings = find(sheet_of(rows), first, second)
    assert ("LAYOUT-08", ("A1",)) in asked(findings)


def side_by_side(gap):
    middle = [""] * gap
    rows = zip([list(CENSUS), *NIGHTS], [list(CALLS), *CALLED], strict=True)
    return [[*left, *middle, *right] for left, right in rows]


def test_tables_beside_each_other_parted_by_a_blank_column():
    tables, findings = find(sheet_of(side_by_side(1)), census(), calls())
    assert (both(tables), findings) == (EXPECTED, ())


def test_tables_beside_each_other_with_the_same_headings():
    other = {"Night": "contact_date", "Open": "channel", "Taken": "contact_count"}
    rows = [[*CENSUS, "", *CENSUS], *[[*a, "", *b] for a, b in zip(NIGHTS, CALLED, strict=True)]]
    left = census(column_range="A:C")
    right = TableLayout(record="hotline_contact", sheet="Data", columns=other, column_range="e:g")
    tables, findings = find(sheet_of(rows), left, right)
    assert (both(tables), findings) == (EXPECTED, ())
    assert tables[1].columns["channel"].letter == "F"


def test_tables_of_different_length_beside_each_other_end_where_they_end():
    rows = [
        *side_by_side(1)[:2],
        ["", "", "", "", *CALLED[1]],
        [],
        ["", "", "", "", "Total", "", 4],
    ]
    tables, findings = find(sheet_of(rows), census(column_range="A:C"), calls(column_range="E:G"))
    assert both(tables) == (EXPECTED[0][:1], EXPECTED[1])
    assert told(findings) == [("ROW-02", ("G5",))]


def test_data_in_columns_that_belong_to_no_table_are_said():
    rows = [[*row, "", "more"] for row in side_by_side(1)]
    tables, findings = find(sheet_of(rows), census(column_range="A:C"), calls(column_range="E:G"))
    assert len(tables) == 2
    assert asked(findings) == [("LAYOUT-04", ("I1",))]


def weeks(*names):
    return [
        sheet_of([list(CENSUS), [f"2026-03-0{at}", 10, at]], name, at)
        for at, name in enumerate(names, start=1)
    ]


def pattern(sheet):
    return TableLayout(record="shelter_census", sheet=sheet, columns=CENSUS)


def test_several_sheets_of_one_kind():
    tables, findings = find(weeks("Week 1", "WEEK 2", "week3"), pattern("Week *"))
    assert findings == ()
    assert [table.sheet for table in tables] == ["Week 1", "WEEK 2", "week3"]
    assert [rows_of(table, "beds_occupied") for table in tables] == [[("1",)], [("2",)], [("3",)]]


def test_what_stands_for_the_star_may_be_a_name_and_is_not_repeated():
    tables, findings = find(weeks("Week 1", "Week of Jane Roe"), pattern("Week *"))
    assert [table.sheet for table in tables] == ["Week 1", "2nd sheet from the left"]
    assert "Jane" not in repr((tables, findings))


def test_a_month_stands_for_the_star():
    tables, _ = find(weeks("March 2026 beds"), pattern("* beds"))
    assert tables[0].sheet == "March 2026 beds"


def test_a_sheet_named_outright_is_not_taken_by_a_pattern():
    other = TableLayout(record="shelter_census", sheet="Week 2", columns=CENSUS)
    tables, findings = find(weeks("Week 1", "Week 2"), pattern("Week*"), other)
    assert findings == ()
    assert sorted(table.sheet for table in tables) == ["Week 1", "Week 2"]


def test_a_pattern_that_nothing_fits_beside_a_sheet_that_is_there():
    tables, findings = find(weeks("Beds"), pattern("Beds"), pattern("Week *"))
    assert len(tables) == 1
    assert [one.code for one in findings] == ["LAYOUT-02"]


def test_ignored_sheets_may_be_a_pattern():
    sheets = [*weeks("Week 1"), sheet_of([["x"]], "Notes for A", 2)]
    assert find(sheets, pattern("Week *"), ignored_sheets=("Notes*",))[1] == ()


@pytest.mark.parametrize(
    "title",
    [
        "Report month: May 2026",
        "Services May, 2026",
        "Month: May",
        "2026-05",
        "Report for 05/2026",
        "MARCH 2025",
    ],
)
def test_a_title_that_names_another_month_is_said_alone(title):
    rows = [["Any House"], [title], list(CENSUS), *NIGHTS, ["", "", "", "new column"]]
    _, findings = find(sheet_of(rows), census(heading_row=3))
    assert asked(findings) == [("LAYOUT-16", ("A2",))]
    assert "May" not in repr(findings)


def test_the_month_beside_its_label():
    rows = [["Month:", "May"], list(CENSUS), *NIGHTS]
    assert asked(find(sheet_of(rows), census(heading_row=2))[1]) == [("LAYOUT-16", ("B1",))]


@pytest.mark.parametrize(
    "title",
    [
        "Report month: March 2026",
        "Month: March",
        "Printed April 2026",
        "Printed March 14, 2025",
        "July 2025 - June 2026",
        "May Street House",
        "Form revised 05/2019",
        "3/10/2025",
        "Copied on 12 December 2022",
        "the 1st of May 2026",
        "Fiscal year ending June 2026",
    ],
)
def test_titles_that_name_no_other_month(title):
    rows = [[title], list(CENSUS), *NIGHTS]
    assert find(sheet_of(rows), census(heading_row=2))[1] == ()


def test_an_export_of_several_months_may_name_another():
    rows = [["May 2026"], list(CENSUS), *NIGHTS]
    tables, findings = find(sheet_of(rows), census(heading_row=2), other_months="expected")
    assert (len(tables), findings) == (1, ())


def test_hidden_parts_are_read_and_said():
    sheet = sheet_of(
        [list(CENSUS), *NIGHTS],
        is_hidden=True,
        has_filter=True,
        hidden_rows=frozenset({3, 9}),
        hidden_columns=frozenset({"B", "Z"}),
    )
    (table,), findings = find(sheet, census())
    assert len(table.text) == 2
    assert told(findings) == [("LAYOUT-15", ("A3", "B1"))]
    assert asked(findings) == []


@pytest.mark.parametrize(
    ("title", "is_other"),
    [
        ("May 2026 report, printed 6/2/2026", True),
        ("Report for May 2026 (fiscal year 2026)", True),
        ("May 2026 - revised 6/2/2026", True),
        ("Revised May 2026", False),
        ("Grant, revised May 2026", False),
        ("March 2026, revised May 2026", False),
        ("Log (updated May 2026)", False),
    ],
)
def test_what_is_set_off_from_a_title_is_of_the_paper(title, is_other):
    rows = [[title], list(CENSUS), *NIGHTS]
    expected = [("LAYOUT-16", ("A1",))] if is_other else []
    assert asked(find(sheet_of(rows), census(heading_row=2))[1]) == expected


PAGE = [["Any House"], ["Nights"], [], list(CENSUS)]


@pytest.mark.parametrize(
    "between",
    [PAGE, [["Page 1 of 2"], *PAGE], [["- Page 1 -"], list(CENSUS)], [[], ["Any House"], PAGE[3]]],
)
def test_a_new_page_may_repeat_the_titles_with_the_headings(between):
    (table,), findings = find(sheet_of([*PAGE, *NIGHTS, *between, *NIGHTS]), census(heading_row=4))
    assert findings == ()
    assert len(table.text) == 2 * len(NIGHTS)
    assert is_balanced(table)


@pytest.mark.parametrize("row", [["Any House", 4], ["Other House"], ["Page 1", "", 7]])
def test_other_rows_above_repeated_headings_are_data(row):
    rows = [*PAGE, *NIGHTS, row, list(CENSUS), *NIGHTS]
    (table,), _ = find(sheet_of(rows), census(heading_row=4))
    assert len(table.text) == 2 * len(NIGHTS) + 1
