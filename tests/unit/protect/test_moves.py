"""Moves: which are possible, which are kept, and how far they reach."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from pipelines.errors import InternalError
from pipelines.protect.demands import Demand
from pipelines.protect.ground import Ground
from pipelines.protect.reach import EVERYONE, Reach, partners
from pipelines.protect.system import System


def system(values: list[int], form: list[int]) -> System:
    """Contributions of one agency each, and one difference of them in print."""
    size = len(values)
    figure = int(np.dot(values, form))
    flags = np.zeros(size + 1, dtype=bool)
    return System(
        values=np.array([*values, figure]),
        owner=np.array([*range(size), -1]),
        weight=np.ones(size + 1),
        is_known=flags,
        is_printed=flags,
        is_signed=flags,
        ties=sp.csr_matrix((0, size), dtype=np.int64),
        forms=sp.csr_matrix(np.array([form])),
        figures=pd.DataFrame({"key": ["figure"]}),
        derived=(),
    )


@pytest.mark.parametrize(
    ("values", "form", "change", "kept"),
    [
        ([5, 5], [1, 1], [3, -3], 2),
        ([1, 5], [1, 1], [3, -3], 1),
        ([10, 9], [1, -1], [3, -3], 1),
        ([10, 9], [1, -1], [3, 3], 2),
    ],
)
def test_the_opposite_of_a_move_counts_where_it_is_possible(
    values: list[int], form: list[int], change: list[int], kept: int
) -> None:
    ground = Ground(system(values, form), np.zeros(3))
    reach = Reach(ground)
    reach.keep(ground.move(np.array([0, 1]), np.array(change)))
    assert len(reach.kept()) == kept


def test_a_move_that_goes_as_far_as_a_lesser_demand_does_not_meet_the_whole_one() -> None:
    ground = Ground(system([5, 5], [1, 0]), np.zeros(3))
    reach = Reach(ground)
    whole, lesser = (Demand(2, "primary", 1, up) for up in (6, 3))
    reach.ask(whole)
    reach.ask(lesser)
    reach.keep(ground.move(np.array([0, 1]), np.array([3, -3])))
    assert reach.blocking(whole, 1) == EVERYONE
    assert partners(reach.blocking(lesser, 1)) == [0, 1]


@pytest.mark.parametrize(
    ("values", "form", "change", "is_known"),
    [
        ([5, 5], [1, 1], [-6, 6], False),  # somebody's own count
        ([10, 9], [1, -1], [-2, 0], False),  # what is between two figures
        ([5, 5], [1, 1], [1, 0], True),
    ],
)
def test_no_move_is_let_through_that_cannot_be(
    values: list[int], form: list[int], change: list[int], *, is_known: bool
) -> None:
    one = system(values, form)
    known = dataclasses.replace(one, is_known=np.array([False, False, is_known]))
    with pytest.raises(InternalError, match="PROTECT-16"):
        Ground(known, np.zeros(3)).move(np.array([0, 1]), np.array(change))


def test_a_difference_that_may_be_negative_holds_no_move_back() -> None:
    """Nobody knows that one version has no fewer than another; the same sum of people they do."""
    one = system([10, 9], [1, -1])
    signed = dataclasses.replace(one, is_signed=np.array([False, False, True]))
    move = Ground(signed, np.zeros(3)).move(np.array([0]), np.array([-2]))
    assert (move.rows.tolist(), move.by.tolist()) == ([0], [-2])


def test_a_move_keeps_what_ties_contributions() -> None:
    """The second is a part of the first: only together can they change."""
    tied = dataclasses.replace(system([5, 5], [1, 0]), ties=sp.csr_matrix(np.array([[1, -1]])))
    ground = Ground(tied, np.zeros(3))
    with pytest.raises(InternalError, match="PROTECT-16"):
        ground.move(np.array([0]), np.array([1]))
    assert ground.move(np.array([0, 1]), np.array([1, 1])).rows.tolist() == [1]


def test_a_move_that_should_touch_nothing_shown_is_not_let_through_if_it_does() -> None:
    ground = Ground(system([5, 5], [1, 0]), np.zeros(3))
    move = ground.move(np.array([0]), np.array([1]))
    assert ground.unseen(move) is move
    ground.is_shown[:] = True
    with pytest.raises(InternalError, match="PROTECT-16"):
        ground.unseen(move)


def test_a_quarter_of_an_hour_costs_a_quarter_of_what_an_hour_does() -> None:
    """To change it, and to withhold the figure that changes with it."""
    hours = system([5, 5, 5], [1, 1, 1])
    quarters = dataclasses.replace(hours, weight=np.full(4, 0.25))
    whole, part = (Ground(one, np.full(4, 8.0)) for one in (hours, quarters))
    assert part.cost.tolist() == pytest.approx(whole.cost / 4)
    assert (whole.price.tolist(), part.price.tolist()) == ([8], [2])


def test_every_contribution_costs_a_little_none_the_same_and_each_always_as_much() -> None:
    """Equal prices would leave the choice to the solver, and to the order of its columns."""
    first, again = (Ground(system([5] * 9, [1] * 9), np.ones(10)).cost for _ in range(2))
    assert first.tolist() == again.tolist()
    assert len(set(first.tolist())) == 9
    assert 0 < first.min() <= first.max() < 1 / 1_000
