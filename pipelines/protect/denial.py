"""What is impossible for a few contributions by themselves is impossible.

Whoever knows a total and its own part knows the rest: such reasons are short, and seen among what
is closest, where the whole would take some fifteen times as long to say the same.
"""

from __future__ import annotations

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.ground import Ground
from pipelines.protect.model import Query
from pipelines.protect.neighborhood import links_of, nearest
from pipelines.protect.solver import program_of, quiet_solver

# In the two months that were looked at these were enough for all that is impossible.
FEW = 50
Whole = NDArray[np.int64]


class Denial:
    """What is impossible on a ground where nothing will be shown or withheld any more."""

    def __init__(self, ground: Ground) -> None:
        """Nothing was asked yet."""
        self.ground = ground
        self._links = links_of(ground.rows, ground.by_inner)
        self._touching = abs(ground.rows).sign()

    def is_sure(self, query: Query) -> bool:
        """Whether a row cannot change so far and leave what is held, by what is closest alone.

        Held is what is known or shown, whatever the query says of that. All else may change as it
        pleases, and what it is part of is not looked at: True is as sure as the solver is that a
        few rows have no answer, and False says nothing.
        """
        ground, system = self.ground, self.ground.system
        is_fixed = ground.is_stuck.copy()
        if query.without is not None:
            is_fixed |= system.owner[: len(is_fixed)] == query.without
        members, is_bound = ground.members(query.row), ground.is_bound
        inner = np.sort(nearest(members, self._links, is_bound, is_fixed, FEW))
        is_beyond = ~is_fixed
        is_beyond[inner] = False
        if is_beyond[members].any():
            return False
        met = np.unique(ground.by_inner[inner].indices)
        rows = met[is_bound[met] & (self._touching[met] @ is_beyond.astype(np.int64) == 0)]
        return self._is_impossible(query, inner, rows)

    def _is_impossible(self, query: Query, inner: Whole, rows: Whole) -> bool:
        """Whether some contributions cannot do it while some rows stay within their bounds."""
        ground = self.ground
        own = sp.csr_matrix(ground.by_inner[inner].T)[np.append(rows, query.row)]
        is_held = ground.is_held[rows]
        low = np.where(is_held, 0.0, ground.lowest[rows])
        high = np.where(is_held, 0.0, np.inf)
        asked = (query.change, np.inf) if query.change > 0 else (-np.inf, query.change)
        bounds = np.append(low, asked[0]), np.append(high, asked[1])
        rise, fall = np.full(len(inner), np.inf), ground.system.values[inner].astype(np.float64)
        program = program_of(
            sp.csr_matrix(sp.hstack([own, -own])),
            bounds,
            np.zeros(2 * len(inner)),
            np.concatenate([rise, fall]),
        )
        solver = quiet_solver(program, is_whole=False)
        solver.run()
        return bool(solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible)
