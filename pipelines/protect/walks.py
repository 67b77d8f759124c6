"""Moves that are walked to, as often as that is worth it.

Where figures leave each other room, as in real months, most moves are found in a thousand steps, a
tenth of what a linear program takes. Tables of which as little as can be is withheld leave none:
there few walks are begun.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.ground import Ground, Move
from pipelines.protect.walking import BOUNDLESS, Room, Rows, walk

SEED = 3
# What one walk wins by arriving another one loses that does not, up to so many. Where nothing is
# left of that, only one search in twenty begins with a walk.
CREDIT, SELDOM = 100, 20
Whole = NDArray[np.int64]


class Walks:
    """Walks on a ground, as often as they are worth it."""

    def __init__(self, ground: Ground) -> None:
        """Nothing was walked yet."""
        self.ground = ground
        self._rows, self._rows_of = _rows(ground.rows), _rows(ground.by_inner)
        self._credit, self._asked = CREDIT, 0

    def find(self, row: int, change: int, without: int | None) -> Move | None:
        """A move that changes a row by at least `change` (down if negative), or None.

        It touches nothing shown, and no contribution of the partner `without`. None says nothing.
        """
        self._asked += 1
        is_worth_it = self._credit > 0 or self._asked % SELDOM == 0
        ground = self.ground
        is_fixed = ground.is_known[row] or ground.is_shown[row] or not len(ground.members(row))
        if not is_worth_it or is_fixed or change < ground.lowest[row]:
            return None
        room, draw = self._room(row, change, without), np.random.default_rng(SEED)
        changes, has_arrived = walk(row, room, draw)
        self._credit = min(max(self._credit + (1 if has_arrived else -1), 0), CREDIT)
        if not has_arrived:
            return None
        changed = np.flatnonzero(changes)
        return ground.unseen(ground.move(changed, changes[changed]))

    def _room(self, row: int, change: int, without: int | None) -> Room:
        """What is held may not change, the row that is asked for has to."""
        ground, system = self.ground, self.ground.system
        lowest = np.maximum(ground.lowest, -BOUNDLESS).astype(np.int64)
        low = np.where(ground.is_held, 0, lowest)
        high = np.where(ground.is_held, 0, BOUNDLESS)
        if change > 0:
            low[row] = change
        else:
            high[row] = change
        is_fixed = ground.is_stuck
        if without is not None:
            is_fixed = is_fixed | (system.owner[: len(is_fixed)] == without)
        fall = np.where(is_fixed, -1, system.values[: len(is_fixed)])
        # Nothing may add up to what is no number.
        farthest = int(min(ground.farthest, BOUNDLESS))
        return Room(self._rows, self._rows_of, low, high, fall, farthest)


def _rows(matrix: sp.csr_matrix) -> Rows:
    parts = (matrix.indptr, matrix.indices, matrix.data)
    return Rows(*(part.astype(np.int64) for part in parts))
