"""Views that do not fit their report are refused by file and key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.catalog import CatalogError, load_catalog
from schemas.view_checks import check_views
from schemas.views import ChartSpec

CATALOG = load_catalog()
REPORT = CATALOG.reports["consortium"]
KINDS = {view.kind: view for view in REPORT.views}
CHART = ChartSpec(kind="column", measure="beds", title="Beds", alternative_text="Beds.")


def with_view(kind, /, **wrong):
    views = tuple(replace(v, **wrong) if v == KINDS[kind] else v for v in REPORT.views)
    return replace(CATALOG, reports={"consortium": replace(REPORT, views=views)})


def test_the_declared_views_fit():
    check_views(CATALOG)
    assert {view.after for view in REPORT.views} <= {table.id for table in REPORT.tables}
    assert len(REPORT.sheets) == len(REPORT.tables) + len(REPORT.views)


@pytest.mark.parametrize(
    ("kind", "wrong", "key"),
    [
        ("months", {"kind": "weeks"}, "month_by_month.kind"),
        ("months", {"after": "nowhere"}, "month_by_month.after"),
        ("months", {"id": "summary"}, "id"),
        ("months", {"sheet": "summary"}, "sheet"),
        ("months", {"sheet": "A name that no workbook can have at all"}, "month_by_month.sheet"),
        ("months", {"measures": ("cribs_available",)}, "month_by_month"),
        ("months", {"charts": (CHART,)}, "month_by_month.chart"),
        ("need", {"of": "nowhere"}, "need_and_coverage.of"),
        ("need", {"services": ("gardening",)}, "need_and_coverage.services"),
        ("need", {"alternative_text": ""}, "need_and_coverage"),
        ("systems", {"ratio": "beds/gardens"}, "systems"),
    ],
)
def test_a_view_that_does_not_fit_is_named(kind, wrong, key):
    with pytest.raises(CatalogError) as refused:
        check_views(with_view(kind, **wrong))
    assert refused.value.key.removeprefix("view ") == key
    assert refused.value.file == "funders/consortium/report.toml"
