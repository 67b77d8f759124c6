"""Where the best moves would take hours, what is close by is asked: as safe, and finished."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from pipelines.protect import lanes, model, moves, searches
from pipelines.protect.costs import DEAR
from pipelines.protect.demands import Demand
from pipelines.protect.ground import Ground
from pipelines.protect.lanes import FIRST, PATIENCE, Ask, Lanes
from pipelines.protect.model import Query, Touch
from pipelines.protect.moves import Moves
from pipelines.protect.pattern import First, PatternSearch
from pipelines.protect.replay import impossible, unproved
from pipelines.protect.searches import Searches
from tests.speed.protection_made import Made, Shape, made, system_of
from tests.speed.protection_sparing import held_to

ATOMS = 40
TABLES = (("county", "service"), ("partner", "service"))
SMALL = Shape(TABLES, 5, counties=6, services=3, bands=1, size=3.0)


def chain() -> Made:
    """Sums of two neighbors each in a row of contributions."""
    forms = sp.diags([np.ones(ATOMS), np.ones(ATOMS - 1)], [0, 1], dtype=np.int64)
    values, rank = np.full(ATOMS, 9), np.zeros(ATOMS)
    return system_of(sp.csr_matrix(forms), values, np.arange(ATOMS) % 3, range(ATOMS), rank)


def moves_of(one: Made) -> Moves:
    return Moves(Searches(Ground(one.system, one.costs)))


def lanes_of(one: Made) -> Lanes:
    return Lanes(Ground(one.system, one.costs))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has taken one step has no patience left."""
    monkeypatch.setattr(lanes, "FIRST", 0)
    monkeypatch.setattr(lanes, "PATIENCE", 0)


@pytest.mark.parametrize(
    ("work", "steps", "done", "asked", "is_hurried"),
    [
        (FIRST - 1, 100, 1, 10**9, False),
        (FIRST, 100, 0, PATIENCE // 100, False),
        (FIRST, 100, 0, PATIENCE // 100 + 1, True),
        (FIRST, 100, 10, 10 * PATIENCE // 100, False),
        (FIRST, 100, 10, 10 * PATIENCE // 100 + 1, True),
        (10 * FIRST, 1_000, 100, 10 * PATIENCE // 100, False),
    ],
)
def test_what_is_ahead_is_guessed_from_the_steps_so_far(
    work: int, steps: int, done: int, asked: int, *, is_hurried: bool
) -> None:
    one = lanes_of(chain())
    effort = one.lanes[0].searches.effort
    effort.work, effort.steps = work, steps
    one.look_ahead(done, asked)
    assert one.is_hurried == is_hurried


def test_patience_that_is_lost_does_not_come_back() -> None:
    one = lanes_of(chain())
    effort = one.lanes[0].searches.effort
    effort.work, effort.steps = FIRST, 1
    one.look_ahead(1, 10**9)
    one.look_ahead(10**9, 10**9)
    assert one.is_hurried


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("against", ["public", "every partner"])
@pytest.mark.usefixtures("impatient")
def test_a_pattern_found_close_by_is_proved_like_any_other(
    against: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where so little is close by that some has to be looked for farther away."""
    monkeypatch.setattr(searches, "CLOSE", 8)
    one = held_to(made(SMALL, seed), against)
    search = PatternSearch(one.system, one.demands, one.costs)
    found = search.run()
    proofs = found.reach.kept()
    assert {demand.unknown for demand in one.demands} < set(found.withheld)
    assert found.lesser == {}
    assert not len(impossible(one.system, proofs, found.withheld))
    assert unproved(one.system, found.demands.values(), proofs) == []


@pytest.mark.usefixtures("impatient")
def test_whoever_is_hurried_looks_close_by_and_publishes_nothing_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = held_to(made(SMALL, 1), "every partner")
    search = PatternSearch(one.system, one.demands, one.costs)
    asked: list[str] = []
    freely, close_by = Searches.freely, Searches.close_by

    def spied_freely(*given: object) -> object:
        asked.append("freely")
        return freely(*given)  # type: ignore[arg-type]

    def spied_close_by(*given: object) -> object:
        asked.append("close by")
        return close_by(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Searches, "freely", spied_freely)
    monkeypatch.setattr(Searches, "close_by", spied_close_by)
    monkeypatch.setattr(PatternSearch, "_publish_again", lambda *_: asked.append("again"))
    search.run(First.NOTHING)
    assert search.pattern.is_hurried
    first = asked.index("close by")
    assert set(asked[:first]) == {"freely"}
    assert set(asked[first:]) == {"close by"}


def test_what_is_close_by_is_little_of_a_large_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "CLOSE", 6)
    search = Searches(Ground(chain().system, chain().costs))
    program = search.close_by(search.ground.row(ATOMS + 20))
    assert len(program.inner) == 6
    assert {20, 21} <= set(program.inner)


def test_a_search_at_a_price_is_given_up_but_for_the_patient(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(model, "MANY", 0)
    search = Searches(Ground(chain().system, chain().costs))
    query = Query(search.ground.row(ATOMS), 2, None, Touch.ANY)
    [program] = search.levels(query.row)
    assert program.find(query, is_patient=False) is None
    assert program.find(query, is_patient=True) is not None
    assert search.effort.steps > 0


@pytest.mark.parametrize(("many", "is_found"), [(0, True), (1, False)])
def test_a_demand_that_takes_too_many_steps_is_met_close_by(
    many: int, monkeypatch: pytest.MonkeyPatch, *, is_found: bool
) -> None:
    """No step is counted here but those before: with a limit of none that is too many already."""
    monkeypatch.setattr(moves, "MANY", many)
    monkeypatch.setattr(Moves, "_free", lambda *_: None)
    monkeypatch.setattr(Moves, "_cheapest", lambda *_, **__: None)
    demand = Demand(ATOMS, "primary", 2, 2)
    one = moves_of(chain())
    one.searches.effort.steps = 10
    assert (one.at_a_price(demand, 1, None) is not None) == is_found
    assert one.has_asked_close_by == is_found


def test_whoever_is_hurried_still_withholds_nothing_for_what_is_tried_again() -> None:
    """A sum of two that are shown can change only with one of them."""
    one = lanes_of(chain())
    one.is_hurried = True
    ask = Ask(Demand(ATOMS, "primary", 2, 2), 1, None)
    assert one.freely([ask]) == [None]
    assert one.at_a_price(ask) is not None


def hurried_of(one: Made, costs: list[float], demand: Demand) -> list[int]:
    """The figures that a hurried search would withhold."""
    search = Moves(Searches(Ground(one.system, np.array(costs))))
    move = search.at_a_price(demand, 1, None, is_hurried=True)
    assert move is not None
    return search.ground.unknowns(search.ground.newly(move)).tolist()


def test_what_is_dear_is_spared_close_by_too() -> None:
    """The sum of two can be more with the first, told twice, or with the second, which is dear."""
    forms = sp.csr_matrix(np.array([[1, 0], [1, 0], [0, 1], [1, 1]]))
    one = system_of(forms, np.array([9, 9]), np.array([0, 1]), range(4), np.zeros(4))
    one.system.is_printed[5] = False
    costs = [0, 0, 0.9 * DEAR, 0.9 * DEAR, DEAR, 1]
    assert hurried_of(one, costs, Demand(5, "primary", 1, 1)) == [2, 3]


@pytest.mark.parametrize("sign", [1, -1])
def test_close_by_the_cheaper_of_up_and_down_is_taken(sign: int) -> None:
    """The first is none and cannot be fewer: one way it changes the sum, the other the second."""
    forms = sp.csr_matrix(np.array([[1, 0], [0, 1], [1, 1]]))
    one = system_of(forms, np.array([0, 9]), np.array([0, 1]), range(3), np.zeros(3))
    forms[2] *= sign
    one.system.is_printed[4] = False
    one.system.is_signed[4] = True
    demand = Demand(4, "complementary", 1, 1, is_either=True)
    assert hurried_of(one, [0, 0, 1, 5, 1], demand) == [2]


def test_the_patient_ask_what_is_close_by_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A month of the usual size is searched as far as anything is held together."""
    monkeypatch.setattr(Searches, "close_by", lambda *_: pytest.fail("close by"))
    one = held_to(made(SMALL, 1), "every partner")
    search = PatternSearch(one.system, one.demands, one.costs)
    assert len(search.run().withheld) > len(one.demands)
    assert not search.pattern.is_hurried
