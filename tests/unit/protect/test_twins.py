"""The same people under two names: withheld in both tables or in neither."""

from __future__ import annotations

import pandas as pd

from pipelines.protect.protection import empty_frozen, protect
from pipelines.types import TABLE_COLUMNS, Tables
from schemas.periods import Month

KINDS = {"on_site": 60, "off_site": 23, "transitional": 7}
HIERARCHIES = {
    "geography": {},
    "breakdowns": {
        "kind": {"codes": list(KINDS)},
        "service": {"codes": [*KINDS, "counseling"]},
    },
    "measures": {
        "served": {
            "counts": "persons", "additivity": "unduplicated", "unit": "persons", "people": "",
            "part_of": [], "sum_of": [], "partitions": [], "multi": ["service"],
        },
        "sheltered": {
            "counts": "persons", "additivity": "unduplicated", "unit": "persons", "people": "",
            "part_of": ["served"], "sum_of": [], "partitions": [], "multi": ["kind"],
        },
    },
    "periods": {"2026-03": ["2026-03"]},
}  # fmt: skip


def rows(table, measure, breakdown, figures):
    for code, value in figures.items():
        by = "total" if code == "total" else breakdown
        place = ("consortium", "all", by, code, "total", "total")
        yield ("r", table, measure, "2026-03", *place, float(value), "shown")


def test_twins_move_together():
    found = [
        *rows("a", "served", "service", {"total": 200, **KINDS, "counseling": 150}),
        *rows("b", "sheltered", "kind", {"total": 90, **KINDS}),
    ]
    frame = pd.DataFrame(found, columns=list(TABLE_COLUMNS))
    tables = Tables(Month(2026, 3), frame, HIERARCHIES, pd.DataFrame())
    safe = protect(tables, empty_frozen(), {"r": 11}).safe.frame
    status = {(row.measure, row.dim1): row.status for row in safe.itertuples()}
    assert status["sheltered", "transitional"] == "withheld"
    # 90 people are at most the sum of the kinds: with 60 and 23 in print, 7 would be the least.
    assert status["sheltered", "off_site"] == "withheld"
    for code in KINDS:
        assert status["served", code] == status["sheltered", code]
