"""Hours, nights and money: in which units they are whole, and how far they must stay unclear."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from pipelines.protect.contributions import scales
from pipelines.protect.demands import Demand, find_demands
from pipelines.protect.derived import Derived
from pipelines.protect.hierarchy import read_hierarchy
from pipelines.protect.keys import Key
from pipelines.protect.system import System
from tests.unit.protect.synthetic import tables_of
from tests.unit.protect.test_moves import system
from tests.unit.protect.test_protection import FLOW, HOURS, decided, hierarchies, row, shown

PLACES = (("consortium", "all"), ("partner", "p1"))
MONEY = {**HOURS, "unit": "dollars"}
BY_AGE = hierarchies(hours={**HOURS, "partitions": ["age"]})
FEW = [row((2, 2, 1), "a"), row((20, 10, 10), "b"), row((20, 10, 10), "c")]


def hours_of(quarters: int, *, is_signed: bool) -> System:
    """A figure of hours, in quarters of one."""
    key = Key("hours", "2026-03", "consortium", "all", "total", "total", "total", "total")
    flags = {"is_printed": [True], "was_withheld": [False], "is_known": [False]}
    numbers = {"measure": ["hours"], "value": [quarters], "threshold": [11]}
    figures = pd.DataFrame({"key": pd.Series([key], dtype=object), **numbers, **flags})
    weight, signed = np.full(2, 0.25), np.array([False, is_signed])
    one = system([quarters], [1])
    return dataclasses.replace(one, figures=figures, weight=weight, is_signed=signed)


@pytest.mark.parametrize(
    ("quarters", "down", "up", "is_signed"),
    [
        (4, 4, 4, False),
        (2, 2, 4, False),
        (2, 4, 4, True),
        (41, 5, 5, False),
    ],
)
def test_hours_of_a_few_stay_unclear_by_an_hour_or_a_tenth(
    quarters: int, down: int, up: int, *, is_signed: bool
) -> None:
    """Nobody could know of less than none, unless it is the difference of two versions."""
    one = hours_of(quarters, is_signed=is_signed)
    [demand] = find_demands(one, read_hierarchy(hierarchies(hours=HOURS)))
    assert demand == Demand(1, "inherited", down, up)


def test_so_do_the_hours_between_two_versions_that_differ_by_a_few_people() -> None:
    one = hours_of(400, is_signed=False)
    between = Derived(0, (), 164, "inherited")
    values, numbers = np.append(one.values, between.value), one.figures.assign(is_printed=False)
    weight, signed = np.full(3, 0.25), np.array([False, False, True])
    two = dataclasses.replace(one, values=values, weight=weight, is_signed=signed)
    two = dataclasses.replace(two, figures=numbers, derived=(between,))
    [demand] = find_demands(two, read_hierarchy(hierarchies(hours=HOURS)))
    assert demand == Demand(2, "inherited", 17, 17)


@pytest.mark.parametrize("limits", [(5, 11), (11, 5)])
def test_people_between_two_figures_stay_unclear_up_to_the_stricter_threshold(
    limits: tuple[int, int],
) -> None:
    one = system([60, 53], [1, 0])
    keys = [Key("served", "2026-03", *place, *["total"] * 4) for place in PLACES]
    flags = {"is_printed": False, "was_withheld": False, "is_known": True}
    figures = pd.DataFrame({"key": pd.Series(keys, dtype=object), "measure": "served"})
    figures = figures.assign(value=[60, 53], threshold=limits, **flags)
    between = Derived(0, (1,), 7, "remainder")
    two = dataclasses.replace(one, figures=figures, derived=(between,))
    [demand] = find_demands(two, read_hierarchy(hierarchies()))
    assert demand == Demand(4, "remainder", 1, 4)


def test_a_tenth_of_the_hours_of_a_few_needs_more_than_a_small_neighbor() -> None:
    """The 4 hours of age b would leave 100 to 104 for age a."""
    hours = [((40, 40, 20), "a"), ((2, 1, 1), "b"), ((400, 300, 200), "c")]
    rows = [*FEW, row((442, 341, 221), measure="hours")]
    rows += [row(n, code, measure="hours") for n, code in hours]
    assert shown(decided(tables_of(rows, BY_AGE)), measure="hours") == [1004, None, 4, None]


def test_thousands_of_dollars_are_held_as_far_apart_as_their_people_ask() -> None:
    """One agency gave cents, so all is in cents: a tenth is further than hours have to rise."""
    gifts = [((9_000.25, 8_000, 3_000), "a"), ((90_000, 70_000, 40_000), "b"), ((5, 5, 5), "c")]
    rows = [*FEW, row((99_005.25, 78_005, 43_005), measure="gifts")]
    rows += [row(n, code, measure="gifts") for n, code in gifts]
    measures = hierarchies(gifts={**MONEY, "partitions": ["age"]})
    found = shown(decided(tables_of(rows, measures)), measure="gifts")
    assert found == [220_015.25, None, None, 15]


def test_exits_are_withheld_with_the_few_people_who_left() -> None:
    """Five people left twenty times between them: twenty is no small count, and of few people."""
    exits = {**HOURS, "unit": "exits"}
    rows = [row((2, 2, 1)), row((8, 8, 4), measure="exits"), row((2, 1, 1), "a", measure="exits")]
    found = shown(decided(tables_of(rows, hierarchies(exits=exits))), measure="exits")
    assert found == [None, None]


def test_hours_that_are_whole_only_together_add_up() -> None:
    rows = [row((6.25, 5.25, 0.5), measure="hours")]
    assert shown(decided(tables_of(rows, hierarchies(hours=HOURS)))) == [12]


@pytest.mark.parametrize(
    ("values", "scale"),
    [([3, 4], 1), ([3.25, 4], 4), ([0.5, 4], 4), ([3.2, 4], 100), ([3.333, 4], 100)],
)
def test_values_are_whole_in_the_smallest_unit_that_holds_them_all(
    values: list[float], scale: int
) -> None:
    """Two measures of one unit are added and compared, so they share it; counts have their own."""
    document = read_hierarchy(hierarchies(care=HOURS, talk=HOURS, q=FLOW, gifts=MONEY))
    rows = [("care", values[0]), ("talk", values[1]), ("q", 5), ("gifts", 7)]
    found = scales(pd.DataFrame(rows, columns=["measure", "value"]), document)
    assert found == {"care": scale, "talk": scale, "q": 1, "gifts": 1}
