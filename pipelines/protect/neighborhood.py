"""The contributions nearest to some others, by the sums that hold them together."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.compiled import njit
from pipelines.protect.sparse_rows import pop, push

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Links = tuple[Whole, Whole, Whole, Whole]


def links_of(rows: sp.csr_matrix, by_inner: sp.csr_matrix) -> Links:
    """The rows (starts, members) and the same by contribution."""
    starts = [matrix.indptr.astype(np.int64) for matrix in (rows, by_inner)]
    inner = [matrix.indices.astype(np.int64) for matrix in (rows, by_inner)]
    return starts[0], inner[0], starts[1], inner[1]


@njit(cache=True)
def nearest(seeds: Whole, links: Links, is_link: Flags, is_stuck: Flags, limit: int) -> Whole:
    """At most `limit` contributions that can change, nearest first, seeds before all.

    `links` are the rows (starts, members) and the same by contribution. A row that holds many
    says little about each of them: to cross it costs its length.
    """
    starts, members, starts_of, rows_of = links
    size = len(starts_of) - 1
    is_taken, is_crossed = is_stuck.copy(), np.zeros(len(starts) - 1, np.bool_)
    distance = np.full(size, np.iinfo(np.int64).max, np.int64)
    heap = np.empty(len(members) + len(seeds) + 1, np.int64)
    found, count, waiting = np.empty(limit, np.int64), 0, 0
    for seed in seeds:
        distance[seed] = 0
        waiting = push(heap, waiting, seed)
    while waiting and count < limit:
        waiting = pop(heap, waiting)
        far, at = heap[waiting] // size, heap[waiting] % size
        if is_taken[at]:
            continue
        is_taken[at] = True
        found[count] = at
        count += 1
        for row in rows_of[starts_of[at] : starts_of[at + 1]]:
            if is_crossed[row] or not is_link[row]:
                continue
            is_crossed[row] = True
            there = far + starts[row + 1] - starts[row]
            for other in members[starts[row] : starts[row + 1]]:
                if there < distance[other] and not is_taken[other]:
                    distance[other] = there
                    waiting = push(heap, waiting, there * size + other)
    return found[:count]
