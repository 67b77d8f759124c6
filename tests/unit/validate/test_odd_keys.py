"""A cell with two client IDs, or with words, would be one more person: that is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.validate.odd_keys import odd_keys
from schemas.catalog import load_catalog
from schemas.model import Severity
from tests.unit.validate.test_alike_keys import table

CATALOG = load_catalog()
LETTERED = [f"TR-{number}" for number in range(9100, 9140)]
NUMBERS = [str(number) for number in range(980, 1020)]


def asked(*tables, told=()):
    found = list(odd_keys(tables, told, CATALOG))
    assert {one.code for one in found} <= {"CELL-28"}
    assert all(one.severity is Severity.PLEASE_CONFIRM for one in found)
    return [(one.sheet, one.places) for one in found]


@pytest.mark.parametrize(
    "odd",
    ["TR-9196 / TR-9197", "TR-9196 & kids", "TR-9196 TR-9197", "TR-9196 (new)", "TR 9196",
     "TR9196", "9196", "TR-9l96", "TR-91969197", "same as above"],
)  # fmt: skip
def test_what_does_not_look_like_the_others(odd):
    assert asked(table(*LETTERED, odd, odd)) == [("Services", ("C42:C43",))]


@pytest.mark.parametrize("odd", ["91969197", "1003/1004", "1003a", "1003 (new)", "TR-1003"])
def test_among_numbers(odd):
    assert asked(table(odd, *NUMBERS)) == [("Services", ("C2",))]


@pytest.mark.parametrize("other", ["7", "10000", "0980"])
def test_numbers_that_have_grown_are_alike(other):
    assert asked(table(*NUMBERS, other)) == []


def test_two_kinds_of_ids_are_not_asked_about():
    assert asked(table(*LETTERED, *NUMBERS[:5])) == []
    assert asked(table(*LETTERED[:18], "9196")) == []  # too few to know
    assert asked(table(*LETTERED[:19], "9196")) == [("Services", ("C21",))]


def test_sheets_of_one_record_are_one_column_and_other_records_another():
    second = table("TR-1 TR-2", sheet="Week 2")
    stays = table("9196", record="shelter_stay", sheet="Stays")
    assert asked(table(*LETTERED), second, stays) == [("Week 2", ("C2",))]


def test_what_is_told_already_is_not_told_again():
    odd = table(*LETTERED, "9196", "two words")
    (told,) = odd_keys([table(*LETTERED, "9196")], (), CATALOG)
    assert asked(odd, told=[told]) == [("Services", ("C43",))]


@given(st.lists(st.integers(0, 16**8 - 1), max_size=60, unique=True))
def test_random_keys_of_one_make_are_never_asked_about(numbers):
    assert asked(table(*[f"{number:032x}".translate(MIXED) for number in numbers])) == []


MIXED = str.maketrans("0123456789", "ab12c3d4e5")
