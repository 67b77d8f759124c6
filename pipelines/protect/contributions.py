"""What each partner contributed to the figures: the finest counts that protection reasons about.

A contribution is one partner's count at one place of a table (an atom of the joint system). Only
those that are not zero take part, so that nothing is ever protected by people whom somebody who
knows which places are empty could rule out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.errors import InternalError
from pipelines.protect.hierarchy import Hierarchy
from pipelines.types import CELL_COLUMNS

TOTAL = "total"
COUNTY = "county"
NOW = "now"
COORDINATES = ("measure", "period", "county", "breakdown", "dim1", "dim2", "dim3")
PLACE = ("partner", *COORDINATES)
SAID_CELL_COLUMNS = ("said", *CELL_COLUMNS)
SCALES = (1, 4, 100)
TOLERANCE = 1e-6


def scales(rows: pd.DataFrame, hierarchy: Hierarchy) -> dict[str, int]:
    """For each measure the smallest of 1, 4 and 100 that makes all values of its unit whole."""
    units = {name: _unit(name, hierarchy) for name in sorted(rows["measure"].unique())}
    found: dict[str, int] = {}
    for unit, values in rows["value"].astype(float).groupby(rows["measure"].map(units)):
        gaps = {scale: ((values * scale).round() - values * scale).abs().max() for scale in SCALES}
        whole = [scale for scale in SCALES if gaps[scale] < TOLERANCE]
        found[str(unit)] = whole[0] if whole else SCALES[-1]
    return {name: found.get(unit, 1) for name, unit in units.items()}


def _unit(measure: str, hierarchy: Hierarchy) -> str:
    facts = hierarchy.facts(measure)
    return "count" if facts.is_count else facts.unit or measure


def whole_values(frame: pd.DataFrame, scale_of: Mapping[str, int]) -> NDArray[np.int64]:
    """Values in whole units of one over the scale of their measure.

    Raises: InternalError if a value is missing.
    """
    values = frame["value"].astype(float) * frame["measure"].map(dict(scale_of)).astype(float)
    if values.isna().any():
        raise InternalError("PROTECT-01", "an exact figure has a number's status but no number")
    return values.round().to_numpy().astype(np.int64)


def contributions_of(
    cells: pd.DataFrame, hierarchy: Hierarchy, scale_of: Mapping[str, int]
) -> pd.DataFrame:
    """Every contribution as it stood in every edition: said, PLACE, value, and its unknown.

    The same count at the same place is one unknown, whichever editions it stood in, whatever its
    months were called, and whichever of two measures that are the same told it. Rows in are cells
    of SAID_CELL_COLUMNS; rows out are those that are not zero and need protection.

    Privacy: aggregate in, aggregate out; restricted.
    """
    names = {name: hierarchy.is_protected(name) for name in cells["measure"].unique()}
    is_there = cells["value"].fillna(0).gt(0) & cells["measure"].map(names).astype(bool)
    found = cells.loc[is_there, list(SAID_CELL_COLUMNS)].reset_index(drop=True)
    found["value"] = whole_values(found, scale_of)
    # a county is a place, not a way to split people
    found["breakdown"] = found["breakdown"].mask(found["breakdown"] == COUNTY, TOTAL)
    found = found.drop(columns="status").sort_values(["said", *PLACE], ignore_index=True)
    measures = {name: hierarchy.facts(name).same_as or name for name in found["measure"].unique()}
    named = found.assign(
        measure=found["measure"].map(measures),
        period=found["period"].map(hierarchy.one_name(found["period"])),
    )
    found["unknown"] = named.groupby([*PLACE, "value"], sort=True).ngroup()
    return found
