"""Rows that may not change: a few of them say it all, and each in as few words as it can.

Most of what is printed follows from the rest: a total from its parts, a part from the total and
the other parts. Searches look at the shortest rows from which all others follow, and at another
one only when a move would change it. A long sum is said as what it has beyond shorter ones.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.elimination import independent
from pipelines.protect.ground import Ground
from pipelines.protect.neighborhood import links_of
from pipelines.protect.remainders import remainder

# From here on it is worth the time to look for what a row says beyond others.
LONG = 20
Whole = NDArray[np.int64]


class Words(NamedTuple):
    """A row as a sum of contributions, given that other rows (`leaning`) may not change either."""

    members: Whole
    signs: Whole
    leaning: Whole


class Held:
    """The rows of a ground that are looked at from the start; more join them."""

    def __init__(self, ground: Ground) -> None:
        """Choose them by what is shown and known now."""
        self.ground, self.version = ground, 0
        rows = ground.rows
        self.links = links_of(rows, ground.by_inner)
        self.lengths = np.diff(self.links[0])
        self.touching = abs(rows).sign()
        of = np.repeat(np.arange(rows.shape[0]), self.lengths)
        ones = np.bincount(of, rows.data == 1, rows.shape[0])
        self._is_sum = (ones == self.lengths) & (self.lengths > 0)
        self.is_long = self.lengths > LONG
        held = np.flatnonzero(ground.is_held)
        held = held[np.argsort(self.lengths[held], kind="stable")]
        # What may change but not fall as it pleases is looked at by itself.
        self.is_needed = ~ground.is_held | np.isfinite(ground.lowest)
        self.is_needed[held[independent(sp.csr_matrix(rows[held]))]] = True
        self.is_told = self.is_needed.copy()

    def need(self, rows: Whole, *, at_a_price: bool = False) -> None:
        """Look at some rows too from now on: they may hold more together.

        `at_a_price`: only there, where what others say of them may change.
        """
        self.is_told[rows] = True
        if not at_a_price:
            self.is_needed[rows] = True
            self.version += 1

    def words(self, row: int) -> Words:
        """What a row says beyond other rows that may not change and that lie within it."""
        first, last = self.ground.rows.indptr[row : row + 2]
        members = self.ground.rows.indices[first:last].astype(np.int64)
        if not self._is_sum[row] or not self.ground.is_held[row]:
            signs = self.ground.rows.data[first:last].astype(np.int64)
            return Words(members, signs, members[:0])
        # Only shorter ones, or two that are alike would each be said by the other.
        is_said = self._is_sum & self.ground.is_held & (self.lengths < self.lengths[row])
        leaning, left = remainder(members, self.links, is_said)
        return Words(left, np.ones(len(left), dtype=np.int64), leaning)

    def said(
        self, rows: Whole, own: sp.csr_matrix, place_of: Whole
    ) -> tuple[sp.csr_matrix, defaultdict[int, list[int]]]:
        """Rows (`own`, by the contributions of a neighborhood), long ones in words.

        `place_of` says where a contribution stands there (-1: nowhere). Beside them, for each row
        that others lean on, which these are.
        """
        leaning: defaultdict[int, list[int]] = defaultdict(list)
        is_long = self.is_long[rows] & self.ground.is_held[rows]
        if not is_long.any():
            return own, leaning
        long = np.flatnonzero(is_long)
        words = [self.words(row) for row in rows[long].tolist()]
        for row, each in zip(rows[long].tolist(), words, strict=True):
            for other in each.leaning.tolist():
                leaning[other].append(row)
        at = np.repeat(long, [len(each.members) for each in words])
        place = place_of[np.concatenate([each.members for each in words])]
        signs = np.concatenate([each.signs for each in words])
        is_in = place >= 0
        said = sp.csr_matrix((signs[is_in], (at[is_in], place[is_in])), shape=own.shape)
        return sp.csr_matrix(own.multiply(~is_long[:, None]) + said), leaning
