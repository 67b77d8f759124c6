"""What a few contributions cannot do is impossible; what they might do is left open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipelines.protect import denial
from pipelines.protect.denial import Denial
from pipelines.protect.ground import Ground
from pipelines.protect.model import Query, Touch
from tests.unit.protect.test_walks import ATOMS, ground_of

Whole = NDArray[np.int64]


def known(forms: Whole, values: Whole, owner: list[int], held: list[int]) -> Ground:
    """Sums of contributions of which some were in print before; nothing else is shown."""
    ground = ground_of(forms, values, list(range(len(forms))), owner)
    ground.system.is_known[[len(values) + at for at in held]] = True
    return Ground(ground.system, np.zeros(ground.system.size))


def test_who_knows_a_total_and_its_own_part_knows_the_other() -> None:
    ground = known(np.array([[1, 1], [0, 1]]), np.array([9, 9]), [0, 1], [0])
    assert Denial(ground).is_sure(Query(1, 1, 0, Touch.ANY))
    assert Denial(ground).is_sure(Query(1, -1, 0, Touch.ANY))
    assert not Denial(ground).is_sure(Query(1, 1, None, Touch.ANY))


def test_nothing_falls_below_nothing_and_all_else_is_open() -> None:
    ground = known(np.array([[1, 1]]), np.array([2, 3]), [0, 1], [])
    assert not Denial(ground).is_sure(Query(0, -3, 0, Touch.ANY))
    assert Denial(ground).is_sure(Query(0, -4, 0, Touch.ANY))
    assert not Denial(ground).is_sure(Query(0, 4, 0, Touch.ANY))


def test_what_reaches_beyond_a_few_is_not_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    """A known chain holds its first link: to see that all of it has to be looked at."""
    forms = np.vstack([np.eye(6, dtype=np.int64) + np.eye(6, k=1, dtype=np.int64), np.eye(1, 6)])
    ground = known(forms.astype(np.int64), np.full(6, 3), [0] * 6, [0, 1, 2, 3, 4])
    assert Denial(ground).is_sure(Query(6, 4, None, Touch.ANY))
    monkeypatch.setattr(denial, "FEW", 1)
    assert not Denial(ground).is_sure(Query(6, 4, None, Touch.ANY))


def test_nor_what_a_few_are_only_a_part_of(monkeypatch: pytest.MonkeyPatch) -> None:
    ground = known(np.ones((1, 4), dtype=np.int64), np.ones(4, dtype=np.int64), [0] * 4, [])
    assert Denial(ground).is_sure(Query(0, -5, None, Touch.ANY))
    monkeypatch.setattr(denial, "FEW", 3)
    assert not Denial(ground).is_sure(Query(0, -4, None, Touch.ANY))
    assert not Denial(ground).is_sure(Query(0, -5, None, Touch.ANY))


def test_however_far_something_can_rise_is_not_denied() -> None:
    ground = known(np.array([[1, 1]]), np.array([3, 3]), [0, 1], [])
    assert not Denial(ground).is_sure(Query(0, 200_000, 0, Touch.ANY))


@pytest.mark.parametrize(("fall", "is_sure"), [(-2, False), (-3, True)])
def test_a_difference_falls_as_far_as_it_is(fall: int, *, is_sure: bool) -> None:
    """Five less three is not negative: of the five, only two can go unless the others go too."""
    ground = known(np.array([[1, 0], [1, -1], [0, 1]]), np.array([5, 3]), [0, 1], [2])
    assert Denial(ground).is_sure(Query(0, fall, None, Touch.ANY)) == is_sure


systems = st.tuples(
    st.lists(st.lists(st.integers(0, 1), min_size=ATOMS, max_size=ATOMS), min_size=2, max_size=6),
    st.lists(st.integers(0, 4), min_size=ATOMS, max_size=ATOMS),
    st.lists(st.integers(0, 1), min_size=ATOMS, max_size=ATOMS),
    st.lists(st.integers(-2, 2), min_size=ATOMS, max_size=ATOMS),
    st.sampled_from([None, 0]),
    st.sampled_from([1, 2, 3, 50]),
)


@given(systems)
def test_no_change_that_there_is_is_denied(
    made: tuple[list[list[int]], list[int], list[int], list[int], int | None, int],
) -> None:
    """Any change at all: what it leaves alone may be known, and it is still not denied."""
    lists, values, owner, wanted, without, few = made
    forms, now = np.array(lists), np.array(values)
    changes = np.maximum(np.array(wanted), -now)
    changes[np.array(owner) == without] = 0
    by = forms @ changes
    if by[0] == 0:
        return
    held = [at for at in range(1, len(forms)) if by[at] == 0]
    ground = known(forms, now, owner, held)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(denial, "FEW", few)
        assert not Denial(ground).is_sure(Query(0, int(by[0]), without, Touch.ANY))
