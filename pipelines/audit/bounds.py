"""The smallest and largest whole number that fits everything known, by integer programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import highspy
import numpy as np
from numpy.typing import NDArray

from pipelines.audit.knowledge import Equation, Unknown
from pipelines.errors import InternalError

FAR = 1_000_000.0
SEED, PUSHES = 1, 4
ASKED = ("withheld", "remainder")


Floats = NDArray[np.float64]


class Range:
    """Bounds of the unknowns of one connected group of equations.

    `least` and `most` hold what any solution found so far has shown to be possible; `exact`
    settles one unknown. Published figures that contradict each other (a restatement seen from
    one side) are taken as they are, each such equation moved by the least that makes sense.
    """

    def __init__(
        self,
        unknowns: Iterable[Unknown],
        equations: Iterable[Equation],
        limits: Mapping[Unknown, tuple[int, int]],
    ) -> None:
        """Write the integer program and find one solution; `limits` are of rounded figures."""
        self.limits = limits
        self.unknowns = sorted(unknowns, key=str)
        self.column = {unknown: at for at, unknown in enumerate(self.unknowns)}
        self.equations = sorted(equations, key=str)
        self.least: dict[Unknown, int] = {}
        self.most: dict[Unknown, int] = {}
        self.moved = 0
        self._solver = self._program(np.array([float(right) for _, right in self.equations]))
        if not self._solve(np.zeros(len(self.unknowns))):
            self._solver = self._program(self._nearest())
            if not self._solve(np.zeros(len(self.unknowns))):
                raise InternalError("AUDIT-09", "published figures cannot be made to agree")

    def push_all(self) -> None:
        """A few solutions far apart: most unknowns are settled by them, a few remain to `push`."""
        draw = np.random.default_rng(SEED)
        is_asked = np.array([unknown.role in ASKED for unknown in self.unknowns])
        for _ in range(PUSHES if len(self.unknowns) > PUSHES else 0):
            costs = np.where(is_asked, draw.choice([-1.0, 1.0], len(self.unknowns)), 0.0)
            self._solve(costs)
            self._solve(-costs)

    def push(self, unknown: Unknown, *, upward: bool) -> int:
        """The exact bound of one unknown on one side."""
        costs = np.zeros(len(self.unknowns))
        costs[self.column[unknown]] = -1.0 if upward else 1.0
        if not self._solve(costs):
            raise InternalError("AUDIT-09", "the bounds of a figure could not be computed")
        return self.most[unknown] if upward else self.least[unknown]

    def _solve(self, costs: Floats) -> bool:
        size = len(self.unknowns)
        self._solver.changeColsCost(size, np.arange(size, dtype=np.int32), costs)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        values = np.round(np.array(self._solver.getSolution().col_value)).astype(int)
        for unknown, value in zip(self.unknowns, values, strict=False):
            self.least[unknown] = min(int(value), self.least.get(unknown, int(value)))
            self.most[unknown] = max(int(value), self.most.get(unknown, int(value)))
        return True

    def _nearest(self) -> Floats:
        """Right-hand sides as near as possible to the published ones that have a solution."""
        rows, size = len(self.equations), len(self.unknowns)
        right = np.array([float(value) for _, value in self.equations])
        solver = self._program(right, elastic=True)
        columns = np.arange(size, size + 2 * rows, dtype=np.int32)
        solver.changeColsCost(2 * rows, columns, np.ones(2 * rows))
        solver.run()
        gaps = np.round(np.array(solver.getSolution().col_value))[size:]
        change = gaps[:rows] - gaps[rows:]
        self.moved = int(np.count_nonzero(change))
        return np.asarray(right - change, dtype=np.float64)

    def _program(self, right: Floats, *, elastic: bool = False) -> highspy.Highs:
        rows, size = len(self.equations), len(self.unknowns)
        entries = [
            [(self.column[unknown], sign) for unknown, sign in left] for left, _ in self.equations
        ]
        if elastic:
            for at, entry in enumerate(entries):
                entry += [(size + at, 1), (size + rows + at, -1)]
            size += 2 * rows
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = size, rows
        program.col_cost_ = np.zeros(size)
        limits = [self.limits.get(unknown, (0, FAR)) for unknown in self.unknowns]
        limits += [(0, FAR)] * (size - len(limits))
        lower, upper = np.array(limits, dtype=np.float64).T
        program.col_lower_, program.col_upper_ = lower.copy(), upper.copy()
        program.row_lower_ = program.row_upper_ = right
        program.integrality_ = [highspy.HighsVarType.kInteger] * size
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *map(len, entries)]).astype(np.int32)
        matrix.index_ = np.array([c for entry in entries for c, _ in entry], dtype=np.int32)
        matrix.value_ = np.array([float(s) for entry in entries for _, s in entry])
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0)):
            solver.setOptionValue(name, value)
        solver.passModel(program)
        return solver


def connected(
    equations: Iterable[Equation], alone: Iterable[Unknown] = ()
) -> list[tuple[list[Unknown], list[Equation]]]:
    """Groups of unknowns that no known number separates, with their equations.

    Those in `alone` are a group each if no equation holds them.
    """
    top: dict[Unknown, Unknown] = {}

    def find(unknown: Unknown) -> Unknown:
        top.setdefault(unknown, unknown)
        while top[unknown] != unknown:
            top[unknown] = top[top[unknown]]
            unknown = top[unknown]
        return unknown

    ordered = sorted(equations, key=str)
    for left, _ in ordered:
        for unknown, _sign in left:
            top[find(unknown)] = find(left[0][0])
    for unknown in alone:
        find(unknown)
    members: defaultdict[Unknown, list[Unknown]] = defaultdict(list)
    rows: defaultdict[Unknown, list[Equation]] = defaultdict(list)
    for unknown in sorted(top, key=str):
        members[find(unknown)].append(unknown)
    for equation in ordered:
        rows[find(equation[0][0][0])].append(equation)
    return [(members[root], rows[root]) for root in members]
