"""A neighborhood as the solver sees it: linear, and in whole numbers where that is asked for.

Columns are each contribution up and down, and, if shown figures may change at a price, each of
these up and down. Rows are what may not change as it pleases.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.diving import dive
from pipelines.protect.ground import Ground
from pipelines.protect.held import Held
from pipelines.protect.solver import FARTHEST, Effort, answer_of, program_of, quiet_solver

# A sum of fractions is no change at all below this.
CHANGE = 1e-5
# A search that touches nothing shown is given up where it needs more steps than any that found
# something; then one at a price is begun. That is given up after many more, and what has no other
# answer is asked once more without an end.
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
        """Look at the rows that say all; `is_elastic`: shown figures may change at a price."""
        self.ground, self.held, self.inner, self.is_elastic = ground, held, inner, is_elastic
        self._effort, self._steps = effort, ENDLESS
        self.is_denied = False
        self._owner = ground.system.owner[inner]
        self._near = sp.csr_matrix(ground.by_inner[inner])
        self._place_of = np.full(ground.rows.shape[1], -1, dtype=np.int64)
        self._place_of[inner] = np.arange(len(inner))
        met = np.unique(self._near.indices)
        is_needed = held.is_told if is_elastic else held.is_needed
        self._look_at(met[ground.is_bound[met] & is_needed[met]])

    def open(self, row: int) -> None:
        """From now on a figure may change freely; what was said by help of it is not said."""
        for leaning in self._leaning.pop(row, ()):
            self._bound(leaning, -np.inf, np.inf)
            self._is_looked_at[leaning] = False
        self._bound(row, self.ground.lowest[row], np.inf)

    def close(self, row: int) -> bool:
        """From now on a figure may not change; False if that has to be said by a new model.

        So it has where others change with it too, or where what it leaned on was opened since.
        """
        members = self.ground.members(row)
        is_inside = self._place_of[members[~self.ground.is_stuck[members]]] >= 0
        if not is_inside.all() or (row in self._place and not self._is_looked_at[row]):
            return not is_inside.any()
        if self._is_looked_at[row]:
            self._bound(row, 0.0, 0.0)
        else:
            self._add(row)
        return True

    def solve(
        self, query: Query, *, is_whole: bool = False, is_patient: bool = True
    ) -> Floats | None:
        """Changes of the contributions at the least price, or None if no such move was found."""
        at_a_price = ENDLESS if is_patient else MANY
        self._steps = at_a_price if self.is_elastic else STEPS
        # What is nearest in whole numbers need not be cheapest: in patience others are asked.
        is_diving = not is_whole and not (self.is_elastic and is_patient)
        while (values := self._answer(query, is_whole=is_whole, is_diving=is_diving)) is not None:
            missing = self._missing(values)
            if not len(missing):
                break
            if self.is_elastic:
                missing = self._met(values)
            self.held.need(missing, at_a_price=self.is_elastic)
            self._look_at(np.concatenate([self.rows[self._is_looked_at[self.rows]], missing]))
        return values

    def _answer(self, query: Query, *, is_whole: bool, is_diving: bool) -> Floats | None:
        columns, signs = self._terms(query.row)
        self.is_denied = not len(columns)
        if self.is_denied:
            return None
        solver = self._whole_numbers if is_whole else self._linear
        self._linear.setOptionValue("simplex_iteration_limit", self._steps)
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
        solver.deleteRows(1, np.array([len(self.rows)], dtype=np.int32))
        solver.changeColsBounds(len(shut), shut, nothing, self._highest[shut])
        if not is_whole:
            # Every search begins from no move at all, so that their order changes nothing.
            solver.setBasis(self._basis)
        return None if values is None else self._changes(values)

    def _without_fractions(self, solver: highspy.Highs, values: Floats) -> Floats:
        """An answer in whole numbers, where some are near and no rows are missing yet."""
        if len(self._missing(self._changes(values))):
            return values
        found = dive(solver, values, self._highest[: 2 * len(self.inner)], self._effort)
        return values if found is None else found

    def _changes(self, values: Floats) -> Floats:
        """How the contributions change by an answer of the solver."""
        size = len(self.inner)
        return np.asarray(values[:size] - values[size : 2 * size])

    def _terms(self, row: int) -> tuple[NDArray[np.int32], Floats]:
        first, last = self.ground.rows.indptr[row : row + 2]
        place = self._place_of[self.ground.rows.indices[first:last]]
        signs = self.ground.rows.data[first:last][place >= 0].astype(np.float64)
        place = place[place >= 0]
        columns = np.concatenate([place, place + len(self.inner)]).astype(np.int32)
        return columns, np.concatenate([signs, -signs])

    def _missing(self, values: Floats) -> Whole:
        """Rows that would change, may not, and are not looked at yet."""
        changed = np.flatnonzero(np.abs(values) > CHANGE)
        rows = self._near[changed]
        changes = rows.data * np.repeat(values[changed], np.diff(rows.indptr))
        by = np.bincount(rows.indices, changes, self.ground.rows.shape[0])
        return np.flatnonzero((np.abs(by) > CHANGE) & self.ground.is_held & ~self._is_looked_at)

    def _met(self, values: Floats) -> Whole:
        """Rows that may not change, hold a contribution that does, and are not looked at yet.

        At a price the next answer would change one of them, and the one after that another one.
        """
        rows = np.unique(self._near[np.flatnonzero(np.abs(values) > CHANGE)].indices)
        return np.asarray(rows[self.ground.is_held[rows] & ~self._is_looked_at[rows]])

    def _shut(self, query: Query) -> Flags:
        """Columns that may not change."""
        shown = self.rows[self._elastic]
        is_own = np.zeros(len(self.inner), dtype=bool)
        if query.without is not None:
            is_own = self._owner == query.without
        is_stiff = np.full(len(shown), query.touch is Touch.NOTHING)
        if query.touch is Touch.CHEAP:
            is_stiff = self.ground.is_dear[shown]
        return np.concatenate([is_own, is_own, is_stiff, is_stiff])

    def _bound(self, row: int, low: float, high: float) -> None:
        if not self._is_looked_at[row]:
            return
        for solver in (self._linear, self._integer):
            if solver is not None:
                solver.changeRowBounds(self._place[row], low, high)

    def _look_at(self, rows: Whole) -> None:
        self.rows = rows.astype(np.int64)
        self._place = {int(row): at for at, row in enumerate(self.rows)}
        self._is_looked_at = np.zeros(self.ground.rows.shape[0], dtype=bool)
        self._is_looked_at[self.rows] = True
        self._elastic = np.flatnonzero(self.ground.is_shown[self.rows] & self.is_elastic)
        self._highest = self._upper()
        own = sp.csr_matrix(self._near.T)[self.rows]
        # At a price nothing leans on anything: what is leaned on may change.
        self._matrix, self._leaning = own, defaultdict[int, list[int]](list)
        if not self.is_elastic:
            self._matrix, self._leaning = self.held.said(self.rows, own, self._place_of)
        self._linear = self._solver(is_whole=False)
        self._integer: highspy.Highs | None = None
        self._linear.run()
        self._basis = self._linear.getBasis()

    def _add(self, row: int) -> None:
        """Look at one more row, which may not change: "no move at all" stays an answer."""
        columns, signs = self._terms(row)
        self._linear.addRow(0.0, 0.0, len(columns), columns, signs)
        self._basis = self._linear.getBasis()
        self._integer = None
        own = sp.csr_matrix(self._near.T)[[row]]
        self._matrix = sp.csr_matrix(sp.vstack([self._matrix, own]))
        self._place[row], self._is_looked_at[row] = len(self.rows), True
        self.rows = np.append(self.rows, row)

    @property
    def _whole_numbers(self) -> highspy.Highs:
        if self._integer is None:
            self._integer = self._solver(is_whole=True)
        return self._integer

    def _upper(self) -> Floats:
        fall = self.ground.system.values[self.inner]
        rise = np.full(len(self.inner), FARTHEST)
        return np.concatenate([rise, fall, np.full(2 * len(self._elastic), FARTHEST)])

    def _costs(self) -> Floats:
        """What the contributions cost, up and down."""
        cost = self.ground.cost[self.inner]
        return np.concatenate([cost, cost])

    def _solver(self, *, is_whole: bool) -> highspy.Highs:
        ground, shown, count = self.ground, len(self._elastic), len(self.rows)
        ones = np.ones(shown, dtype=np.int64)
        beside = sp.csr_matrix((ones, (self._elastic, np.arange(shown))), shape=(count, shown))
        matrix = sp.csr_matrix(sp.hstack([self._matrix, -self._matrix, -beside, beside]))
        is_held = ground.is_held[self.rows]
        low = np.where(is_held, 0.0, ground.lowest[self.rows])
        # What leaned on a row that was opened since says nothing until it is looked at again.
        is_said = self._is_looked_at[self.rows]
        price = ground.price[self.rows[self._elastic]]
        whole, beside_them = 2 * len(self.inner), 2 * shown
        program = program_of(
            matrix,
            (np.where(is_said, low, -np.inf), np.where(is_said & is_held, 0.0, np.inf)),
            np.concatenate([self._costs(), price, price]),
            self._highest,
        )
        if is_whole:
            kinds = highspy.HighsVarType
            program.integrality_ = [kinds.kInteger] * whole + [kinds.kContinuous] * beside_them
        return quiet_solver(program, is_whole=is_whole)
