"""Dates as people write them; the order of day and month is a matter of the whole column."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from schemas.model import FieldType
from tests.unit.validate.columns import field, parse, told

DATE = field(FieldType.DATE)
MONTH = field(FieldType.DATE, unit="month")
FOURTH = pd.Timestamp(date(2026, 3, 4))
FOURTEENTH = pd.Timestamp(date(2026, 3, 14))

CERTAIN = [
    "2026-03-04",
    "2026-03-04 00:00:00",
    "2026-03-04T15:30:00",
    "2026-03-04T15:30:00.250Z",
    "2026-03-04T15:30:00-06:00",
    "2026/3/4",
    "2026.03.04",
    "20260304",
    "04-Mar-2026",
    "4 MARCH 2026",
    "4-Mar-26",
    "4. March 2026",
    "4th of March, 2026",
    "March 4, 2026",
    "march 4 2026",
    "Mar. 4th, 2026",
    "Mar 4, '26",
    "2026-Mar-04",
    "Wed 4 March 2026",
    "Wednesday, March 4, 2026",
    "weds. 3/4/2026",
    "  2026-03-04\u00a0",
    "\u200b2026\u201103\u201104",
    "March 4, 2026 at 3:30 p.m.",
]


@pytest.mark.parametrize("text", CERTAIN)
def test_dates_without_doubt_need_no_order(text):
    assert told(parse(DATE, [text])) == [FOURTH]


@pytest.mark.parametrize("order", ["mdy", "dmy", "ymd"])
@pytest.mark.parametrize("text", CERTAIN)
def test_no_declared_order_changes_a_date_without_doubt(text, order):
    if text.startswith("weds") and order == "dmy":
        assert told(parse(DATE, [text], order=order)) == ["CELL-13"]
    else:
        assert told(parse(DATE, [text], order=order)) == [FOURTH]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("3/4/2026", "mdy"),
        ("03.04.2026", "mdy"),
        ("3 - 4 - 2026", "mdy"),
        ("3/4/26", "mdy"),
        ("4/3/2026", "dmy"),
        ("4.3.26", "dmy"),
        ("4/3/2026 14:05", "dmy"),
        ("26-03-04", "ymd"),
    ],
)
def test_the_declared_order_settles_a_doubt(text, order):
    assert told(parse(DATE, [text], order=order)) == [FOURTH]
    assert told(parse(DATE, [text])) == ["CELL-11"]


@pytest.mark.parametrize(
    "text",
    [
        "13/13/2026", "2/30/2026", "soon", "2926-01-01", "1899-12-31", "March 4", "4 Mar",
        "Mar-26", "March 2026", "2026-03", "3/2026", "Thu 4 March 2026", "2026-03-04 25:00",
        "3/4/126", "3/4/2026-3/6/2026", "99999", "12345", "0", "2026-03-04T", "Smarch 4, 2026",
        "3\u00b2/4/2026", "20261304",
    ],
)  # fmt: skip
def test_what_is_no_date_is_never_guessed(text):
    assert told(parse(DATE, [text], order="mdy")) == ["CELL-02"]


@pytest.mark.parametrize(("text", "kind"), [("TRUE", "b"), ("10:30:00", "t"), ("12", "n")])
def test_other_kinds_of_cells_are_no_dates(text, kind):
    assert told(parse(DATE, [text], kind)) == ["CELL-02"]


def test_one_day_above_twelve_tells_the_order_of_the_whole_column():
    assert told(parse(DATE, ["3/4/2026", "3/14/2026"])) == [FOURTH, FOURTEENTH]
    assert told(parse(DATE, ["4/3/2026", "14/3/2026"])) == [FOURTH, FOURTEENTH]
    assert told(parse(DATE, ["26-03-04", "26-03-14", "30-03-14"])) != [FOURTH, FOURTEENTH]


def test_a_column_of_doubtful_dates_is_one_question_and_no_guess():
    parsed = parse(DATE, ["3/4/2026", "3/3/2026", "2026-03-14", "", "3/5/2026"])
    assert told(parsed) == [
        "CELL-11",
        pd.Timestamp(date(2026, 3, 3)),
        FOURTEENTH,
        None,
        "CELL-11",
    ]


def test_dates_that_lie_in_the_month_under_one_order_only_are_still_a_question():
    assert told(parse(DATE, ["3/4/2026", "3/5/2026"])) == ["CELL-11", "CELL-11"]


def test_one_date_against_many_is_named_alone():
    texts = ["3/14/2026", "3/15/2026", "3/16/2026", "14/3/2026", "3/4/2026"]
    parsed = parse(DATE, texts)
    assert told(parsed)[3:] == ["CELL-14", FOURTH]
    assert [fault.word for fault in parsed.faults] == ["the month first"]


@pytest.mark.parametrize("more", [[], ["3/15/2026"]])
def test_a_column_divided_in_itself_names_the_dates_that_could_be_either(more):
    texts = ["3/14/2026", "14/3/2026", "3/4/2026", "3/3/2026", *more]
    assert told(parse(DATE, texts))[:4] == [
        FOURTEENTH,
        FOURTEENTH,
        "CELL-11",
        pd.Timestamp(date(2026, 3, 3)),
    ]


@pytest.mark.parametrize("order", ["", "mdy", "dmy"])
@pytest.mark.parametrize("odd", [["3/4/2026"], ["14/3/2026", "3/14/2026", "4/3/2026"]])
def test_real_dates_beside_odd_ones_are_never_named(order, odd):
    real = [f"2026-03-{day:02d}" for day in range(1, 31)]
    found = told(parse(DATE, [*real, *odd], "d" * 30 + "s" * len(odd), order=order))
    assert found[:30] == [pd.Timestamp(day) for day in real]


def test_a_date_against_the_declared_order_is_named_with_that_order():
    parsed = parse(DATE, ["3/14/2026", "14/3/2026"], order="mdy")
    assert told(parsed) == [FOURTEENTH, "CELL-13"]
    assert [fault.word for fault in parsed.faults] == ["the month first"]


def test_a_year_first_partner_may_write_some_dates_with_the_year_last():
    assert told(parse(DATE, ["26-03-04", "3/14/2026"], order="ymd")) == [FOURTH, FOURTEENTH]


@pytest.mark.parametrize(
    ("text", "year"), [("3/14/26", 2026), ("3/14/27", 2027), ("3/14/28", 1928), ("3/14/99", 1999)]
)
def test_years_of_two_digits_lie_in_the_last_hundred_years(text, year):
    assert told(parse(DATE, [text])) == [pd.Timestamp(date(year, 3, 14))]


@pytest.mark.parametrize("text", ["March 2026", "Mar-26", "mar 2026", "3/2026", "2026-03"])
def test_a_month_is_enough_where_the_field_is_a_month(text):
    assert told(parse(MONTH, [text])) == [pd.Timestamp(date(2026, 3, 31))]


@pytest.mark.parametrize("text", ["13/2026", "2026-00", "3/26", "March"])
def test_what_is_no_month_is_not_guessed(text):
    assert told(parse(MONTH, [text])) == ["CELL-02"]


SERIAL = str((date(2026, 3, 14) - date(1899, 12, 30)).days)


@pytest.mark.parametrize("serial", [SERIAL, f"{SERIAL}.5"])
def test_a_number_among_dates_that_means_a_day_of_the_month_is_read_with_a_note(serial):
    parsed = parse(DATE, ["2026-03-04", "2026-03-05", serial], "ddn")
    assert told(parsed)[2] == FOURTEENTH
    assert [(note.code, mask.tolist()) for note, mask in parsed.notes.items()] == [
        ("CELL-17", [False, False, True])
    ]


def test_a_number_that_would_be_a_day_of_another_month_or_stands_among_numbers_is_refused():
    other = str(int(SERIAL) + 40)
    assert told(parse(DATE, ["2026-03-04", "2026-03-05", other], "ddn"))[2] == "CELL-16"
    assert told(parse(DATE, [SERIAL, "2026-03-05"], "nd"))[0] == "CELL-16"
    assert not parse(DATE, [SERIAL], "n").notes


def test_dates_that_a_program_turned_round_are_found():
    real = [f"2026-{day:02d}-03" for day in range(4, 10)]
    left = ["13/3/2026", "14/3/2026"]
    found = told(parse(DATE, [*real, *left], "ddddddss"))
    assert found[:6] == ["CELL-15"] * 6
    assert found[7] == FOURTEENTH


def test_real_dates_of_the_month_itself_were_not_turned():
    real = [f"2026-03-{day:02d}" for day in range(1, 10)]
    assert not parse(DATE, [*real, "3/13/2026", "3/14/2026"], "d" * 9 + "ss").faults


def test_real_dates_with_days_above_twelve_were_not_turned():
    real = [f"2026-03-{day:02d}" for day in (4, 5, 6, 7, 8, 20)]
    assert not parse(DATE, [*real, "13/3/2026", "14/3/2026"], "ddddddss").faults
