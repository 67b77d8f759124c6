"""Cells become values or fault codes; one bad cell hides no other."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.validate.cells import Reading, parse_column, words_of
from schemas.model import Confidentiality, Field, FieldType, Mark, Release


def field(kind: FieldType, **extra) -> Field:
    return Field(
        name=extra.pop("name", "x"),
        label="X",
        type=kind,
        confidentiality=Confidentiality.ADMINISTRATIVE,
        released_as=Release.AS_IS,
        description="",
        required=False,
        source="",
        mark=Mark.PROPOSED,
        **extra,
    )


def parse(one: Field, texts: list[str], kinds: str | None = None, order="mdy", words=None):
    text = pd.Series(texts, dtype="str", index=range(5, 5 + len(texts)))
    kind = pd.Series(list(kinds or "s" * len(texts)), dtype="str", index=text.index)
    kind = kind.mask(text == "", "")
    return parse_column(one, text, kind, Reading(order, ";", words or {}))


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-03-04", "mdy", date(2026, 3, 4)),
        ("3/4/2026", "mdy", date(2026, 3, 4)),
        ("3/4/2026", "dmy", date(2026, 4, 3)),
        ("04-Mar-2026", "mdy", date(2026, 3, 4)),
        ("March 4, 2026", "mdy", date(2026, 3, 4)),
        ("2026-03-04 00:00:00", "mdy", date(2026, 3, 4)),
    ],
)
def test_dates_are_read_as_written(text, order, expected):
    parsed = parse(field(FieldType.DATE), [text], order=order)
    assert parsed.typed.iloc[0] == pd.Timestamp(expected)
    assert not parsed.faults


@pytest.mark.parametrize(
    "text", ["13/13/2026", "2/30/2026", "3/4/26", "45000", "soon", "2926-01-01"]
)
def test_what_is_no_date_is_never_guessed(text):
    parsed = parse(field(FieldType.DATE), [text])
    assert parsed.typed.isna().all()
    assert list(parsed.faults) == ["CELL-02"]


def test_a_number_without_date_format_is_no_date():
    assert list(parse(field(FieldType.DATE), ["45000"], "n").faults) == ["CELL-02"]


@pytest.mark.parametrize(
    ("text", "value"), [("1,234", 1234), ("7", 7), ("7.0", 7), (" 12 ", 12), ("1e3", 1000)]
)
def test_whole_numbers(text, value):
    assert parse(field(FieldType.INTEGER), [text]).typed.iloc[0] == value


@pytest.mark.parametrize("text", ["1.5", "1,23", "seven", "2 hrs", "0x10", "nan", "inf", "1e400"])
def test_what_is_no_whole_number(text):
    assert list(parse(field(FieldType.INTEGER), [text]).faults) == ["CELL-03"]


@pytest.mark.parametrize("text", ["<5", "*", "..", "< 11"])
def test_suppressed_marks_are_named_as_such(text):
    assert list(parse(field(FieldType.INTEGER), [text]).faults) == ["CELL-09"]


def test_one_bad_cell_hides_no_other():
    texts = ["1", "x", "3", "y", "", "n/a", "#REF!"]
    parsed = parse(field(FieldType.INTEGER), texts, "sssssse")
    assert parsed.typed.tolist()[0] == 1
    assert parsed.typed.tolist()[2] == 3
    assert parsed.faults["CELL-03"].tolist() == [False, True, False, True, False, False, False]
    assert parsed.faults["CELL-06"].tolist() == [False] * 6 + [True]
    assert parsed.typed.index.tolist() == list(range(5, 12))


def test_empty_cells_take_the_documented_default_and_faulty_ones_do_not():
    parsed = parse(field(FieldType.INTEGER, default="1"), ["", "4", "x"])
    assert parsed.typed.tolist()[:2] == [1, 4]
    assert parsed.typed.isna().tolist() == [False, False, True]


def test_codes_by_code_label_and_own_word():
    words = words_of(None, {"Ind. Couns.": "counseling"}) | {"shelter": "shelter"}
    parsed = parse(field(FieldType.CODE), ["ind. couns.", "SHELTER", "sheltr"], words=words)
    assert parsed.typed.tolist()[:2] == ["counseling", "shelter"]
    assert parsed.faults["CELL-04"].tolist() == [False, False, True]


def test_sets_are_sorted_and_checked_part_by_part():
    words = {"w": "white", "b": "black"}
    parsed = parse(field(FieldType.CODE_SET), ["w; b", "b", "w;z"], words=words)
    assert parsed.typed.tolist()[:2] == ["black;white", "black"]
    assert parsed.faults["CELL-04"].tolist() == [False, False, True]


def test_unknown_age_is_missing_not_minus_one():
    parsed = parse(field(FieldType.INTEGER, name="age_years"), ["-1", "Unknown", "34"])
    assert parsed.typed.isna().tolist() == [True, True, False]
    assert not parsed.faults


@given(st.lists(st.integers(-999_999, 999_999), min_size=1, max_size=40))
def test_integers_survive_the_way_through_text(numbers):
    parsed = parse(field(FieldType.INTEGER), [f"{number:,}" for number in numbers])
    assert parsed.typed.tolist() == numbers
    assert not parsed.faults


@given(st.lists(st.dates(date(1900, 1, 1), date(2099, 12, 31)), min_size=1, max_size=40))
def test_dates_survive_in_both_orders(days):
    mdy = [f"{day.month}/{day.day}/{day.year}" for day in days]
    dmy = [f"{day.day}.{day.month}.{day.year}" for day in days]
    expected = [pd.Timestamp(day) for day in days]
    assert parse(field(FieldType.DATE), mdy).typed.tolist() == expected
    assert parse(field(FieldType.DATE), dmy, order="dmy").typed.tolist() == expected
