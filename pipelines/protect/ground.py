"""What a search for certificates stands on: contributions, what ties them, what is shown of them.

Figures that are sums of contributions need no unknown of their own: one that is shown or known is
a row that may not change, one that is withheld is no row at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.errors import InternalError
from pipelines.protect.costs import DEAR
from pipelines.protect.demands import Demand
from pipelines.protect.system import System

# Nothing has to rise so far as a rule, and wide bounds beside the hours of a month make the solver
# deny moves that are there. Where more is asked for, as of money, it is so many times as much.
FARTHEST, TIMES = 100_000.0, 10
FREE = 0.0001
JITTER = 0.5
SEED = 5
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


def farthest_for(demands: Iterable[Demand]) -> float:
    """How far contributions are looked at that may have to change as far as the demands say."""
    most = max((max(demand.up, demand.down) for demand in demands), default=0)
    return max(FARTHEST, float(TIMES * most))


@dataclass(frozen=True)
class Move:
    """Whole-number changes of contributions, and the rows that change with them."""

    inner: Whole
    change: Whole
    rows: Whole
    by: Whole


class Ground:
    """Rows are ties, then figures and derived figures as sums of contributions and slacks.

    `is_shown` is what would be published as things stand; it changes while a pattern is found.
    No contribution is looked at that rises by more than `farthest`: what is impossible within that
    may be possible beyond.
    """

    def __init__(self, system: System, costs: Floats, farthest: float = FARTHEST) -> None:
        """Everything that is printed is shown at first."""
        self.system, self.farthest = system, farthest
        self.ties = int(system.ties.shape[0])
        self._ahead = self.ties - system.first_figure
        self.rows = sp.csr_matrix(sp.vstack([system.ties, system.forms]))
        self.rows.eliminate_zeros()
        self.by_inner = sp.csr_matrix(self.rows.T)
        none = np.zeros(self.ties, dtype=bool)
        outer = slice(system.first_figure, None)
        self.is_tie = np.arange(self.rows.shape[0]) < self.ties
        self.is_known = np.concatenate([none, system.is_known[outer]]) | self.is_tie
        self.is_shown = np.concatenate([none, system.is_printed[outer]])
        self.price = np.concatenate([np.zeros(self.ties), (costs * system.weight)[outer]])
        self.is_dear = np.concatenate([none, costs[outer] >= DEAR])
        self.lowest = self._lowest()
        self.cost = self._cost()
        self.is_stuck = self._stuck()

    @property
    def is_held(self) -> Flags:
        """Rows that may not change."""
        return np.asarray(self.is_known | self.is_shown)

    @property
    def is_bound(self) -> Flags:
        """Rows that may not change as they please."""
        return np.asarray(self.is_held | np.isfinite(self.lowest))

    def row(self, unknown: int) -> int:
        """The row of a figure or a derived figure."""
        return self._ahead + unknown

    def unknowns(self, rows: Whole) -> Whole:
        """The figures and derived figures among rows, by their numbers."""
        return np.asarray(rows - self._ahead, dtype=np.int64)

    def members(self, row: int) -> Whole:
        """The contributions and slacks in a row."""
        first, last = self.rows.indptr[row : row + 2]
        return np.asarray(self.rows.indices[first:last], dtype=np.int64)

    def move(self, inner: Whole, change: Whole) -> Move:
        """A move, held against every tie and bound in whole numbers, without any solver."""
        touched = self.by_inner[inner]
        changes = touched.data * np.repeat(change, np.diff(touched.indptr))
        rows, place = np.unique(touched.indices, return_inverse=True)
        by = np.zeros(len(rows), dtype=np.int64)
        np.add.at(by, place, changes)
        rows, by = rows[by != 0].astype(np.int64), by[by != 0]
        if self.is_known[rows].any():
            raise InternalError("PROTECT-16", "a certificate changes what is known")
        if not self.is_possible(inner, change) or (by < self.lowest[rows]).any():
            raise InternalError("PROTECT-16", "a certificate makes a figure negative")
        return Move(inner, change, rows, by)

    def unseen(self, move: Move) -> Move:
        """The move, of which it is certain that it touches nothing shown."""
        if len(self.newly(move)):
            raise InternalError("PROTECT-16", "a certificate changes what is shown")
        return move

    def is_possible(self, inner: Whole, change: Whole) -> bool:
        """Whether no contribution becomes negative."""
        return bool((self.system.values[inner] + change >= 0).all())

    def newly(self, move: Move) -> Whole:
        """Rows that are shown and would have to be withheld for a move."""
        return np.asarray(move.rows[self.is_shown[move.rows]], dtype=np.int64)

    def _stuck(self) -> Flags:
        """Contributions that cannot change: what is alone in a known sum, and so on from there."""
        firm = abs(self.rows[self.is_known])
        free = np.ones(self.rows.shape[1], dtype=bool)
        while True:
            held = firm[(firm @ free.astype(np.int64)) == 1].indices
            if not free[held].any():
                return ~free
            free[held] = False

    def _lowest(self) -> Floats:
        """How far rows may fall: what is not negative by its parts needs no bound of its own."""
        system = self.system
        signs = sp.csr_matrix(self.rows.minimum(0))
        outer = np.arange(self.ties, self.rows.shape[0])
        unknown = outer - self.ties + system.first_figure
        needs = (np.diff(signs.indptr)[outer] > 0) & ~system.is_signed[unknown]
        lowest = np.full(self.rows.shape[0], -np.inf)
        lowest[outer[needs]] = -system.values[unknown[needs]]
        return lowest

    def _cost(self) -> Floats:
        """What it costs to change a contribution: little, and nowhere quite the same."""
        size = self.system.first_figure
        uneven = 1 + JITTER * np.random.default_rng(SEED).random(size)
        return np.asarray(FREE * self.system.weight[:size] * uneven, dtype=np.float64)
