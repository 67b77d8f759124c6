"""A neighborhood as the solver sees it: linear, and in whole numbers where that is asked for.

Columns are each contribution up and down, and, if shown figures may change at a price, each of
these up and down. Rows are what may not change as it pleases.
"""

from __future__ import annotations

from collections import defaultdict

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.ground import Ground
from pipelines.protect.held import Held
from pipelines.protect.solver import program_of, quiet_solver

# A sum of fractions is no change at all below this.
CHANGE = 1e-5
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Constraints:
    """What may not change as it pleases of the contributions `inner`; all others stay."""

    def __init__(self, ground: Ground, held: Held, inner: Whole, *, is_elastic: bool) -> None:
        """Look at the rows that say all; `is_elastic`: shown figures may change at a price."""
        self.ground, self.held, self.inner, self.is_elastic = ground, held, inner, is_elastic
        self.near = sp.csr_matrix(ground.by_inner[inner])
        self._place_of = np.full(ground.rows.shape[1], -1, dtype=np.int64)
        self._place_of[inner] = np.arange(len(inner))
        self._integer: highspy.Highs | None = None
        met = np.unique(self.near.indices)
        is_needed = held.is_told if is_elastic else held.is_needed
        self._look_at(met[ground.is_bound[met] & is_needed[met]])

    def open(self, row: int) -> None:
        """From now on a figure may change freely; what was said by help of it is not said."""
        for leaning in self._leaning.pop(row, ()):
            self._bound(leaning, -np.inf, np.inf)
            self.is_looked_at[leaning] = False
        self._bound(row, self.ground.lowest[row], np.inf)

    def close(self, row: int) -> bool:
        """From now on a figure may not change; False if that has to be said by a new model.

        So it has where others change with it too, or where what it leaned on was opened since.
        """
        members = self.ground.members(row)
        is_inside = self._place_of[members[~self.ground.is_stuck[members]]] >= 0
        if not is_inside.all() or (row in self._place and not self.is_looked_at[row]):
            return not is_inside.any()
        if self.is_looked_at[row]:
            self._bound(row, 0.0, 0.0)
        else:
            self._add(row)
        return True

    def missing(self, values: Floats) -> Whole:
        """Rows that would change by an answer, may not, and are not looked at yet."""
        changed = np.flatnonzero(np.abs(values) > CHANGE)
        rows = self.near[changed]
        changes = rows.data * np.repeat(values[changed], np.diff(rows.indptr))
        by = np.bincount(rows.indices, changes, self.ground.rows.shape[0])
        return np.flatnonzero((np.abs(by) > CHANGE) & self.ground.is_held & ~self.is_looked_at)

    def need(self, values: Floats) -> bool:
        """Look at what is missing for an answer, here and in what is written later; False if none.

        At a price the next answer would change what the first one left alone, and so on: there
        every row is looked at in which a contribution changes.
        """
        needed = self.missing(values)
        if not len(needed):
            return False
        if self.is_elastic:
            met = np.unique(self.near[np.flatnonzero(np.abs(values) > CHANGE)].indices)
            needed = met[self.ground.is_held[met] & ~self.is_looked_at[met]]
        self.held.need(needed, at_a_price=self.is_elastic)
        self._look_at(np.concatenate([self.rows[self.is_looked_at[self.rows]], needed]))
        return True

    def terms(self, row: int) -> tuple[NDArray[np.int32], Floats]:
        """A row as the sum of columns."""
        first, last = self.ground.rows.indptr[row : row + 2]
        place = self._place_of[self.ground.rows.indices[first:last]]
        signs = self.ground.rows.data[first:last][place >= 0].astype(np.float64)
        place = place[place >= 0]
        columns = np.concatenate([place, place + len(self.inner)]).astype(np.int32)
        return columns, np.concatenate([signs, -signs])

    @property
    def whole_numbers(self) -> highspy.Highs:
        """The same in whole numbers, written where it is asked for."""
        if self._integer is None:
            self._integer = self._solver(is_whole=True)
        return self._integer

    def _bound(self, row: int, low: float, high: float) -> None:
        if not self.is_looked_at[row]:
            return
        for solver in (self.linear, self._integer):
            if solver is not None:
                solver.changeRowBounds(self._place[row], low, high)

    def _look_at(self, rows: Whole) -> None:
        self.rows = rows.astype(np.int64)
        self._place = {int(row): at for at, row in enumerate(self.rows)}
        self.is_looked_at = np.zeros(self.ground.rows.shape[0], dtype=bool)
        self.is_looked_at[self.rows] = True
        self.elastic = np.flatnonzero(self.ground.is_shown[self.rows] & self.is_elastic)
        self.highest = self._upper()
        own = sp.csr_matrix(self.near.T)[self.rows]
        # At a price nothing leans on anything: what is leaned on may change.
        self._matrix, self._leaning = own, defaultdict[int, list[int]](list)
        if not self.is_elastic:
            self._matrix, self._leaning = self.held.said(self.rows, own, self._place_of)
        self.linear = self._solver(is_whole=False)
        self._integer = None
        self.linear.run()
        self.start = self.linear.getBasis()

    def _add(self, row: int) -> None:
        """Look at one more row, which may not change: "no move at all" stays an answer."""
        columns, signs = self.terms(row)
        self.linear.addRow(0.0, 0.0, len(columns), columns, signs)
        self.start = self.linear.getBasis()
        self._integer = None
        own = sp.csr_matrix(self.near.T)[[row]]
        self._matrix = sp.csr_matrix(sp.vstack([self._matrix, own]))
        self._place[row], self.is_looked_at[row] = len(self.rows), True
        self.rows = np.append(self.rows, row)

    def _upper(self) -> Floats:
        fall = self.ground.system.values[self.inner]
        rise, beside = len(self.inner), 2 * len(self.elastic)
        farthest = self.ground.farthest
        return np.concatenate([np.full(rise, farthest), fall, np.full(beside, farthest)])

    def _costs(self) -> Floats:
        """What the contributions cost, up and down."""
        cost = self.ground.cost[self.inner]
        return np.concatenate([cost, cost])

    def _solver(self, *, is_whole: bool) -> highspy.Highs:
        ground, shown, count = self.ground, len(self.elastic), len(self.rows)
        ones = np.ones(shown, dtype=np.int64)
        beside = sp.csr_matrix((ones, (self.elastic, np.arange(shown))), shape=(count, shown))
        matrix = sp.csr_matrix(sp.hstack([self._matrix, -self._matrix, -beside, beside]))
        is_held = ground.is_held[self.rows]
        low = np.where(is_held, 0.0, ground.lowest[self.rows])
        # What leaned on a row that was opened since says nothing until it is looked at again.
        is_said = self.is_looked_at[self.rows]
        price = ground.price[self.rows[self.elastic]]
        whole, beside_them = 2 * len(self.inner), 2 * shown
        program = program_of(
            matrix,
            (np.where(is_said, low, -np.inf), np.where(is_said & is_held, 0.0, np.inf)),
            np.concatenate([self._costs(), price, price]),
            self.highest,
        )
        if is_whole:
            kinds = highspy.HighsVarType
            program.integrality_ = [kinds.kInteger] * whole + [kinds.kContinuous] * beside_them
        return quiet_solver(program, is_whole=is_whole)
