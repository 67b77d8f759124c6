"""The solver as every search here uses it."""

from __future__ import annotations

import highspy

# Wide bounds beside the hours of a month make the solver deny moves that are there.
FARTHEST, TOLERANCE = 100_000.0, 1e-9
NODES = 100
# What needs more steps than any search that found something is given up; nothing is proved by it.
STEPS = 5_000


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
        options |= {"presolve": "off", "solver": "simplex", "simplex_iteration_limit": STEPS}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(program)
    return solver
