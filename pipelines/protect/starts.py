"""Several starts of one search: the pattern that hides least is kept.

Elimination sees no partners, and what comes first decides much of what follows. Where a search is
short it is begun again without elimination and with other prices, and the pattern that costs the
readers least by the true prices is kept. One that comes to nothing is not the end: what it withheld
first may be what cannot be protected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.errors import Blocked
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

    Raises: Blocked if no start finds a pattern that is enough, as the first of them says it.
    """
    found: list[Pattern] = []
    blocked: list[Blocked] = []
    size = system.first_figure
    for at, (prices, first) in enumerate(_starts(size, costs)):
        if at >= _wanted(size) and found:
            break
        try:
            found.append(PatternSearch(system, demands, prices, moves).run(first))
        except Blocked as no_pattern:
            blocked.append(no_pattern)
    if not found:
        raise blocked[0]
    return min(found, key=lambda pattern: float(costs[list(pattern.withheld)].sum()))


def _wanted(contributions: int) -> int:
    """How many starts a system of that size is worth where the first of them finds a pattern."""
    if contributions > MIDDLE:
        return 1
    return 2 if contributions > SHORT else STARTS


def _starts(contributions: int, costs: Floats) -> Iterator[tuple[Floats, First]]:
    """Prices, and what to begin with: all that may be tried, those that are worth most first."""
    yield costs, First.LINES
    if contributions <= MIDDLE:
        yield costs, First.NOTHING
    yield costs, First.SUMS
    if contributions > SHORT:
        return
    draw = np.random.default_rng(SEED)
    for at in range(3, STARTS):
        yield costs * (0.5 + draw.random(len(costs))), list(First)[at % len(First)]
