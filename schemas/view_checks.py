"""Checks of the views of reports: each works out its sheet from what its report prints."""

from __future__ import annotations

from schemas.declared import Catalog, known, need
from schemas.model import FunderReport
from schemas.views import ViewSpec

KINDS = ("last_year", "months", "need", "parts", "systems", "agreements")
SHEET_NAME_LENGTH = 31


def check_views(catalog: Catalog) -> None:
    """Raise CatalogError for the first view that does not fit its report or the catalog."""
    for report in catalog.reports.values():
        file = f"funders/{report.id}/report.toml"
        for key, values in (
            ("id", [t.id for t in report.tables] + [v.id for v in report.views]),
            ("sheet", [one.casefold() for one in _sheets(report)]),
        ):
            need(len(set(values)) == len(values), file, key, "two sheets share it")
        for view in report.views:
            _view(file, view, report, catalog)


def _sheets(report: FunderReport) -> list[str]:
    return [table.sheet for table in report.tables] + [view.sheet for view in report.views]


def _view(file: str, view: ViewSpec, report: FunderReport, catalog: Catalog) -> None:
    key = f"view {view.id}"
    tables = [table.id for table in report.tables]
    known([view.kind], KINDS, file, f"{key}.kind")
    known([view.after], tables, file, f"{key}.after")
    known([view.of] if view.of else [], tables, file, f"{key}.of")
    need(len(view.sheet) <= SHEET_NAME_LENGTH, file, f"{key}.sheet", "at most 31 characters")
    printed = {name for table in report.tables for name in table.measures}
    known([*view.measures, *filter(None, view.ratio.split("/"))], printed, file, key)
    words = {*catalog.code_lists["service"].names, *catalog.code_lists["service_group"].names}
    known(view.services, words, file, f"{key}.services")
    need(view.kind != "need" or view.alternative_text, file, key, "alternative text is needed")
    need(view.kind != "parts" or (view.of and view.rows), file, key, "parts are of a table's rows")
    for chart in view.charts:
        known([chart.measure], view.measures, file, f"{key}.chart")
        need(chart.alternative_text, file, f"{key}.chart", "alternative text is needed")
