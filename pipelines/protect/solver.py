"""The solver as every search here uses it."""

from __future__ import annotations

import highspy

FARTHEST = 1_000_000.0
NODES = 2_000


def quiet_solver(program: highspy.HighsLp) -> highspy.Highs:
    """A solver that prints nothing and finds the same answer every time."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.05}
    for name, value in {**options, "mip_max_nodes": NODES}.items():
        solver.setOptionValue(name, value)
    solver.passModel(program)
    return solver
