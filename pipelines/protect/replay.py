"""Certificates held against a system again, in whole numbers and without any solver.

Whoever has the moves can check in a second what took minutes to find: every move keeps what is
known, makes nothing negative, and together they take every demand far enough against everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.demands import Demand
from pipelines.protect.system import NOBODY, System

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
WORD = 62
ENDLESS = 2**31


def impossible(
    system: System, moves: Sequence[Mapping[int, int]], withheld: Collection[int]
) -> Whole:
    """Numbers of the moves that break a tie, change what is shown or make something negative.

    Privacy: aggregate in, aggregate out.
    """
    changes = matrix_of(moves, system.first_figure)
    # Of numbers too large to add up nothing can be told: they are not added up.
    is_endless = np.zeros(len(moves), dtype=bool)
    of = np.repeat(np.arange(len(moves)), np.diff(changes.indptr))
    is_endless[of[(changes.data > ENDLESS) | (changes.data < -ENDLESS)]] = True
    changes = sp.csr_matrix(changes.multiply(~is_endless[:, None]), dtype=np.int64)
    outer = sp.csr_matrix(changes @ system.forms.T)
    fixed = system.is_known | system.is_printed
    fixed[list(withheld)] = False
    is_fixed = fixed[system.first_figure :]
    bad = is_endless | (np.diff(sp.csr_matrix(changes @ system.ties.T).indptr) > 0)
    for matrix, first in ((changes, 0), (outer, system.first_figure)):
        row, column = np.repeat(np.arange(len(moves)), np.diff(matrix.indptr)), matrix.indices
        is_negative = system.values[first + column] + matrix.data < 0
        bad[row[is_negative & ~system.is_signed[first + column]]] = True
        if first:
            bad[row[is_fixed[column] & (matrix.data != 0)]] = True
    return np.flatnonzero(bad)


class Lesser(NamedTuple):
    """What is demanded of an unknown in one direction (1: up) against a partner who knows more."""

    direction: int
    partner: int
    demand: Demand


def unproved(
    system: System,
    demands: Iterable[Demand],
    moves: Sequence[Mapping[int, int]],
    lesser: Collection[Lesser] = (),
) -> list[Demand]:
    """Demands that the moves do not meet against everybody.

    A partner's moves are those that leave its contributions alone; of a figure that is wholly its
    own it needs none, and where `lesser` asks less of it, that is enough.

    Privacy: aggregate in, aggregate out.
    """
    asked = list(demands)
    place = {demand.unknown: at for at, demand in enumerate(asked)}
    changes = matrix_of(moves, system.first_figure)
    touched = _touched(system, changes)
    own = _whole_owners(system, _rows(system, asked))
    open_ = np.zeros(len(asked), dtype=bool)
    for direction in (1, -1):
        blocked, is_asked = _blocked(system, asked, changes, touched, direction)
        for partner, unknown in _excused(system, lesser, changes, touched, direction):
            if unknown in place:
                blocked[place[unknown], partner // WORD] &= ~(1 << partner % WORD)
        open_ |= is_asked & (blocked & ~own).any(axis=1)
    return [asked[at] for at in np.flatnonzero(open_)]


def matrix_of(moves: Sequence[Mapping[int, int]], width: int) -> sp.csr_matrix:
    """Moves as rows over so many contributions and slacks. Privacy: aggregate in and out."""
    lengths = np.array([len(move) for move in moves], dtype=np.int64)
    columns = np.fromiter((at for move in moves for at in move), dtype=np.int64)
    values = np.fromiter((by for move in moves for by in move.values()), dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    matrix = sp.csr_matrix((values, columns, starts), shape=(len(moves), width))
    matrix.sort_indices()
    return matrix


def _blocked(
    system: System,
    demands: Sequence[Demand],
    changes: sp.csr_matrix,
    touched: Whole,
    direction: int,
) -> tuple[Whole, Flags]:
    """Whose contributions all moves touch that reach far enough; whether anything is asked."""
    up = np.array([demand.up for demand in demands], dtype=np.int64)
    down = np.array([demand.down for demand in demands], dtype=np.int64)
    either = np.array([demand.is_either for demand in demands], dtype=bool)
    reached = sp.csr_matrix(system.forms[_rows(system, demands)] @ changes.T)
    row = np.repeat(np.arange(len(demands)), np.diff(reached.indptr))
    is_up, is_down = reached.data >= up[row], -reached.data >= down[row]
    is_far = np.where(either[row], is_up | is_down, is_up if direction > 0 else is_down)
    bits = _common(touched, row[is_far], reached.indices[is_far], len(demands))
    return bits, (up if direction > 0 else down) > 0


def _excused(
    system: System,
    lesser: Collection[Lesser],
    changes: sp.csr_matrix,
    touched: Whole,
    direction: int,
) -> Iterator[tuple[int, int]]:
    """Partner and unknown wherever the lesser demand is met."""
    own = [one for one in lesser if one.direction == direction]
    demands = [one.demand for one in own]
    blocked, is_asked = _blocked(system, demands, changes, touched, direction)
    for one, bits, asks in zip(own, blocked, is_asked, strict=True):
        if not asks or not int(bits[one.partner // WORD]) >> one.partner % WORD & 1:
            yield one.partner, one.demand.unknown


def _rows(system: System, demands: Sequence[Demand]) -> Whole:
    unknowns = np.array([demand.unknown for demand in demands], dtype=np.int64)
    return np.asarray(unknowns - system.first_figure, dtype=np.int64)


def _touched(system: System, changes: sp.csr_matrix) -> Whole:
    """Whose contributions each move touches, as bits in words."""
    owner = system.owner[: system.first_figure]
    words = int(owner.max(initial=0)) // WORD + 1
    bits = np.zeros((changes.shape[0], words), dtype=np.int64)
    row = np.repeat(np.arange(changes.shape[0]), np.diff(changes.indptr))
    whose = owner[changes.indices]
    is_owned = whose != NOBODY
    row, whose = row[is_owned], whose[is_owned]
    np.bitwise_or.at(bits, (row, whose // WORD), np.left_shift(1, whose % WORD))
    return bits


def _common(touched: Whole, row: Whole, move: Whole, size: int) -> Whole:
    """What all moves of a row touch; every bit, and one that nobody has, if there are none."""
    bits = np.full((size, touched.shape[1]), (1 << (WORD + 1)) - 1, dtype=np.int64)
    if len(row):
        rows, first = np.unique(row, return_index=True)
        bits[rows] = np.bitwise_and.reduceat(touched[move], first, axis=0)
    return bits


def _whole_owners(system: System, rows: Whole) -> Whole:
    """The partner to whom all of a figure belongs, as bits."""
    owner = system.owner[: system.first_figure]
    at = np.flatnonzero(owner != NOBODY)
    shape = (system.first_figure, int(owner.max(initial=0)) + 1)
    share = sp.csr_matrix((system.values[at], (at, owner[at])), shape=shape)
    parts = sp.csr_matrix(system.forms[rows] @ share)
    parts.eliminate_zeros()
    bits = np.zeros((len(rows), shape[1] // WORD + 1), dtype=np.int64)
    alone = np.flatnonzero(np.diff(parts.indptr) == 1)
    whose = parts.indices[parts.indptr[alone]]
    bits[alone, whose // WORD] = np.left_shift(1, (whose % WORD).astype(np.int64))
    return bits[:, : int(owner.max(initial=0)) // WORD + 1]
