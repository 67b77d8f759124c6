"""The move that meets a demand and withholds least, as far as there is patience to look for it.

First what touches nothing shown: walked to, then searched for as far as anything is held together.
Then what touches shown figures at a price, near and farther. Where that would take too long, only
what is close by is asked, which is as safe but may withhold more.
"""

from __future__ import annotations

import itertools
from functools import partial

from pipelines.protect.demands import Demand
from pipelines.protect.ground import Move
from pipelines.protect.model import MANY, Query, Touch
from pipelines.protect.program import Program
from pipelines.protect.searches import NEAR, Searches
from pipelines.protect.walks import Walks

# Of so many contributions a move in whole numbers is worth an integer program.
FEW = 800


class Moves:
    """Finds moves, one demand after the other."""

    def __init__(self, searches: Searches) -> None:
        """Nothing was searched yet."""
        self.searches, self.ground = searches, searches.ground
        self._walks = Walks(self.ground)
        self.searched = 0
        self.has_asked_close_by = False

    def freely(self, demand: Demand, direction: int, without: int | None) -> Move | None:
        """A move that meets a demand in one direction and touches nothing shown, or None.

        `without` is a partner whose contributions must not change.
        """
        self.searched += 1
        row, ways = self.ground.row(demand.unknown), demand.ways(direction)
        walked = self._walked(row, ways, without)
        return walked if walked is not None else self._free(row, ways, without)

    def at_a_price(
        self, demand: Demand, direction: int, without: int | None, *, is_hurried: bool = False
    ) -> Move | None:
        """A move that meets a demand in one direction and withholds least, or None.

        What it touches of what is shown has to be withheld. `is_hurried`: only what is close by
        is asked.
        """
        self.searched += 1
        row, ways = self.ground.row(demand.unknown), demand.ways(direction)
        first = self._close_by if is_hurried else self._free
        found = first(row, ways, without)
        return found if found is not None else self._best(row, ways, without)

    def _best(self, row: int, ways: list[int], without: int | None) -> Move | None:
        """The move that withholds least; what is close by once too many steps were taken."""
        begun = self.searches.effort.steps
        for touch, is_patient in itertools.product((Touch.CHEAP, Touch.ANY), (False, True)):
            best = self._cheapest(row, ways, without, touch, is_patient=is_patient)
            if best is None and self.searches.effort.steps - begun >= MANY:
                best = self._close_by(row, ways, without)
            if best is not None:
                return best
        return None

    def _walked(self, row: int, ways: list[int], without: int | None) -> Move | None:
        """A move that touches nothing shown and is found in a moment."""
        walks = (self._walks.find(row, way, without) for way in ways)
        return next((move for move in walks if move is not None), None)

    def _free(self, row: int, ways: list[int], without: int | None) -> Move | None:
        """A move that touches nothing shown; fractions of many are not worth much patience."""
        for way in ways:
            query = Query(row, way, without, Touch.NOTHING)
            move = self.searches.freely(row, partial(_found, query))
            if move is not None:
                return move
        return None

    def _close_by(self, row: int, ways: list[int], without: int | None) -> Move | None:
        """The best of what is closest, where a search takes a moment."""
        self.has_asked_close_by = True
        program = self.searches.close_by(row)
        for touch in (Touch.CHEAP, Touch.ANY):
            best: Move | None = None
            for way in ways:
                query = Query(row, way, without, touch)
                best = self._cheaper(best, program.find(query, is_patient=False))
            if best is not None:
                return best
        return None

    def _cheapest(
        self, row: int, ways: list[int], without: int | None, touch: Touch, *, is_patient: bool
    ) -> Move | None:
        """The best of what the programs find; fractions far away are not worth much patience."""
        best: Move | None = None
        for program in self.searches.levels(row):
            is_all, is_far = len(program.inner) < NEAR, len(program.inner) > NEAR
            # One way alone is asked again in patience; of two the other one would be taken first.
            is_worth_it = is_patient or (is_all and len(ways) > 1)
            for way in ways:
                query = Query(row, way, without, touch)
                move = program.find(query, is_patient=is_worth_it)
                best = self._cheaper(best, move)
            if best is not None and (is_far or is_patient or not self._price(best)):
                break
        return best

    def _cheaper(self, one: Move | None, other: Move | None) -> Move | None:
        if one is None or other is None:
            return one or other
        return other if self._price(other) < self._price(one) else one

    def _price(self, move: Move) -> float:
        """What it costs to withhold what a move touches."""
        return float(self.ground.price[self.ground.newly(move)].sum())


def _found(query: Query, program: Program) -> Move | None:
    return program.find(query, is_patient=len(program.inner) < FEW)
