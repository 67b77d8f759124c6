"""Which figures can be published at the same time: a first pattern by sparse elimination.

A figure is published unless that would make a protected one a sum or difference of what is
published. This is needed and not enough: whole numbers that are not negative give more away, which
the certificates see to afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.sparse_rows import PRIME, inverse, reduce_row, subtract

Whole = NDArray[np.int64]
PROBES = 3
SEED = 7
Row = tuple[Whole, Whole]


@dataclass
class Span:
    """All sums and differences of the rows so far, as one row for each pivot column."""

    width: int
    row_of: Whole = field(init=False)
    pivots: Whole = field(init=False)
    starts: Whole = field(init=False)
    columns: Whole = field(init=False)
    values: Whole = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        """Room for rows; it grows."""
        self.row_of = np.full(self.width, -1, dtype=np.int64)
        self.pivots = np.zeros(self.width + 1, dtype=np.int64)
        self.starts = np.zeros(self.width + 2, dtype=np.int64)
        self.columns = np.zeros(4 * self.width + 16, dtype=np.int64)
        self.values = np.zeros(4 * self.width + 16, dtype=np.int64)
        buffers = [np.zeros(self.width + 1, dtype=np.int64) for _ in range(4)]
        self._buffers = (buffers[0], buffers[1], buffers[2], buffers[3])

    def reduce(self, row: Row) -> Row:
        """What a row says beyond the rows so far; empty if nothing."""
        return reduce_row(
            *row,
            self.row_of,
            self.pivots,
            self.starts,
            self.columns,
            self.values,
            self._buffers,
        )

    def add(self, row: Row, pivot: int) -> Row:
        """Keep a reduced row, scaled to one in its pivot column; the row as it is kept."""
        columns, values = row
        scaled = values * inverse(int(values[np.searchsorted(columns, pivot)])) % PRIME
        first = int(self.starts[self.count])
        last = first + len(columns)
        while last > len(self.columns):
            self.columns = np.concatenate([self.columns, np.zeros_like(self.columns)])
            self.values = np.concatenate([self.values, np.zeros_like(self.values)])
        self.columns[first:last], self.values[first:last] = columns, scaled
        self.row_of[pivot], self.pivots[self.count] = self.count, pivot
        self.count += 1
        self.starts[self.count] = last
        return columns, scaled


class Guarded:
    """Protected rows, each reduced by the span, and a mark by which parallel rows are found."""

    def __init__(self, rows: list[Row], width: int) -> None:
        """All protected rows; nothing is published yet."""
        self.rows = rows
        self.probes = np.random.default_rng(SEED).integers(1, PRIME, (PROBES, width))
        self.holders: defaultdict[int, set[int]] = defaultdict(set)
        self.sums = [self._sums(row) for row in rows]
        self.marked: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for at, sums in enumerate(self.sums):
            self.marked[_mark(sums)].add(at)
        for at, (columns, _) in enumerate(rows):
            for column in columns.tolist():
                self.holders[column].add(at)

    def given_away(self, row: Row) -> int:
        """The first protected row that publishing this one would give away; -1 if none."""
        return min(self.marked.get(_mark(self._sums(row)), ()), default=-1)

    def pivot(self, row: Row, uses: Whole) -> int:
        """The column of a row that fewest protected rows hold, then fewest rows to come."""
        held = np.array([len(self.holders.get(c, ())) for c in row[0].tolist()])
        return int(row[0][np.lexsort((row[0], uses[row[0]], held))[0]])

    def reduce(self, row: Row, pivot: int) -> None:
        """Take a new row of the span out of every protected row that holds its pivot."""
        sums = self._sums(row)
        for at in sorted(self.holders.pop(pivot, ())):
            columns, values = self.rows[at]
            times = int(values[np.searchsorted(columns, pivot)])
            self.rows[at] = subtract(columns, values, *row, times)
            self.marked[_mark(self.sums[at])].discard(at)
            self.sums[at] = (self.sums[at] - times * sums) % PRIME
            self.marked[_mark(self.sums[at])].add(at)
            before, after = set(columns.tolist()), set(self.rows[at][0].tolist())
            for column in after - before:
                self.holders[column].add(at)
            for column in before - after - {pivot}:
                self.holders[column].discard(at)

    def _sums(self, row: Row) -> Whole:
        columns, values = row
        products = self.probes[:, columns] * values % PRIME
        return np.asarray(products.sum(axis=1) % PRIME, dtype=np.int64)


def _mark(sums: Whole) -> tuple[int, int]:
    """The same for rows that differ by a factor only."""
    first, second, third = map(int, sums)
    back = int(inverse(third))
    return first * back % PRIME, second * back % PRIME


def unpublishable(
    known: sp.csr_matrix, candidates: sp.csr_matrix, protected: sp.csr_matrix
) -> Whole:
    """For each candidate, in their order, the protected row that it would give away; -1 if none.

    Rows are figures, columns the contributions that they add up; `known` holds what everyone
    knows already. Protected rows that follow from that are beyond help: they are nothing that a
    candidate could give away.

    Privacy: aggregate in (places only, no values), aggregate out.
    """
    uses = np.bincount(candidates.indices, minlength=known.shape[1])
    span, guarded = _guarded(known, protected, uses)
    found = np.full(candidates.shape[0], -1, dtype=np.int64)
    for at, row in enumerate(_rows(candidates)):
        uses[row[0]] -= 1
        left = span.reduce(row)
        if not len(left[0]):
            continue
        found[at] = guarded.given_away(left)
        if found[at] >= 0:
            continue
        pivot = guarded.pivot(left, uses)
        guarded.reduce(span.add(left, pivot), pivot)
    return found


def revealing(
    known: sp.csr_matrix, candidates: sp.csr_matrix, protected: sp.csr_matrix
) -> NDArray[np.bool_]:
    """Which candidates would give a protected row away if one alone were published.

    Privacy: aggregate in (places only, no values), aggregate out.
    """
    uses = np.bincount(candidates.indices, minlength=known.shape[1])
    span, guarded = _guarded(known, protected, uses)
    left = [span.reduce(row) for row in _rows(candidates)]
    return np.array([len(row[0]) > 0 and guarded.given_away(row) >= 0 for row in left])


def following(known: sp.csr_matrix, rows: sp.csr_matrix) -> NDArray[np.bool_]:
    """Which rows are sums and differences of what is known.

    Privacy: aggregate in (places only, no values), aggregate out.
    """
    span, _ = _guarded(known, rows[:0], np.bincount(rows.indices, minlength=known.shape[1]))
    return np.array([not len(span.reduce(row)[0]) for row in _rows(rows)], dtype=bool)


def independent(rows: sp.csr_matrix) -> NDArray[np.bool_]:
    """Which rows do not follow from those before them.

    Privacy: aggregate in (places only, no values), aggregate out.
    """
    uses = np.bincount(rows.indices, minlength=rows.shape[1])
    return _take(Span(rows.shape[1]), rows, uses)


def _guarded(known: sp.csr_matrix, protected: sp.csr_matrix, uses: Whole) -> tuple[Span, Guarded]:
    """The span of what is known, and what the protected rows say beyond it."""
    span = Span(known.shape[1])
    _take(span, known, uses)
    return span, Guarded([span.reduce(row) for row in _rows(protected)], known.shape[1])


def _take(span: Span, rows: sp.csr_matrix, uses: Whole) -> NDArray[np.bool_]:
    """Add to a span what rows say beyond it, one after another; which of them said something."""
    is_new = np.zeros(rows.shape[0], dtype=bool)
    for at, row in enumerate(_rows(rows)):
        left = span.reduce(row)
        if len(left[0]):
            span.add(left, int(left[0][np.argmin(uses[left[0]])]))
            is_new[at] = True
    return is_new


def _rows(matrix: sp.csr_matrix) -> list[Row]:
    matrix.sort_indices()
    ends = pairwise(matrix.indptr.tolist())
    columns, values = matrix.indices.astype(np.int64), matrix.data.astype(np.int64) % PRIME
    return [(columns[first:last], values[first:last]) for first, last in ends]
