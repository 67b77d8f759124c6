"""What a change breaks is mended, which breaks something else, and so on until nothing is broken.

In each step a contribution changes so that one broken row may stand again, whatever others that
breaks; what is broken time and again weighs more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.compiled import njit

# Few walks that had not arrived by then did so in five times as many steps.
STEPS = 2_000
# Of a long row only so many contributions are looked at in one step.
GLANCE = 60
# What was just changed is left as it is for so many steps, or it would be changed back.
REST = 2
BOUNDLESS = 2**40
Whole = NDArray[np.int64]


class Rows(NamedTuple):
    """Of a sparse matrix in whole numbers where each row starts, its columns, their signs."""

    starts: Whole
    members: Whole
    signs: Whole


class Room(NamedTuple):
    """Rows and the same by contribution (`rows_of`); how far rows may change, down and up.

    And how far contributions may fall (`fall`; -1 where they are fixed) and rise (`farthest`).
    """

    rows: Rows
    rows_of: Rows
    low: Whole
    high: Whole
    fall: Whole
    farthest: int


class _Walk(NamedTuple):
    """How contributions have changed and in which step last, and rows by it.

    The first of `broken` are the rows beyond their bounds; `place` says where a row stands there.
    """

    changes: Whole
    changed_at: Whole
    by: Whole
    weight: Whole
    broken: Whole
    place: Whole


@njit(cache=True, nogil=True)
def walk(first: int, room: Room, draw: np.random.Generator) -> tuple[Whole, bool]:
    """Changes of contributions that keep every row within its bounds; whether they were found.

    At the beginning the row `first` alone is not.
    """
    size, width = len(room.fall), len(room.low)
    walk = _Walk(
        np.zeros(size, np.int64),
        np.full(size, -REST, np.int64),
        np.zeros(width, np.int64),
        np.ones(width, np.int64),
        np.full(width, first, np.int64),
        np.full(width, -1, np.int64),
    )
    walk.place[first], count = 0, 1
    for step in range(STEPS):
        row, other = walk.broken[draw.integers(0, count)], walk.broken[draw.integers(0, count)]
        row = other if walk.weight[other] > walk.weight[row] else row
        start = draw.integers(0, room.rows.starts[row + 1] - room.rows.starts[row])
        one, amount, worse = _step(row, start, step, room, walk)
        if worse >= 0:
            walk.weight[walk.broken[:count]] += 1
        if amount != 0:
            walk.changed_at[one] = step
            count = _change(one, amount, count, room, walk)
        if count == 0:
            return walk.changes, True
    return walk.changes, False


@njit(cache=True, nogil=True)
def _step(row: int, start: int, step: int, room: Room, walk: _Walk) -> tuple[int, int, int]:
    """The change that mends a row and makes least worse: of what, by how much, how much worse."""
    rows, rows_of = room.rows, room.rows_of
    best, least, by_so_much = -1, 0, 0
    size = rows.starts[row + 1] - rows.starts[row]
    lack = -_beyond(row, walk.by[row], room)
    for ahead in range(min(size, GLANCE)):
        at = rows.starts[row] + (start + ahead) % size
        one = rows.members[at]
        if room.fall[one] < 0 or step - walk.changed_at[one] < REST:
            continue
        # As much as the row lacks, rounded up where a contribution counts several times.
        much = -(-abs(lack) // abs(rows.signs[at]))
        amount = much if (lack > 0) == (rows.signs[at] > 0) else -much
        amount = max(amount, -room.fall[one] - walk.changes[one])
        amount = min(amount, room.farthest - walk.changes[one])
        worse = 0
        for place in range(rows_of.starts[one], rows_of.starts[one + 1]):
            other = rows_of.members[place]
            then = walk.by[other] + rows_of.signs[place] * amount
            after = abs(_beyond(other, then, room))
            before = abs(_beyond(other, walk.by[other], room))
            worse += walk.weight[other] * (after - before)
        if amount != 0 and (best < 0 or worse < least):
            best, least, by_so_much = one, worse, amount
    return best, by_so_much, least


@njit(cache=True, nogil=True)
def _change(one: int, amount: int, count: int, room: Room, walk: _Walk) -> int:
    """Change a contribution; how many rows are broken then, where `count` were."""
    rows_of = room.rows_of
    walk.changes[one] += amount
    for at in range(rows_of.starts[one], rows_of.starts[one + 1]):
        row = rows_of.members[at]
        walk.by[row] += rows_of.signs[at] * amount
        is_broken, place = _beyond(row, walk.by[row], room) != 0, walk.place[row]
        if is_broken and place < 0:
            walk.broken[count], walk.place[row] = row, count
            count += 1
        elif not is_broken and place >= 0:
            count -= 1
            last = walk.broken[count]
            walk.broken[place], walk.place[last], walk.place[row] = last, place, -1
    return count


@njit(cache=True, nogil=True)
def _beyond(row: int, by: int, room: Room) -> int:
    """How far a row is above its bounds; below them, negative."""
    above, below = max(by - room.high[row], 0), min(by - room.low[row], 0)
    return int(above + below)
