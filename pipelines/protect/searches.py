"""Where certificates are looked for: near the figure first, then farther, then everywhere.

A few hundred contributions around a figure nearly always hold what protects it, and a small
program answers many times faster than the whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.ground import Ground
from pipelines.protect.neighborhood import nearest
from pipelines.protect.program import Program

NEAR, FAR, EVERYWHERE = 800, 2_500, 10_000_000
CORE = 3
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Searches:
    """One program a level, kept while figures near its middle are asked for."""

    def __init__(self, ground: Ground) -> None:
        """Nothing is built yet."""
        self.ground = ground
        self._programs: dict[int, Program] = {}
        both = (ground.rows, ground.by_inner)
        starts = [matrix.indptr.astype(np.int64) for matrix in both]
        members = [matrix.indices.astype(np.int64) for matrix in both]
        self._links = (starts[0], members[0], starts[1], members[1])
        self._lengths = np.diff(starts[0])

    def levels(self, row: int, hidden: Flags) -> Iterator[Program]:
        """Programs that can change a row, smallest first; `hidden` rows may be asked for too."""
        for limit in (NEAR, FAR, EVERYWHERE):
            program = self._programs.get(limit)
            if program is None or row not in program.targets:
                program = self._build(row, hidden, limit)
            if not len(program.inner):
                return
            self._programs[limit] = program
            yield program
            if len(program.inner) < limit:
                return

    def open(self, row: int) -> None:
        """From now on a figure is withheld and may change freely."""
        self.ground.is_shown[row] = False
        for program in self._programs.values():
            program.open(row)

    def close(self, row: int) -> None:
        """From now on a figure is shown again."""
        self.ground.is_shown[row] = True
        self._programs.clear()

    def _build(self, row: int, hidden: Flags, limit: int) -> Program:
        ground = self.ground
        is_link = ground.is_bound
        size = min(limit, ground.rows.shape[1])
        inner = nearest(ground.members(row), self._links, is_link, ground.is_stuck, size)
        is_all = len(inner) < limit
        core = np.zeros(ground.rows.shape[1], dtype=np.int64)
        core[inner if is_all else inner[: limit // CORE]] = 1
        is_inside = (ground.rows @ core) == self._lengths
        targets = np.flatnonzero(is_inside & hidden)
        return Program(ground, np.sort(inner), np.union1d(targets, [row]).tolist())
