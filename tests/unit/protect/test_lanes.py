"""Searches side by side are proved like any other, and find the same every time."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from pipelines.protect import lanes
from pipelines.protect.certification import Certification
from pipelines.protect.demands import Demand
from pipelines.protect.ground import Ground
from pipelines.protect.lanes import Ask, Lanes
from pipelines.protect.moves import Moves
from pipelines.protect.pattern import First, Pattern, PatternSearch
from pipelines.protect.reach import EVERYONE
from pipelines.protect.replay import impossible, unproved
from tests.speed.protection_made import Made, Shape, made, system_of
from tests.speed.protection_sparing import held_to

TABLES = (("county", "service"), ("partner", "service"))
SMALL = Shape(TABLES, 5, counties=6, services=3, bands=1, size=3.0)
MIDDLE = Shape(TABLES, 8, counties=8, services=4, bands=1, size=3.0)
AGAINST = ["public", "every partner"]


def row_of_pairs(count: int) -> Made:
    """Sums of two neighbors each, all shown, in a row of contributions."""
    forms = sp.diags([np.ones(count), np.ones(count - 1)], [0, 1], dtype=np.int64)
    return system_of(
        sp.csr_matrix(forms), np.full(count, 9), np.zeros(count), range(count), np.zeros(count)
    )


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little there is to search, it is searched side by side."""
    monkeypatch.setattr(lanes, "LARGE", 0)


def found_of(one: Made) -> Pattern:
    return PatternSearch(one.system, one.demands, one.costs).run()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("against", AGAINST)
@pytest.mark.usefixtures("beside")
def test_what_is_found_side_by_side_is_proved_and_the_same_every_time(
    against: str, seed: int
) -> None:
    one = held_to(made(SMALL, seed), against)
    found, again = found_of(one), found_of(one)
    assert not len(impossible(one.system, found.reach.kept(), found.withheld))
    assert unproved(one.system, found.demands.values(), found.reach.kept()) == []
    assert found.withheld == again.withheld
    assert found.reach.kept() == again.reach.kept()


@pytest.mark.parametrize("against", AGAINST)
def test_side_by_side_no_more_is_withheld(against: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what is looked for at once, a little may be found twice; what it costs stays the same."""
    problems = [held_to(made(SMALL, seed), against) for seed in range(12)]
    alone = [len(found_of(one).withheld) for one in problems]
    monkeypatch.setattr(lanes, "LARGE", 0)
    beside = [len(found_of(one).withheld) for one in problems]
    assert sum(alone) > sum(len(one.demands) for one in problems)
    assert sum(beside) <= 1.02 * sum(alone)


@pytest.mark.usefixtures("beside")
def test_each_answer_stands_at_its_question() -> None:
    """Of five pairs the first four are withheld; the last one stays as it is."""
    one = row_of_pairs(5)
    both = Lanes(Ground(one.system, one.costs))
    first = one.system.first_figure
    for at in range(4):
        both.open(both.lanes[0].ground.row(first + at))
    asked = [Ask(Demand(first + at, "primary", 1, 1), 1, None) for at in (4, 3, 0, 4, 2)]
    found = both.freely(asked)
    assert [move is None for move in found] == [True, False, False, True, False]
    rows = [ask.demand.unknown - first for ask, move in zip(asked, found, strict=True) if move]
    moves = [move for move in found if move is not None]
    assert [
        int(move.by[move.rows == both.lanes[0].ground.row(first + at)][0])
        for at, move in zip(rows, moves, strict=True)
    ] == [1, 1, 1]
    assert [lane.searched for lane in both.lanes] == [3, 2]
    assert both.searched == 5


@pytest.mark.usefixtures("beside")
def test_every_lane_hears_what_is_opened_and_closed() -> None:
    one = row_of_pairs(2)
    both = Lanes(Ground(one.system, one.costs))
    first = one.system.first_figure
    ask = Ask(Demand(first, "primary", 1, 1), 1, None)
    row = both.lanes[0].ground.row(first)
    assert both.freely([ask, ask]) == [None, None]
    both.open(row)
    assert [move is not None for move in both.freely([ask, ask])] == [True, True]
    both.close(row)
    assert both.freely([ask, ask]) == [None, None]


@pytest.mark.usefixtures("beside")
def test_the_work_of_all_lanes_counts() -> None:
    one = row_of_pairs(2)
    both = Lanes(Ground(one.system, one.costs))
    for lane in both.lanes:
        lane.searches.effort.work, lane.searches.effort.steps = lanes.FIRST // 2 - 1, 1
    both.look_ahead(1, lanes.PATIENCE)
    assert not both.is_hurried
    for lane in both.lanes:
        lane.searches.effort.work = lanes.FIRST // 2
    both.look_ahead(1, lanes.PATIENCE // 2)
    assert not both.is_hurried
    both.look_ahead(1, lanes.PATIENCE)
    assert both.is_hurried


def test_few_contributions_are_searched_one_after_the_other() -> None:
    few, many = row_of_pairs(lanes.LARGE // 2 - 1), row_of_pairs(lanes.LARGE)
    alone, both = (Lanes(Ground(one.system, one.costs)) for one in (few, many))
    assert (len(alone.lanes), alone.at_once(8)) == (1, 1)
    assert (len(both.lanes), both.at_once(8)) == (2, 8)


@pytest.mark.parametrize("against", AGAINST)
def test_no_price_is_paid_before_everything_was_asked_for_free(
    against: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = held_to(made(MIDDLE, 1), against)
    asked: set[int] = set()
    behind: list[set[int]] = []
    freely, at_a_price = Moves.freely, Moves.at_a_price

    def spied_freely(lane: Moves, demand: Demand, *given: object) -> object:
        asked.add(demand.unknown)
        return freely(lane, demand, *given)  # type: ignore[arg-type]

    def spied_at_a_price(lane: Moves, demand: Demand, *given: object, **named: object) -> object:
        reach = search.pattern.reach
        both = [(one, way) for one in search.demands.values() for way in (1, -1)]
        behind.append({one.unknown for one, way in both if reach.blocking(one, way) == EVERYONE})
        return at_a_price(lane, demand, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Moves, "freely", spied_freely)
    monkeypatch.setattr(Moves, "at_a_price", spied_at_a_price)
    search = PatternSearch(one.system, one.demands, one.costs)
    search.run(First.NOTHING)
    assert len(behind[0]) > 3
    assert behind[0] <= asked


@pytest.mark.parametrize("large", [0, lanes.LARGE])
def test_those_that_ask_most_are_paid_for_first(
    large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LARGE", large)
    one = held_to(made(MIDDLE, 1), "every partner")
    paid: list[int] = []
    at_a_price = Moves.at_a_price

    def spied(lane: Moves, demand: Demand, *given: object, **named: object) -> object:
        paid.append(demand.unknown)
        return at_a_price(lane, demand, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Moves, "at_a_price", spied)
    search = PatternSearch(one.system, one.demands, one.costs)
    named = list(search.demands)
    search.run(First.NOTHING)
    order = [named.index(unknown) for unknown in dict.fromkeys(paid) if unknown in named]
    assert len(order) > 5
    assert order == sorted(order)


@pytest.mark.usefixtures("beside")
def test_nobody_asks_the_same_twice_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up or down is one question where either is enough."""
    rounds: list[list[tuple[int, int | None]]] = []
    freely = Lanes.freely

    def spied(both: Lanes, asked: list[Ask]) -> object:
        either = [ask for ask in asked if ask.demand.is_either]
        rounds.append([(ask.demand.unknown, ask.without) for ask in either])
        return freely(both, asked)

    monkeypatch.setattr(Lanes, "freely", spied)
    found_of(held_to(made(SMALL, 1), "every partner"))
    assert max(map(len, rounds)) > 1
    assert all(len(set(asked)) == len(asked) for asked in rounds)


def test_what_is_ahead_is_guessed_anew_where_prices_begin() -> None:
    one = row_of_pairs(2)
    alone = Lanes(Ground(one.system, one.costs))
    effort = alone.lanes[0].searches.effort
    effort.work, effort.steps = lanes.FIRST, lanes.PATIENCE
    alone.guess_anew()
    alone.look_ahead(0, 10)
    assert not alone.is_hurried
    effort.work, effort.steps = 2 * lanes.FIRST - 1, lanes.PATIENCE + lanes.PATIENCE // 5
    alone.look_ahead(0, 10)
    assert not alone.is_hurried
    effort.work = 2 * lanes.FIRST
    alone.look_ahead(0, 4)
    assert not alone.is_hurried
    alone.look_ahead(0, 10)
    assert alone.is_hurried


def test_prices_are_guessed_from_prices_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many were paid for, and how many there are as far as one knows."""
    one = held_to(made(MIDDLE, 1), "every partner")
    seen: list[tuple[int, int] | None] = []
    looked, anew = Lanes.look_ahead, Lanes.guess_anew

    def spied_look(both: Lanes, done: int, asked: int) -> None:
        seen.append((done, asked))
        looked(both, done, asked)

    def spied_anew(both: Lanes) -> None:
        seen.append(None)
        anew(both)

    monkeypatch.setattr(Lanes, "look_ahead", spied_look)
    monkeypatch.setattr(Lanes, "guess_anew", spied_anew)
    PatternSearch(one.system, one.demands, one.costs).run(First.NOTHING)
    at = seen.index(None)
    free = [pair for pair in seen[:at] if pair is not None]
    paid = [pair for pair in seen[at + 1 :] if pair is not None]
    assert free[-1][0] == free[-1][1]
    assert [done for done, _ in free] == sorted(done for done, _ in free)
    assert paid[0][0] == 0
    assert [done for done, _ in paid] == sorted(done for done, _ in paid)
    assert paid[-1][0] > 2
    assert all(asked > done for done, asked in paid)


@pytest.mark.usefixtures("beside")
def test_what_another_meets_at_the_same_time_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first finds nothing; what the second changes changes the first too."""
    one = row_of_pairs(2)
    both, first = Certification(Ground(one.system, one.costs)), one.system.first_figure
    for at in (0, 1):
        both.withhold(first + at, ("primary", first + at))
    freely = Moves.freely

    def spied(lane: Moves, demand: Demand, *given: object) -> object:
        if demand.unknown == first:
            return None
        return freely(lane, demand, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Moves, "freely", spied)
    asked = [Demand(first, "primary", 0, 0), both.demands[first], both.demands[first + 1]]
    assert both.can_meet(asked)
    assert not both.can_meet([Demand(first, "primary", 1, 9)])


def test_nothing_to_meet_is_met() -> None:
    one = row_of_pairs(2)
    assert Certification(Ground(one.system, one.costs)).can_meet([])
