"""Where certificates are looked for.

Moves that touch nothing shown are looked for as far as anything is held together: few rows say
what may not change. Where shown figures may change too, each has a price: near the figure first,
for a few hundred contributions around it nearly always hold what protects it, then farther.
What is close by is asked in a moment, however large a table is, but may find only what costs more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.ground import Ground
from pipelines.protect.held import Held
from pipelines.protect.neighborhood import nearest
from pipelines.protect.program import Program
from pipelines.protect.solver import Effort

CLOSE, NEAR, FAR, EVERYWHERE = 150, 400, 1_200, 10_000_000
CORE = 3
Answer = TypeVar("Answer")
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class _Level:
    """A program and the rows near its middle, which it can be asked to change."""

    program: Program
    targets: frozenset[int]


class Searches:
    """Programs, kept while figures are asked for that nothing beyond them holds."""

    def __init__(self, ground: Ground) -> None:
        """Nothing is built yet: what is shown may still change a good deal."""
        self.ground, self.effort = ground, Effort()
        self._free: dict[int, Program] = {}
        self._levels: dict[int, _Level] = {}
        self._version = 0

    @cached_property
    def _held(self) -> Held:
        return Held(self.ground)

    def freely(self, row: int, ask: Callable[[Program], Answer]) -> Answer:
        """What the program answers that finds moves which touch nothing shown.

        A row that turns out to be needed may hold more together than was looked at: then it is
        asked again, so that "no" never means that only a part was asked.
        """
        while True:
            answer = ask(self._program(row))
            if self._version == self._held.version:
                return answer

    def levels(self, row: int) -> Iterator[Program]:
        """Programs that can change a row, smallest first; shown figures have their price."""
        for limit in (NEAR, FAR, EVERYWHERE):
            program = self._level(row, limit)
            if not len(program.inner):
                return
            yield program
            if len(program.inner) < limit:
                return

    def close_by(self, row: int) -> Program:
        """The program of what is closest to a row; shown figures have their price."""
        return self._level(row, CLOSE)

    def open(self, row: int) -> None:
        """From now on a figure is withheld and may change freely."""
        self.ground.is_shown[row] = False
        for program in dict.fromkeys(self._free.values()):
            program.open(row)
        for level in self._levels.values():
            level.program.open(row)

    def close(self, row: int) -> None:
        """From now on a figure is shown again.

        Programs of what it is no part of, or of all it is made of, are kept.
        """
        self.ground.is_shown[row] = True
        self._held.is_needed[row] = self._held.is_told[row] = True
        self._levels.clear()
        programs = dict.fromkeys(self._free.values())
        is_kept = {program: program.close(row) for program in programs}
        self._free = {other: one for other, one in self._free.items() if is_kept[one]}

    def _program(self, row: int) -> Program:
        held = self._held
        if self._version != held.version:
            self._free.clear()
            self._version = held.version
        if row not in self._free:
            inner = self._nearest(row, self.ground.is_bound & held.is_needed, EVERYWHERE)
            program = Program(self.ground, held, np.sort(inner), self.effort, is_elastic=False)
            self._free |= dict.fromkeys([*self._within(inner).tolist(), row], program)
        return self._free[row]

    def _level(self, row: int, limit: int) -> Program:
        if limit not in self._levels or row not in self._levels[limit].targets:
            self._levels[limit] = self._around(row, limit)
        return self._levels[limit].program

    def _around(self, row: int, limit: int) -> _Level:
        inner = self._nearest(row, self.ground.is_bound, limit)
        core = inner if len(inner) < limit else inner[: limit // CORE]
        inner = np.sort(inner)
        program = Program(self.ground, self._held, inner, self.effort, is_elastic=True)
        return _Level(program, frozenset([*self._within(core).tolist(), row]))

    def _nearest(self, row: int, is_link: Flags, limit: int) -> Whole:
        ground = self.ground
        size = min(limit, ground.rows.shape[1])
        return nearest(ground.members(row), self._held.links, is_link, ground.is_stuck, size)

    def _within(self, inner: Whole) -> Whole:
        """Rows of which nothing else can change."""
        is_beyond = ~self.ground.is_stuck
        is_beyond[inner] = False
        return np.flatnonzero(self._held.touching @ is_beyond.astype(np.int64) == 0)
