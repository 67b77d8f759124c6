"""Numbers and durations as people write them; what can be read in two ways is a question."""

from __future__ import annotations

import pytest

from pipelines.errors import UsageError
from schemas.model import FieldType
from tests.unit.validate.columns import field, parse, told

WHOLE = field(FieldType.INTEGER)
DECIMAL = field(FieldType.DECIMAL)
HOURS = field(FieldType.DECIMAL, unit="hours")
MINUTES = field(FieldType.INTEGER, unit="minutes")
SHARE = field(FieldType.DECIMAL, unit="share")
DOLLARS = field(FieldType.DECIMAL, unit="dollars")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), ("7.0", 7), (" 12 ", 12), ("1e3", 1000), ("1,234", 1234), ("1,234,567", 1234567),
        ("1 234", 1234), ("1\u00a0234", 1234), ("1'234", 1234), ("1\u2019234", 1234),
        ("(5)", -5), ("5-", -5), ("-5", -5), ("\u22125", -5), ("- 5", -5), ("+5", 5), ("2,0", 2),
        ("1.234.567", 1234567), ("007", 7),
    ],
)  # fmt: skip
def test_whole_numbers(text, value):
    assert told(parse(WHOLE, [text])) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "1.5", "1,23", "seven", "2 hrs", "0x10", "nan", "inf", "1e400", "9" * 400, "1e16", "1,2,3",
        "12,34,567", "--5", "-5-", "(-5)", "5\u00b2", "1.234", "25 %", "$5", "none", "1/2", "3 4",
        "\u0663\u0664 4", "2:30",
    ],
)  # fmt: skip
def test_what_is_no_whole_number(text):
    assert told(parse(WHOLE, [text])) == ["CELL-03"]


@pytest.mark.parametrize(("text", "kind"), [("2026-03-04", "d"), ("01:30:00", "t"), ("TRUE", "b")])
def test_other_kinds_of_cells_are_no_numbers(text, kind):
    assert told(parse(WHOLE, [text], kind)) == ["CELL-03"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5", 2.5), (".5", 0.5), ("2,5", 2.5), ("1,25", 1.25), ("0,125", 0.125),
        ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1 234,5", 1234.5), ("1.125", 1.125),
        ("1 1/2", 1.5), ("3/4", 0.75), ("1\u00bd", 1.5), ("\u00be", 0.75),
    ],
)  # fmt: skip
def test_decimal_numbers_that_can_mean_one_thing(text, value):
    assert told(parse(DECIMAL, [text])) == [value]


def test_a_lone_comma_before_three_digits_is_a_question():
    assert told(parse(DECIMAL, ["1,234"])) == ["CELL-22"]


def test_the_column_may_answer_it():
    assert told(parse(DECIMAL, ["1,234", "2.5"])) == [1234, 2.5]
    assert told(parse(DECIMAL, ["1,234", "2,5"])) == ["CELL-22", 2.5]
    assert told(parse(DECIMAL, ["1.234", "2,5"])) == ["CELL-22", 2.5]
    assert told(parse(DECIMAL, ["1,234", "2,5", "2.5"])) == ["CELL-22", 2.5, 2.5]


def test_a_number_cell_is_never_in_doubt():
    assert told(parse(DECIMAL, ["1.234", "2,5"], "ns")) == [1.234, 2.5]


def test_percents_are_for_shares_and_currency_is_for_money():
    assert told(parse(SHARE, ["25 %", "0.25", "12.5%"])) == [0.25, 0.25, 0.125]
    assert told(parse(DECIMAL, ["25 %"])) == ["CELL-03"]
    written = ["$ 1,200.00", "USD 1200.00", "($5.50)", "-$5.50", "1,200.00 USD"]
    assert told(parse(DOLLARS, written)) == [1200, 1200, -5.5, -5.5, 1200]
    assert told(parse(HOURS, ["$5"])) == ["CELL-03"]


@pytest.mark.parametrize(
    ("text", "kind", "hours"),
    [
        ("1:30", "s", 1.5), ("01:30:00", "t", 1.5), ("1h 30m", "s", 1.5), ("1 hr 30 min", "s", 1.5),
        ("90 min", "s", 1.5), ("1.5 hrs", "s", 1.5), ("1,5 h", "s", 1.5), ("1h30", "s", 1.5),
        ("2 hours", "s", 2), ("45m", "s", 0.75), ("1 hour and 15 minutes", "s", 1.25),
        ("1 day, 2:00:00", "t", 26), ("26:00:00", "t", 26), ("0:00", "s", 0), ("1.5", "n", 1.5),
    ],
)  # fmt: skip
def test_durations_in_hours(text, kind, hours):
    assert told(parse(HOURS, [text], kind)) == [hours]


@pytest.mark.parametrize("text", ["1:75", "1:30 pm", "an hour", "1h 2h", "3 pm", "h", "min", ":30"])
def test_what_is_no_duration(text):
    assert told(parse(HOURS, [text])) == ["CELL-03"]


def test_a_column_of_minutes_does_not_guess_what_stands_before_the_colon():
    texts = ["0:15", "12:30", "00:15:00", "12:30:00", "90 min", "1.5 hrs", "15"]
    assert told(parse(MINUTES, texts, "ssttssn")) == [15, "CELL-18", 15, "CELL-18", 90, 90, 15]


def test_a_layout_may_say_that_hours_are_written_in_minutes():
    assert told(parse(HOURS, ["90", "15", "20"], unit="minutes")) == [1.5, 0.25, 0.333333]
    assert told(parse(MINUTES, ["1.5", "1:30", "0.01"], unit="hours")) == [90, 90, "CELL-03"]


def test_a_unit_that_is_no_time_is_refused():
    with pytest.raises(UsageError):
        parse(WHOLE, ["1"], unit="minutes")
