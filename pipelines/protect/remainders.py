"""What a sum says beyond other sums that lie within it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.compiled import njit

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Links = tuple[Whole, Whole, Whole, Whole]


@njit(cache=True)
def remainder(members: Whole, links: Links, is_said: Flags) -> tuple[Whole, Whole]:
    """Sums that are said already, lie within `members` and share nothing; and what they leave.

    `links` are the rows (starts, members) and the same by contribution; the longest come first.
    """
    starts, inner = links[0], links[1]
    within = _within(members, links, is_said)
    lengths = starts[within + 1] - starts[within]
    is_left = np.zeros(len(links[2]) - 1, np.bool_)
    is_left[members] = True
    taken, count = np.empty(len(within), np.int64), 0
    for at in np.argsort(-lengths, kind="mergesort"):
        row = within[at]
        own = inner[starts[row] : starts[row + 1]]
        if is_left[own].all():
            is_left[own] = False
            taken[count] = row
            count += 1
    return taken[:count], members[is_left[members]]


@njit(cache=True)
def _within(members: Whole, links: Links, is_said: Flags) -> Whole:
    """The rows that are said and have no contribution but `members`, in their order."""
    starts, _, starts_of, rows_of = links
    count = np.zeros(len(starts) - 1, np.int64)
    for one in members:
        for row in rows_of[starts_of[one] : starts_of[one + 1]]:
            count[row] += 1
    return np.flatnonzero(is_said & (count > 0) & (count == starts[1:] - starts[:-1]))
