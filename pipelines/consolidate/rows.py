"""The rows of every table as the reports declare them, before any figure is known.

Rows follow the order of code lists and places; the total stands first, a subtotal before its parts.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipelines.consolidate.places import Places
from schemas.catalog import Catalog
from schemas.due import due_reports, table_period
from schemas.model import Breakdown, TableSpec
from schemas.periods import Month, Period

TOTAL = "total"
# where a figure stands: its type of geography, the geography, the breakdown and its code
Place = tuple[str, str, str, str]
WHOLE: Place = ("consortium", "all", TOTAL, TOTAL)
COLUMNS = {
    "position": "int64",
    "report": "str",
    "table_id": "str",
    "measure": "str",
    "counted": "str",
    "divisor": "str",
    "decimals": "int64",
    "period": "str",
    "geography_type": "str",
    "geography": "str",
    "breakdown": "str",
    "dim1": "str",
    "is_part": "bool",
}


def rows_of(catalog: Catalog, places: Places, month: Month) -> pd.DataFrame:
    """One row a figure to publish, in the order of publication.

    Privacy: disclosure-safe in, disclosure-safe out (declarations only).
    """
    found: list[tuple[object, ...]] = []
    for report in due_reports(catalog.reports.values(), month):
        for table in report.tables:
            period = table_period(report, table, month)
            for place in _places(catalog, places, table, period):
                for measure in table.measures:
                    parts = _measure(catalog, measure)
                    is_part = place != WHOLE and place[0] not in {"partner", "hub"}
                    key = (report.id, table.id, *parts, period.id, *place, is_part)
                    found.append((len(found), *key))
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(COLUMNS)


def _measure(catalog: Catalog, name: str) -> tuple[str, str, str, int]:
    """The measure, what is counted for it, what that is divided by ("" if nothing), decimals."""
    measure = catalog.measures[name]
    kind, _, parts = measure.value.partition(":")
    counted, _, divisor = parts.partition("/") if kind == "ratio" else (name, "", "")
    return name, counted, divisor, measure.decimals


def _places(catalog: Catalog, places: Places, table: TableSpec, period: Period) -> Iterator[Place]:
    yield WHOLE
    kind, _, name = table.rows.partition(":")
    if kind == "breakdown":
        yield from _codes(catalog, catalog.breakdowns[name], table.subtotals, period)
    elif kind == "geography":
        yield from _geography(places, name, table)


def _codes(
    catalog: Catalog, breakdown: Breakdown, subtotals: str, period: Period
) -> Iterator[Place]:
    valid = valid_codes(catalog, breakdown.codes, period)
    if not subtotals:
        yield from (("consortium", "all", breakdown.name, code) for code in valid)
        return
    parent = catalog.breakdowns[subtotals]
    parent_of = {
        code.code: code.rollups[parent.codes] for code in catalog.code_lists[breakdown.codes].codes
    }
    for group in valid_codes(catalog, parent.codes, period):
        yield ("consortium", "all", parent.name, group)
        members = [code for code in valid if parent_of[code] == group]
        yield from (("consortium", "all", breakdown.name, code) for code in members)


def valid_codes(catalog: Catalog, name: str, period: Period) -> list[str]:
    """Codes of a list that are valid on any day of the period."""
    first, last = period.months[0].first_day, period.last.last_day
    return [
        code.code
        for code in catalog.code_lists[name].codes
        if (code.valid_from is None or code.valid_from <= last)
        and (code.valid_to is None or code.valid_to >= first)
    ]


def _geography(places: Places, name: str, table: TableSpec) -> Iterator[Place]:
    if name == "partner":
        found = [(name, place) for place in places.of_kind(table.partner_kind)]
    elif name == "hub":
        found = [(name, place) for place in places.hubs_of_kind(table.partner_kind)]
    elif name == "region":
        found = [(name, place) for place in places.regions]
    else:
        found = list(_counties(places, grouped=table.subtotals == "region"))
    yield from ((kind, place, TOTAL, TOTAL) for kind, place in found)


def _counties(places: Places, *, grouped: bool) -> Iterator[tuple[str, str]]:
    if not grouped:
        yield from (("county", county) for county in places.region_of)
        return
    for region in places.regions:
        yield ("region", region)
        members = [county for county, its in places.region_of.items() if its == region]
        yield from (("county", county) for county in members)
