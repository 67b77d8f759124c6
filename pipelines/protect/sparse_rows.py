"""Sparse rows modulo a large prime: reducing one row by many, subtracting one from another.

Exact arithmetic: a row that becomes empty here follows from the others, up to a chance of one in
two thousand million for each accident of the prime.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.compiled import njit

PRIME = 2_147_483_647
Whole = NDArray[np.int64]


@njit(cache=True)
def inverse(number: int) -> int:
    """The number that times `number` is one."""
    low, high, rest, next_rest = 0, 1, PRIME, number % PRIME
    while next_rest:
        times = rest // next_rest
        low, high = high, low - times * high
        rest, next_rest = next_rest, rest - times * next_rest
    return low % PRIME


@njit(cache=True)
def push(heap: Whole, size: int, item: int) -> int:
    """Put an item on a heap of `size`; the new size."""
    at = size
    heap[at] = item
    while at > 0 and heap[(at - 1) // 2] > heap[at]:
        above = (at - 1) // 2
        heap[at], heap[above] = heap[above], heap[at]
        at = above
    return size + 1


@njit(cache=True)
def pop(heap: Whole, size: int) -> int:
    """Take the least item off a heap and leave it behind the end; the new size."""
    least = heap[0]
    size -= 1
    heap[0] = heap[size]
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= heap[at]:
            break
        heap[at], heap[below] = heap[below], heap[at]
        at = below
    heap[size] = least
    return size


@njit(cache=True)
def scatter(  # noqa: PLR0913, PLR0917  compiled: plain arrays only
    columns: Whole, values: Whole, times: int, work: Whole, seen: Whole, found: Whole, count: int
) -> int:
    """Subtract `times` a row from the work row; columns met for the first time join `found`."""
    for at in range(len(columns)):
        column = columns[at]
        if seen[column] == 0:
            seen[column] = 1
            found[count] = column
            count += 1
        work[column] = (work[column] - times * values[at]) % PRIME
    return count


@njit(cache=True)
def reduce_row(  # noqa: PLR0913, PLR0917  the buffers are made once, not for each row
    columns: Whole,
    values: Whole,
    row_of: Whole,
    pivots: Whole,
    starts: Whole,
    all_columns: Whole,
    all_values: Whole,
    buffers: tuple[Whole, Whole, Whole, Whole],
) -> tuple[Whole, Whole]:
    """What is left of a row after the rows with a pivot in it, in the order they were made."""
    work, seen, found, heap = buffers
    count = scatter(columns, values, PRIME - 1, work, seen, found, 0)
    size, told = 0, 0
    while True:
        for at in range(told, count):
            if row_of[found[at]] >= 0:
                size = push(heap, size, row_of[found[at]])
        told = count
        if size == 0:
            break
        size = pop(heap, size)
        row = heap[size]
        times = work[pivots[row]]
        if times:
            first, last = starts[row], starts[row + 1]
            count = scatter(
                all_columns[first:last], all_values[first:last], times, work, seen, found, count
            )
    kept = np.sort(found[:count])
    left = work[kept]
    for at in range(count):
        work[found[at]] = 0
        seen[found[at]] = 0
    return kept[left != 0], left[left != 0]


@njit(cache=True)
def subtract(
    columns: Whole, values: Whole, others: Whole, other_values: Whole, times: int
) -> tuple[Whole, Whole]:
    """A row less `times` another, both in order of columns."""
    size = len(columns) + len(others)
    out, out_values = np.empty(size, np.int64), np.empty(size, np.int64)
    one = other = count = 0
    while one < len(columns) or other < len(others):
        if other >= len(others) or (one < len(columns) and columns[one] < others[other]):
            column, value = columns[one], values[one]
            one += 1
        elif one >= len(columns) or others[other] < columns[one]:
            column, value = others[other], (-times * other_values[other]) % PRIME
            other += 1
        else:
            column, value = columns[one], (values[one] - times * other_values[other]) % PRIME
            one += 1
            other += 1
        if value:
            out[count], out_values[count] = column, value
            count += 1
    return out[:count], out_values[:count]
