from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.feedback.earlier import GONE, NEW, OPEN, compare
from pipelines.feedback.order import ordered
from pipelines.feedback.places import cell_numbers, each_cell, first_row, shown, span_of
from pipelines.findings import ranges, sheet_by_place
from schemas.model import Severity
from tests.unit.feedback.told import finding

ROWS = st.sets(st.integers(1, 60), max_size=25)
LETTERS = st.sampled_from(["A", "B", "Z", "AA", "XFD", "row "])


def plain_cells(places):
    """An oracle that knows A1:A9 by text alone."""
    cells = []
    for place in places:
        first, _, last = place.partition(":")
        letter, start = re.fullmatch(r"(\D+)(\d+)", first).groups()
        end = re.search(r"\d+", last)[0] if last else start
        cells += [f"{letter}{row}" for row in range(int(start), int(end) + 1)]
    return cells


@given(LETTERS, ROWS)
def test_each_cell_of_ranges_is_named_once(letter, rows):
    assert list(each_cell(ranges(letter, rows))) == plain_cells(ranges(letter, rows))
    assert sorted(each_cell(ranges(letter, rows))) == sorted(f"{letter}{row}" for row in rows)


@given(LETTERS, ROWS, LETTERS, ROWS)
def test_places_have_the_same_number_only_if_they_are_the_same(first, these, second, those):
    left, right = ranges(first, these), ranges(second, those)
    both = set(cell_numbers(left)) & set(cell_numbers(right))
    assert len(cell_numbers(left)) == len(these)
    assert len(both) == len(set(plain_cells(left)) & set(plain_cells(right)))


@pytest.mark.parametrize("place", ["A1:C1", "F:F", "", "Services", "row 3:F5", "a1", "A1:row 2"])
def test_a_place_of_another_shape_is_one_place_and_kept_as_it_is(place):
    assert span_of(place) is None
    assert list(each_cell([place])) == [place]
    assert len(cell_numbers([place, place])) == 1
    assert shown([place], 5) == place


def test_long_lists_are_shortened_and_say_by_how_much():
    places = [f"F{row}" for row in range(1, 30, 2)]
    assert shown(places, 3) == "F1, F3, F5 and 12 more ranges"
    assert shown(places[:4], 3) == "F1, F3, F5 and 1 more range"
    assert shown(places[:3], 3) == "F1, F3, F5"
    assert shown(["row 3:row 5", "row 9"], 3) == "rows 3 to 5, row 9"
    assert shown([], 3) == ""


def test_places_sort_by_row_and_then_by_column():
    cells = ["AA2", "B10", "B2", "row 1", "Z2", ""]
    assert sorted(cells, key=first_row) == ["", "row 1", "B2", "Z2", "AA2", "B10"]


@given(ROWS, ROWS)
def test_what_is_gone_open_and_new_is_what_sets_say(before, now):
    old = [finding(places=ranges("G", before), count=len(before))] if before else []
    new = [finding(places=ranges("G", now), count=len(now))] if now else []
    changes = compare(old, new)
    told = [(one.gone, one.still_open, one.new) for one in changes]
    expected = (len(before - now), len(before & now), len(now - before))
    assert told == ([expected] if before or now else [])
    for change in changes:
        assert change.state == (OPEN if before and now else NEW if now else GONE)


def test_findings_are_the_same_if_code_sheet_and_field_are():
    base = finding()
    others = [
        finding("CELL-04"),
        finding(sheet="Other"),
        finding(field="age_years"),
        finding(field="", heading="Days"),
    ]
    assert [one.state for one in compare([base], [base])] == [OPEN]
    for other in others:
        assert [one.state for one in compare([base], [other])] == [NEW, GONE]
    reworded = finding(message="Other words", heading="Hours", severity=Severity.INFORMATION)
    assert [one.state for one in compare([base], [reworded])] == [OPEN]


def test_findings_without_a_place_are_one_each():
    bare = finding("LAYOUT-02", cell="", places=(), count=1)
    changes = compare([bare], [bare, finding()])
    assert [(one.gone, one.still_open, one.new) for one in changes] == [(0, 1, 0), (0, 0, 4)]
    (gone,) = compare([bare], [])
    assert (gone.gone, gone.state) == (1, GONE)


def test_reading_order_is_severity_then_headings_then_sheet_row_and_column():
    wanted = [
        finding("FILE-08", cell="", places=(), sheet=""),
        finding("LAYOUT-04", sheet="Second", cell="K1"),
        finding("CELL-03", sheet="First", cell="G3"),
        finding("CELL-04", sheet="First", cell="B20"),
        finding("CELL-02", sheet="First", cell="AA20"),
        finding("CELL-02", sheet="Second", cell="A2"),
        finding("X02", severity=Severity.PLEASE_CONFIRM, sheet="First", cell="A1"),
        finding("LAYOUT-31", severity=Severity.INFORMATION, sheet="First", cell="A1"),
        finding("ROW-02", severity=Severity.INFORMATION, sheet="First", cell="", places=()),
    ]
    assert ordered(wanted[::-1], ["First", "Second"]) == wanted


def test_sheets_without_a_name_of_ours_are_told_from_the_left():
    sheets = [sheet_by_place(number) for number in (12, 3, 2)]
    found = [finding("LAYOUT-35", sheet=sheets[0]), finding("LAYOUT-06", sheet=sheets[1]),
             finding("LAYOUT-06", sheet=sheets[2])]  # fmt: skip
    assert [one.sheet for one in ordered(found)] == sheets[::-1]
