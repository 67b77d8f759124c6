"""Certificates: whole-number changes that an outsider cannot tell from the truth.

A move y changes figures so that every relation still holds, nothing becomes negative and nothing
known changes. If y takes a withheld figure up or down by what is demanded, the outsider cannot
exclude that value. Figures that y touches must be withheld too: the cheapest y is looked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from pipelines.errors import InternalError
from pipelines.protect.solver import FARTHEST, quiet_solver
from pipelines.protect.system import Terms

TOLERANCE = 1e-6
Floats = NDArray[np.float64]
Move = dict[int, int]


@dataclass(frozen=True)
class Block:
    """The unknowns of one connected part of the system, and the relations among them."""

    figures: tuple[int, ...]
    relations: tuple[Terms, ...]


class MoveSearch:
    """Searches one block for moves; `lowest` is how far down each figure may go."""

    def __init__(self, block: Block, lowest: list[float]) -> None:
        """Build the program once: a figure is a column up and a column down."""
        self.block = block
        self.place = {number: at for at, number in enumerate(block.figures)}
        size = len(block.figures)
        self.upper = np.concatenate([np.full(size, FARTHEST), np.array(lowest, dtype=np.float64)])
        self._relations_of: dict[int, list[int]] = {number: [] for number in block.figures}
        for at, terms in enumerate(block.relations):
            for number, _ in terms:
                self._relations_of.get(number, []).append(at)
        self._linear = self._solver(is_whole=False)
        self._whole: highspy.Highs | None = None

    def find(self, figure: int, change: int, costs: Floats) -> Move | None:
        """The cheapest move that changes `figure` by at least `change` (down if negative)."""
        move = self._whole_move(self._run(self._linear, figure, change, costs))
        if move is None:
            return None
        if not move:
            if self._whole is None:
                self._whole = self._solver(is_whole=True)
            move = self._whole_move(self._run(self._whole, figure, change, costs))
        if move is not None:
            self.check(move)
        return move or None

    def check(self, move: Move) -> None:
        """Hold the move against every relation and bound in whole numbers, without the solver."""
        touched = {at for number in move for at in self._relations_of[number]}
        for at in sorted(touched):
            if sum(sign * move.get(n, 0) for n, sign in self.block.relations[at]):
                raise InternalError("PROTECT-09", "a certificate does not satisfy a relation")
        size = len(self.block.figures)
        for number, change in move.items():
            if -change > self.upper[size + self.place[number]]:
                raise InternalError("PROTECT-09", "a certificate makes a figure negative")

    def _whole_move(self, values: Floats | None) -> Move | None:
        """The solution as a move; None if there is none, empty if it is not in whole numbers."""
        if values is None:
            return None
        size = len(self.block.figures)
        change = values[:size] - values[size:]
        whole = np.round(change)
        if np.abs(change - whole).max() > TOLERANCE:
            return {}
        return {self.block.figures[at]: int(whole[at]) for at in np.flatnonzero(whole)}

    def _run(self, solver: highspy.Highs, figure: int, change: int, costs: Floats) -> Floats | None:
        size, at = len(self.block.figures), self.place[figure]
        asked, other = (at, at + size) if change > 0 else (at + size, at)
        if abs(change) > self.upper[asked]:
            return None
        columns = np.arange(2 * size, dtype=np.int32)
        solver.changeColsCost(2 * size, columns, np.concatenate([costs, costs]))
        solver.changeColBounds(asked, float(abs(change)), float(self.upper[asked]))
        solver.changeColBounds(other, 0.0, 0.0)
        solver.run()
        status = solver.getInfo().primal_solution_status
        is_solved = status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.array(solver.getSolution().col_value) if is_solved else None
        for column in (asked, other):
            solver.changeColBounds(column, 0.0, float(self.upper[column]))
        return values

    def _solver(self, *, is_whole: bool) -> highspy.Highs:
        size, relations = len(self.block.figures), self.block.relations
        terms = [
            [(self.place[n], sign) for n, sign in relation if n in self.place]
            for relation in relations
        ]
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * size, len(relations)
        program.col_cost_ = np.zeros(2 * size)
        program.col_lower_, program.col_upper_ = np.zeros(2 * size), self.upper
        program.row_lower_ = program.row_upper_ = np.zeros(len(relations))
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        counts = [2 * len(row) for row in terms]
        program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        flat = [term for row in terms for term in row]
        columns = np.array([(at, at + size) for at, _ in flat], dtype=np.int32)
        signs = np.array([(float(sign), float(-sign)) for _, sign in flat])
        program.a_matrix_.index_, program.a_matrix_.value_ = columns.ravel(), signs.ravel()
        if is_whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * (2 * size)
        return quiet_solver(program)
