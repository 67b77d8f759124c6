"""Whether published figures agree with each other: totals with their parts, sheet with sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipelines.publish.labels import WHOLES

KEY = ["measure", "period", "geography_type", "geography", "breakdown", "dim1"]
HALF_A_UNIT = 0.5


def wrong_sums(figures: pd.DataFrame, hierarchies: Mapping[str, Any]) -> Iterator[str]:
    """Totals that are not the sum of parts that are all shown, across the sheets of a report.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    facts = hierarchies.get("measures", {})
    distinct = figures.drop_duplicates(KEY)
    for (measure, period), rows in distinct.groupby(["measure", "period"], sort=True):
        if facts.get(measure, {}).get("additivity") in (None, "ratio", "stock"):
            continue
        is_whole = rows["geography_type"].isin(WHOLES) & (rows["dim1"] == "total")
        total = rows[is_whole & rows["status"].isin(["shown", "true_zero"])]["value"]
        for name, parts in _lists(rows[~is_whole], facts[measure]["partitions"]):
            inexact = {"withheld", "rounded"}
            known = inexact.isdisjoint(parts["status"]) and len(total) == 1
            if known and abs(parts["value"].sum() - total.iloc[0]) >= HALF_A_UNIT:
                yield f"{measure} of {period} is not the sum of its parts by {name}"


def _lists(rows: pd.DataFrame, partitions: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Whole lists of parts of a total: by geography, and by breakdowns that part it."""
    places = rows[~rows["geography_type"].isin(WHOLES) & (rows["dim1"] == "total")]
    for kind, parts in places.groupby("geography_type", sort=True):
        yield str(kind), parts
    split = rows[rows["breakdown"].isin(partitions) & rows["geography_type"].isin(WHOLES)]
    for name, parts in split.groupby("breakdown", sort=True):
        yield str(name), parts


def two_figures(figures: pd.DataFrame) -> Iterator[str]:
    """Figures that stand on two sheets of a report and are not the same there.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    key = [*KEY, "dim2", "dim3"]
    told = figures.assign(value=figures["value"].astype(float).round(9))
    told = told.drop_duplicates([*key, "value", "status"])
    again = told[told.duplicated(key, keep=False)]
    for (measure, period), rows in again.groupby(["measure", "period"], sort=True):
        tables = sorted(set(rows["table_id"])) if "table_id" in rows else []
        yield f"{measure} of {period} differs between tables ({', '.join(tables)})"
