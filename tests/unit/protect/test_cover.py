"""What lines ask for: never more than any safe pattern has, and each case by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import scipy.sparse as sp

from pipelines.protect.cover import Cover
from pipelines.protect.demands import Demand
from pipelines.protect.derived import Derived
from pipelines.protect.pattern import First, PatternSearch
from pipelines.protect.system import NOBODY
from tests.speed.protection_least import Least
from tests.speed.protection_made import THRESHOLD, Made, system_of
from tests.speed.protection_sparing import AGAINST, SHAPES, held_to, small_problem, small_problems

SLACK = 1e-6


def line(*values: int, owners: tuple[int, ...] = ()) -> Made:
    """The parts of one line and, last, their total; the total is dear."""
    count = len(values)
    forms = np.vstack([np.eye(count, dtype=np.int64), np.ones(count, dtype=np.int64)])
    rank = np.array([0] * count + [3])
    owner = np.array(owners or [0] * count)
    return system_of(sp.csr_matrix(forms), np.array(values), owner, range(count + 1), rank)


def cover_of(one: Made) -> Cover:
    return Cover(one.system, one.demands, one.costs)


def chosen(one: Made) -> set[int]:
    """The numbers of the figures that are withheld beside the small ones."""
    return {unknown - one.system.first_figure for unknown, _ in cover_of(one).choose()}


@pytest.mark.parametrize(
    ("values", "beside"),
    [
        pytest.param((4, 30, 40), {1}, id="alone: the cheaper of the others"),
        pytest.param((4, 30), {1}, id="alone: the other rather than the total"),
        pytest.param((9, 8, 70), set(), id="two that fall far enough for each other"),
        pytest.param((9, 1, 70), {2}, id="two of which one cannot fall far enough"),
        pytest.param((1, 2, 3, 20), {3}, id="three that fall by five together"),
        pytest.param((1, 5, 5, 20), set(), id="three of which two fall by ten"),
        pytest.param((30, 40), set(), id="nothing small"),
    ],
)
def test_what_rises_needs_others_that_fall(values: tuple[int, ...], beside: set[int]) -> None:
    # The public is one attacker who has contributed nothing.
    one = held_to(line(*values, owners=tuple(range(len(values)))), "public")
    assert chosen(one) == beside


def test_what_a_partner_contributed_helps_nobody_against_it() -> None:
    """The third partner's 30 would do for the public; it knows them, and needs the 40 withheld."""
    one = line(4, 5, 30, 40, owners=(0, 1, 2, 3))
    assert chosen(held_to(one, "public")) == {2}
    assert chosen(one) == {2, 3}


def test_nothing_is_kept_from_the_partner_whose_own_it_is() -> None:
    """Against itself alone there is no condition, however small what it contributed."""
    one = line(4, 30, owners=(0, 0))
    everyone = dict(cover_of(one).choose())
    first = one.system.first_figure
    assert everyone == {first + 1: first}


def test_a_partner_is_asked_about_none_of_its_own() -> None:
    """Against the first the 40 would be needed beside its own four: it knows them anyway."""
    assert chosen(line(4, 30, 40, owners=(0, 0, 1))) == {1}


@pytest.mark.parametrize(("left", "beside"), [(1, {1}), (2, set())])
def test_what_nobody_prints_falls_no_lower_than_it_is(left: int, beside: set[int]) -> None:
    """Nine may be eleven if those without a figure of their own are two less."""
    forms = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1]])
    rank = np.array([0, 0, 3])
    one = system_of(sp.csr_matrix(forms), np.array([9, 70, left]), np.zeros(3), range(3), rank)
    assert chosen(held_to(one, "public")) == beside


def test_what_is_withheld_for_a_line_is_asked_for_in_its_other_lines() -> None:
    """A lone small cell of a table costs three: its row and column, and where those two meet."""
    cells = [(row, column) for row in range(3) for column in range(3)]
    sums = [{cell} for cell in cells]
    sums += [{(row, column) for column in range(3)} for row in range(3)]
    sums += [{(row, column) for row in range(3)} for column in range(3)]
    sums += [set(cells)]
    forms = np.array([[int(cell in members) for cell in cells] for members in sums])
    values, rank = np.array([4, 30, 40, 50, 60, 70, 80, 90, 95]), np.array([0] * 9 + [1] * 7)
    one = system_of(sp.csr_matrix(forms), values, np.zeros(9), range(16), rank)
    assert chosen(held_to(one, "public")) == {1, 3, 4}


def test_what_is_known_is_never_withheld_and_helps_nobody() -> None:
    one = held_to(line(4, 30, 40, owners=(0, 1, 2)), "public")
    first = one.system.first_figure
    is_known = one.system.is_known.copy()
    is_known[first + 1] = True
    known = dataclasses.replace(one.system, is_known=is_known)
    assert chosen(dataclasses.replace(one, system=known)) == {2}


def test_what_nobody_prints_is_withheld_from_everybody_at_no_price() -> None:
    """The 30 that was to be chosen is not in print: the four is safe without any other figure."""
    one = held_to(line(4, 30, 40, owners=(0, 1, 2)), "public")
    assert chosen(one) == {1}
    one.system.is_printed[one.system.first_figure + 1] = False
    assert chosen(one) == set()


def test_what_a_partner_may_have_known_before_makes_nothing_certain() -> None:
    """The 40 is needed against the third alone; whoever knows more might be owed less."""
    one = line(4, 5, 30, 40, owners=(0, 1, 2, 3))
    first = one.system.first_figure
    unknowns = first + np.arange(4)
    assert cover_of(one).needs(unknowns[3:], unknowns).all()
    one.system.is_known[first + 4] = True
    assert not cover_of(one).needs(unknowns[3:], unknowns).any()


def test_what_follows_from_what_is_known_is_not_withheld() -> None:
    """Two sums are in print: to withhold their total would keep nothing from anybody."""
    forms = sp.csr_matrix(np.array([[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 1, 1], [1, 1, 1, 0]]))
    values, owners = np.array([20, 30, 12, 15]), np.array([0, 0, 1, 1])
    one = system_of(forms, values, owners, range(4), np.zeros(4))
    first = one.system.first_figure
    one.system.is_known[[first, first + 1]] = True
    one.system.is_printed[[first, first + 1, first + 3]] = False
    one.system.figures["is_held"] = False
    demands = [Demand(first + 3, "frozen", 1, 1, is_either=True)]
    assert chosen(dataclasses.replace(one, demands=demands)) == set()
    found = PatternSearch(one.system, demands, one.costs).run()
    assert not found.withheld


def test_what_a_line_cannot_do_is_left_to_the_certificates() -> None:
    one = held_to(line(4, 30, owners=(0, 1)), "public")
    first = one.system.first_figure
    is_known = one.system.is_known.copy()
    is_known[[first + 1, first + 2]] = True
    known = dataclasses.replace(one.system, is_known=is_known)
    assert chosen(dataclasses.replace(one, system=known)) == set()


def test_what_one_line_cannot_do_keeps_no_other_line_from_what_it_asks_for() -> None:
    forms = np.zeros((6, 4), dtype=np.int64)
    forms[[0, 1, 2, 3], [0, 1, 2, 3]] = 1
    forms[4, :2] = forms[5, 2:] = 1
    values, rank = np.array([4, 30, 5, 40]), np.array([0, 0, 0, 0, 3, 3])
    one = held_to(system_of(sp.csr_matrix(forms), values, np.arange(4), range(6), rank), "public")
    one.system.is_known[one.system.first_figure + np.array([1, 4])] = True
    assert chosen(one) == {3}


def test_any_other_value_will_do_for_what_asks_no_more() -> None:
    one = held_to(line(4, 1, 70, owners=(0, 1, 2)), "public")
    first = one.system.first_figure
    asked = [Demand(first + at, "frozen", 1, 1, is_either=True) for at in (0, 1)]
    assert chosen(dataclasses.replace(one, demands=asked)) == set()
    assert chosen(one) == {2}


def with_rest(values: list[int], owners: list[int], whole: list[int], part: list[int]) -> Made:
    """A whole, a part of other contributions, and the five between them; the whole is dear."""
    forms = np.array([whole, part])
    told = forms @ values
    rest = Derived(0, (1,), int(told[0] - told[1]), "remainder")
    one = system_of(
        sp.csr_matrix(forms), np.array(values), np.array(owners), range(2), np.array([2, 0])
    )
    system = dataclasses.replace(
        one.system,
        values=np.append(one.system.values, rest.value),
        forms=sp.csr_matrix(np.vstack([forms, forms[0] - forms[1]])),
        derived=(rest,),
        **{
            name: np.append(getattr(one.system, name), fill)
            for name, fill in (
                ("owner", NOBODY),
                ("weight", 1.0),
                ("is_known", False),
                ("is_printed", False),
                ("is_signed", False),
            )
        },
    )
    up = max(THRESHOLD - rest.value, 0)
    demands = [*one.demands, Demand(system.first_derived, "remainder", 1, up)]
    return dataclasses.replace(one, system=system, demands=demands, costs=np.append(one.costs, 0.0))


def test_what_is_between_two_figures_is_kept_by_the_cheaper_of_them() -> None:
    """Of 28 and 23 one must go; all the five are the first agency's, from whom nothing is kept."""
    one = with_rest([25, 3, 20, 3], [0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1])
    assert chosen(one) == {1}


def test_a_difference_can_fall_as_far_as_it_is_against_everybody() -> None:
    """The first agency has ten more of the part than of the whole: that makes nothing negative."""
    one = with_rest([4, 24, 14, 9], [0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1])
    assert all((sight.worth >= 0).all() for sight, _ in cover_of(one)._sights)


def test_what_may_be_negative_falls_as_far_as_one_likes() -> None:
    one = with_rest([25, 3, 20, 3], [0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1])
    rest = one.system.first_derived
    one.system.is_signed[rest] = True
    assert all(sight.worth[-1] > one.system.values.max() for sight, _ in cover_of(one)._sights)


@pytest.mark.parametrize("against", AGAINST)
def test_no_pattern_that_is_enough_costs_less_than_lines_ask_for(against: str) -> None:
    """Whatever cells cost; the least is found in another way, by integer programs of moves."""
    draw = np.random.default_rng(3)
    tight = 0
    for name, seed, one in small_problems(2, SHAPES):
        del name, seed
        owners = sorted(set(one.system.owner[: one.system.first_figure].tolist()))
        least = Least(one.system, one.demands, [None, *(owners if against != "public" else [])])
        held = held_to(one, against)
        first = held.system.first_figure
        price = 1 + 9 * draw.random(len(held.system.figures))
        cover = Cover(held.system, held.demands, np.concatenate([np.zeros(first), price]))
        found = [unknown - first for unknown, _ in cover.choose()]
        cheapest = sum(price[cell] for cell in least.cheapest(price))
        assert cover.bound <= cheapest + SLACK
        assert cover.bound <= sum(price[found]) + SLACK
        tight += cover.bound > cheapest - SLACK
    assert tight > len(SHAPES) / 2


@pytest.mark.parametrize("against", AGAINST)
def test_whatever_is_withheld_is_needed_for_a_demand(against: str) -> None:
    for name, seed, one in small_problems(2, SHAPES):
        del name, seed
        held = held_to(one, against)
        asked = {demand.unknown for demand in held.demands}
        cover = cover_of(held)
        found = dict(cover.choose())
        assert set(found.values()) <= asked
        assert not found.keys() & asked
        unknowns = np.array(sorted(found), dtype=np.int64)
        withheld = np.array(sorted(found.keys() | asked), dtype=np.int64)
        assert cover.needs(unknowns, withheld).all()


def test_lines_find_what_costs_less_than_sums_and_differences_do() -> None:
    made = small_problem(SHAPES["county x service, with regions"], 2)
    prices = []
    for first in (First.LINES, First.SUMS):
        found = PatternSearch(made.system, made.demands, made.costs).run(first)
        prices.append(made.costs[list(found.withheld)].sum())
    assert prices[0] < 0.95 * prices[1]


def test_what_a_line_could_not_do_without_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The nine could be two more only if others were two less, and the one cannot be."""
    tried: list[int] = []
    monkeypatch.setattr(PatternSearch, "_publish_again", lambda _, unknown: tried.append(unknown))
    one = held_to(line(9, 1, 70, owners=(0, 1, 2)), "public")
    found = PatternSearch(one.system, one.demands, one.costs).run()
    assert {unknown - one.system.first_figure for unknown in found.withheld} == {0, 1, 2}
    assert tried == []


def test_nothing_is_withheld_for_what_is_shown() -> None:
    """Of the 30 and the 40 one is withheld, for nobody: the other one and the total are read."""
    one = held_to(line(30, 40, owners=(0, 1)), "public")
    unknown = np.array([one.system.first_figure])
    assert not cover_of(one).needs(unknown, unknown).any()


def test_where_nobody_counted_anybody_nothing_is_asked_for() -> None:
    nothing = sp.csr_matrix((2, 0), dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    one = system_of(nothing, none, none, range(2), np.zeros(2))
    assert cover_of(one).choose() == []
    assert cover_of(one).needs(none, none).tolist() == []


def test_what_was_withheld_beside_what_is_published_again_is_for_what_that_was_for() -> None:
    one = held_to(line(9, 8, 70, 60, owners=(0, 1, 2, 3)), "public")
    search, first = PatternSearch(one.system, one.demands, one.costs), one.system.first_figure
    search._certification.withhold(first + 2, ("complementary", first))
    search._certification.withhold(first + 3, ("complementary", first + 2))
    assert search._certification.meet_all() == []
    search._publish_again(first + 2)
    assert first + 2 not in search.withheld
    assert search.withheld[first + 3] == ("complementary", first)
