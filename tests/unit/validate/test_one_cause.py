"""Of two findings about one cell for one cause the one that says what to do is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.feedback.order import ordered
from pipelines.findings import Finding, ranges
from pipelines.validate.one_cause import rows_by_column, told_once
from schemas.catalog import load_catalog
from schemas.model import Severity

CATALOG = load_catalog()
ROWS = st.frozensets(st.integers(1, 30), min_size=1)


def finding(code, rows, letter="C", sheet="Log"):
    places = ranges(letter, rows)
    return Finding(
        code=code,
        severity=Severity.MUST_FIX,
        message="What is wrong.",
        fix="What to do.",
        sheet=sheet,
        cell=places[0].partition(":")[0],
        count=len(rows),
        places=places,
    )


def cells(findings, code):
    return {
        f"{letter}{row}"
        for one in findings
        if one.code == code
        for letter, rows in rows_by_column(one.places).items()
        for row in rows
    }


@pytest.mark.parametrize(
    ("said", "again"),
    [("ID-03", "CELL-04"), ("ID-02", "CELL-03"), ("ID-04", "CELL-23"), ("E25a", "ID-14")],
)
@given(first=ROWS, second=ROWS)
def test_the_cells_left_are_those_that_nobody_else_names(said, again, first, second):
    left = told_once([finding(again, second), finding(said, first)], CATALOG)
    assert cells(left, said) == {f"C{row}" for row in first}
    assert cells(left, again) == {f"C{row}" for row in second - first}
    for one in left:
        numbers = sorted(rows_by_column(one.places)["C"])
        assert (one.count, one.cell) == (len(numbers), f"C{numbers[0]}")


@pytest.mark.parametrize("other", [{"letter": "D"}, {"sheet": "More"}])
def test_the_same_row_of_another_column_or_sheet_is_told(other):
    both = (finding("ID-03", [4]), finding("CELL-04", [4], **other))
    assert told_once(both, CATALOG) == both


@pytest.mark.parametrize("code", ["CELL-02", "X03a", "E05a", "LAYOUT-21"])
def test_what_stands_in_a_row_that_has_moved_waits(code):
    moved, other = finding("ROW-20", [4]), finding(code, [3, 4, 5], letter="F")
    left = told_once([moved, other], CATALOG)
    assert [(one.code, one.places) for one in left] == [("ROW-20", ("C4",)), (code, ("F3", "F5"))]


@pytest.mark.parametrize("code", ["ID-03", "ID-14", "AGREE-01", "ROW-05"])
def test_identifiers_in_a_row_that_has_moved_are_told(code):
    both = (finding("ROW-20", [4]), finding(code, [4], letter="F"))
    assert told_once(both, CATALOG) == both


@pytest.mark.parametrize(("sheet", "stays"), [("Log", False), ("More", True)])
def test_totals_beside_a_row_that_has_moved_are_compared_later(sheet, stays):
    both = (finding("ROW-20", [4]), finding("ROW-06", [90], letter="H", sheet=sheet))
    assert told_once(both, CATALOG) == (both if stays else both[:1])


def test_a_count_in_the_words_is_that_of_the_cells_left():
    left = told_once([finding("E25a", [4]), finding("ID-14", [3, 4, 5])], CATALOG)
    assert left[1].message == CATALOG.messages["ID-14"].message.format(count=2)


def test_without_a_stronger_finding_all_stay():
    both = (finding("CELL-04", [4]), finding("ID-14", [4]))
    assert told_once(both, CATALOG) == both


@pytest.mark.parametrize(
    ("letter", "code"), [("C", "LAYOUT-36"), ("F", "LAYOUT-36"), ("D", "LAYOUT-32")]
)
def test_figures_that_look_exchanged_stand_first_where_their_cells_must_be_fixed(letter, code):
    asked = replace(
        finding("LAYOUT-32", [2]),
        severity=Severity.PLEASE_CONFIRM,
        heading="Nights",
        places=("C2", "F2"),
    )
    cell = finding("CELL-03", [4, 5], letter)
    first, second = told_once((asked, cell), CATALOG)
    assert (first.code, second) == (code, cell)
    if code == "LAYOUT-36":
        assert first.severity is Severity.MUST_FIX
        assert "Nights" in first.message
        assert "column F" in first.message
        shown = ordered((cell, first))
        assert [one.code for one in shown] == ["LAYOUT-36", "CELL-03"]
