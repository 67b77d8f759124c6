"""Lines: a printed total and printed parts of it that share nothing.

Found by which contributions figures are sums of, and by nothing else, whatever tables they are
printed in: a region's line of counties, all agencies' line of hubs and that of single agencies.
Figures of different contributions that are tied (all ages and each age) make no line here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.compiled import njit

# So many largest parts of one total are told apart: one bit each.
LARGEST = 62
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Lines(NamedTuple):
    """Rows of all lines, one after another (`starts`): of each the total first, then its parts.

    What a total has beyond its parts is printed by nobody; there need not be anything.
    """

    starts: Whole
    rows: Whole


def lines_of(sums: sp.csr_matrix) -> Lines:
    """The lines among rows that are sums of distinct contributions.

    Privacy: aggregate in (places only, no values), aggregate out.
    """
    sums.sort_indices()
    turned = sp.csr_matrix(sums.T)
    turned.sort_indices()
    both = (sums, turned)
    starts = [matrix.indptr.astype(np.int64) for matrix in both]
    inner = [matrix.indices.astype(np.int64) for matrix in both]
    lengths, rows = _found(starts[0], inner[0], starts[1], inner[1])
    return Lines(np.concatenate([[0], np.cumsum(lengths)]), rows)


@njit(cache=True)
def _found(starts: Whole, inner: Whole, starts_of: Whole, rows_of: Whole) -> tuple[Whole, Whole]:
    """The lengths of all lines, and their rows one after another."""
    size = starts[1:] - starts[:-1]
    seen = np.zeros(len(size), np.int64)
    marks = np.zeros(len(starts_of) - 1, np.int64)
    is_left = np.zeros(len(starts_of) - 1, np.bool_)
    lengths, rows = [0], [0]
    for total in range(len(size)):
        members = inner[starts[total] : starts[total + 1]]
        within = _within(total, members, size, starts_of, rows_of, seen)
        marks[members] = 0
        largest = _largest(within, starts, inner, marks)
        is_taken = np.zeros(len(within), np.bool_)
        for first in largest:
            if not is_taken[first]:
                # Largest parts that are in no line yet, then any of them, then whatever fits.
                fresh = largest[~is_taken[largest]]
                order = np.concatenate((largest[largest == first], fresh, largest))
                order = np.concatenate((order, np.arange(len(within))))
                is_left[members] = True
                lengths.append(1)
                rows.append(total)
                for at in order:
                    own = inner[starts[within[at]] : starts[within[at] + 1]]
                    if is_left[own].all():
                        is_left[own] = False
                        is_taken[at] = True
                        lengths[-1] += 1
                        rows.append(within[at])
    return np.array(lengths[1:], np.int64), np.array(rows[1:], np.int64)


@njit(cache=True)
def _within(
    total: int, members: Whole, size: Whole, starts_of: Whole, rows_of: Whole, seen: Whole
) -> Whole:
    """Rows that lie within a total, longest first; of those that are alike the ones before it."""
    met = [0]
    for one in members:
        for row in rows_of[starts_of[one] : starts_of[one + 1]]:
            if seen[row] == 0:
                met.append(row)
            seen[row] += 1
    found = [0]
    for row in met[1:]:
        if seen[row] == size[row] and (size[row] < len(members) or row < total):
            found.append(row)
        seen[row] = 0
    rows = np.array(found[1:], np.int64)
    rows = np.sort(rows)
    return rows[np.argsort(-size[rows], kind="mergesort")]


@njit(cache=True)
def _largest(within: Whole, starts: Whole, inner: Whole, marks: Whole) -> Whole:
    """Places among `within` of those that lie in none of the others; `marks` are used up."""
    found = [0]
    for at in range(len(within)):
        own = inner[starts[within[at]] : starts[within[at] + 1]]
        common = -1
        for one in own:
            common &= marks[one]
        if common == 0 and len(found) <= LARGEST:
            for one in own:
                marks[one] |= 1 << (len(found) - 1)
            found.append(at)
    return np.array(found[1:], np.int64)
