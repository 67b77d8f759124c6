"""A figure of a year that began before the agency did is no figure that its months contradict."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.sent.adding import Adding
from pipelines.tally.needs import Needs, needs_of
from pipelines.types import CELL_COLUMNS
from schemas.catalog import load_catalog
from schemas.periods import Month

DECEMBER = Month(2024, 12)
YEAR = "CY2024"


def faults(value: float, status: str) -> set[int]:
    """Rows that do not fit 40 people in December and 30 in each month before."""
    catalog = load_catalog()
    needs = needs_of(catalog, DECEMBER).only(["people_served"])
    assert (YEAR, "people_served") in {(need.period, need.measure) for need in needs.needs}
    totals = [("2024-12", 40.0, "shown"), (YEAR, value, status)]
    rows = [
        (
            "alder",
            "people_served",
            period,
            "total",
            "total",
            "total",
            "total",
            "total",
            number,
            says,
        )
        for period, number, says in totals
    ]
    cells = pd.DataFrame(rows, columns=list(CELL_COLUMNS), index=[4, 5])
    only = Needs(needs.periods, tuple(n for n in needs.needs if n.breakdown == "total"))
    earlier = {DECEMBER.plus(-back): {"people_served": 30.0} for back in range(1, 12)}
    return Adding(catalog, only, cells).period_faults(earlier, DECEMBER)


@pytest.mark.parametrize(
    ("value", "status", "found"),
    [
        (float("nan"), "not_available", set()),
        (float("nan"), "not_received", {5}),
        (39.0, "shown", {5}),
        (40.0, "shown", set()),
        (371.0, "shown", {5}),
    ],
)
def test_only_a_year_without_a_figure_is_let_be(value: float, status: str, found: set[int]) -> None:
    assert faults(value, status) == found
