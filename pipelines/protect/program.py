"""Certificates: whole-number changes that an attacker cannot tell from the truth.

A move changes contributions so that every tie still holds, nothing becomes negative and nothing
known changes. If it takes a withheld figure up or down by what is demanded, the attacker cannot
exclude that value. Shown figures that it touches must be withheld too: the cheapest is looked
for. Against a partner only moves count that leave all of that partner's contributions alone.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.ground import Ground, Move
from pipelines.protect.solver import FARTHEST, quiet_solver

TOLERANCE = 1e-6
AGAIN = 2
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Touch(Enum):
    """Which shown figures a move may change: none, all but the dear ones, any."""

    NOTHING = "nothing"
    CHEAP = "cheap"
    ANY = "any"


@dataclass(frozen=True)
class _Query:
    """A row's place, the bounds asked of it and its usual ones, which columns may not change."""

    place: int
    asked: tuple[float, float]
    usual: tuple[float, float]
    shut: NDArray[np.bool_]


class Program:
    """Searches a neighborhood for moves; all other contributions stay as they are.

    Columns are each contribution up and down, and each shown figure up and down at its price.
    """

    def __init__(self, ground: Ground, inner: Whole, targets: list[int]) -> None:
        """Build the program once; `targets` are rows that it can be asked to change."""
        self.ground, self.inner = ground, inner
        near = ground.by_inner[inner]
        met = np.unique(near.indices)
        held = met[ground.is_bound[met]]
        self.rows = np.concatenate([held, np.setdiff1d(targets, held)]).astype(np.int64)
        self.place = {int(row): at for at, row in enumerate(self.rows)}
        self.targets = frozenset(targets)
        self.elastic = np.flatnonzero(ground.is_shown[self.rows])
        self.owner = ground.system.owner[inner]
        self._matrix = sp.csr_matrix(near.T)[self.rows]
        self._highest = self._upper()
        self._linear = self._solver(is_whole=False)
        self._integer: highspy.Highs | None = None
        self._is_denied = False
        self._linear.run()
        # Every search begins from no move at all, so that their order changes nothing.
        self._basis = self._linear.getBasis()

    def open(self, row: int) -> None:
        """From now on a figure may change freely."""
        self._bound(row, self.ground.lowest[row], np.inf)

    def find(
        self,
        row: int,
        change: int,
        without: int | None,
        touch: Touch = Touch.ANY,
        *,
        is_patient: bool = True,
    ) -> Move | None:
        """The cheapest move that changes a row by at least `change` (down if negative).

        `without` is a partner whose contributions must not change; `touch` says which shown
        figures may; `is_patient`: whole numbers are worth an integer program.
        """
        query = self._query(row, change, without, touch)
        values = self._solve(self._linear, query)
        if values is not None and not _is_whole(values):
            values = self._whole(query, values, is_patient=is_patient)
        return None if values is None or not _is_whole(values) else self._move(values)

    def excludes(self, row: int, change: int, without: int | None) -> bool:
        """Whether it is proved that the neighborhood has no such move."""
        query = self._query(row, change, without, Touch.ANY)
        values = self._solve(self._linear, query)
        if values is None or _is_whole(values):
            return values is None
        self._solve(self._whole_numbers, query)
        return self._is_denied

    def _query(self, row: int, change: int, without: int | None, touch: Touch) -> _Query:
        size, shown = len(self.inner), self.rows[self.elastic]
        is_own = np.zeros(size, dtype=bool) if without is None else self.owner == without
        is_stiff = np.full(len(shown), touch is Touch.NOTHING)
        if touch is Touch.CHEAP:
            is_stiff = self.ground.is_dear[shown]
        lowest = self.ground.lowest[row]
        asked = (float(change), np.inf) if change > 0 else (lowest, float(change))
        shut = np.concatenate([is_own, is_own, is_stiff, is_stiff])
        return _Query(self.place[row], asked, (lowest, np.inf), shut)

    def _whole(self, query: _Query, values: Floats, *, is_patient: bool) -> Floats | None:
        """Whole numbers instead of fractions: other prices, then an integer program around them."""
        size = len(self.inner)
        columns, is_used = np.arange(2 * size, dtype=np.int32), values != 0
        found: Floats | None = values
        for seed in range(AGAIN):
            self._linear.changeColsCost(2 * size, columns, self._costs(seed))
            found = self._solve(self._linear, query)
            if found is None or _is_whole(found):
                break
            is_used |= found != 0
        self._linear.changeColsCost(2 * size, columns, self._costs(None))
        if found is None or _is_whole(found) or not is_patient:
            return found
        around = query.shut.copy()
        around[: 2 * size] |= np.tile(~is_used, 2)
        found = self._solve(self._whole_numbers, dataclasses.replace(query, shut=around))
        return self._solve(self._whole_numbers, query) if found is None else found

    @property
    def _whole_numbers(self) -> highspy.Highs:
        if self._integer is None:
            self._integer = self._solver(is_whole=True)
        return self._integer

    def _solve(self, solver: highspy.Highs, query: _Query) -> Floats | None:
        """Changes of the neighborhood's contributions, or None if there is no such move."""
        shut = np.flatnonzero(query.shut).astype(np.int32)
        nothing = np.zeros(len(shut))
        solver.changeRowBounds(query.place, *query.asked)
        solver.changeColsBounds(len(shut), shut, nothing, nothing)
        if solver is self._linear:
            solver.setBasis(self._basis)
        solver.run()
        # The solver forgets its answer as soon as a bound changes.
        self._is_denied = solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        status = solver.getInfo().primal_solution_status
        is_solved = status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.array(solver.getSolution().col_value) if is_solved else None
        solver.changeRowBounds(query.place, *query.usual)
        solver.changeColsBounds(len(shut), shut, nothing, self._highest[shut])
        size = len(self.inner)
        return None if values is None else values[:size] - values[size : 2 * size]

    def _move(self, values: Floats) -> Move:
        whole = np.round(values).astype(np.int64)
        changed = np.flatnonzero(whole)
        return self.ground.move(self.inner[changed], whole[changed])

    def _bound(self, row: int, low: float, high: float) -> None:
        if row not in self.place:
            return
        for solver in (self._linear, self._integer):
            if solver is not None:
                solver.changeRowBounds(self.place[row], low, high)

    def _upper(self) -> Floats:
        system = self.ground.system
        signed = system.is_signed[self.inner]
        fall = np.where(signed, FARTHEST, np.maximum(system.values[self.inner], 0))
        rise = np.full(len(self.inner), FARTHEST)
        return np.concatenate([rise, fall, np.full(2 * len(self.elastic), FARTHEST)])

    def _costs(self, seed: int | None) -> Floats:
        """What the contributions cost, up and down; other seeds for another try."""
        cost = self.ground.cost[self.inner]
        if seed is not None:
            cost = cost * (0.5 + np.random.default_rng(seed).random(len(cost)))
        return np.concatenate([cost, cost])

    def _solver(self, *, is_whole: bool) -> highspy.Highs:
        ground, shown, count = self.ground, len(self.elastic), len(self.rows)
        ones = np.ones(shown, dtype=np.int64)
        beside = sp.csr_matrix((ones, (self.elastic, np.arange(shown))), shape=(count, shown))
        matrix = sp.csr_matrix(sp.hstack([self._matrix, -self._matrix, -beside, beside]))
        is_held = ground.is_known[self.rows] | ground.is_shown[self.rows]
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self._highest), count
        price = ground.price[self.rows[self.elastic]]
        program.col_cost_ = np.concatenate([self._costs(None), price, price])
        program.col_lower_, program.col_upper_ = np.zeros(len(self._highest)), self._highest
        program.row_lower_ = np.where(is_held, 0.0, ground.lowest[self.rows])
        program.row_upper_ = np.where(is_held, 0.0, np.inf)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        program.a_matrix_.index_ = matrix.indices.astype(np.int32)
        program.a_matrix_.value_ = matrix.data.astype(np.float64)
        if is_whole:
            kinds = highspy.HighsVarType
            whole, beside = 2 * len(self.inner), 2 * shown
            program.integrality_ = [kinds.kInteger] * whole + [kinds.kContinuous] * beside
        return quiet_solver(program, is_whole=is_whole)


def _is_whole(values: Floats) -> bool:
    return bool(np.abs(values - np.round(values)).max(initial=0.0) <= TOLERANCE)
