"""Questions to a neighborhood: can a figure change so far, and what changes with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import highspy
import numpy as np
from numpy.typing import NDArray

from pipelines.protect.constraints import Constraints
from pipelines.protect.diving import dive
from pipelines.protect.ground import Ground
from pipelines.protect.held import Held
from pipelines.protect.solver import Effort, answer_of

# A search that touches nothing shown is given up where it needs more steps than any that found
# something; then one at a price is begun. That is given up after many more, and what has no other
# answer is asked once more without an end. Each bound on the way to whole numbers may take as many.
STEPS, MANY, ENDLESS = 5_000, 20_000, 2**31 - 1
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


class Touch(Enum):
    """Which shown figures a move may change: none, all but the dear ones, any."""

    NOTHING = "nothing"
    CHEAP = "cheap"
    ANY = "any"


@dataclass(frozen=True)
class Query:
    """A row that is to change by at least `change` (down if negative), and what must not.

    `without` is a partner whose contributions must not change; `touch` says which shown figures
    may.
    """

    row: int
    change: int
    without: int | None
    touch: Touch


class Model:
    """Answers queries about the contributions `inner`; all others stay as they are."""

    def __init__(
        self, ground: Ground, held: Held, inner: Whole, effort: Effort, *, is_elastic: bool
    ) -> None:
        """Nothing was asked yet; `is_elastic`: shown figures may change at a price."""
        self.ground, self.inner, self.is_elastic = ground, inner, is_elastic
        self.constraints = Constraints(ground, held, inner, is_elastic=is_elastic)
        self._effort, self._steps = effort, ENDLESS
        self.is_denied = False
        self._owner = ground.system.owner[inner]

    def solve(
        self, query: Query, *, is_whole: bool = False, is_patient: bool = True
    ) -> Floats | None:
        """Changes of the contributions at the least price, or None if no such move was found."""
        at_a_price = ENDLESS if is_patient else MANY
        self._steps = at_a_price if self.is_elastic else STEPS
        # What is nearest in whole numbers need not be cheapest: in patience others are asked.
        is_diving = not is_whole and not (self.is_elastic and is_patient)
        while (values := self._answer(query, is_whole=is_whole, is_diving=is_diving)) is not None:
            if not self.constraints.need(values):
                break
        return values

    def _answer(self, query: Query, *, is_whole: bool, is_diving: bool) -> Floats | None:
        columns, signs = self.constraints.terms(query.row)
        self.is_denied = not len(columns)
        if self.is_denied:
            return None
        solver = self.constraints.whole_numbers if is_whole else self.constraints.linear
        self.constraints.linear.setOptionValue("simplex_iteration_limit", self._steps)
        shut = np.flatnonzero(self._shut(query)).astype(np.int32)
        nothing = np.zeros(len(shut))
        low, high = float(query.change), np.inf
        if query.change < 0:
            low, high = self.ground.lowest[query.row], float(query.change)
        solver.addRow(low, high, len(columns), columns, signs)
        solver.changeColsBounds(len(shut), shut, nothing, nothing)
        values = answer_of(solver, self._effort)
        # The solver forgets its answer as soon as a bound changes.
        self.is_denied = solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        if values is not None and is_diving:
            values = self._without_fractions(solver, values)
        solver.deleteRows(1, np.array([len(self.constraints.rows)], dtype=np.int32))
        solver.changeColsBounds(len(shut), shut, nothing, self.constraints.highest[shut])
        if not is_whole:
            # Every search begins from no move at all, so that their order changes nothing.
            solver.setBasis(self.constraints.start)
        return None if values is None else self._changes(values)

    def _without_fractions(self, solver: highspy.Highs, values: Floats) -> Floats:
        """An answer in whole numbers, where some are near and no rows are missing yet."""
        if len(self.constraints.missing(self._changes(values))):
            return values
        found = dive(solver, values, self.constraints.highest[: 2 * len(self.inner)], self._effort)
        return values if found is None else found

    def _changes(self, values: Floats) -> Floats:
        """How the contributions change by an answer of the solver."""
        size = len(self.inner)
        return np.asarray(values[:size] - values[size : 2 * size])

    def _shut(self, query: Query) -> Flags:
        """Columns that may not change."""
        shown = self.constraints.rows[self.constraints.elastic]
        is_own = np.zeros(len(self.inner), dtype=bool)
        if query.without is not None:
            is_own = self._owner == query.without
        is_stiff = np.full(len(shown), query.touch is Touch.NOTHING)
        if query.touch is Touch.CHEAP:
            is_stiff = self.ground.is_dear[shown]
        return np.concatenate([is_own, is_own, is_stiff, is_stiff])
