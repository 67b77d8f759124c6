"""Connected parts of the system: what no published number separates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from pipelines.audit.room import Room
from pipelines.audit.rows import System
from pipelines.audit.targets import Target

FIXED = -1
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
NONE: Whole = np.zeros(0, dtype=np.int64)


def rooms(
    values: Whole, system: System, targets: Sequence[Target]
) -> Iterator[tuple[Room, Whole, Whole]]:
    """For each part with targets: the room, the shares that are its columns, its targets.

    Targets of which nothing can change are in a room without columns.
    """
    asked = _matrix(targets, len(values))
    for columns, rows, own in _parts(system, asked):
        room = Room(
            values[columns],
            system.matrix[rows][:, columns],
            system.lower[rows],
            system.upper[rows],
            asked[own][:, columns],
        )
        yield room, columns, own


def _matrix(targets: Sequence[Target], width: int) -> sp.csr_matrix:
    entries = [(at, *term) for at, target in enumerate(targets) for term in target.terms]
    row, column, sign = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    return sp.csr_matrix((sign, (row, column)), shape=(len(targets), width))


def _parts(system: System, targets: sp.csr_matrix) -> Iterator[tuple[Whole, Whole, Whole]]:
    """Connected columns that can change, with their rows and targets.

    Targets of which nothing can change are a part without columns.
    """
    matrix = abs(system.matrix)
    free = _free_columns(matrix, system)
    linked = sp.csr_matrix(sp.vstack([matrix, abs(targets)]) @ sp.diags_array(free.astype(float)))
    linked.eliminate_zeros()
    _, label = connected_components(sp.bmat([[None, linked.T], [linked, None]]), directed=False)
    of_column = np.where(free, label[: matrix.shape[1]], FIXED)
    others = np.where(np.diff(linked.indptr) > 0, label[matrix.shape[1] :], FIXED)
    of_row, of_target = np.split(others, [matrix.shape[0]])
    for part in np.unique(of_target):
        asked = np.flatnonzero(of_target == part)
        if part == FIXED:
            yield NONE, NONE, asked
        else:
            yield np.flatnonzero(of_column == part), np.flatnonzero(of_row == part), asked


def _free_columns(matrix: sp.csr_matrix, system: System) -> Flags:
    """Columns that no row pins down; the last that is left of a sum is pinned down too."""
    is_sum = system.lower == system.upper
    free = np.ones(matrix.shape[1], dtype=bool)
    while True:
        alone = is_sum & ((matrix > 0).astype(np.int64) @ free.astype(np.int64) == 1)
        held = np.unique(matrix[alone].indices)
        if not free[held].any():
            return free
        free[held] = False
