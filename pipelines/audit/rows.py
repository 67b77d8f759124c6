"""Rows of a sparse system over the shares: how far each may move from the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

ALWAYS = -1
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class System:
    """Rows over the columns; `lower` and `upper` bound what a change of the shares sums to."""

    matrix: sp.csr_matrix
    lower: Floats
    upper: Floats


class Rows:
    """Rows, each added once for every time since when it is known."""

    def __init__(self, width: int) -> None:
        """No rows yet."""
        self.width = width
        self._at: dict[tuple[int, tuple[tuple[int, float], ...]], int] = {}
        self._lower: list[float] = []
        self._upper: list[float] = []

    def add(
        self,
        columns: Sequence[int],
        signs: Sequence[float],
        bounds: tuple[float, float],
        since: int = ALWAYS,
    ) -> None:
        """Add a row, or narrow the bounds of the one that says the same already."""
        lower, upper = bounds
        key = (since, tuple(sorted(zip(columns, signs, strict=True))))
        at = self._at.setdefault(key, len(self._at))
        if at == len(self._lower):
            self._lower.append(lower)
            self._upper.append(upper)
        self._lower[at] = max(self._lower[at], lower)
        self._upper[at] = min(self._upper[at], upper)

    def system(self, before: float = np.inf) -> System:
        """What was known before a time."""
        keys = [(key, at) for (since, key), at in self._at.items() if since < before]
        entries = [(n, *term) for n, (key, _) in enumerate(keys) for term in key]
        row, column, sign = np.array(entries, dtype=np.float64).reshape(-1, 3).T
        places = (row.astype(np.int64), column.astype(np.int64))
        kept = [at for _, at in keys]
        return System(
            sp.csr_matrix((sign, places), shape=(len(keys), self.width)),
            np.array(self._lower, dtype=np.float64)[kept],
            np.array(self._upper, dtype=np.float64)[kept],
        )
