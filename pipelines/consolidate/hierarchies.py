"""How the figures of the tables add up, as the JSON document that is published with them.

Restricted to what stands in the tables: a relation to a figure that nobody prints says nothing.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.consolidate.places import Places
from schemas.adding import is_multi
from schemas.catalog import Catalog
from schemas.periods import parse_period

TOTAL = "total"


def hierarchies_of(catalog: Catalog, places: Places, frame: pd.DataFrame) -> dict[str, Any]:
    """Geography, breakdowns, measures and periods of the figures in `frame`.

    Privacy: aggregate in, disclosure-safe out (codes only, no figure).
    """
    printed = {
        name: set(frame.loc[frame["geography_type"] == name, "geography"])
        for name in ("partner", "hub", "county", "region")
    }
    split = set(zip(frame["measure"], frame["breakdown"], strict=True))
    names = [name for name in catalog.breakdowns if name in {pair[1] for pair in split}]
    measures = [name for name in catalog.measures if name in {pair[0] for pair in split}]
    return {
        "geography": _geography(places, printed),
        "breakdowns": {name: _breakdown(catalog, name, names) for name in names},
        "measures": {
            name: _measure(catalog, name, [b for b in names if (name, b) in split])
            for name in measures
        },
        "periods": {
            period: [str(month) for month in parse_period(period).months]
            for period in sorted(set(frame["period"]))
        },
    }


def _geography(places: Places, printed: dict[str, set[str]]) -> dict[str, Any]:
    """Only agencies that serve victims: the figures of the others are not about people."""
    agencies = [p for p in places.of_kind("victim_services") if p in printed["partner"]]
    hubs = [hub for hub in places.hubs_of_kind("victim_services") if hub in printed["hub"]]
    counties = [county for county in places.region_of if county in printed["county"]]
    regions = [region for region in places.regions if region in printed["region"]]
    below = {"partner": agencies, "hub": hubs, "county": counties, "region": regions}
    spokes = {hub: [p for p in agencies if places.hub_of[p] == hub] for hub in hubs}
    # without a county in print a region still is what it is made of
    parts = counties or list(places.region_of)
    inside = {
        region: [county for county in parts if places.region_of[county] == region]
        for region in regions
    }
    held = {grant: list(places.of_grant(grant)) for grant in sorted(places.grants)}
    return {
        "consortium": {kind: {"all": children} for kind, children in below.items() if children},
        "hub": {"partner": spokes} if agencies and hubs else {},
        "region": {"county": inside} if regions else {},
        "grant": {"partner": held} if held else {},
    }


def _breakdown(catalog: Catalog, name: str, printed: list[str]) -> dict[str, Any]:
    breakdown = catalog.breakdowns[name]
    codes = catalog.code_lists[breakdown.codes].codes
    entry: dict[str, Any] = {"codes": [code.code for code in codes]}
    if breakdown.parent in printed:
        column = catalog.breakdowns[breakdown.parent].codes
        entry["parent"] = breakdown.parent
        entry["parent_of"] = {code.code: code.rollups[column] for code in codes}
    return entry


def _measure(catalog: Catalog, name: str, printed: list[str]) -> dict[str, Any]:
    measure = catalog.measures[name]
    multi = [b for b in printed if is_multi(measure, catalog.breakdowns[b])]
    ratio = measure.value.partition(":")[2].split("/") if measure.value.startswith("ratio:") else []
    return {
        "counts": str(measure.counts),
        "additivity": str(measure.additivity),
        "unit": measure.unit,
        "people": measure.people,
        "part_of": list(measure.part_of),
        "sum_of": list(measure.sum_of),
        "partitions": [b for b in printed if b not in multi],
        "multi": multi,
        "ratio_of": ratio,
        **({"by_fiscal_year": True} if measure.by_fiscal_year else {}),
        **({"same_as": measure.same_as} if measure.same_as else {}),
    }
