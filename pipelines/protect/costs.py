"""What it costs a reader to miss a figure: totals most, then large figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.hierarchy import GROUPS, Hierarchy
from pipelines.protect.keys import TOTAL, Key
from pipelines.protect.system import System

CHEAP = 0.5
DEAR_TOTAL = 40.0
# What readers need most is touched only where nothing else is enough.
DEAR = 30.0
DEAR_PLACE = 8.0


def costs_of(system: System, hierarchy: Hierarchy, cheap: frozenset[Key]) -> NDArray[np.float64]:
    """The cost of every unknown; those that nobody prints cost nothing.

    `cheap` are keys (without a period) that were withheld the time before, so that tables change
    little from month to month.
    """
    figures = system.figures
    size = figures["value"].to_numpy() * system.weight[system.first_figure : system.first_derived]
    cost = 1.0 + np.log2(1 + size) / 4
    parents = {breakdown.parent for breakdown in hierarchy.breakdowns.values()}
    factor = np.array([_factor(key, parents) for key in figures["key"]], dtype=np.float64)
    factor[[key._replace(period="") in cheap for key in figures["key"]]] *= CHEAP
    found = np.zeros(system.size)
    found[system.first_figure : system.first_derived] = cost * factor
    return found


def _factor(key: Key, parents: set[str]) -> float:
    if key.dim1 != TOTAL:
        return DEAR_PLACE / 2 if key.breakdown in parents else 1.0
    if key.geography_type == "consortium":
        return DEAR_TOTAL
    return DEAR_PLACE if key.geography_type in {*GROUPS, "region"} else 1.0
