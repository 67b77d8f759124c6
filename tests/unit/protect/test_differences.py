"""What is held to be few: a small count, and each kind of difference that nobody prints."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipelines.protect.demands import Demand, find_demands
from pipelines.protect.hierarchy import read_hierarchy
from pipelines.protect.keys import Key
from tests.unit.protect.synthetic import tables_of
from tests.unit.protect.test_moves import system
from tests.unit.protect.test_protection import FLOW, HOURS, decided, hierarchies, row, shown
from tests.unit.protect.test_ties import bands, kinds

PLACES = {
    "hub in grant": {"grant": {"court": ["p1", "p2"]}, "hub": {"north": ["p1"]}},
    "grant in hub": {"hub": {"north": ["p1", "p2"]}, "grant": {"court": ["p1"]}},
    "grant in grant": {"grant": {"court": ["p1", "p2"], "housing": ["p1"]}},
}


def in_group(kind: str, name: str, value: tuple[int, ...]) -> tuple[Any, ...]:
    """People of some agencies taken together."""
    return ("lead", "t1", "served", "2026-03", kind, name, "total", "total", value)


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize(("second", "is_few"), [(5, True), (10, True), (11, False)])
def test_what_a_group_of_agencies_has_beyond_one_within_it_may_be_few(
    name: str, second: int, *, is_few: bool
) -> None:
    """Both groups print p1's 40; the wider one has those of p2 beside them."""
    document = hierarchies()
    groups = PLACES[name]
    document["geography"] |= {kind: {"partner": of} for kind, of in groups.items()}
    rows = [
        in_group(kind, group, (40, second if "p2" in agencies else 0, 0))
        for kind, of in groups.items()
        for group, agencies in of.items()
    ]
    found = shown(decided(tables_of(rows, document, more=[row((40, second, 30))])))
    assert (found[0] is None) == is_few, "p1 takes its own 40 off"


@pytest.mark.parametrize(("third", "is_few"), [((15, 12, 12), False), ((2, 2, 1), True)])
def test_what_agencies_outside_a_grant_have_may_be_few(
    third: tuple[int, int, int], *, is_few: bool
) -> None:
    document = hierarchies()
    document["geography"]["grant"] = {"partner": {"court": ["p1", "p2"]}}
    rows = [row((40, 30, sum(third))), in_group("grant", "court", (40, 30, 0))]
    assert (None in shown(decided(tables_of(rows, document)))) == is_few


def test_grants_that_share_an_agency_leave_nothing_together() -> None:
    """Of 75 one grant has 50 and another 20 of these: the 5 that both leave are nobody."""
    document = hierarchies()
    document["geography"]["grant"] = {"partner": {"court": ["p1", "p2"], "housing": ["p1"]}}
    rows = [row((20, 30, 25)), in_group("grant", "court", (20, 30, 0))]
    rows.append(in_group("grant", "housing", (20, 0, 0)))
    assert shown(decided(tables_of(rows, document))) == [75, 50, 20]


@pytest.mark.parametrize("printed", ["a", "ab"])
@pytest.mark.parametrize(("third", "is_few"), [((2, 2, 1), True), ((10, 10, 10), False)])
def test_what_a_group_has_beyond_its_printed_parts_may_be_few(
    printed: str, third: tuple[int, int, int], *, is_few: bool
) -> None:
    """Of the ages a, b and c in the group, one or two are printed; the rest are `third`."""
    _, document = bands()
    counts = {"a": (20, 15, 10), "b": (10, 10, 12) if len(printed) > 1 else (0, 0, 0), "c": third}
    whole = tuple(map(sum, zip(*counts.values(), strict=True)))
    rows = [row(whole, "young", by="band"), *(row(counts[code], code) for code in printed)]
    more = [row(n, code) for code, n in counts.items()]
    assert (None in shown(decided(tables_of(rows, document, more=more)))) == is_few


@pytest.mark.parametrize("count", [(1, 0, 0), (0, 1, 0), (4, 3, 3), (4, 4, 3)])
def test_a_few_are_one_to_one_less_than_the_threshold(count: tuple[int, int, int]) -> None:
    value = sum(count)
    expected = [None if value < 11 else value]
    assert shown(decided(tables_of([row(count, "a")], hierarchies()))) == expected


@pytest.mark.parametrize(("value", "down", "up"), [(1, 0, 10), (2, 1, 9), (10, 1, 1)])
def test_a_few_may_be_one_less_or_one_and_as_many_as_the_threshold(
    value: int, down: int, up: int
) -> None:
    key = Key("served", "2026-03", "consortium", "all", "total", "total", "total", "total")
    flags = {"is_printed": [True], "was_withheld": [False], "is_known": [False]}
    numbers = {"measure": ["served"], "value": [value], "threshold": [11]}
    figures = pd.DataFrame({"key": pd.Series([key], dtype=object), **numbers, **flags})
    one = dataclasses.replace(system([value], [1]), figures=figures)
    [demand] = find_demands(one, read_hierarchy(hierarchies()))
    assert demand == Demand(1, "primary", down, up)


def test_of_many_that_were_withheld_one_other_value_is_asked() -> None:
    key = Key("served", "2026-03", "consortium", "all", "total", "total", "total", "total")
    flags = {"is_printed": [False], "was_withheld": [True], "is_known": [False]}
    numbers = {"measure": ["served"], "value": [60], "threshold": [11]}
    figures = pd.DataFrame({"key": pd.Series([key], dtype=object), **numbers, **flags})
    one = dataclasses.replace(system([60], [1]), figures=figures)
    found = find_demands(one, read_hierarchy(hierarchies()))
    assert found == [Demand(1, "frozen", 1, 1, is_either=True)]


def test_a_few_exits_are_few_people_and_not_only_what_hangs_on_them() -> None:
    """Of what hangs on five people one more or less would be enough."""
    key = Key("served", "2026-03", "consortium", "all", "total", "total", "total", "total")
    numbers = {"measure": ["served", "exits"], "value": [5, 3], "threshold": 11}
    flags = {"is_printed": True, "was_withheld": False, "is_known": False}
    keys = [key, key._replace(measure="exits")]
    figures = pd.DataFrame({"key": pd.Series(keys, dtype=object), **numbers}).assign(**flags)
    bare = system([5, 3], [1, 0])
    one = dataclasses.replace(
        bare,
        figures=figures,
        values=np.array([5, 3, 5, 3]),
        weight=np.ones(4),
        is_signed=np.zeros(4, dtype=bool),
    )
    exits = {**HOURS, "unit": "exits"}
    found = find_demands(one, read_hierarchy(hierarchies(exits=exits)))
    assert found == [Demand(3, "primary", 1, 8), Demand(2, "primary", 1, 6)]


def test_what_two_printed_kinds_leave_of_three_may_be_few() -> None:
    """Each kind alone leaves many; new and ongoing together leave 5 of no known kind."""
    _, document = kinds()
    few = [row(n, measure=m) for n, m in (((9, 9, 9), "new"), ((10, 10, 10), "ongoing"))]
    whole, more = row((21, 21, 20)), [row((2, 2, 1), measure="unknown")]
    assert None in shown(decided(tables_of([whole, *few], document, more=more)))
    whole, more = row((23, 23, 22)), [row((4, 4, 3), measure="unknown")]
    assert None not in shown(decided(tables_of([whole, *few], document, more=more)))


@pytest.mark.parametrize(("left", "is_few"), [((2, 2, 1), True), ((4, 4, 3), False)])
@pytest.mark.parametrize(
    ("parts", "longer", "last"),
    [
        (("CY2026-Q1", "CY2026-Q2"), "CY2026-YTD-09", "CY2026-Q3"),
        (("CY2026-Q1", "2026-04"), "CY2026-YTD-05", "2026-05"),
    ],
)
def test_what_a_quarter_and_what_follows_it_leave_of_a_longer_period_may_be_few(
    parts: tuple[str, str], longer: str, last: str, left: tuple[int, int, int], *, is_few: bool
) -> None:
    """Each alone leaves many; nobody prints the last."""
    counts = dict.fromkeys(parts, (7, 7, 6))
    counts[longer] = (14 + left[0], 14 + left[1], 12 + left[2])
    rows = [row(n, measure="q", period=period) for period, n in counts.items()]
    more = [row(left, measure="q", period=last)]
    found = shown(decided(tables_of(rows, hierarchies(q=FLOW), more=more)))
    assert (None in found) == is_few


@pytest.mark.parametrize("by", ["age", "service"])
def test_all_but_a_few_of_one_code_is_as_plain_as_the_others(by: str) -> None:
    code, other = ("a", "b") if by == "age" else ("s", "t")
    more = [row((2, 2, 1), other, by=by)]
    few = [row((20, 20, 20)), row((18, 18, 19), code, by=by)]
    assert None in shown(decided(tables_of(few, hierarchies(), more=more)))
    more = [row((4, 4, 3), other, by=by)]
    apart = [row((22, 22, 22)), row((18, 18, 19), code, by=by)]
    assert None not in shown(decided(tables_of(apart, hierarchies(), more=more)))
