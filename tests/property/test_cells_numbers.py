"""Any number or duration, however it is written, is read as that number, or asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.model import FieldType
from tests.unit.validate.columns import field, parse, told

WHOLE = field(FieldType.INTEGER)
DECIMAL = field(FieldType.DECIMAL)
HOURS = field(FieldType.DECIMAL, unit="hours")
MINUTES = field(FieldType.INTEGER, unit="minutes")

wholes = st.integers(-999_999_999, 999_999_999)
decimals = st.decimals(-999_999, 999_999, places=2) | st.decimals(-99, 99, places=3)
minutes = st.integers(0, 48 * 60)


def signed(digits: str, style: str) -> str:
    if not digits.startswith("-"):
        return digits
    plain = digits.removeprefix("-")
    return {"before": f"-{plain}", "after": f"{plain}-", "brackets": f"({plain})"}[style]


styles = st.sampled_from(["before", "after", "brackets"])


@given(st.lists(wholes, min_size=1, max_size=8), st.sampled_from(["", ",", " ", "'"]), styles)
def test_whole_numbers_survive_the_way_through_text(numbers, between, style) -> None:
    texts = [signed(f"{number:,}".replace(",", between), style) for number in numbers]
    assert told(parse(WHOLE, texts)) == numbers


@given(st.lists(decimals, min_size=1, max_size=8), st.sampled_from(["", ","]), styles)
def test_decimals_with_a_point_are_right_or_asked_about(numbers, between, style) -> None:
    texts = [signed(f"{number:,f}".replace(",", between), style) for number in numbers]
    assert told(parse(DECIMAL, texts)) == [pytest.approx(float(number)) for number in numbers]


@given(st.lists(decimals, min_size=1, max_size=8), st.sampled_from(["", ".", " "]))
def test_decimals_with_a_comma_are_right_or_asked_about(numbers, between) -> None:
    swap = str.maketrans({",": between, ".": ","})
    texts = [f"{number:,f}".translate(swap) for number in numbers]
    for one, number in zip(told(parse(DECIMAL, texts)), numbers, strict=True):
        assert one == "CELL-22" or one == pytest.approx(float(number))


@given(st.lists(decimals, min_size=1, max_size=8))
def test_number_cells_are_never_in_doubt(numbers) -> None:
    texts = [repr(float(number)) for number in numbers]
    assert told(parse(DECIMAL, texts, "n" * len(texts))) == [float(number) for number in numbers]


def ways(number: int) -> list[str]:
    """Ways to write a duration that can only mean this many minutes."""
    hours, rest = divmod(number, 60)
    exact = f"{Decimal(number) / 60:f}"
    return [
        f"{hours}h {rest}m",
        f"{hours} hrs {rest} min",
        f"{hours} hours and {rest} minutes",
        f"{hours}h{rest:02d}",
        f"{number} min",
        *([f"{exact} hours"] if len(exact) < 6 else []),
    ]


@given(st.data(), st.lists(minutes, min_size=1, max_size=8))
def test_durations_mean_the_same_in_hours_and_in_minutes(data, found) -> None:
    texts = [data.draw(st.sampled_from(ways(number))) for number in found]
    assert told(parse(MINUTES, texts)) == found
    assert told(parse(HOURS, texts)) == [pytest.approx(number / 60, abs=1e-6) for number in found]


@given(st.lists(minutes, min_size=1, max_size=8))
def test_a_clock_is_hours_and_minutes_in_a_column_of_hours(found) -> None:
    expected = [pytest.approx(number / 60, abs=1e-6) for number in found]
    as_text = [f"{number // 60}:{number % 60:02d}" for number in found]
    as_cells = [f"{number // 60:02d}:{number % 60:02d}:00" for number in found]
    assert told(parse(HOURS, as_text)) == expected
    assert told(parse(HOURS, as_cells, "t" * len(found))) == expected


@given(st.lists(minutes, min_size=1, max_size=8))
def test_a_clock_in_a_column_of_minutes_is_right_or_asked_about(found) -> None:
    as_text = [f"{number // 60}:{number % 60:02d}" for number in found]
    for one, number in zip(told(parse(MINUTES, as_text)), found, strict=True):
        assert one in ("CELL-18", number)
