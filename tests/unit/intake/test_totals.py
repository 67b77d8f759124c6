"""Totals rows are left out and compared; what only looks like one is never lost."""

from __future__ import annotations

import pytest

from pipelines.layouts import TableLayout
from tests.unit.intake.written import asked, find, is_balanced, rows_of, sheet_of, told

HEADINGS = ["Client", "Date", "Service", "Hours", "Contacts"]
SERVICES = TableLayout(
    record="client_service",
    sheet="Data",
    columns={
        "Client": "client_key",
        "Date": "service_date",
        "Service": "service_code",
        "Hours": "hours",
        "Contacts": "contacts",
    },
)
ROWS = [
    ["C1", "3/2/2026", "Legal", 1.5, 2],
    ["C2", "3/3/2026", "Legal", 2, 1],
    ["C1", "3/9/2026", "Legal", 0.25, 1],
]


def read(*rows, layout=SERVICES):
    (table,), findings = find(sheet_of([HEADINGS, *rows]), layout)
    assert is_balanced(table)
    return table, findings


@pytest.mark.parametrize(
    "label",
    [
        "Total",
        "TOTALS",
        "Grand total:",
        "Subtotal",
        "Sub-total",
        "sum",
        "Overall",
        "Total March",
        "\uff34\uff4f\uff54\uff41\uff4c",
        "  Total  \xa0:",
        "March total",
        "* Totals *",
    ],
)
def test_every_spelling_of_a_total_is_left_out_and_compared(label):
    table, findings = read(*ROWS, [label, "", "", 3.75, 4])
    assert table.set_aside == {"total_row": 1}
    assert (asked(findings), told(findings)) == ([], [("ROW-02", ("D5", "E5"))])


@pytest.mark.parametrize("place", range(3))
def test_the_word_may_stand_in_any_of_the_first_columns(place):
    row = ["", "", "", 3.75, 4]
    row[place] = "Total"
    assert read(*ROWS, row)[0].set_aside == {"total_row": 1}


def test_a_word_of_the_partner():
    layout = TableLayout(**{**vars(SERVICES), "total_words": ("Suma",)})
    assert read(*ROWS, ["SUMA:", "", "", 3.75], layout=layout)[0].set_aside == {"total_row": 1}


def test_a_total_that_differs_is_a_question_that_names_the_cell_and_no_figure():
    _, findings = read(*ROWS, ["Total", "", "", 3.75, 987])
    assert asked(findings) == [("ROW-06", ("E5",))]
    assert told(findings) == []
    assert "987" not in repr(findings)


def test_a_row_deleted_above_a_total_is_seen():
    _, findings = read(*ROWS[:2], ["Total", "", "", 3.75, 4])
    assert asked(findings) == [("ROW-06", ("D4", "E4"))]


def test_counts_of_rows_and_of_clients_agree_too():
    _, findings = read(*ROWS, ["", "Total", 3, 3.75, ""], ["Clients", "", "", "", ""])
    assert ("ROW-02", ("C5", "D5")) in told(findings)
    _, findings = read(*ROWS, [2, "Total", "", 3.75, ""])
    assert told(findings) == [("ROW-02", ("A5", "D5"))]


def test_subtotals_and_a_grand_total():
    table, findings = read(
        *ROWS[:2],
        ["Subtotal", "", "", 3.5, 3],
        ROWS[2],
        ["Subtotal", "", "", 0.25, 1],
        ["Grand total", "", "", 3.75, 4],
    )
    assert table.set_aside == {"total_row": 3}
    assert asked(findings) == []


def test_subtotals_of_a_running_kind_and_one_that_is_wrong():
    _, findings = read(*ROWS[:2], ["Subtotal", "", "", 3.5, 3], ROWS[2], ["Subtotal", "", "", 9, 1])
    assert asked(findings) == [("ROW-06", ("D6",))]
    assert told(findings) == [("ROW-02", ("D4", "E4"))]


@pytest.mark.parametrize(
    ("total", "above", "told_of"),
    [
        ([4, 5], "", {"ROW-02": 1}),  # of all rows, those below it too
        ([3.5, 3], "", {"ROW-02": 1}),
        ([9, 3], "", {"ROW-06": 1}),
        (["", ""], "", {"ROW-18": 1}),
        ([3.5, 3], "Subtotal", {"ROW-02": 2}),
    ],
)
def test_rows_below_the_last_total_count_and_are_asked_about(total, above, told_of):
    first = [[above, "", "", 1.5, 2]] if above else []
    rows = [ROWS[0], *first, ROWS[1], ["Total", "", "", *total], ROWS[2], ROWS[2]]
    table, findings = read(*rows)
    assert len(table.text) == 4
    said = {one.code: one.count for one in findings}
    assert said == {**told_of, "ROW-19": 2}
    last = [one for one in findings if one.code == "ROW-19"]
    assert asked(last) == [("ROW-19", (f"A{len(rows)}:A{len(rows) + 1}",))]


def test_a_total_above_all_rows_is_compared_and_asks_about_none():
    table, findings = read(["Total", "", "", 3.75, 4], *ROWS)
    assert len(table.text) == 3
    assert (asked(findings), told(findings)) == ([], [("ROW-02", ("D2", "E2"))])


def test_a_totals_row_without_a_figure_is_not_said_to_agree():
    _, findings = read(*ROWS, ["Total"])
    assert (asked(findings), told(findings)) == ([], [("ROW-18", ("A5",))])


def test_figures_written_as_text_with_commas_and_signs():
    rows = [["C1", "3/2/2026", "Legal", "1,000.5", "$2"], ["C2", "3/2/2026", "Legal", "2", "1"]]
    assert asked(read(*rows, ["Total", "", "", "1,002.50", "$ 3"])[1]) == []


def test_a_column_that_cannot_be_added_up_is_not_said_to_agree():
    rows = [ROWS[0], ["C2", "3/2/2026", "Legal", "<5", 1]]
    assert asked(read(*rows, ["Total", "", "", 6.5, 3])[1]) == [("ROW-06", ("D4",))]


def test_a_client_called_total_is_a_question_not_a_loss():
    table, findings = read(ROWS[0], ["Total", "3/3/2026", "Legal", 2, 1], ROWS[2])
    assert asked(findings) == [("ROW-07", ("A3",))]
    assert table.set_aside == {"unclear": 1}


def test_a_word_that_holds_total_in_a_full_row_is_data():
    table, findings = read(ROWS[0], ["Total Wellness", "3/3/2026", "Legal", 2, 1])
    assert findings == ()
    assert len(table.text) == 2


def test_the_only_text_column_says_total_in_the_middle_of_its_block():
    layout = TableLayout(
        record="outcome_survey",
        sheet="Data",
        columns={"Group": "survey_group", "Yes": "answered_yes", "No": "answered_no"},
    )
    rows = [["Group", "Yes", "No"], ["A", 1, 2], ["Total", 1, 2], ["B", 3, 4], ["Total", 4, 6]]
    (table,), findings = find(sheet_of(rows), layout)
    assert asked(findings) == [("ROW-07", ("A3",))]
    assert table.set_aside == {"unclear": 1, "total_row": 1}


def test_a_row_of_sums_without_a_word():
    table, findings = read(*ROWS, ["", "", "", 3.75, 4])
    assert table.set_aside == {"total_row": 1}
    assert told(findings) == [("ROW-02", ("D5", "E5"))]


def test_a_row_of_figures_that_are_no_sums_stays_data():
    assert read(*ROWS, ["", "", "", 3.75, 5])[0].set_aside == {}


def test_durations_are_added_up():
    rows = [[*ROWS[0][:3], "01:30:00"], [*ROWS[1][:3], "1 day, 00:30:00"], ["Total", "", "", ""]]
    rows[2][3] = "1 day, 02:00:00"
    sheet = sheet_of([HEADINGS[:4], *rows])
    sheet.kinds.loc[2:, "D"] = "t"
    layout = TableLayout(**{**vars(SERVICES), "columns": dict(list(SERVICES.columns.items())[:4])})
    (table,), findings = find(sheet, layout)
    assert asked(findings) == []
    assert told(findings) == [("ROW-02", ("D4",))]
    assert rows_of(table, "hours") == [("01:30:00",), ("1 day, 00:30:00",)]


@pytest.mark.parametrize(
    ("first", "second", "total", "code"),
    [
        ("1.25 hrs", "1h 15m", 2.5, "ROW-02"),
        ("75 min", "0:45", "2 hours", "ROW-02"),
        ("1.25 hrs", "1h 15m", 2.75, "ROW-06"),
        ("1.25 hrs", "an hour", 1.25, "ROW-06"),
    ],
)
def test_durations_in_words_are_added_up_as_they_are_read(first, second, total, code):
    rows = [[*ROWS[0][:3], first, 1], [*ROWS[1][:3], second, 1], ["Total", "", "", total, 2]]
    table, findings = read(*rows)
    assert [one.places for one in findings if one.code == code and one.count == 1]
    assert [row[0] for row in rows_of(table, "hours")] == [first, second]


def test_durations_in_a_column_of_minutes_are_added_up_in_minutes():
    layout = TableLayout(**{**vars(SERVICES), "units": {"hours": "minutes"}})
    rows = [[*ROWS[0][:3], "0:45", 1], [*ROWS[1][:3], "1 hr", 1], ["Total", "", "", 105, 2]]
    assert told(read(*rows, layout=layout)[1]) == [("ROW-02", ("D4", "E4"))]


def test_a_note_in_another_column_and_the_unclear_rows_beside_it():
    rows = [["Some"], ["", "people like to write below"], ["", "", "at the", "end"]]
    table, findings = read(*ROWS, *rows)
    assert asked(findings) == [("ROW-08", ("A5", "C7"))]
    assert told(findings) == [("ROW-09", ("B6",))]
    assert len(table.text) == 3


def test_a_row_that_lacks_a_cell_stays_data_when_there_are_no_notes():
    assert len(read(*ROWS, ["C9", "", "", "", 1])[0].text) == 4


PROGRAMS = TableLayout(
    record="outcome_survey",
    sheet="Data",
    columns={"Group": "survey_group", "Yes": "answered_yes", "No": "answered_no"},
)


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (["Total of all sites", 4, 6], "ROW-02"),
        (["Column total", 4, 6], "ROW-02"),
        (["Column total", 4, 7], "ROW-06"),
        (["Total of all sites", 4, 7], "ROW-07"),
    ],
)
def test_a_label_in_the_only_text_column_at_the_end(last, code):
    rows = [["Group", "Yes", "No"], ["A", 1, 2], ["B", 3, 4], last]
    _, findings = find(sheet_of(rows), PROGRAMS)
    assert {one.code for one in findings} == {code}


def test_a_program_with_such_a_name_in_the_middle_is_data():
    rows = [["Group", "Yes", "No"], ["A", 1, 2], ["Total Wellness", 1, 4], ["B", 3, 4]]
    (table,), findings = find(sheet_of(rows), PROGRAMS)
    assert (len(table.text), findings) == (3, ())


@pytest.mark.parametrize(("figure", "code"), [(3.75, "ROW-02"), (3, "ROW-06")])
def test_the_number_of_rows_is_no_total_of_figures(figure, code):
    _, findings = read(*ROWS, ["Total", "", "", figure])
    assert [one.code for one in findings] == [code]


TICKED = TableLayout(
    **{
        **vars(SERVICES),
        "columns": {one: SERVICES.columns[one] for one in HEADINGS[:3]},
        "ticks": {"race_ethnicity": {"W": "white", "B": "black"}},
    }
)


@pytest.mark.parametrize(
    ("total", "code"), [((2, 1), "ROW-02"), ((3, 1), "ROW-06"), ((2, 2), "ROW-06")]
)
def test_ticks_are_counted_and_not_their_rows(total, code):
    rows = [[*row[:3], *ticks] for row, ticks in zip(ROWS, ("xn", "xx", "n-"), strict=True)]
    sheet = sheet_of([[*HEADINGS[:3], "W", "B"], *rows, ["Total", "", "", *total]])
    _, findings = find(sheet, TICKED)
    assert [one.code for one in findings] == [code]


ORDERS = TableLayout(
    record="protection_order",
    sheet="Data",
    columns={
        "Month": "month_date", "Type": "order_type", "Stage": "stage", "Count": "order_count",
    },
    fill_down=("Month", "Type", "Stage"),
)  # fmt: skip
GROUPED = [["Month", "Type", "Stage", "Count"], ["3/2/2026", "interim", "filed", 3]]


@pytest.mark.parametrize(
    ("more", "places"),
    [
        ([["", "plenary", "", 4], ["", "", "", 7]], ("D4",)),
        ([["", "plenary", "", 4], [], ["", "", "", 7]], ("D5",)),
        ([["", "", "", 4], ["", "", "", 7]], ("D4",)),
        ([["", "", "", 3], ["", "plenary", "", 4], ["", "", "", 4]], ("D3", "D5")),
    ],
)
def test_a_bare_sum_under_labels_written_once_may_be_a_total(more, places):
    (table,), findings = find(sheet_of([*GROUPED, *more]), ORDERS)
    assert is_balanced(table)
    assert asked(findings) == [("ROW-15", places)]


@pytest.mark.parametrize("figures", [(4,), (4, 8), (7, 2)])
def test_other_bare_figures_under_labels_written_once_are_data(figures):
    more = [["", "", "", figure] for figure in figures]
    (table,), findings = find(sheet_of([*GROUPED, *more]), ORDERS)
    assert (len(table.text), findings) == (1 + len(figures), ())


@pytest.mark.parametrize(
    "half", ["1\u00bd", "1 1/2", "1,5", "1:30", "90 min", "1 hr 30 min", "1.50 hrs"]
)
def test_a_total_is_right_however_its_hours_are_written(half):
    rows = [["C1", "3/2/2026", "Legal", half, 2], *ROWS[1:]]
    _, findings = read(*rows, ["Total", "", "", 3.75, 4])
    assert (asked(findings), told(findings)) == ([], [("ROW-02", ("D5", "E5"))])
    _, findings = read(*rows, ["Total", "", "", 2.25, 4])
    assert asked(findings) == [("ROW-06", ("D5",))]


def test_headings_again_with_one_word_changed_are_one_fault_of_the_row():
    table, findings = read(*ROWS, ["Client", "Day", "Service", "Hours", "Contacts"], ROWS[0])
    assert asked(findings) == [("ROW-21", ("A5",))]
    assert table.set_aside == {"unclear": 1}
    assert len(table.text) == 4
    again, findings = read(*ROWS, HEADINGS, ROWS[0])
    assert (again.set_aside, asked(findings)) == ({"repeated_heading": 1}, [])


@pytest.mark.parametrize("word", ["n/a", "N/A", "-", "--"])
def test_a_cell_that_says_nothing_adds_nothing_to_a_total(word):
    rows = [ROWS[0], ["C2", "3/3/2026", "Legal", word, 1], ROWS[2]]
    assert asked(read(*rows, ["Total", "", "", 1.75, 4])[1]) == []
    assert asked(read(*rows, ["Total", "", "", 2, 4])[1]) == [("ROW-06", ("D5",))]


def test_a_total_over_a_word_that_cannot_be_read_is_asked_about():
    rows = [ROWS[0], ["C2", "3/3/2026", "Legal", "two", 1], ROWS[2]]
    assert asked(read(*rows, ["Total", "", "", 1.75, 4])[1]) == [("ROW-06", ("D5",))]
