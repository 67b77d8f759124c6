"""The rows of every table as the reports declare them, before any figure is known.

Rows follow the order of code lists and places; the total stands first, a subtotal before its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from pipelines.consolidate.places import Places
from schemas.catalog import Catalog
from schemas.due import table_period
from schemas.model import Breakdown, FunderReport, TableSpec
from schemas.periods import Month, Period

TOTAL = "total"
GRANT = "grant"
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
    "whole_type": "str",
    "whole_of": "str",
}


def rows_of(
    due: Sequence[FunderReport], catalog: Catalog, places: Places, month: Month
) -> pd.DataFrame:
    """One row a figure to publish, in the order of publication.

    Privacy: disclosure-safe in, disclosure-safe out (declarations only).
    """
    found: list[tuple[object, ...]] = []
    for report in due:
        whole = whole_of(report)
        if report.scope == GRANT and not places.of_grant(report.id):
            continue
        for table in report.tables:
            period = table_period(report, table, month)
            for place in _places(catalog, places, table, (whole, period)):
                for measure in table.measures:
                    parts = _measure(catalog, measure)
                    is_part = place != whole and place[0] not in {"partner", "hub"}
                    key = (report.id, table.id, *parts, period.id, *place, is_part, *whole[:2])
                    found.append((len(found), *key))
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(COLUMNS)


def whole_of(report: FunderReport) -> Place:
    """Where the totals of a report stand: the consortium's, or those of one joint grant."""
    return (GRANT, report.id, TOTAL, TOTAL) if report.scope == GRANT else WHOLE


def _measure(catalog: Catalog, name: str) -> tuple[str, str, str, int]:
    """The measure, what is counted for it, what that is divided by ("" if nothing), decimals."""
    measure = catalog.measures[name]
    kind, _, parts = measure.value.partition(":")
    counted, _, divisor = parts.partition("/") if kind == "ratio" else (name, "", "")
    return name, counted, divisor, measure.decimals


def _places(
    catalog: Catalog, places: Places, table: TableSpec, of: tuple[Place, Period]
) -> Iterator[Place]:
    whole, period = of
    yield whole
    kind, _, name = table.rows.partition(":")
    if kind == "breakdown":
        codes = _codes(catalog, catalog.breakdowns[name], table.subtotals, period)
        yield from ((*whole[:2], *code) for code in codes)
    elif whole[0] == GRANT and kind == "geography":
        yield from (("partner", one, TOTAL, TOTAL) for one in places.of_grant(whole[1]))
    elif kind == "geography":
        yield from _geography(places, name, table)


def _codes(
    catalog: Catalog, breakdown: Breakdown, subtotals: str, period: Period
) -> Iterator[tuple[str, str]]:
    valid = valid_codes(catalog, breakdown.codes, period)
    if not subtotals:
        yield from ((breakdown.name, code) for code in valid)
        return
    parent = catalog.breakdowns[subtotals]
    parent_of = {
        code.code: code.rollups[parent.codes] for code in catalog.code_lists[breakdown.codes].codes
    }
    for group in valid_codes(catalog, parent.codes, period):
        yield (parent.name, group)
        members = [code for code in valid if parent_of[code] == group]
        yield from ((breakdown.name, code) for code in members)


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
