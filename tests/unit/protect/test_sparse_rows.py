"""Sparse rows modulo a prime, and the figures that elimination spares, against dense ranks."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect import elimination, sparse_rows
from pipelines.protect.elimination import Span, following, unpublishable

PRIME = sparse_rows.PRIME
NAMES = ("inverse", "reduce_row", "subtract")
Dense = NDArray[np.int64]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The same module where numba is not installed."""
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "pipelines.protect.compiled")
    spec = importlib.util.spec_from_file_location("plain_rows", str(sparse_rows.__file__))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(seed: int, rows: int, width: int) -> Dense:
    """A matrix of few small numbers, with some rows that follow from others."""
    draw = np.random.default_rng(seed)
    matrix = draw.integers(-1, 2, (rows, width)) * (draw.random((rows, width)) < 0.5)
    matrix[rows // 2] = matrix[0] - matrix[1]
    return matrix.astype(np.int64)


def sparse(row: Dense) -> tuple[Dense, Dense]:
    columns = np.flatnonzero(row).astype(np.int64)
    return columns, row[columns] % PRIME


def rank(*parts: Dense) -> int:
    stacked = np.vstack(parts)
    return int(np.linalg.matrix_rank(stacked)) if len(stacked) else 0


@pytest.mark.parametrize("number", [1, 2, 3, 65_537, PRIME - 1])
def test_a_number_times_its_inverse_is_one(number: int) -> None:
    assert int(sparse_rows.inverse(number)) * number % PRIME == 1


@pytest.mark.parametrize("seed", range(8))
def test_a_row_is_left_empty_exactly_when_it_follows_from_the_others(seed: int) -> None:
    matrix, span = drawn(seed, 9, 7), Span(7)
    for at, row in enumerate(matrix):
        left = span.reduce(sparse(row))
        assert bool(len(left[0])) is (rank(matrix[: at + 1]) > rank(matrix[:at]))
        if len(left[0]):
            span.add(left, int(left[0][-1]))
    assert span.count == rank(matrix)


@pytest.mark.parametrize("seed", range(4))
def test_what_follows_adds_nothing_to_the_rank(seed: int) -> None:
    known, rows = drawn(seed, 5, 8), drawn(seed + 100, 12, 8)
    rows[3], rows[7] = known[1] - known[4], known[0] + known[2] - known[3]
    added = [rank(known, row[None, :]) > rank(known) for row in rows]
    found = following(sp.csr_matrix(known), sp.csr_matrix(rows))
    assert found.tolist() == [not more for more in added]
    assert found[3]
    assert found[7]
    assert not found.all()


@pytest.mark.parametrize("seed", range(8))
def test_a_row_less_another_is_what_dense_arithmetic_says(seed: int) -> None:
    one, other = drawn(seed, 4, 9)[[0, 3]]
    columns, values = sparse_rows.subtract(*sparse(one), *sparse(other), 5)
    dense = np.zeros(9, dtype=np.int64)
    dense[columns] = values
    assert dense.tolist() == ((one - 5 * other) % PRIME).tolist()
    assert (values != 0).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_same_rows_with_and_without_numba(
    seed: int, plain: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = sp.csr_matrix(drawn(seed, 24, 14))
    parts = (matrix[:4], matrix[4:18], matrix[18:])
    fast = unpublishable(*parts)
    spans = [Span(14), Span(14)]
    for name in NAMES:
        if hasattr(elimination, name):
            monkeypatch.setattr(elimination, name, getattr(plain, name))
    assert unpublishable(*parts).tolist() == fast.tolist()
    for row in matrix.toarray():
        left = plain.reduce_row(*sparse(row), *_parts(spans[0]))
        same = sparse_rows.reduce_row(*sparse(row), *_parts(spans[1]))
        assert [part.tolist() for part in left] == [part.tolist() for part in same]
        if len(left[0]):
            for span in spans:
                span.add(left, int(left[0][0]))


def _parts(span: Span) -> tuple[Any, ...]:
    rows = (span.row_of, span.pivots, span.starts, span.columns, span.values)
    return (*rows, span._buffers)


@pytest.mark.parametrize("seed", range(12))
def test_a_figure_is_spared_exactly_when_it_gives_no_protected_one_away(seed: int) -> None:
    """One of the protected ones is known already: nothing is withheld for it."""
    matrix = drawn(seed, 24, 14)
    known, candidates, asked = matrix[:4], matrix[4:18], np.vstack([matrix[:1], matrix[18:]])
    protected = np.array([row for row in asked if rank(known, row[None]) > rank(known)])
    said, expected = known, []
    for row in candidates:
        more = np.vstack([said, row[None]])
        expected.append(any(rank(more, one[None]) == rank(more) for one in protected))
        said = said if expected[-1] else more
    found = unpublishable(*map(sp.csr_matrix, (known, candidates, asked)))
    assert (found >= 0).tolist() == expected
    assert any(expected)
    for row, at in zip(candidates[found >= 0], found[found >= 0], strict=True):
        more = np.vstack([said, row[None]])
        assert rank(more, asked[at][None]) == rank(more)
