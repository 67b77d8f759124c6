"""Whole numbers from fractions: one column after another may not fall below the next whole one.

The solver goes on from the answer at hand, so that each bound takes it a few steps only, where
another search would begin from nothing.
"""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from pipelines.protect.solver import Effort, answer_of

TOLERANCE = 1e-6
# Of what was seen, nineteen in twenty are whole by then.
DEPTH = 8
Floats = NDArray[np.float64]


def is_whole(values: Floats) -> bool:
    """Whether there are no fractions among values, as the solver tells them."""
    return bool(np.abs(values - np.round(values)).max(initial=0.0) <= TOLERANCE)


def dive(solver: highspy.Highs, values: Floats, highest: Floats, effort: Effort) -> Floats | None:
    """The answer at hand (`values`) with its first columns in whole numbers, or None.

    Those columns go from nothing to `highest`, one bound each, and do so again afterwards.
    """
    count = len(highest)
    bounded: list[int] = []
    found: Floats | None = values
    while found is not None and not is_whole(found[:count]) and len(bounded) < DEPTH:
        at = int(np.argmax(np.abs(found[:count] - np.round(found[:count]))))
        bounded.append(at)
        low, high = np.floor(found[at]), np.ceil(found[at])
        found = _bounded(solver, at, (high, highest[at]), effort)
        if found is None:
            found = _bounded(solver, at, (0.0, low), effort)
    columns = np.unique(np.array(bounded, dtype=np.int32))
    solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), highest[columns])
    return found if found is not None and is_whole(found[:count]) else None


def _bounded(
    solver: highspy.Highs, at: int, bounds: tuple[float, float], effort: Effort
) -> Floats | None:
    solver.changeColBounds(at, *bounds)
    return answer_of(solver, effort)
