"""A month against the agency's own earlier months."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.validate.history import unusual_totals, verdict
from schemas.catalog import load_catalog
from schemas.history import WATCHED
from schemas.periods import Month

MONTH = Month(2026, 3)
SHEETS = {"shelter_stay": "Stays", "unmet_request": "Turned away"}


def past(*values, until=1):
    """Values of consecutive months, the last of them `until` months before."""
    return {MONTH.plus(-until - n): value for n, value in enumerate(reversed(values))}


@pytest.mark.parametrize(
    ("value", "months", "code"),
    [
        (100, (40, 42, 38, 41, 39, 40), "HIST-01"),
        (5, (40, 42, 38, 41, 39, 40), "HIST-02"),
        (55, (40, 42, 38, 41, 39, 40), ""),  # beyond the score, but less than half more
        (12, (3, 4, 3, 4, 3, 4), ""),  # three times as many, but fewer than ten more
        (100, (40, 90, 20, 70, 10, 80), ""),  # far, but so were others
        (100, (40, 40, 40, 40, 40, 40), "HIST-01"),  # all alike: any leap is one
        (100, (0, 0, 40, 40, 40, 41), ""),  # too many zeros to know what is usual
        (114, (229, 230, 180, 265, 300, 240, 221, 195), "HIST-02"),  # half of the rows are lost
        (121, (229, 230, 180, 265, 300, 240, 221, 195), ""),  # far, but near one of them
        (27, (40, 42, 38, 41, 39, 40), ""),  # a fall by less than a third
        (26, (40, 42, 38, 41, 39, 40), "HIST-02"),
        (100, (40, 42, 38, 41, 39), "HIST-03"),  # too few months: only for information
        (5, (40, 42, 38, 41, 39), "HIST-04"),
        (50, (40,), ""),
        (100, (), ""),
    ],
)
def test_what_is_far_from_usual(value, months, code):
    assert verdict(MONTH, value, past(*months)) == code


def test_a_leap_is_only_told_against_the_month_before():
    assert verdict(MONTH, 100, past(40)) == "HIST-03"
    assert verdict(MONTH, 100, past(40, until=2)) == ""


def test_the_same_month_of_last_year_explains_a_season():
    months = (95, 42, 38, 41, 39, 40, 41, 40, 39, 42, 40, 41)
    assert MONTH.plus(-12) in past(*months)
    assert verdict(MONTH, 100, past(*months)) == ""
    assert verdict(MONTH, 100, past(41, *months[1:])) == "HIST-01"


@given(st.lists(st.floats(0, 1e5), max_size=12), st.floats(0, 1e5))
def test_only_a_large_change_is_ever_asked(values, value):
    code = verdict(MONTH, value, past(*values))
    if code:
        assert any(abs(value - one) > 10 for one in values)
        assert sum(one == 0 for one in values) <= len(values) / 4


@given(st.lists(st.integers(20, 60), min_size=6, max_size=12))
def test_a_month_like_one_of_the_middle_is_never_asked(values):
    assert verdict(MONTH, sorted(values)[len(values) // 2], past(*values)) == ""


def test_the_question_stands_at_the_sheet_and_repeats_no_figure():
    earlier = {MONTH.plus(-n): {"shelter_nights": 300.0, "hotline_contacts": 300.0}
               for n in range(1, 8)}  # fmt: skip
    totals = {"shelter_nights": 901.0, "hotline_contacts": 901.0, "unmet_requests": 5.0}
    (found,) = unusual_totals(MONTH, totals, earlier, SHEETS, load_catalog())
    assert (found.code, found.sheet, found.field) == ("HIST-01", "Stays", "shelter_nights")
    assert not any(character.isdigit() for character in found.message + found.fix)
    assert load_catalog().measures["shelter_nights"].label in found.message


def test_every_watched_measure_is_declared():
    assert set(WATCHED) <= set(load_catalog().measures)
    records = {load_catalog().measures[name].record for name in WATCHED}
    assert records == set(load_catalog().records) - {"community_event"}
