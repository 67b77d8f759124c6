"""Fractions become whole numbers in a few steps, or nothing is said."""

from __future__ import annotations

import highspy
import numpy as np
import pytest
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect import diving
from pipelines.protect.diving import dive, is_whole
from pipelines.protect.solver import Effort, answer_of, program_of, quiet_solver

Floats = NDArray[np.float64]


def ring(size: int, asked: float, highest: float = 5.0) -> tuple[highspy.Highs, Floats, Floats]:
    """Neighbors in a ring amount to `asked` each at least; the answer in fractions, the bounds."""
    matrix = sp.csr_matrix(np.eye(size) + np.roll(np.eye(size), 1, axis=1))
    bounds = (np.full(size, asked), np.full(size, np.inf))
    limits = np.full(size, highest)
    program = program_of(matrix, bounds, np.ones(size), limits)
    solver = quiet_solver(program, is_whole=False)
    values = answer_of(solver, Effort())
    assert values is not None
    return solver, values, limits


def test_halves_around_a_ring_become_whole_numbers() -> None:
    solver, values, highest = ring(5, 1.0)
    assert values.tolist() == pytest.approx([0.5] * 5)
    found = dive(solver, values, highest, Effort())
    assert found is not None
    assert is_whole(found)
    assert (found + np.roll(found, -1) >= 1).all()
    assert found.sum() == pytest.approx(3)


def test_the_bounds_are_as_they_were_afterwards() -> None:
    solver, values, highest = ring(5, 1.0)
    dive(solver, values, highest, Effort())
    program = solver.getLp()
    assert list(program.col_lower_) == [0.0] * 5
    assert list(program.col_upper_) == [5.0] * 5
    again = answer_of(solver, Effort())
    assert again is not None
    assert again.sum() == pytest.approx(2.5)


def test_where_more_is_impossible_less_is_tried() -> None:
    """One of the two may be at most one half more than nothing: it can only be nothing."""
    matrix = sp.csr_matrix(np.array([[1.0, 0.0], [1.0, 1.0]]))
    bounds = (np.array([-np.inf, 1.0]), np.array([0.5, np.inf]))
    program = program_of(matrix, bounds, np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    solver = quiet_solver(program, is_whole=False)
    values = answer_of(solver, Effort())
    assert values is not None
    assert values.tolist() == pytest.approx([0.5, 0.5])
    found = dive(solver, values, np.array([1.0, 1.0]), Effort())
    assert found is not None
    assert found.tolist() == pytest.approx([0.0, 1.0])


def test_what_has_no_whole_numbers_is_none() -> None:
    """Two equal ones that are one together."""
    matrix = sp.csr_matrix(np.array([[1.0, 1.0], [1.0, -1.0]]))
    program = program_of(
        matrix, (np.array([1.0, 0.0]), np.array([1.0, 0.0])), np.ones(2), np.ones(2)
    )
    solver = quiet_solver(program, is_whole=False)
    values = answer_of(solver, Effort())
    assert values is not None
    assert dive(solver, values, np.ones(2), Effort()) is None


def test_only_the_first_columns_are_asked_to_be_whole() -> None:
    matrix = sp.csr_matrix(np.array([[2.0, 0.0], [0.0, 2.0]]))
    program = program_of(matrix, (np.ones(2), np.full(2, np.inf)), np.ones(2), np.ones(2))
    solver = quiet_solver(program, is_whole=False)
    values = answer_of(solver, Effort())
    assert values is not None
    found = dive(solver, values, np.ones(1), Effort())
    assert found is not None
    assert found.tolist() == pytest.approx([1.0, 0.5])


def test_it_goes_no_deeper_than_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of two rings takes a bound of its own."""
    one = np.eye(3) + np.roll(np.eye(3), 1, axis=1)
    matrix = sp.csr_matrix(np.kron(np.eye(2), one))
    program = program_of(matrix, (np.ones(6), np.full(6, np.inf)), np.ones(6), np.full(6, 5.0))
    solver = quiet_solver(program, is_whole=False)
    values = answer_of(solver, Effort())
    assert values is not None
    monkeypatch.setattr(diving, "DEPTH", 1)
    assert dive(solver, values, np.full(6, 5.0), Effort()) is None
    monkeypatch.setattr(diving, "DEPTH", 2)
    found = dive(solver, values, np.full(6, 5.0), Effort())
    assert found is not None
    assert found.sum() == pytest.approx(4)


def test_no_column_goes_beyond_what_it_may() -> None:
    """The first is one at most; the second can be no two, and with one the first had to be two."""
    matrix = sp.csr_matrix(np.array([[1.0, 1.0], [0.0, 1.0]]))
    bounds = (np.array([2.1, -np.inf]), np.array([np.inf, 1.6]))
    program = program_of(matrix, bounds, np.array([10.0, 1.0]), np.array([1.0, 5.0]))
    solver = quiet_solver(program, is_whole=False)
    values = answer_of(solver, Effort())
    assert values is not None
    assert values.tolist() == pytest.approx([0.5, 1.6])
    assert dive(solver, values, np.array([1.0, 5.0]), Effort()) is None


def test_steps_are_counted_and_weighed_by_rows() -> None:
    effort = Effort()
    solver, values, highest = ring(5, 1.0)
    dive(solver, values, highest, effort)
    assert effort.steps > 0
    assert effort.work == 5 * effort.steps
