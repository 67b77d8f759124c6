"""Rounding to a base: what joint suppression leaves in print is shown to the nearest multiple.

Rounding alone keeps nothing: a total and its parts, each rounded, often leave one value for what is
between them, above all for an agency that knows its own part. So the pattern is decided first, as
if exact figures were printed; whatever is rounded then tells readers less than they might know.
"""

from __future__ import annotations

import pandas as pd

from pipelines.protect.hierarchy import Hierarchy

ROUNDED = "rounded"


def rounded(
    frame: pd.DataFrame, report: str, base: int, threshold: int, hierarchy: Hierarchy
) -> pd.DataFrame:
    """The figures with those of a report that are of people or requests rounded, each by itself.

    A half goes up. Nothing goes down to zero, and no count below the threshold.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    facts = {name: hierarchy.facts(str(name)) for name in frame["measure"].unique()}
    protected = {name for name in facts if hierarchy.is_protected(str(name))}
    counts = {name for name, its in facts.items() if its.is_count}
    is_own = (frame["report"] == report) & frame["measure"].isin(protected)
    is_there = is_own & (frame["status"] == "shown") & (frame["value"] > 0)
    least = frame["measure"].isin(counts).map({True: -(-threshold // base) * base, False: base})
    nearest = (frame["value"] / base + 0.5).floordiv(1) * base
    value = nearest.where(nearest >= least, least).astype("float64")
    return frame.assign(
        value=frame["value"].mask(is_there, value),
        status=frame["status"].mask(is_there, ROUNDED),
    )
