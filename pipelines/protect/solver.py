"""The solver as every search here uses it."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

TOLERANCE = 1e-9
NODES = 100
Floats = NDArray[np.float64]


@dataclass
class Effort:
    """How much the solver has done, by measures that are the same every time.

    `work` counts each step as often as the program it was taken in has rows: where programs are
    large, a step takes longer.
    """

    steps: int = 0
    work: int = 0

    def add(self, solver: highspy.Highs) -> None:
        """Count what the last search took."""
        steps = int(solver.getInfo().simplex_iteration_count)
        self.steps += steps
        self.work += steps * int(solver.getNumRow())


def program_of(
    matrix: sp.csr_matrix, rows: tuple[Floats, Floats], costs: Floats, highest: Floats
) -> highspy.HighsLp:
    """A program of columns from nothing to `highest`, with the bounds of its rows."""
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_, program.col_lower_ = costs, np.zeros(len(costs))
    program.col_upper_ = highest
    program.row_lower_, program.row_upper_ = rows
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    program.a_matrix_.index_ = matrix.indices.astype(np.int32)
    program.a_matrix_.value_ = matrix.data.astype(np.float64)
    return program


def quiet_solver(program: highspy.HighsLp, *, is_whole: bool = True) -> highspy.Highs:
    """A solver that prints nothing and finds the same answer every time."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        "mip_rel_gap": 0.5,
        "mip_max_improving_sols": 1,
        "mip_max_nodes": NODES,
        "mip_feasibility_tolerance": TOLERANCE,
    }
    # Linear programs are asked again and again from a basis: there is nothing to presolve.
    if not is_whole:
        options |= {"presolve": "off", "solver": "simplex"}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(program)
    return solver


def answer_of(solver: highspy.Highs, effort: Effort) -> Floats | None:
    """The columns of the answer, or None if there is none; the solver begins where it stands."""
    solver.run()
    effort.add(solver)
    status = solver.getInfo().primal_solution_status
    is_solved = status == highspy.SolutionStatus.kSolutionStatusFeasible
    return np.array(solver.getSolution().col_value) if is_solved else None
