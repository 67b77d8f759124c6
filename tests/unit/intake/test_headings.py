"""Headings of one row and of several, merged or not; look-alike letters; rows above them."""

from __future__ import annotations

import pytest

from pipelines.intake.tables.boxes import parse_boxes
from pipelines.intake.tables.candidates import candidate_heading_rows
from pipelines.intake.tables.headings import is_mixed_script, normalize, read_headings
from pipelines.layouts import TableLayout
from tests.unit.intake.written import asked, find, rows_of, sheet_of

CENSUS = ("night", "beds_available", "beds_occupied")


def census(*headings, **more):
    given = {"record": "shelter_census", "sheet": "Data", **more}
    return TableLayout(columns=dict(zip(headings, CENSUS, strict=False)), **given)


TWO_ROWS = [
    ["", "Beds", "", "Cribs", ""],
    ["Night", "Open", "Taken", "Open", "Taken"],
    ["2026-03-01", 10, 8, 2, 1],
]
PATHS = ("Night", "Beds / Open", "Beds / Taken")
CRIBS = {"Cribs / Open": "cribs_available", "Cribs / Taken": "cribs_occupied"}


def two_row_layout(**more):
    table = census(*PATHS, heading_rows=2, **more)
    return TableLayout(
        record=table.record,
        sheet="Data",
        heading_rows=2,
        unit_rows=table.unit_rows,
        heading_row=table.heading_row,
        columns={**table.columns, **CRIBS},
    )


@pytest.mark.parametrize("merged", [(), ("B1:C1", "D1:E1"), ("A1:A2", "B1:C1", "D1:E1")])
def test_two_heading_rows_merged_or_left_blank(merged):
    rows = [list(row) for row in TWO_ROWS]
    if "A1:A2" in merged:
        rows[0][0], rows[1][0] = rows[1][0], ""
    (table,), findings = find(sheet_of(rows, merged=merged), two_row_layout())
    assert findings == ()
    assert rows_of(table, *CENSUS, "cribs_available", "cribs_occupied") == [
        ("2026-03-01", "10", "8", "2", "1")
    ]
    assert table.columns["cribs_available"].letter == "D"
    assert list(table.text.index) == [3]


def test_a_group_repeated_above_each_column_reads_the_same():
    rows = [["", "Beds", "Beds", "Cribs", "Cribs"], *TWO_ROWS[1:]]
    (table,), findings = find(sheet_of(rows), two_row_layout())
    assert findings == ()
    assert rows_of(table, "cribs_occupied") == [("1",)]


def test_the_end_of_a_path_that_names_two_columns_is_not_guessed():
    layout = census("Night", "Open", "Taken", heading_rows=2)
    _, findings = find(sheet_of(TWO_ROWS), layout)
    assert ("LAYOUT-07", ("B2", "D2")) in asked(findings)


def test_the_plain_end_of_a_path_is_enough():
    rows = [["", "Beds", "", ""], ["Night", "Open", "Taken", "Lost"], ["2026-03-01", 10, 8, 0]]
    layout = census("Night", "Open", "Taken", heading_rows=2)
    (table,), findings = find(sheet_of(rows), layout)
    assert rows_of(table, *CENSUS) == [("2026-03-01", "10", "8")]
    assert asked(findings) == [("LAYOUT-04", ("D2",))]


def test_two_heading_rows_that_have_moved_are_found():
    rows = [["Any House"], [], [], *TWO_ROWS]
    (table,), findings = find(sheet_of(rows), two_row_layout())
    assert findings == ()
    assert list(table.text.index) == [6]


def test_four_rows_the_upper_ones_merged_over_groups_of_groups():
    rows = [
        ["", "All", "", "", ""],
        ["", "Adults", "", "Children", ""],
        ["", "In", "Out", "In", "Out"],
        ["Day", "n", "n", "n", "n"],
    ]
    sheet = sheet_of(rows, merged=("B1:E1", "B2:C2", "D2:E2"))
    found = read_headings(sheet.text, parse_boxes(sheet.merged), 1, 4)
    assert found.parts["D"] == ("all", "children", "in", "n")
    assert found.letters["children / in / n"] == ("D",)
    assert found.letters["n"] == ("B", "C", "D", "E")
    assert found.letters["day"] == ("A",)


def test_rows_of_units_are_no_data():
    rows = [["Night", "Open", "Taken"], ["(date)", "(beds)", "(beds)"], ["2026-03-01", 10, 8]]
    (table,), findings = find(
        sheet_of(rows), census("Night", "Open", "Taken", heading_row=1, unit_rows=1)
    )
    assert findings == ()
    assert (table.rows_in, rows_of(table, *CENSUS)) == (1, [("2026-03-01", "10", "8")])


def test_data_where_units_should_be_are_not_swallowed():
    rows = [["Night", "Open", "Taken"], ["2026-03-01", 10, 8], ["2026-03-02", 10, 9]]
    layout = census("Night", "Open", "Taken", heading_row=1, unit_rows=1)
    assert asked(find(sheet_of(rows), layout)[1]) == [("LAYOUT-11", ("A2",))]


def test_data_above_the_headings_are_not_lost():
    rows = [
        ["2026-03-01", 10, 8],
        ["2026-03-02", 10, 9],
        ["Night", "Open", "Taken"],
        ["2026-03-03", 10, 9],
    ]
    layout = census("Night", "Open", "Taken", heading_row=1)
    assert asked(find(sheet_of(rows), layout)[1]) == [("LAYOUT-10", ("A1:A2",))]


def test_prose_above_the_headings_is_prose():
    rows = [["Lots", "of", "text"], ["on 3/1", "", ""], ["Night", "Open", "Taken"]]
    rows.append(["2026-03-03", 10, 9])
    assert find(sheet_of(rows), census("Night", "Open", "Taken", heading_row=3))[1] == ()


def test_headings_that_are_not_there_are_one_finding():
    rows = [["A", "B", "C"], ["2026-03-01", 10, 8]]
    tables, findings = find(sheet_of(rows), census("Night", "Open", "Taken"))
    assert tables == ()
    assert asked(findings) == [("LAYOUT-08", ("A1",))]


def many_nights(notes):
    days = [[f"2026-03-{day:02d}", 10, 8] for day in range(1, 13)]
    return [["Night", "Open", "Taken"], *[[*row, notes.get(at, "")] for at, row in enumerate(days)]]


def test_a_note_beside_the_table_is_told_where_it_stands():
    rows = many_nights({3: "ask Jane", 4: "see above"})
    tables, findings = find(sheet_of(rows), census("Night", "Open", "Taken"))
    assert asked(findings) == [("LAYOUT-21", ("D5:D6",))]
    assert findings[0].count == 2
    assert len(tables[0].text) == 12
    assert "Jane" not in repr(findings)


def test_a_column_of_data_without_a_heading_is_told_at_its_heading():
    rows = many_nights(dict.fromkeys(range(0, 12, 4), "x"))
    assert asked(find(sheet_of(rows), census("Night", "Open", "Taken"))[1]) == [
        ("LAYOUT-04", ("D1",))
    ]


def test_look_alike_letters_in_a_heading():
    rows = [["Night", "Open", "Taken", "N\u043ete"], ["2026-03-01", 10, 8, "x"]]
    assert asked(find(sheet_of(rows), census("Night", "Open", "Taken"))[1]) == [
        ("LAYOUT-09", ("D1",))
    ]


@pytest.mark.parametrize("text", ["Cli\u0435nt", "\u039dame", "S\u0455N of client"])
def test_mixed_alphabets(text):
    assert is_mixed_script(text)


@pytest.mark.parametrize(
    "text", ["Client", "A\u00f1o de Jos\u00e9", "\u0414\u0430\u0442\u0430 / Date", "\uff24\uff21TE"]
)
def test_alphabets_that_are_not_mixed_in_a_word(text):
    assert not is_mixed_script(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" Cl\u00adient\u200b\n  # ", "client #"),
        ("\ufeffDATE\u00a0of  Birth\u2060", "date of birth"),
        ("\uff28ours\ufe0f", "hours"),
        ("H\u202eou\u2066rs", "hours"),
    ],
)
def test_what_cannot_be_seen_is_not_read(text, shown):
    assert normalize(text) == shown


def test_likely_headings_without_a_layout():
    rows = [["Any House"], ["March"], ["Night", "Open", "Taken"], ["2026-03-01", 10, 8]]
    assert candidate_heading_rows(sheet_of(rows))[0] == (3, 1)


def test_likely_headings_of_two_merged_rows():
    sheet = sheet_of([["Any House"], *TWO_ROWS], merged=("B2:C2", "D2:E2"))
    assert candidate_heading_rows(sheet)[0] == (2, 2)


@pytest.mark.parametrize(
    ("units", "is_data"),
    [
        (["", 10, ""], False),
        (["(date)", "beds 2", "beds"], False),
        (["First", 10, ""], True),
        (["2026-03-01", "", "8"], True),
    ],
)
def test_a_row_of_data_that_lacks_cells_is_no_row_of_units(units, is_data):
    rows = [["Night", "Open", "Taken"], units, ["2026-03-02", 10, 9], ["2026-03-03", 10, 9]]
    layout = census("Night", "Open", "Taken", heading_row=1, unit_rows=1)
    expected = [("LAYOUT-11", ("A2",))] if is_data else []
    assert asked(find(sheet_of(rows), layout)[1]) == expected


def test_the_only_row_where_units_should_be():
    rows = [["Night", "Open", "Taken"], ["2026-03-01", 10, 8]]
    layout = census("Night", "Open", "Taken", heading_row=1, unit_rows=1)
    assert asked(find(sheet_of(rows), layout)[1]) == [("LAYOUT-11", ("A2",))]
