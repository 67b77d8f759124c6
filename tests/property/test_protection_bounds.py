"""All tables are listed: no withheld figure is bounded beyond the rule, for any attacker."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from schemas.periods import Month
from tests.unit.protect.enumerated import (
    FLOW,
    LIMIT,
    PEOPLE,
    Cell,
    Figure,
    Lists,
    Stage,
    Table,
    World,
    decide,
    renamed,
    too_plain,
)

MANY = bool(os.environ.get("CONSORTIUM_MANY"))
PARTNERS = ("p1", "p2", "p3")
JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)
NONE: dict[str, Any] = {"part_of": [], "sum_of": [], "partitions": [], "multi": []}


def document(measures: dict[str, Any], partners: tuple[str, ...] = PARTNERS) -> dict[str, Any]:
    """Hierarchies of the measures; ages a and b are young, c is old; two counties are north."""
    counties = {"all": ["c1", "c2", "c3"]}
    return {
        "geography": {
            "consortium": {
                "partner": {"all": list(partners)},
                "county": counties,
                "region": {"all": ["north"]},
            },
            "region": {"county": {"north": ["c1", "c2"]}},
        },
        "breakdowns": {
            "age": {
                "codes": ["a", "b", "c"],
                "parent": "band",
                "parent_of": {"a": "young", "b": "young", "c": "old"},
            },
            "band": {"codes": ["young", "old"], "parent": "", "parent_of": {}},
            "service": {"codes": ["s", "t"], "parent": "", "parent_of": {}},
        },
        "measures": measures,
        "periods": {},
    }


def kinds() -> World:
    """Three partners, people new or ongoing, one month."""
    cells: dict[Cell, tuple[int, ...]] = {}
    for n, p in enumerate(PARTNERS):
        for measure, atoms in (("new", (n,)), ("ongoing", (n + 3,)), ("people", (n, n + 3))):
            cells[Cell(p, measure, "2026-01")] = atoms
    people = {**PEOPLE, **NONE}
    facts = {"new": people, "ongoing": people, "people": {**people, "sum_of": ["new", "ongoing"]}}
    return World(PARTNERS * 2, (Stage(JANUARY, cells),), document(facts))


def months() -> World:
    """Three partners, requests of January, then of February and of the year to date."""
    january: dict[Cell, tuple[int, ...]] = {
        Cell(p, "requests", "2026-01"): (n,) for n, p in enumerate(PARTNERS)
    }
    february = {Cell(p, "requests", "2026-02"): (n + 3,) for n, p in enumerate(PARTNERS)}
    both = {Cell(p, "requests", "CY2026-YTD-02"): (n, n + 3) for n, p in enumerate(PARTNERS)}
    stages = (Stage(JANUARY, january), Stage(FEBRUARY, {**february, **both}))
    return World(PARTNERS * 2, stages, document({"requests": {**FLOW, **NONE}}))


def restated() -> World:
    """Three partners, requests of January, and what they say of it later."""
    stages = tuple(
        Stage(
            JANUARY,
            {Cell(p, "requests", "2026-01"): (n + 3 * v,) for n, p in enumerate(PARTNERS)},
            v + 1,
        )
        for v in (0, 1)
    )
    facts = {"requests": {**FLOW, **NONE}}
    twins = tuple((n, n + 3) for n in range(3))
    return World(PARTNERS * 2, stages, document(facts), twins=twins)


def distinct() -> World:
    """Two partners, people of January, then of February and of both, each counted once."""
    january: dict[Cell, tuple[int, ...]] = {
        Cell(p, "people", "2026-01"): (3 * n,) for n, p in enumerate(PARTNERS[:2])
    }
    later: dict[Cell, tuple[int, ...]] = {
        Cell(p, "people", period): (3 * n + at,)
        for n, p in enumerate(PARTNERS[:2])
        for at, period in ((1, "2026-02"), (2, "CY2026-YTD-02"))
    }

    def holds(lists: Lists) -> NDArray[np.bool_]:
        fits = np.ones(len(lists), dtype=bool)
        for n in (0, 3):
            first, second, year = lists[:, n], lists[:, n + 1], lists[:, n + 2]
            fits &= (year >= np.maximum(first, second)) & (year <= first + second)
        return fits

    def nearest(t: Table) -> Table:
        years = [sorted((max(t[n : n + 2]), t[n + 2], t[n] + t[n + 1]))[1] for n in (0, 3)]
        return (*t[:2], years[0], *t[3:5], years[1])

    owners = ("p1",) * 3 + ("p2",) * 3
    stages = (Stage(JANUARY, january), Stage(FEBRUARY, later))
    return World(
        owners,
        stages,
        document({"people": {**PEOPLE, **NONE}}, PARTNERS[:2]),
        holds,
        nearest=nearest,
    )


def ages() -> World:
    """Two partners, ages within bands."""
    cells: dict[Cell, tuple[int, ...]] = {}
    for n, p in ((0, "p1"), (3, "p2")):
        for by, code, atoms in (
            ("age", "a", (n,)),
            ("age", "b", (n + 1,)),
            ("age", "c", (n + 2,)),
            ("band", "young", (n, n + 1)),
            ("band", "old", (n + 2,)),
            ("total", "total", (n, n + 1, n + 2)),
        ):
            cells[Cell(p, "people", "2026-01", by=by, code=code)] = atoms
    facts = {"people": {**PEOPLE, **NONE, "partitions": ["age", "band"]}}
    owners = ("p1",) * 3 + ("p2",) * 3
    return World(owners, (Stage(JANUARY, cells),), document(facts, PARTNERS[:2]))


def services() -> World:
    """Two partners, people who had one service or the other or both."""
    cells: dict[Cell, tuple[int, ...]] = {}
    for n, p in ((0, "p1"), (3, "p2")):
        for at, by, code in ((0, "total", "total"), (1, "service", "s"), (2, "service", "t")):
            cells[Cell(p, "people", "2026-01", by=by, code=code)] = (n + at,)

    def holds(lists: Lists) -> NDArray[np.bool_]:
        fits = np.ones(len(lists), dtype=bool)
        for n in (0, 3):
            every, one, other = lists[:, n], lists[:, n + 1], lists[:, n + 2]
            fits &= (every >= np.maximum(one, other)) & (every <= one + other)
        return fits

    def nearest(t: Table) -> Table:
        every = [sorted((max(t[n + 1 : n + 3]), t[n], t[n + 1] + t[n + 2]))[1] for n in (0, 3)]
        return (every[0], *t[1:3], every[1], *t[4:])

    facts = {"people": {**PEOPLE, **NONE, "multi": ["service"]}}
    owners = ("p1",) * 3 + ("p2",) * 3
    return World(
        owners, (Stage(JANUARY, cells),), document(facts, PARTNERS[:2]), holds, nearest=nearest
    )


def sheltered() -> World:
    """Two partners, people young or old, and how many of all were sheltered."""
    cells: dict[Cell, tuple[int, ...]] = {}
    for n, p in ((0, "p1"), (3, "p2")):
        cells[Cell(p, "people", "2026-01")] = (n, n + 1)
        cells[Cell(p, "people", "2026-01", by="band", code="young")] = (n,)
        cells[Cell(p, "people", "2026-01", by="band", code="old")] = (n + 1,)
        cells[Cell(p, "sheltered", "2026-01")] = (n + 2,)

    def holds(lists: Lists) -> NDArray[np.bool_]:
        fits = np.ones(len(lists), dtype=bool)
        for n in (0, 3):
            fits &= lists[:, n + 2] <= lists[:, n] + lists[:, n + 1]
        return fits

    def nearest(t: Table) -> Table:
        few = [min(t[n + 2], t[n] + t[n + 1]) for n in (0, 3)]
        return (*t[:2], few[0], *t[3:5], few[1])

    people = {**PEOPLE, **NONE}
    facts = {
        "people": {**people, "partitions": ["band"]},
        "sheltered": {**people, "part_of": ["people"]},
    }
    owners = ("p1",) * 3 + ("p2",) * 3
    return World(
        owners, (Stage(JANUARY, cells),), document(facts, PARTNERS[:2]), holds, nearest=nearest
    )


def counties() -> World:
    """Two partners in three counties, two of which are a region."""
    cells: dict[Cell, tuple[int, ...]] = {}
    for n, p in ((0, "p1"), (3, "p2")):
        cells[Cell(p, "requests", "2026-01")] = (n, n + 1, n + 2)
        for at, county in enumerate(("c1", "c2", "c3")):
            cells[Cell(p, "requests", "2026-01", county)] = (n + at,)
    stage = Stage(JANUARY, cells, regions={"north": ("c1", "c2")})
    owners = ("p1",) * 3 + ("p2",) * 3
    return World(owners, (stage,), document({"requests": {**FLOW, **NONE}}, PARTNERS[:2]))


WORLDS = {
    make.__name__: make()
    for make in (kinds, months, restated, distinct, ages, services, sheltered, counties)
}
TABLES = st.tuples(*[st.integers(0, 4)] * 6)


@st.composite
def printed(draw: st.DrawFn, world: World) -> list[set[Figure]]:
    """Everything, or some figures of each release."""
    if draw(st.booleans()):
        return [set(stage.figures) for stage in world.stages]
    return [
        draw(st.sets(st.sampled_from(sorted(stage.figures)), min_size=1)) for stage in world.stages
    ]


@pytest.mark.parametrize("name", WORLDS)
@settings(max_examples=65 if MANY else 7, deadline=None, derandomize=True)
@given(data=st.data(), table=TABLES)
def test_every_withheld_figure_keeps_the_room_the_rule_demands(
    data: st.DataObject, name: str, table: Table
) -> None:
    world = WORLDS[name]
    table = world.nearest(table)
    for told, before in decide(world, table, data.draw(printed(world))):
        assert too_plain(world, table, told, before) == []
        few = [
            one
            for one in told
            if not one.is_withheld
            and 0 < sum(table[n] for n in world.stages[one.stage].figures[one.name]) < LIMIT
        ]
        assert few == []


@pytest.mark.parametrize("name", WORLDS)
@settings(max_examples=25 if MANY else 2, deadline=None, derandomize=True)
@given(data=st.data(), table=TABLES, seed=st.integers(0, 9))
def test_the_order_of_rows_and_the_names_of_agencies_change_nothing(
    data: st.DataObject, name: str, table: Table, seed: int
) -> None:
    world = WORLDS[name]
    table, names = world.nearest(table), data.draw(printed(world))
    other = {owner: f"agency {owner[1:]}" for owner in world.owners}
    elsewhere = [{_at(one, other) for one in its} for its in names]
    [*_, (told, _)] = decide(world, table, names)
    [*_, (again, _)] = decide(renamed(world, other), table, elsewhere, seed)
    assert {one._replace(name=_at(one.name, other)) for one in told} == set(again)


def _at(name: Figure, other: dict[str, str]) -> Figure:
    return name._replace(place=other.get(name.place, name.place))
