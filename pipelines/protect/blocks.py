"""Connected parts of the system: unknowns that nothing known separates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from pipelines.protect.system import System

Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Blocks:
    """`of` numbers the block of every unknown; -1 where it cannot change."""

    of: Whole
    of_relation: Whole

    def unknowns(self, block: int) -> Whole:
        """The unknowns of a block."""
        return np.flatnonzero(self.of == block)

    def relations(self, block: int) -> Whole:
        """The relations among them."""
        return np.flatnonzero(self.of_relation == block)


def find_blocks(system: System, is_fixed: Flags) -> Blocks:
    """Split what can change, given what cannot; an unknown alone in a sum cannot either."""
    free = ~is_fixed
    matrix = abs(system.relations)
    while True:
        alone = (matrix @ free.astype(np.int64)) == 1
        if not alone.any():
            break
        held = sp.csr_matrix(matrix[alone]).indices
        free[held] = False
    rows = sp.csr_matrix(matrix @ sp.diags_array(free.astype(np.int64), dtype=np.int64))
    rows.eliminate_zeros()
    links = sp.bmat([[None, rows.T], [rows, None]])
    _, labels = connected_components(links, directed=False)
    of = np.where(free, labels[: system.size], -1)
    has_free = np.diff(rows.indptr) > 0
    return Blocks(of, np.where(has_free, labels[system.size :], -1))
