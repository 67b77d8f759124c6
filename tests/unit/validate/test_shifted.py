"""A row whose entries have moved is one finding; what is wrong with its cells waits for it."""

from __future__ import annotations

import pytest

from pipelines.validate.one_cause import told_once
from schemas.catalog import load_catalog
from tests.unit.validate.test_blame import GOOD, found

NAMES = list(GOOD)


def moved(at: int, step: int) -> dict[str, str]:
    """The good row with an empty cell too many, or one cell missing, at a place."""
    texts = list(GOOD.values())
    texts = [*texts[:at], "", *texts[at:]] if step > 0 else [*texts[:at], *texts[at + 1 :], ""]
    return dict(zip(NAMES, texts, strict=False))


def told(rows):
    return told_once(found(rows), load_catalog())


@pytest.mark.parametrize(
    ("at", "step", "cell"), [(1, 1, "C4"), (3, 1, "E4"), (0, -1, "B4"), (2, -1, "D4")]
)
def test_a_row_that_has_moved_is_told_at_its_first_cell_and_nothing_else_of_it(at, step, cell):
    findings = [one for one in told([{}, moved(at, step), {}]) if "row 4" not in one.places]
    shifted = [one for one in findings if "4" in "".join(one.places)]
    assert [(one.code, one.places, one.count) for one in shifted] == [("ROW-20", (cell,), 1)]


def test_faults_of_other_rows_are_told_as_they_were():
    rows = [{"hours": "x"}, moved(1, 1), {"hours": "y"}, moved(1, 1)]
    findings = [one for one in told(rows) if one.field == "hours" or one.code == "ROW-20"]
    assert [(one.code, one.places, one.count) for one in findings] == [
        ("ROW-20", ("C4", "C6"), 2),
        ("CELL-03", ("F3", "F5"), 2),
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"hours": "x", "service_date": "soon", "age_years": "old"},
        {"hours": "x", "service_date": "soon", "age_years": "old", "county_fips": "Atlantis"},
        {"service_code": "2026-03-04"},
    ],
)
def test_a_row_with_many_faults_that_stand_where_they_were_typed_has_not_moved(row):
    assert told([{}, row]) == tuple(found([{}, row]))
    assert "ROW-20" not in {one.code for one in told([{}, row])}
