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
