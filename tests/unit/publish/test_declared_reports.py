"""Every report that the catalog declares can be published, whatever its figures are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from pipelines.publish.inspection import inspect_publication
from pipelines.publish.publication import publish
from pipelines.types import TABLE_COLUMNS, SafeTables
from schemas.catalog import load_catalog
from schemas.due import table_period
from schemas.periods import Month

STATUSES = ("shown", "withheld", "true_zero", "not_received", "nil", "not_available")


def coordinates(spec, catalog):
    """Total first, then each member of the table's rows."""
    kind, _, name = spec.rows.partition(":")
    yield ("consortium", "all", "total", "total")
    if kind == "breakdown":
        for code in catalog.code_lists[catalog.breakdowns[name].codes].names:
            yield ("consortium", "all", name, code)
    elif name in {"county", "region"}:
        for code in catalog.code_lists[name].names:
            yield (name, code, "total", "total")
    elif kind == "geography":
        yield (name, "harbor" if name == "partner" else "north", "total", "total")


def synthetic_frame(report, catalog, month):
    rows, told = [], {}
    for spec in report.tables:
        period = table_period(report, spec, month).id
        for place in coordinates(spec, catalog):
            for name in spec.measures:
                # a figure that stands in several tables is the same in all of them
                number = told.setdefault((name, period, place), len(told))
                status = STATUSES[number % len(STATUSES)]
                value = {"shown": float(20 + number), "true_zero": 0.0}.get(status, float("nan"))
                rest = ("total", "total", value, status)
                rows.append((report.id, spec.id, name, period, *place, *rest))
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS))


@pytest.mark.parametrize("report_id", sorted(load_catalog().reports))
def test_declared_report_is_published_and_passes_inspection(report_id, consortium, edition):
    catalog = load_catalog()
    report = catalog.reports[report_id]
    month = Month(2026, 9)
    frame = synthetic_frame(report, catalog, month)
    coverage = pd.DataFrame(
        [("harbor", record, str(month), "accepted") for record in catalog.records],
        columns=["partner", "record", "month", "state"],
    )
    safe = SafeTables(month, frame, {}, coverage)
    edition = replace(edition, month=month, state="final", as_of=date(2026, 10, 20), next_due=None)
    made = publish(safe, report, catalog, consortium, edition)
    assert inspect_publication(made, safe, report, catalog, consortium) == ()
