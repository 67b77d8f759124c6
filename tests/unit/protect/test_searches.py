"""Certificates are looked for near a figure first, then farther, then everywhere."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from pipelines.protect import model, program, searches
from pipelines.protect.certification import Certification
from pipelines.protect.costs import DEAR
from pipelines.protect.demands import Demand
from pipelines.protect.ground import Ground, Move
from pipelines.protect.hindsight import Hindsight
from pipelines.protect.model import Query, Touch
from pipelines.protect.moves import Moves
from pipelines.protect.pattern import PatternSearch
from pipelines.protect.program import Program
from pipelines.protect.replay import unproved
from pipelines.protect.searches import Searches
from tests.speed.protection_made import Made, system_of

ATOMS = 40
FIRST = ATOMS


def chain(*known: int) -> Made:
    """Sums of two neighbors each in a row of contributions; some of them are known."""
    forms = sp.diags([np.ones(ATOMS), np.ones(ATOMS - 1)], [0, 1], dtype=np.int64)
    owners, rank = np.arange(ATOMS) % 3, np.zeros(ATOMS)
    made = system_of(sp.csr_matrix(forms), np.full(ATOMS, 9), owners, range(ATOMS), rank)
    made.system.is_known[[FIRST + at for at in known]] = True
    return made


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "NEAR", 6)
    monkeypatch.setattr(searches, "FAR", 12)


def found(made: Made, at: int) -> tuple[Searches, list[Program]]:
    """The programs that can change a sum."""
    search = Searches(Ground(made.system, made.costs))
    return search, list(search.levels(search.ground.row(FIRST + at)))


@pytest.mark.usefixtures("narrow")
def test_a_search_widens_until_it_is_everywhere() -> None:
    _, programs = found(chain(), 20)
    assert [len(program.inner) for program in programs] == [6, 12, ATOMS]
    assert set(programs[0].inner) < set(programs[1].inner) < set(programs[2].inner)
    assert {20, 21} <= set(programs[0].inner)


@pytest.mark.usefixtures("narrow")
def test_a_sum_that_may_change_freely_leads_to_no_neighbors() -> None:
    made = chain()
    made.system.is_printed[FIRST + 21] = False
    _, programs = found(made, 20)
    assert sorted(programs[0].inner) == [16, 17, 18, 19, 20, 21]


def test_a_search_that_is_everywhere_at_once_is_the_only_one() -> None:
    _, programs = found(chain(), 20)
    assert [len(program.inner) for program in programs] == [ATOMS]


def test_what_cannot_change_is_not_looked_at() -> None:
    """The last is alone in a known sum, so the one before it is fixed by theirs."""
    _, programs = found(chain(ATOMS - 1, ATOMS - 2), ATOMS - 4)
    assert [len(program.inner) for program in programs] == [ATOMS - 2]
    _, programs = found(chain(ATOMS - 1, ATOMS - 2), ATOMS - 2)
    assert programs == []


@pytest.mark.usefixtures("narrow")
def test_programs_are_kept_while_figures_near_their_middle_are_asked_for() -> None:
    search, first = found(chain(), 20)
    again = list(search.levels(search.ground.row(FIRST + 21)))
    assert [one is other for one, other in zip(first, again, strict=True)] == [False, True, True]


@pytest.mark.parametrize(
    ("price", "found_by"),
    [(1.0, [Touch.CHEAP, Touch.ANY]), (DEAR, [Touch.ANY])],
)
def test_what_is_dear_is_touched_only_where_it_must_be(price: float, found_by: list[Touch]) -> None:
    """The first of two can be more only if the other or their sum may change with it."""
    forms = sp.csr_matrix(np.array([[1, 0], [0, 1], [1, 1]]))
    made = system_of(forms, np.array([9, 9]), np.array([0, 1]), range(3), np.zeros(3))
    made.system.is_printed[2] = False
    ground = Ground(made.system, np.array([0, 0, 1, price, 2 * DEAR]))
    row = ground.row(2)
    [program] = Searches(ground).levels(row)
    moves = {touch: program.find(Query(row, 1, None, touch)) for touch in Touch}
    assert [touch for touch, move in moves.items() if move is not None] == found_by
    touched = [ground.newly(move).tolist() for move in moves.values() if move is not None]
    assert touched == [[ground.row(3)]] * len(found_by)


@pytest.mark.parametrize(("value", "is_excluded"), [(1, True), (2, False)])
def test_what_only_half_a_person_could_change_is_excluded(value: int, *, is_excluded: bool) -> None:
    """Twice the first less the second is known: the second goes down by two or not at all."""
    forms = sp.csr_matrix(np.array([[2, -1], [0, 1]]))
    made = system_of(forms, np.array([5, value]), np.array([0, 1]), range(2), np.zeros(2))
    made.system.is_known[2] = True
    made.system.is_printed[2:] = False
    ground = Ground(made.system, made.costs)
    [program] = Searches(ground).levels(ground.row(3))
    assert program.excludes(Query(ground.row(3), -1, None, Touch.ANY)) == is_excluded


def test_what_is_given_up_is_not_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of two sums can lose two; whoever stops before the end has not shown otherwise."""
    monkeypatch.setattr(model, "STEPS", 0)
    search = Searches(Ground(chain().system, chain().costs))
    search.ground.is_shown[:] = False
    query = Query(search.ground.row(FIRST), -2, None, Touch.ANY)
    assert search.freely(query.row, lambda program: program.find(query)) is None
    assert not search.freely(query.row, lambda program: program.excludes(query))
    [program] = search.levels(query.row)
    assert program.find(query) is not None


def test_where_nothing_can_change_every_change_is_excluded() -> None:
    search = Searches(Ground(chain(*range(ATOMS)).system, chain().costs))
    query = Query(search.ground.row(FIRST + 3), 1, None, Touch.ANY)
    assert search.freely(query.row, lambda program: program.find(query)) is None
    assert search.freely(query.row, lambda program: program.excludes(query))


@pytest.mark.parametrize(("whole", "is_excluded"), [(5, True), (6, False)])
def test_what_is_between_a_whole_and_its_part_cannot_be_less_than_none(
    whole: int, *, is_excluded: bool
) -> None:
    """The whole is known, and its part of 4 can only change by two."""
    forms = sp.csr_matrix(np.array([[1, 0, 0], [0, 1, -2], [1, -1, 0]]))
    made = system_of(forms, np.array([whole, 4, 1]), np.array([0, 1, 2]), range(3), np.zeros(3))
    made.system.is_known[3:5] = True
    made.system.is_printed[3:] = False
    ground = Ground(made.system, made.costs)
    [program] = Searches(ground).levels(ground.row(5))
    assert program.excludes(Query(ground.row(5), -1, None, Touch.ANY)) == is_excluded


def test_what_a_whole_has_beyond_its_part_is_never_driven_below_none() -> None:
    """With one more of the first the second is one fewer, and so is the third, which lies in it."""
    forms = sp.csr_matrix(np.array([[1, 0, 0], [1, 1, 0], [0, 1, -1]]))
    made = system_of(forms, np.array([5, 5, 5]), np.array([0, 1, 2]), range(3), np.zeros(3))
    made.system.is_known[4] = True
    made.system.is_printed[3:] = False
    ground = Ground(made.system, made.costs)
    query = Query(ground.row(3), 1, None, Touch.NOTHING)
    move = Searches(ground).freely(query.row, lambda program: program.find(query))
    assert move is not None
    assert (move.inner.tolist(), move.change.tolist()) == ([0, 1, 2], [1, -1, -1])


def test_where_only_half_people_could_change_others_are_found_at_any_price() -> None:
    """The first of two is tied to twice a third and cannot lose two: only the second, in print."""
    forms = sp.csr_matrix(np.array([[1, 0, 1], [-1, 2, 0], [0, 0, 1]]))
    made = system_of(forms, np.array([1, 5, 9]), np.array([0, 1, 2]), range(3), np.zeros(3))
    made.system.is_known[4] = True
    made.system.is_printed[3:5] = False
    ground = Ground(made.system, made.costs)
    row = ground.row(3)
    [program] = Searches(ground).levels(row)
    move = program.find(Query(row, -1, None, Touch.ANY))
    assert move is not None
    assert (move.inner.tolist(), move.change.tolist()) == ([2], [-1])


@pytest.mark.parametrize(
    ("wider", "is_tied", "expected"),
    [
        pytest.param(3, False, [2], id="what is near, though more is cheaper"),
        pytest.param(800, False, [2, 3], id="all, where it is little"),
        pytest.param(3, True, [2, 3], id="all, where what is near does not do"),
    ],
)
def test_whole_numbers_are_looked_for_near_fractions_first(
    wider: int, expected: list[int], monkeypatch: pytest.MonkeyPatch, *, is_tied: bool
) -> None:
    """The third can be less alone, and more cheaply if the fourth is more, in whose sum it is."""
    monkeypatch.setattr(program, "WIDER", wider)
    rows = [[1, 0, 1, 0, 0], [-1, 2, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]]
    values = np.array([1, 5, 9, 9, 9])
    made = system_of(sp.csr_matrix(rows), values, np.arange(5), range(5), np.zeros(5))
    made.system.is_known[6] = True
    made.system.is_printed[[5, 6, 9]] = False
    made.system.is_known[8], made.system.is_printed[8] = is_tied, not is_tied
    ground = Ground(made.system, made.costs)
    row = ground.row(5)
    everywhere = list(Searches(ground).levels(row))[-1]
    move = everywhere.find(Query(row, -1, None, Touch.ANY))
    assert move is not None
    assert move.inner.tolist() == expected


@pytest.mark.parametrize("reason", ["frozen", "complementary"])
def test_what_a_partner_knew_before_is_asked_for_at_no_price(
    reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sum of two agencies stood in print: neither the other's part nor any price hides it."""
    forms = sp.csr_matrix(np.array([[1, 1], [0, 1], [1, 0]]))
    made = system_of(forms, np.array([9, 9]), np.array([0, 1]), range(3), np.zeros(3))
    made.system.is_known[2] = True
    made.system.is_printed[2:] = False
    made.system.figures["is_held"] = False
    searched, freely = set[int | None](), Moves.freely

    def seen(moves: Moves, demand: Demand, direction: int, without: int | None) -> Move | None:
        searched.add(without)
        return freely(moves, demand, direction, without)

    monkeypatch.setattr(Moves, "freely", seen)
    monkeypatch.setattr(Moves, "at_a_price", lambda *_, **__: pytest.fail("a price"))
    certification = Certification(Ground(made.system, made.costs))
    certification.ask(Demand(3, reason, 1, 1, is_either=True))
    assert certification.meet_all() == []
    lessened = {(partner, one.up) for (_, _, partner), one in certification.lesser.items()}
    assert lessened == {(0, 0)}
    # What was withheld before is likely to be known to some: that is found out before a search.
    assert searched == ({None} if reason == "frozen" else {None, 0})


def test_what_a_partner_knew_before_is_found_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All three stood in print together: to the first, the nine is eleven at most."""
    forms = sp.csr_matrix(np.array([[1, 1, 1], [0, 1, 0], [0, 0, 1], [1, 0, 0]]))
    made = system_of(forms, np.array([9, 9, 2]), np.arange(3), range(4), np.zeros(4))
    made.system.is_known[3] = True
    made.system.is_printed[3:] = False
    made.system.figures["is_held"] = False
    told: list[tuple[int, int]] = []
    lesser = Hindsight.lesser

    def seen(hindsight: Hindsight, demand: Demand, direction: int, partner: int) -> Demand:
        told.append((direction, partner))
        return lesser(hindsight, demand, direction, partner)

    monkeypatch.setattr(Hindsight, "lesser", seen)
    certification = Certification(Ground(made.system, made.costs))
    certification.ask(Demand(4, "frozen", 1, 5))
    assert certification.meet_all() == []
    assert certification.lesser[4, 1, 0].up == 2
    assert len(told) == len(set(told))


def test_what_only_rises_too_far_for_us_is_not_known_to_a_partner() -> None:
    """Cents: of fifteen thousand dollars fifteen hundred have to be uncertain."""
    first, second, third = [1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1]
    forms = sp.csr_matrix(np.array([first, second, third, [1] * 6]))
    values = np.array([900_000, 600_000, 60_000, 60_000, 2_000_000, 2_000_000])
    made = system_of(forms, values, np.array([0, 1] * 3), range(4), np.array([0, 0, 3, 0]))
    made.system.is_known[9] = True
    made.system.is_printed[9] = False
    made.system.figures["is_held"] = False
    demand = Demand(6, "inherited", 150_000, 150_000)
    found = PatternSearch(made.system, [demand], made.costs).run()
    assert not found.lesser
    assert set(found.withheld) == {6, 8}
    assert not unproved(made.system, [demand], found.reach.kept())


@pytest.mark.parametrize("asked", [100_000, 100_001, 2_000_000])
def test_however_much_is_asked_for_it_is_looked_for(asked: int) -> None:
    forms = sp.csr_matrix(np.array([[1, 0, 0], [0, 1, 1], [1, 1, 1]]))
    values = np.array([10 * asked, 5_000_000, 5_000_000])
    made = system_of(forms, values, np.zeros(3), range(3), np.zeros(3))
    found = PatternSearch(made.system, [Demand(3, "inherited", asked, asked)], made.costs).run()
    assert len(found.withheld) == 2


@pytest.mark.parametrize("asked", [50_000, 47_000_000])
def test_how_far_a_partner_knew_is_told_to_the_last_unit(asked: int) -> None:
    """Both stood in print together: to the first, the second is as much less as the third has."""
    forms = sp.csr_matrix(np.array([[1, 1, 1], [0, 1, 0], [0, 0, 1]]))
    values = np.array([5, 90_000_000, 46_999_999])
    made = system_of(forms, values, np.arange(3), range(3), np.zeros(3))
    made.system.is_known[3] = True
    made.system.figures["is_held"] = False
    lesser = Hindsight(made.system).lesser(Demand(4, "inherited", 1, asked), 1, 0)
    assert lesser.up == min(asked, 46_999_999)


def test_what_is_withheld_may_change_from_then_on_in_whole_numbers_too() -> None:
    """The last three are equal; they are the only ones that can lose whole people."""
    forms = np.array(
        [[1, 0, 1, 0, 0], [-1, 2, 0, 0, 0], [0, 0, 1, -1, 0], [0, 0, 0, 1, -1], [0, 0, 0, 0, 1]]
    )
    values, owners = np.array([1, 5, 9, 9, 9]), np.arange(5)
    made = system_of(sp.csr_matrix(forms), values, owners, range(5), np.zeros(5))
    made.system.is_known[6:9] = True
    made.system.is_printed[5:9] = False
    ground = Ground(made.system, made.costs)
    search, row = Searches(ground), ground.row(5)
    [program] = search.levels(row)
    assert program.find(Query(row, -1, None, Touch.NOTHING)) is None
    search.open(ground.row(9))
    move = program.find(Query(row, -1, None, Touch.NOTHING))
    assert move is not None
    assert (move.inner.tolist(), move.change.tolist()) == ([2, 3, 4], [-1, -1, -1])


def test_a_move_against_a_partner_leaves_all_of_its_own_alone() -> None:
    """The first of two people's sums can be more by either agency's; one of them looks on."""
    forms = sp.csr_matrix(np.array([[1, 1]]))
    made = system_of(forms, np.array([9, 9]), np.array([0, 1]), range(1), np.zeros(1))
    made.system.is_printed[2] = False
    ground = Ground(made.system, made.costs)
    [program] = Searches(ground).levels(ground.row(2))
    for partner in (0, 1):
        move = program.find(Query(ground.row(2), 3, partner, Touch.ANY))
        assert move is not None
        assert move.inner.tolist() == [1 - partner]


@pytest.mark.parametrize(("is_known", "left"), [(False, 1), (True, 0)])
def test_one_other_value_is_demanded_unless_it_was_known_before(
    left: int, *, is_known: bool
) -> None:
    """What is shown now is no excuse; a sum that stood in print leaves the agency nothing open."""
    forms = sp.csr_matrix(np.array([[1, 1], [0, 1]]))
    made = system_of(forms, np.array([9, 9]), np.array([0, 1]), range(2), np.zeros(2))
    made.system.is_known[2] = is_known
    made.system.figures["is_held"] = False
    demand = Demand(3, "complementary", 1, 1, is_either=True)
    found = Hindsight(made.system).lesser(demand, 1, 0)
    assert (found.up, found.down) == (left, left)


@pytest.mark.parametrize("sign", [1, -1])
def test_one_other_value_is_one_above_or_one_below(sign: int) -> None:
    """The agency knows its own nine; of the other, who has none, there can only be more."""
    forms = sp.csr_matrix(np.array([[1, sign]]))
    made = system_of(forms, np.array([9, 0]), np.array([0, 1]), range(1), np.zeros(1))
    made.system.figures["is_held"] = False
    found = Hindsight(made.system).lesser(Demand(2, "complementary", 1, 1, is_either=True), 1, 0)
    assert (found.up, found.down) == (1, 1)


def test_of_two_ways_the_cheaper_is_taken_though_only_whole_numbers_find_it() -> None:
    """Down needs a chain of whole numbers at price one; up takes what costs five at once."""
    names = ["c", "x", "y", "z", "w", "v", *(f"u{at}" for at in range(9))]
    rows = [["c"], ["u8"], ["v"], ["x", "y"], ["y", "z"], ["x", "z", "c", "w", "v"], ["w", "u0"]]
    rows += [[f"u{at}", f"u{at + 1}"] for at in range(8)]
    forms = sp.csr_matrix([[name in row for name in names] for row in rows], dtype=np.int64)
    values = np.array([1, 0, 9, 9, 0, 9, *[9] * 9])
    one = system_of(forms, values, np.zeros(len(names)), range(len(rows)), np.zeros(len(rows)))
    first = one.system.first_figure
    one.system.is_known[first + 3 :], one.system.is_printed[first + 3 :] = True, False
    costs = one.costs.copy()
    costs[first + 1 : first + 3] = 1, 5
    search = Searches(Ground(one.system, costs))
    search.open(0)
    demand = Demand(first, "complementary", 1, 1, is_either=True)
    move = Moves(search).at_a_price(demand, 1, None)
    assert move is not None
    assert search.ground.unknowns(search.ground.newly(move)).tolist() == [first + 1]
