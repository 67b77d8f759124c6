"""Other tables that fit everything an attacker knows: how far each target can move in them.

Every table that is found counts for all targets and for every attacker whose own shares it leaves
alone. Only what is still open is asked for, first in fractions, then in whole numbers; where even
fractions find nothing, there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.errors import InternalError

# Wide bounds beside the hours of a month make the solver deny tables that are there.
FAR, TOLERANCE = 100_000.0, 1e-9
NEAR = 1e-6
WIDE, LOOSE, HOPS = 800, 100.0, 20
NODES = 20_000
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Room:
    """One connected part: its shares, the rows between them, and its targets.

    A table is a change of the shares; column n is a share's way up, column n + size its way down.
    """

    def __init__(
        self,
        values: Whole,
        matrix: sp.csr_matrix,
        lower: Floats,
        upper: Floats,
        targets: sp.csr_matrix,
        *,
        is_near: bool = False,
    ) -> None:
        """Write the program; every target is a row without bounds until it is asked for."""
        self.values, self.matrix, self.targets = values, matrix, targets
        self.lower, self.upper = lower, upper
        self._is_near = is_near
        self._limits = np.concatenate([np.full(len(values), FAR), values.astype(np.float64)])
        self._linear = self._program(is_whole=False)
        self._integer: highspy.Highs | None = None
        self._around: tuple[int, Surroundings] | None = None
        self._linear.run()
        self._start = self._linear.getBasis()

    def table(self, target: int, change: int, fixed: Whole) -> Whole | None:
        """A change of few shares that moves a target so far at least; None if there is none."""
        own = self.targets[[target]].indices
        if np.isin(own, fixed).all():
            return None
        near = self._near_table(target, change, fixed)
        if near is not None:
            return near
        found = self._found(target, change, fixed)
        if found is None:
            return None
        whole = np.round(found).astype(np.int64)
        if not self.fits(whole) or (self.targets[[target]] @ whole)[0] * np.sign(change) < abs(
            change
        ):
            raise InternalError("AUDIT-10", "a table that was found does not fit what is known")
        return whole

    def _found(self, target: int, change: int, fixed: Whole) -> Floats | None:
        self._linear.setBasis(self._start)
        found = self._run(self._linear, target, change, fixed)
        if found is None or np.abs(found - np.round(found)).max(initial=0) <= NEAR:
            return found
        if len(self.values) > WIDE and not self._is_near:
            reached = abs(found) > NEAR
            part = self._within(target, self._grown(reached, abs(self.matrix), 2))
            whole = part.table(change, fixed)
            if whole is not None:
                return whole.astype(np.float64)
        self._integer = self._integer or self._program(is_whole=True)
        return self._run(self._integer, target, change, fixed)

    def _near_table(self, target: int, change: int, fixed: Whole) -> Whole | None:
        """One in the surroundings of a target, everything beyond being as it is."""
        if self._is_near or len(self.values) <= WIDE:
            return None
        if self._around is None or self._around[0] != target:
            is_tight = np.minimum(-self.lower, self.upper) < LOOSE
            reached = np.zeros(len(self.values), dtype=bool)
            reached[self.targets[[target]].indices] = True
            links = abs(sp.csr_matrix(self.matrix[is_tight]))
            self._around = (target, self._within(target, self._grown(reached, links, HOPS)))
        return self._around[1].table(change, fixed)

    def _grown(self, reached: Flags, links: sp.csr_matrix, hops: int) -> Flags:
        """Columns that are so many rows away at most, as long as they are not too many."""
        for _ in range(hops):
            if reached.sum() >= WIDE // 2:
                break
            reached = reached | (links.T @ (links @ reached.astype(float)) > 0)
        return reached

    def _within(self, target: int, reached: Flags) -> Surroundings:
        columns = np.flatnonzero(reached)
        rows = np.flatnonzero(abs(self.matrix) @ reached.astype(float) > 0)
        room = Room(
            self.values[columns],
            self.matrix[rows][:, columns],
            self.lower[rows],
            self.upper[rows],
            self.targets[[target]][:, columns],
            is_near=True,
        )
        return Surroundings(room, columns, len(self.values))

    def bounds(self, target: int, fixed: Whole) -> tuple[int, int]:
        """How far a target can move down and up at most, in fractions; nothing goes farther."""
        row = np.zeros(len(self.values))
        own = self.targets[[target]]
        row[own.indices] = own.data
        solver, size = self._program(is_whole=False, bounds_of=row), len(self.values)
        closed = np.concatenate([fixed, fixed + size]).astype(np.int32)
        solver.changeColsBounds(len(closed), closed, np.zeros(len(closed)), np.zeros(len(closed)))
        found = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            solver.changeObjectiveSense(sense)
            solver.run()
            found.append(solver.getInfo().objective_function_value)
        return int(np.ceil(found[0] - NEAR)), int(np.floor(found[1] + NEAR))

    def fits(self, change: Whole) -> bool:
        """Whether nothing becomes negative and every row stays within its bounds."""
        moved = self.matrix @ change
        is_within = (moved >= self.lower - NEAR).all() and (moved <= self.upper + NEAR).all()
        return bool(is_within and (self.values + change >= 0).all())

    def _run(self, solver: highspy.Highs, target: int, change: int, fixed: Whole) -> Floats | None:
        size, row = len(self.values), self.matrix.shape[0] + target
        least, most = (change, FAR * size) if change > 0 else (-FAR * size, change)
        closed = np.concatenate([fixed, fixed + size]).astype(np.int32)
        none = np.zeros(len(closed))
        solver.changeRowBounds(row, float(least), float(most))
        if len(closed):
            solver.changeColsBounds(len(closed), closed, none, none)
        solver.run()
        status = solver.getModelStatus()
        found = solver.getInfo().primal_solution_status
        is_there = found == highspy.SolutionStatus.kSolutionStatusFeasible
        columns = np.array(solver.getSolution().col_value) if is_there else None
        if columns is None and status not in _NOTHING and not self._is_near:
            raise InternalError("AUDIT-10", "it could not be decided whether another table fits")
        solver.changeRowBounds(row, -highspy.kHighsInf, highspy.kHighsInf)
        if len(closed):
            solver.changeColsBounds(len(closed), closed, none, self._limits[closed])
        return None if columns is None else columns[:size] - columns[size:]

    def _program(self, *, is_whole: bool, bounds_of: Floats | None = None) -> highspy.Highs:
        size, inf = len(self.values), highspy.kHighsInf
        rows = sp.csr_matrix(sp.vstack([self.matrix, self.targets]))
        both = sp.csr_matrix(sp.hstack([rows, -rows]))
        free = np.full(self.targets.shape[0], inf)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * size, both.shape[0]
        program.col_cost_ = np.ones(2 * size)
        if bounds_of is not None:
            program.col_cost_ = np.concatenate([bounds_of, -bounds_of])
        program.col_lower_, program.col_upper_ = np.zeros(2 * size), self._limits
        program.row_lower_ = np.concatenate([self.lower, -free])
        program.row_upper_ = np.concatenate([self.upper, free])
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_ = both.indptr.astype(np.int32), both.indices.astype(np.int32)
        matrix.value_ = both.data.astype(np.float64)
        if is_whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * (2 * size)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        options = (("output_flag", False), ("threads", 1), ("random_seed", 1))
        for name, value in (
            *options,
            ("mip_max_nodes", 100 if self._is_near else NODES),
            ("mip_max_improving_sols", 1),
            ("mip_feasibility_tolerance", TOLERANCE),
        ):
            solver.setOptionValue(name, value)
        solver.passModel(program)
        return solver


@dataclass(frozen=True)
class Surroundings:
    """Part of a room; a table within it leaves everything beyond as it is."""

    room: Room
    columns: Whole
    size: int

    def table(self, change: int, fixed: Whole) -> Whole | None:
        """A table of the whole room, found within; None does not mean that there is none."""
        found = self.room.table(0, change, np.flatnonzero(np.isin(self.columns, fixed)))
        if found is None:
            return None
        table = np.zeros(self.size, dtype=np.int64)
        table[self.columns] = found
        return table


_NOTHING = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
