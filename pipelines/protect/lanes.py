"""Searches side by side: moves that do not depend on one another are looked for at once.

Each lane has programs of its own and is asked the same every time, whichever is done first: so
the moves are the same every time too.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from pipelines.protect.demands import Demand
from pipelines.protect.ground import Ground, Move
from pipelines.protect.moves import Moves
from pipelines.protect.searches import Searches
from pipelines.protect.solver import Effort

LANES = 2
# Fewer contributions are searched in less time than it takes to begin side by side.
LARGE = 2_000
# How many steps all searches will take is guessed once the first of them were work enough, for
# those that touch nothing shown and for those at a price; more than there is patience for, and what
# is asked from then on is asked close by. The hardest demands come first: where it was seen, two to
# five times too much was guessed. The longest search so far took six minutes of one processor.
FIRST, PATIENCE = 1_200_000_000, 25_000_000


class Ask(NamedTuple):
    """A demand in one direction, held against one partner (`without`) or against all."""

    demand: Demand
    direction: int
    without: int | None


class Lanes:
    """Looks for moves that meet demands, several at once where there is much to look through."""

    def __init__(self, ground: Ground) -> None:
        """Nothing was searched yet."""
        count = LANES if ground.rows.shape[1] >= LARGE else 1
        self.lanes = [Moves(Searches(ground)) for _ in range(count)]
        self.is_hurried = False
        self._before = Effort()

    @property
    def searched(self) -> int:
        """How many moves were asked for."""
        return sum(lane.searched for lane in self.lanes)

    @property
    def has_asked_close_by(self) -> bool:
        """Whether what is close by had to do at least once."""
        return any(lane.has_asked_close_by for lane in self.lanes)

    def at_once(self, wanted: int) -> int:
        """How many moves to ask for at once, where so many could be: one after another if alone."""
        return wanted if len(self.lanes) > 1 else 1

    def guess_anew(self) -> None:
        """What was done so far says nothing about what is ahead."""
        self._before = self._effort()

    def look_ahead(self, done: int, asked: int) -> None:
        """After so many demands of all `asked`: whether what is close by must do from now on.

        Steps are the same every time, seconds are not: so is the pattern.
        """
        effort = self._effort()
        steps, work = effort.steps - self._before.steps, effort.work - self._before.work
        self.is_hurried |= work >= FIRST and steps * asked > PATIENCE * max(done, 1)

    def _effort(self) -> Effort:
        efforts = [lane.searches.effort for lane in self.lanes]
        return Effort(sum(one.steps for one in efforts), sum(one.work for one in efforts))

    def open(self, row: int) -> None:
        """From now on a figure is withheld and may change freely."""
        for lane in self.lanes:
            lane.searches.open(row)

    def close(self, row: int) -> None:
        """From now on a figure is shown again."""
        for lane in self.lanes:
            lane.searches.close(row)

    def at_a_price(self, ask: Ask) -> Move | None:
        """A move that withholds as little as possible, or None; in a hurry the best close by."""
        return self.lanes[0].at_a_price(*ask, is_hurried=self.is_hurried)

    def freely(self, asked: Sequence[Ask]) -> list[Move | None]:
        """For each a move that touches nothing shown, or None."""
        count = len(self.lanes)
        parts = [asked[at::count] for at in range(count)]
        if count == 1 or len(asked) < count:
            found = [_freely(*each) for each in zip(self.lanes, parts, strict=True)]
        else:
            with ThreadPoolExecutor(count) as pool:
                found = list(pool.map(_freely, self.lanes, parts))
        return [found[at % count][at // count] for at in range(len(asked))]


def _freely(lane: Moves, asked: Sequence[Ask]) -> list[Move | None]:
    return [lane.freely(*ask) for ask in asked]
