"""Several starts of one search: the pattern that hides least is kept.

Elimination sees no partners, and what comes first decides much of what follows. Where a search is
short it is begun again without elimination and with other prices, and the pattern that costs the
readers least by the true prices is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.demands import Demand
from pipelines.protect.pattern import First, Pattern, PatternSearch
from pipelines.protect.system import System

SHORT, MIDDLE = 200, 4_000
STARTS = 10
SEED = 11
Floats = NDArray[np.float64]


def least_pattern(
    system: System,
    demands: list[Demand],
    costs: Floats,
    moves: Sequence[Mapping[int, int]] = (),
) -> Pattern:
    """The pattern that costs least of those found from several starts, the same every time.

    `moves` are known from before: each keeps what everyone knows.

    Raises: Blocked if no pattern is enough.
    """
    found = [
        PatternSearch(system, demands, prices, moves).run(first)
        for prices, first in _starts(system, costs)
    ]
    return min(found, key=lambda pattern: float(costs[list(pattern.withheld)].sum()))


def _starts(system: System, costs: Floats) -> Iterator[tuple[Floats, First]]:
    """Prices, and what to begin with; as many as the size of the system allows."""
    yield costs, First.LINES
    if system.first_figure > MIDDLE:
        return
    yield costs, First.NOTHING
    if system.first_figure > SHORT:
        return
    yield costs, First.SUMS
    draw = np.random.default_rng(SEED)
    for at in range(3, STARTS):
        yield costs * (0.5 + draw.random(len(costs))), list(First)[at % len(First)]
