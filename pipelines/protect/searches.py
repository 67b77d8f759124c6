"""Where certificates are looked for.

Moves that touch nothing shown are looked for everywhere at once: few rows say what may not
change. Where shown figures may change too, each has a price: near the figure first, for a few
hundred contributions around it nearly always hold what protects it, then farther.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.protect.ground import Ground
from pipelines.protect.held import Held
from pipelines.protect.neighborhood import nearest
from pipelines.protect.program import Program

NEAR, FAR, EVERYWHERE = 800, 2_500, 10_000_000
CORE = 3


@dataclass(frozen=True)
class _Level:
    """A program and the rows near its middle, which it can be asked to change."""

    program: Program
    targets: frozenset[int]


class Searches:
    """One program for moves that touch nothing shown; at a price one a level.

    These are kept while figures near their middle are asked for.
    """

    def __init__(self, ground: Ground) -> None:
        """Nothing is built yet: what is shown may still change a good deal."""
        self.ground = ground
        self._levels: dict[int, _Level] = {}
        self._kept: list[Program] = []

    @cached_property
    def _held(self) -> Held:
        return Held(self.ground)

    @cached_property
    def free(self) -> Program:
        """Finds moves that touch nothing shown."""
        inner = np.flatnonzero(~self.ground.is_stuck)
        self._kept = [Program(self.ground, self._held, inner, is_elastic=False)]
        return self._kept[0]

    def levels(self, row: int) -> Iterator[Program]:
        """Programs that can change a row, smallest first; shown figures have their price."""
        for limit in (NEAR, FAR, EVERYWHERE):
            if limit not in self._levels or row not in self._levels[limit].targets:
                self._levels[limit] = self._around(row, limit)
            program = self._levels[limit].program
            if not len(program.inner):
                return
            yield program
            if len(program.inner) < limit:
                return

    def open(self, row: int) -> None:
        """From now on a figure is withheld and may change freely."""
        self.ground.is_shown[row] = False
        for program in [*self._kept, *(level.program for level in self._levels.values())]:
            program.open(row)

    def close(self, row: int) -> None:
        """From now on a figure is shown again."""
        self.ground.is_shown[row] = True
        self._held.is_needed[row] = True
        self.free.hold(row)
        self._levels.clear()

    def _around(self, row: int, limit: int) -> _Level:
        ground, held = self.ground, self._held
        size = min(limit, ground.rows.shape[1])
        bound, stuck = ground.is_bound, ground.is_stuck
        inner = nearest(ground.members(row), held.links, bound, stuck, size)
        core = np.zeros(ground.rows.shape[1], dtype=np.int64)
        core[inner if len(inner) < limit else inner[: limit // CORE]] = 1
        targets = np.flatnonzero((abs(ground.rows) @ core) == held.lengths)
        program = Program(ground, held, np.sort(inner), is_elastic=True)
        return _Level(program, frozenset([*targets.tolist(), row]))
