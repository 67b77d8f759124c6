"""Few of the rows that may not change are looked at, and they say what all of them say."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from pipelines.protect import held as held_rows
from pipelines.protect.ground import Ground
from pipelines.protect.held import Held
from pipelines.protect.model import Model, Query, Touch
from pipelines.protect.program import Program
from pipelines.protect.searches import Searches
from pipelines.protect.solver import Effort
from tests.speed.protection_made import system_of


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of three are long."""
    monkeypatch.setattr(held_rows, "LONG", 2)


TABLE = np.array(
    [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [1, 1, 0, 0],
        [0, 0, 1, 1],
        [1, 1, 1, 1],
        [1, 1, 0, 0],
    ]
)


def ground_of(forms: np.ndarray, hidden: list[int] | None = None) -> Ground:
    """Sums of contributions of nine each, all in print but some."""
    count, atoms = forms.shape
    made = system_of(
        sp.csr_matrix(forms),
        np.full(atoms, 9),
        np.arange(atoms) % 2,
        range(count),
        np.zeros(count),
    )
    made.system.is_printed[[atoms + at for at in hidden or []]] = False
    return Ground(made.system, made.costs)


def test_what_follows_from_shorter_rows_is_not_looked_at() -> None:
    held = Held(ground_of(TABLE))
    assert np.flatnonzero(held.is_needed).tolist() == [0, 1, 3]


def test_what_may_change_says_nothing_and_makes_the_next_one_needed() -> None:
    """Without the second, the sum of the first two says what it said."""
    held = Held(ground_of(TABLE, [1]))
    assert np.flatnonzero(held.is_needed & held.ground.is_held).tolist() == [0, 2, 3]


def test_a_long_sum_is_said_as_what_it_has_beyond_shorter_ones() -> None:
    words = Held(ground_of(TABLE, [2, 5])).words(4)
    assert (words.members.tolist(), words.leaning.tolist()) == ([], [3, 0, 1])
    words = Held(ground_of(TABLE, [1, 2, 5])).words(4)
    assert (words.members.tolist(), words.leaning.tolist()) == ([1], [3, 0])


def test_of_two_that_are_alike_none_is_said_by_the_other() -> None:
    """Each would say nothing beyond the other, and neither would be held."""
    held = Held(ground_of(TABLE, [0, 1]))
    for row in (2, 5):
        assert held.words(row).members.tolist() == [0, 1]


def test_only_plain_sums_of_what_may_not_change_are_said_by_others() -> None:
    forms = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1], [1, 2, 1], [1, -1, 1]])
    held = Held(ground_of(forms))
    assert held.words(2).members.tolist() == [2]
    assert held.words(3).members.tolist() == [0, 1, 2]
    assert held.words(4).signs.tolist() == [1, -1, 1]
    assert Held(ground_of(forms, [2])).words(2).members.tolist() == [0, 1, 2]


def test_sums_that_share_something_are_not_both_taken_out_of_a_longer_one() -> None:
    forms = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [1, 1, 1, 1]])
    words = Held(ground_of(forms)).words(2)
    assert (words.members.tolist(), words.leaning.tolist()) == ([2, 3], [0])


def test_what_is_no_plain_sum_is_taken_out_of_no_other() -> None:
    forms = np.array([[0, 1, 2], [1, 1, 1]])
    assert Held(ground_of(forms)).words(1).members.tolist() == [0, 1, 2]


def test_what_turns_out_to_hold_more_together_is_looked_at_whole() -> None:
    """The total followed from its halves: without the first it holds both together."""
    forms = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 1, 0]])
    search = Searches(ground_of(forms, [3, 4]))
    assert search.freely(3, lambda program: len(program.inner)) == 2
    search.open(0)
    search.open(1)
    move = search.freely(3, partial(Program.find, query=Query(3, 5, 1, Touch.NOTHING)))
    assert move is not None
    assert (move.inner.tolist(), move.change.tolist()) == ([0, 2], [5, -5])


def test_at_a_price_a_total_changes_with_its_part() -> None:
    """The first part alone is cheap to change, but their total is not: the second moves too."""
    forms = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
    ground = ground_of(forms, [2])
    ground.price[:] = [1, 2, 0, 100]
    ground.is_shown[2], ground.is_known[2] = False, True
    [program] = Searches(ground).levels(0)
    move = program.find(Query(0, 3, None, Touch.ANY))
    assert move is not None
    assert (move.inner.tolist(), move.change.tolist()) == ([0, 1], [3, -3])


def test_what_is_shown_again_has_its_price_again() -> None:
    search = Searches(ground_of(np.array([[1, 0], [0, 1], [1, 1]])))
    search.open(0)
    query = Query(0, 2, None, Touch.NOTHING)
    [program] = search.levels(0)
    assert program.find(query) is None
    search.open(1)
    search.open(2)
    assert program.find(query) is not None
    search.close(2)
    search.close(1)
    [program] = search.levels(0)
    assert program.find(query) is None


def test_what_must_not_be_negative_is_looked_at_though_it_follows() -> None:
    """Five less four is one: when both may change, their difference may fall by one, not by two."""
    forms = np.array([[1, 0], [0, 1], [1, -1]])
    made = system_of(sp.csr_matrix(forms), np.array([5, 4]), np.zeros(2), range(3), np.zeros(3))
    search = Searches(Ground(made.system, made.costs))
    assert search.freely(0, partial(Program.find, query=Query(0, -2, None, Touch.NOTHING))) is None
    search.open(2)
    search.open(0)
    for change, is_possible in ((-2, False), (-1, True)):
        query = Query(0, change, None, Touch.NOTHING)
        found = search.freely(0, partial(Program.find, query=query))
        assert (found is not None) == is_possible


def test_what_leaned_on_a_figure_is_held_without_it() -> None:
    """The total leans on all its parts: when two are withheld together, it still holds these."""
    forms = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
    ground = ground_of(forms, [3])
    search = Searches(ground)
    ground.is_shown[3] = True
    query = Query(0, 2, None, Touch.NOTHING)
    assert search.freely(query.row, lambda program: program.find(query)) is None
    search.open(0)
    assert search.freely(query.row, lambda program: program.find(query)) is None
    search.open(1)
    move = search.freely(query.row, lambda program: program.find(query))
    assert move is not None
    assert (move.inner.tolist(), move.change.tolist()) == ([0, 1], [2, -2])
    search.close(1)
    assert search.freely(query.row, lambda program: program.find(query)) is None


def test_what_a_closed_figure_holds_together_is_asked_together() -> None:
    """The second and third are told apart from their sum: when that is shown, all four move."""
    forms = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 0]])
    search = Searches(ground_of(forms))
    search.open(0)
    search.open(3)
    ask = partial(Program.find, query=Query(0, 2, 1, Touch.NOTHING))
    assert search.freely(0, ask) is None
    find = partial(Program.find, query=Query(0, 2, None, Touch.NOTHING))
    move = search.freely(0, find)
    assert move is not None
    assert move.inner.tolist() == [0, 1]
    search.close(3)
    move = search.freely(0, find)
    assert move is not None
    assert (move.inner.tolist(), move.change.tolist()) == ([0, 1, 2, 3], [2, -2, 2, -2])


def test_programs_are_kept_where_a_closed_figure_is_theirs_or_none_of_theirs() -> None:
    forms = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 1], [0, 1, 0, 0]])
    search = Searches(ground_of(forms))
    for row in (0, 2, 4):
        search.open(row)
    programs = {row: search.freely(row, lambda program: program) for row in (0, 2)}
    search.close(4)
    for row in (0, 2):
        move = search.freely(row, partial(Program.find, query=Query(row, 2, None, Touch.NOTHING)))
        assert (move is None) == (row == 0)
        assert search.freely(row, lambda program: program) is programs[row]


def test_what_is_closed_is_looked_at_from_the_start() -> None:
    """The total followed from its halves, which are withheld: now it is what holds them."""
    forms = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1]])
    search = Searches(ground_of(forms))
    assert search.freely(0, lambda program: len(program.inner)) == 2
    for row in (0, 1, 2):
        search.open(row)
    search.close(2)
    assert search.freely(0, lambda program: len(program.inner)) == 4


def model_of(ground: Ground) -> Model:
    return Model(ground, Held(ground), np.arange(ground.rows.shape[1]), Effort(), is_elastic=False)


def test_what_is_closed_may_not_change_in_whole_numbers_either() -> None:
    ground = ground_of(np.array([[1, 0], [1, 1], [0, 1]]))
    ground.is_shown[[0, 2]] = False
    model, query = model_of(ground), Query(0, 2, None, Touch.NOTHING)
    assert model.solve(query, is_whole=True) is not None
    ground.is_shown[2] = True
    assert model.constraints.close(2)
    assert model.solve(query, is_whole=True) is None


def test_what_leaned_on_a_figure_is_held_without_it_in_whole_numbers_too() -> None:
    """The total said that the third may not change; it may now, and takes from the first."""
    ground = ground_of(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]))
    ground.is_shown[2] = False
    model, query = model_of(ground), Query(2, 2, None, Touch.NOTHING)
    ground.is_shown[0] = False
    model.constraints.open(0)
    values = model.solve(query, is_whole=True)
    assert values is not None
    assert values.tolist() == [-2, 0, 2]


def test_a_total_that_leaned_on_what_was_opened_since_is_closed_in_a_new_program() -> None:
    ground = ground_of(np.array([[1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 1, 1]]))
    model = model_of(ground)
    for row in (0, 2):
        ground.is_shown[row] = False
        model.constraints.open(row)
    ground.is_shown[2] = True
    assert not model.constraints.close(2)


def test_a_figure_may_be_closed_where_all_else_of_it_cannot_change() -> None:
    ground = ground_of(np.array([[1, 0], [1, 1]]))
    ground.is_stuck[1] = True
    ground.is_shown[:] = False
    model = Model(ground, Held(ground), np.array([0]), Effort(), is_elastic=False)
    ground.is_shown[1] = True
    assert model.constraints.close(1)


@pytest.mark.parametrize("is_elastic", [False, True])
@given(data=st.data())
def test_moves_are_found_as_if_every_row_were_looked_at(
    data: st.DataObject, *, is_elastic: bool
) -> None:
    """Figures are withheld and shown again on the way."""
    atoms = data.draw(st.integers(3, 6))
    some = st.lists(st.integers(0, 1), min_size=atoms, max_size=atoms).filter(any)
    forms = np.array(data.draw(st.lists(some, min_size=4, max_size=12)))
    figures = st.integers(0, len(forms) - 1)
    ground = ground_of(forms, data.draw(st.lists(figures, min_size=1, max_size=4)))
    search = Searches(ground)
    for row in data.draw(st.lists(figures, max_size=8)):
        all_rows = Held(ground)
        all_rows.need(np.arange(len(forms)))
        plain = Program(ground, all_rows, np.arange(atoms), Effort(), is_elastic=is_elastic)
        target = data.draw(figures)
        if ground.is_shown[target]:
            search.open(target)
            continue
        for touch in Touch if is_elastic else [Touch.NOTHING]:
            query = Query(target, data.draw(st.sampled_from([-3, -1, 1, 4])), None, touch)
            if is_elastic:
                found = next(search.levels(target)).find(query)
            else:
                found = search.freely(target, partial(Program.find, query=query))
            assert (found is None) == (plain.find(query) is None)
        if ground.system.is_printed[atoms + row] and not ground.is_shown[row]:
            search.close(row)
