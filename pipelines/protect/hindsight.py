"""What a partner can work out from earlier releases, whatever is withheld now.

Who knows its own count and a total in print knows what the others had. If those did not change,
withholding the total of a new version tells that partner nothing less. Of such a partner only as
much uncertainty is demanded as is left to it; of everybody else all of it.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pipelines.protect.demands import Demand
from pipelines.protect.denial import Denial
from pipelines.protect.ground import Ground
from pipelines.protect.model import Query, Touch
from pipelines.protect.searches import Searches
from pipelines.protect.system import System


class Hindsight:
    """How far each demand can be met against a partner if nothing were published now."""

    def __init__(self, system: System) -> None:
        """Nothing is known but what was published before."""
        is_held = system.figures["is_held"].to_numpy(dtype=bool)
        is_known = system.is_known.copy()
        is_known[system.first_figure : system.first_derived] &= ~is_held
        nothing = np.zeros(system.size, dtype=bool)
        before = dataclasses.replace(system, is_known=is_known, is_printed=nothing)
        # What only a bound of ours forbids is nothing that a partner knows.
        self._ground = Ground(before, np.zeros(system.size), np.inf)
        self._searches, self._denial = Searches(self._ground), Denial(self._ground)

    def lesser(self, demand: Demand, direction: int, partner: int) -> Demand:
        """The demand as far as it can be met against the partner in one direction."""
        if demand.is_either:
            is_open = any(self._farthest(demand.unknown, way, partner) for way in (1, -1))
            return dataclasses.replace(demand, up=int(is_open), down=int(is_open))
        if direction > 0:
            up = self._farthest(demand.unknown, demand.up, partner)
            return dataclasses.replace(demand, up=up)
        down = self._farthest(demand.unknown, -demand.down, partner)
        return dataclasses.replace(demand, down=down)

    def is_denied(self, demand: Demand, direction: int, partner: int) -> bool:
        """Whether what is closest proves that the demand cannot be met; False says nothing."""
        row = self._ground.row(demand.unknown)
        queries = (Query(row, way, partner, Touch.ANY) for way in demand.ways(direction))
        return all(self._denial.is_sure(query) for query in queries)

    def _farthest(self, unknown: int, change: int, partner: int) -> int:
        """The largest change, at most `change`, that the partner cannot exclude."""
        way = 1 if change > 0 else -1
        low, high = 0, abs(change)
        while low < high:
            middle = (low + high + 1) // 2
            if self._is_open(unknown, way * middle, partner):
                low = middle
            else:
                high = middle - 1
        return low

    def _is_open(self, unknown: int, change: int, partner: int) -> bool:
        row = self._ground.row(unknown)
        query = Query(row, change, partner, Touch.ANY)
        if self._denial.is_sure(query):
            return False
        return not self._searches.freely(row, lambda program: program.excludes(query))
