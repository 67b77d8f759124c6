"""Walks arrive where there is room, touch nothing shown, and end where they are not worth it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipelines.protect import walking, walks
from pipelines.protect.ground import Ground
from pipelines.protect.system import System
from pipelines.protect.walks import Walks
from tests.speed.protection_made import system_of

ATOMS = 8
Whole = NDArray[np.int64]


def ground_of(forms: Whole, values: Whole, withheld: list[int], owner: list[int]) -> Ground:
    """Sums of contributions, all of them shown but some."""
    sums = sp.csr_matrix(forms)
    names = [f"sum {at}" for at in range(len(forms))]
    made = system_of(sums, values, np.array(owner), names, np.zeros(len(forms)))
    made.system.is_printed[[len(values) + at for at in withheld]] = False
    return Ground(made.system, made.costs)


def square() -> Ground:
    """Two by two, three of one agency: the margins are shown, the four within are not."""
    margins = [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]]
    forms = np.vstack([margins, np.eye(4, dtype=np.int64)])
    return ground_of(forms, np.array([5, 5, 5, 5]), [4, 5, 6, 7], [0, 0, 0, 1])


def test_one_corner_of_a_square_takes_the_others_with_it() -> None:
    ground = square()
    move = Walks(ground).find(4, 2, None)
    assert move is not None
    assert dict(zip(move.inner.tolist(), move.change.tolist(), strict=True)) == {
        0: 2,
        1: -2,
        2: -2,
        3: 2,
    }


@pytest.mark.parametrize("without", [0, 1])
def test_what_a_partner_contributes_stays(without: int) -> None:
    """All four corners change or none: either agency has one of them."""
    assert Walks(square()).find(4, 2, without) is None


def test_nothing_falls_below_nothing() -> None:
    assert Walks(square()).find(4, -5, None) is not None
    assert Walks(square()).find(4, -6, None) is None
    assert Walks(square()).find(4, 6, None) is None


def test_what_is_shown_or_empty_is_not_walked_to() -> None:
    ground = square()
    assert Walks(ground).find(0, 1, None) is None
    ground = ground_of(np.array([[0, 0], [1, 1]]), np.array([1, 1]), [0, 1], [0, 0])
    assert Walks(ground).find(0, 1, None) is None
    assert Walks(ground).find(1, 1, None) is not None


def test_a_difference_falls_as_far_as_it_is() -> None:
    """Two less one is not negative, neither where it is asked for nor where it is on the way."""
    values = np.array([2, 1])
    ground = ground_of(np.array([[1, -1]]), values, [0], [0, 0])
    assert Walks(ground).find(0, -1, None) is not None
    assert Walks(ground).find(0, -2, None) is None
    assert Walks(ground).find(0, -3, None) is None
    ground = ground_of(np.array([[1, 0], [1, -1], [0, 1]]), values, [0, 1], [0, 0])
    assert Walks(ground).find(0, -1, None) is not None
    assert Walks(ground).find(0, -2, None) is None


def test_nothing_rises_beyond_what_programs_let_rise() -> None:
    ground = ground_of(np.array([[1]]), np.array([1]), [0], [0])
    far = int(ground.farthest)
    assert Walks(ground).find(0, far, None) is not None
    assert Walks(ground).find(0, far + 1, None) is None


def test_what_nothing_of_is_tied_is_not_divided_by() -> None:
    system = ground_of(np.array([[1, 0], [0, 1]]), np.array([2, 2]), [0, 1], [0, 0]).system
    ties = sp.csr_matrix((np.array([1, 0]), np.array([1, 0]), np.array([0, 2])), shape=(1, 2))
    ground = Ground(dataclasses.replace(system, ties=ties), np.zeros(system.size))
    move = Walks(ground).find(ground.row(2), 1, None)
    assert move is not None
    assert move.inner.tolist() == [0]


@pytest.mark.parametrize("known", [0, 31])
def test_a_contribution_may_count_many_times(known: int) -> None:
    """Thirty-one nights for each person, less the nights: one person more needs as many nights."""
    ground = ground_of(np.array([[1, 0], [0, 1]]), np.array([2, 62 - known]), [0, 1], [0, 0])
    ties = sp.csr_matrix(np.array([[31, -1]]))
    system = dataclasses.replace(ground.system, ties=ties)
    ground = Ground(system, np.zeros(system.size))
    move = Walks(ground).find(ground.row(2), 1, None)
    assert move is not None
    assert move.change.tolist() == [1, 31]
    assert Walks(ground).find(ground.row(3), 1, None) is not None


def test_whoever_seldom_arrives_seldom_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    ground = square()
    found = Walks(ground)
    monkeypatch.setattr(
        walks, "walk", lambda row, *_: (begun.append(row), (np.zeros(4, dtype=np.int64), False))[1]
    )
    for _ in range(walks.CREDIT + 10 * walks.SELDOM):
        assert found.find(4, 2, None) is None
    assert len(begun) == walks.CREDIT + 10


def test_and_often_again_once_it_arrives() -> None:
    found = Walks(square())
    for _ in range(4 * walks.CREDIT):
        found.find(4, 6, None)
    asked = [found.find(4, 2, None) is not None for _ in range(3 * walks.SELDOM)]
    assert asked.count(False) > 1
    first = asked.index(True)
    assert all(asked[first:])


systems = st.tuples(
    st.lists(st.lists(st.integers(0, 1), min_size=ATOMS, max_size=ATOMS), min_size=3, max_size=7),
    st.lists(st.integers(0, 6), min_size=ATOMS, max_size=ATOMS),
    st.lists(st.integers(0, 2), min_size=ATOMS, max_size=ATOMS),
    st.sampled_from([-2, -1, 1, 2, 5]),
    st.sampled_from([None, 0, 1]),
)


@given(systems)
def test_whatever_is_found_keeps_what_is_shown_and_nobody_below_nothing(
    made: tuple[list[list[int]], list[int], list[int], int, int | None],
) -> None:
    lists, values, owner, change, without = made
    forms = np.array(lists)
    ground = ground_of(forms, np.array(values), [0, 1], owner)
    move = Walks(ground).find(0, change, without)
    if move is None:
        return
    changes = np.zeros(ATOMS, dtype=np.int64)
    changes[move.inner] = move.change
    by = forms @ changes
    assert by[0] >= change if change > 0 else by[0] <= change
    assert not by[2:].any()
    assert (np.array(values) + changes >= 0).all()
    assert not changes[np.array(owner) == without].any()


def test_the_same_is_found_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> list[tuple[list[int], list[int]]]:
        moves = [Walks(wide).find(at, 3, None) for at in range(6)]
        return [(move.inner.tolist(), move.change.tolist()) for move in moves if move]

    draw = np.random.default_rng(4)
    forms = np.vstack([np.eye(40, dtype=np.int64)[:6], draw.integers(0, 2, (14, 40))])
    wide = ground_of(forms, draw.integers(0, 9, 40), list(range(6)), [0] * 40)
    compiled = found()
    assert len(compiled) > 2
    for name in ("_step", "_change", "_beyond"):
        plain = getattr(getattr(walking, name), "py_func", getattr(walking, name))
        monkeypatch.setattr(walking, name, plain)
    monkeypatch.setattr(walks, "walk", getattr(walking.walk, "py_func", walking.walk))
    assert found() == compiled


def test_a_system_is_not_changed_by_walking() -> None:
    ground = square()
    before: System = ground.system
    values = before.values.copy()
    Walks(ground).find(4, 2, None)
    assert (ground.system.values == values).all()
