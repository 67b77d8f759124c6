"""A total is not said to differ while a cell of its column is still to be mended."""

from __future__ import annotations

import pytest

from pipelines.findings import Finding
from pipelines.validate.totals_wait import without_waiting_totals
from schemas.catalog import load_catalog
from schemas.model import Severity

CATALOG = load_catalog()


def one(code: str, *places: str, severity: str = "must_fix", sheet: str = "Services") -> Finding:
    return Finding(
        code=code,
        severity=Severity(severity),
        message="",
        fix="",
        sheet=sheet,
        places=places,
        cell=places[0] if places else "",
        count=len(places),
    )


TOTALS = one("ROW-06", "H9", "K9", severity="please_confirm")


@pytest.mark.parametrize("cells", [("H3",), ("H3:H5", "H7"), ("G3:H3",)])
def test_a_cell_to_mend_lets_the_total_of_its_column_wait(cells):
    bad, total = without_waiting_totals([one("CELL-03", *cells), TOTALS], CATALOG)
    assert bad.places == cells
    assert (total.cell, total.places, total.count) == ("K9", ("K9",), 1)
    assert total.message.endswith(": 1.")


def test_where_all_totals_wait_nothing_is_said_of_them():
    found = without_waiting_totals([TOTALS, one("E14", "H3"), one("CELL-01", "K3")], CATALOG)
    assert [each.code for each in found] == ["E14", "CELL-01"]


@pytest.mark.parametrize(
    "other",
    [
        one("CELL-10", "H3", severity="please_confirm"),
        one("CELL-03", "H3", sheet="Stays"),
        one("CELL-03", "HH3"),
        one("CELL-03"),
        one("E14", "row 3"),
    ],
)
def test_other_findings_let_no_total_wait(other):
    last = without_waiting_totals([other, TOTALS], CATALOG)[-1]
    assert last.places == ("H9", "K9")
