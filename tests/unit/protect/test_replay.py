"""Stored certificates are held against a system again, and every way to spoil one is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from pipelines.errors import InternalError
from pipelines.protect.demands import Demand
from pipelines.protect.pattern import PatternSearch
from pipelines.protect.proof import prove
from pipelines.protect.replay import Lesser, impossible, unproved
from pipelines.protect.system import NOBODY
from tests.speed.protection_made import Shape, made, system_of

# Two partners with two atoms each; their sums by row and by partner are printed, and the total.
ATOMS = np.array([4, 30, 5, 20])
OWNERS = np.array([0, 0, 1, 1])
SUMS = [[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1]]
FIRST = len(ATOMS)
ROW, OTHER_ROW = FIRST, FIRST + 1


@pytest.fixture
def system():
    return system_of(sp.csr_matrix(np.array(SUMS)), ATOMS, OWNERS, range(5), np.zeros(5)).system


def test_a_move_within_what_is_withheld_is_possible(system):
    assert list(impossible(system, [{0: 2, 1: -2}, {0: -4, 1: 4}], [ROW, OTHER_ROW])) == []


@pytest.mark.parametrize(
    ("move", "withheld"),
    [
        ({0: 2, 1: -2}, [ROW]),  # changes a figure that is shown
        ({0: -5, 1: 5}, [ROW, OTHER_ROW]),  # makes somebody's count negative
        ({0: 1}, [ROW, OTHER_ROW]),  # does not add up
    ],
)
def test_a_move_that_cannot_be_is_found(system, move, withheld):
    assert list(impossible(system, [{}, move], withheld)) == [1]


def test_a_move_that_breaks_what_ties_an_agency_s_own_numbers_is_found(system):
    tied = replace(system, ties=sp.csr_matrix(np.array([[1, 0, 0, 0]])))
    moves = [{0: 2, 1: -2}, {2: 2, 3: -2}]
    assert list(impossible(tied, moves, [ROW, OTHER_ROW])) == [0]


def test_a_move_that_makes_a_difference_negative_is_found_unless_it_may_be():
    forms = sp.csr_matrix(np.array([[0, 1, -1, 0]]))
    one = system_of(forms, ATOMS, OWNERS, ["rest"], np.zeros(1)).system
    assert list(impossible(one, [{1: -25}, {1: -26}], [FIRST])) == [1]
    signed = replace(one, is_signed=np.arange(len(one.values)) == FIRST)
    assert list(impossible(signed, [{1: -25}, {1: -26}], [FIRST])) == []


def test_a_demand_is_met_by_moves_that_leave_each_partner_out(system):
    demand = Demand(ROW, "primary", 1, 2)
    ups, downs = [{0: 2, 1: -2}, {2: 2, 3: -2}], [{0: -1, 1: 1}, {2: -1, 3: 1}]
    assert unproved(system, [demand], ups + downs) == []


@pytest.mark.parametrize("left_out", range(4))
def test_a_demand_without_one_of_them_is_open(system, left_out):
    demand = Demand(ROW, "primary", 1, 2)
    moves = [{0: 2, 1: -2}, {2: 2, 3: -2}, {0: -1, 1: 1}, {2: -1, 3: 1}]
    del moves[left_out]
    assert unproved(system, [demand], moves) == [demand]


def test_a_move_that_is_too_short_proves_nothing(system):
    demand = Demand(ROW, "primary", 1, 3)
    moves = [{0: 2, 1: -2}, {2: 2, 3: -2}, {0: -1, 1: 1}, {2: -1, 3: 1}]
    assert unproved(system, [demand], moves) == [demand]


def test_either_way_is_enough_where_one_other_value_is_asked(system):
    demand = Demand(ROW, "complementary", 1, 1, is_either=True)
    assert unproved(system, [demand], [{0: 1, 1: -1}, {2: -1, 3: 1}]) == []
    assert unproved(system, [demand], [{0: 1, 1: -1}, {0: -1, 1: 1}]) == [demand]


def test_nobody_is_kept_from_a_figure_that_is_all_its_own(system):
    own = FIRST + 2
    demand = Demand(own, "complementary", 1, 1, is_either=True)
    assert unproved(system, [demand], [{0: 1, 2: -1}]) == [demand]
    assert unproved(system, [demand], [{0: 1}]) == []


def test_more_partners_than_fit_a_word(system):
    many = 130
    forms = sp.csr_matrix(np.ones((1, many), dtype=np.int64))
    one = system_of(forms, np.full(many, 3), np.arange(many), ["all"], np.zeros(1)).system
    demand = Demand(many, "primary", 0, 5)
    assert unproved(one, [demand], [{0: 5}, {129: 5}]) == []
    assert unproved(one, [demand], [{129: 5}]) == [demand]


def test_numbers_that_are_nobody_s_own_are_kept_from_nobody_in_particular():
    nobody = np.full(len(ATOMS), NOBODY)
    one = system_of(sp.csr_matrix(np.array(SUMS)), ATOMS, nobody, range(5), np.zeros(5))
    demand = Demand(ROW, "primary", 1, 2)
    assert unproved(one.system, [demand], [{0: 2, 1: -2}, {0: -1, 1: 1}]) == []
    assert PatternSearch(one.system, one.demands, one.costs).run().reach.kept() != []


def test_against_a_partner_who_knows_more_the_lesser_demand_is_enough(system):
    demand = Demand(ROW, "primary", 0, 2)
    moves = [{0: 2, 1: -2}, {2: 1, 3: -1}]
    assert unproved(system, [demand], moves) == [demand]
    less = Demand(ROW, "primary", 0, 1)
    assert unproved(system, [demand], moves, [Lesser(1, 0, less)]) == []
    for other in (Lesser(-1, 0, less), Lesser(1, 1, less)):
        assert unproved(system, [demand], moves, [other]) == [demand]
    assert unproved(system, [demand], moves[1:], [Lesser(1, 0, less)]) == [demand]
    assert unproved(system, [demand], moves[:1], [Lesser(1, 0, less)]) == [demand]


def test_where_a_partner_knows_all_of_it_nothing_is_left_to_prove_against_it(system):
    demand = Demand(ROW, "primary", 0, 2)
    moves = [{0: 2, 1: -2}]
    assert unproved(system, [demand], moves, [Lesser(1, 0, Demand(ROW, "primary", 0, 0))]) == []
    of_another = Lesser(1, 0, Demand(OTHER_ROW, "primary", 0, 0))
    assert unproved(system, [demand], moves, [of_another]) == [demand]


def test_a_pattern_is_proved_by_all_its_certificates_and_not_by_fewer():
    one = made(Shape((("county", "service"),), partners=3, counties=4, services=3, size=3.0), 2)
    pattern = PatternSearch(one.system, one.demands, one.costs).run()
    prove(one.system, pattern)
    shown = next(u for u in np.flatnonzero(one.system.is_printed) if u in pattern.withheld)
    why = pattern.withheld.pop(int(shown))
    with pytest.raises(InternalError, match="PROTECT-09"):
        prove(one.system, pattern)
    pattern.withheld[int(shown)] = why
    kept = pattern.reach.kept()
    pattern.reach.kept = lambda: kept[:0]
    with pytest.raises(InternalError, match="PROTECT-09"):
        prove(one.system, pattern)
