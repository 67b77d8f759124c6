"""Consortia of six numbers, and what an attacker can conclude from listing every table there is.

The oracle knows neither linear programs nor the code under test: it lists all tables of six whole
numbers up to a limit, keeps those that fit what was published and what the attacker knows, and
looks at the smallest and largest value that a figure has among them.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.protect import nothing_frozen, protect
from pipelines.types import CELL_COLUMNS, SafeTables, Tables
from schemas.periods import Month, parse_period
from tests.unit.protect.synthetic import COVERAGE, cells_frame, figures_frame, freeze

SIZE = 6
TOP = 8
LIMIT = 4
ANY = (0, TOP)
Table = tuple[int, ...]
Lists = NDArray[np.float32]
PEOPLE = {"counts": "persons", "unit": "persons", "people": "", "additivity": "unduplicated"}
FLOW = {"counts": "requests", "unit": "requests", "people": "", "additivity": "flow"}


class Cell(NamedTuple):
    """What one partner counts."""

    partner: str
    measure: str
    period: str
    county: str = "total"
    by: str = "total"
    code: str = "total"


class Figure(NamedTuple):
    """What is printed."""

    measure: str
    period: str
    kind: str
    place: str
    by: str = "total"
    code: str = "total"


@dataclass(frozen=True)
class Stage:
    """One release: the month, and which of the six numbers each cell and figure adds up."""

    month: Month
    cells: dict[Cell, tuple[int, ...]]
    version: int = 1
    regions: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @functools.cached_property
    def figures(self) -> dict[Figure, tuple[int, ...]]:
        """Every figure that can be printed of the cells."""
        found: dict[Figure, tuple[int, ...]] = {}
        for cell, atoms in self.cells.items():
            for kind, place in self._places(cell):
                name = Figure(cell.measure, cell.period, kind, place, cell.by, cell.code)
                found[name] = (*found.get(name, ()), *atoms)
        return found

    def _places(self, cell: Cell) -> Iterator[tuple[str, str]]:
        if cell.county == "total":
            yield "consortium", "all"
            yield "partner", cell.partner
        else:
            yield "county", cell.county
            yield from (
                ("region", r) for r, inside in self.regions.items() if cell.county in inside
            )

    def tables(self, table: Table, printed: Iterable[Figure], document: dict[str, Any]) -> Tables:
        """The tables as they would be decided."""
        rows = []
        for name in sorted(printed):
            value = sum(table[n] for n in self.figures[name])
            head = ("lead", "t", name.measure, name.period, name.kind, name.place)
            status = "shown" if value else "true_zero"
            rows.append((*head, name.by, name.code, "total", "total", float(value), status))
        cells = [
            (*cell, "total", "total", float(sum(table[n] for n in atoms)), "shown")
            for cell, atoms in self.cells.items()
        ]
        counted = cells_frame(pd.DataFrame(cells, columns=list(CELL_COLUMNS)))
        return Tables(self.month, figures_frame(rows), document, COVERAGE, counted)


@dataclass(frozen=True)
class World:
    """Six numbers, the releases they appear in, and the relations that everybody knows.

    `owners` names whose each number is; `holds` keeps the tables that are possible at all;
    `twins` are pairs of which everybody knows that they are equal where they are; `nearest` makes
    any six numbers possible ones.
    """

    owners: tuple[str, ...]
    stages: tuple[Stage, ...]
    document: dict[str, Any]
    holds: Callable[[Lists], NDArray[np.bool_]] = lambda lists: np.ones(len(lists), dtype=bool)
    twins: tuple[tuple[int, int], ...] = ()
    nearest: Callable[[Table], Table] = lambda table: table


Term = tuple[int, Figure, int]


class Told(NamedTuple):
    """A figure as one release told it."""

    stage: int
    name: Figure
    is_withheld: bool


@functools.cache
def _every(free: int) -> Lists:
    """All tables of so many numbers."""
    return np.array(list(itertools.product(range(TOP), repeat=free)), dtype=np.float32).reshape(
        TOP**free, free
    )


@dataclass(frozen=True)
class Attacker:
    """Who knows the numbers of one partner, or of nobody, and perhaps which places are empty.

    One who `trusts` knows of every number that is not restated that it is not.
    """

    world: World
    table: Table
    partner: str
    knows_empty: bool
    trusts: bool

    @property
    def name(self) -> str:
        """For the message of a test that fails."""
        knows = [word for word in ("knows_empty", "trusts") if getattr(self, word)]
        return f"of {self.table} by {' '.join([self.partner or 'anybody', *knows])}"

    @functools.cached_property
    def _start(self) -> Lists:
        """All tables that fit what the attacker knows by itself."""
        world, table = self.world, self.table
        known = {n for n in range(SIZE) if world.owners[n] == self.partner}
        if self.knows_empty:
            known |= {n for n in range(SIZE) if table[n] == 0}
        equal = {b: a for a, b in world.twins if self.trusts and table[a] == table[b]}
        free = [n for n in range(SIZE) if n not in known and n not in equal]
        lists = np.tile(np.array(table, dtype=np.float32), (TOP ** len(free), 1))
        lists[:, free] = _every(len(free))
        for twin, other in equal.items():
            lists[:, twin] = lists[:, other]
        return lists[world.holds(lists)]

    def fitting(self, told: Iterable[Told]) -> Lists:
        """All tables that fit what was published too."""
        lists = self._start
        for stage, name, is_withheld in told:
            if not is_withheld:
                atoms = list(self.world.stages[stage].figures[name])
                value = sum(self.table[n] for n in atoms)
                lists = lists[lists[:, atoms].sum(axis=1) == value]
        return lists


class Asked(NamedTuple):
    """A number that must stay uncertain: weights of the six, and whether it is a few people."""

    weights: tuple[int, ...]
    is_few: bool
    name: str


def asked_of(world: World, table: Table, told: list[Told]) -> Iterator[Asked]:
    """Withheld figures, and differences of printed figures that are a few people."""
    for stage, name, is_withheld in told:
        if is_withheld:
            weights = _weights(world, [(stage, name, 1)])
            value = int(np.dot(weights, table))
            yield Asked(weights, 0 < value < LIMIT, f"{stage} {name}")
    for terms in {tuple(terms) for terms in _differences(world, told)}:
        weights = _weights(world, terms)
        value = int(np.dot(weights, table))
        if value < 0 and terms[0][1] == terms[1][1]:
            weights, value = tuple(-n for n in weights), -value
        if 0 < value < LIMIT:
            yield Asked(weights, is_few=True, name=f"difference {terms}")


def _differences(world: World, told: list[Told]) -> Iterator[list[Term]]:
    """A whole less a part or all parts of a list, at each release; two versions of a figure."""
    newest: dict[Figure, int] = {}
    for stage in range(len(world.stages)):
        here = {one.name for one in told if one.stage == stage}
        yield from ([(stage, n, 1), (newest[n], n, -1)] for n in sorted(here & set(newest)))
        newest.update(dict.fromkeys(sorted(here), stage))
        lists: dict[tuple[Figure, str], list[Term]] = {}
        for whole, part in itertools.permutations(sorted(newest), 2):
            rule = part_of(whole, part, world.document)
            if rule:
                yield [(newest[whole], whole, 1), (newest[part], part, -1)]
                lists.setdefault((whole, rule), []).append((newest[part], part, -1))
        for (whole, rule), parts in lists.items():
            if not rule.startswith("one"):
                yield [(newest[whole], whole, 1), *parts]


def part_of(whole: Figure, part: Figure, document: dict[str, Any]) -> str:
    """By which rule a figure is a part of another, if it is; `one` if such parts overlap."""
    facts = document["measures"]
    unlike = {n for n, one, other in zip(Figure._fields, whole, part, strict=True) if one != other}
    if unlike == {"measure"}:
        if part.measure in facts[whole.measure]["sum_of"]:
            return "measures"
        return "one measure" if whole.measure in facts[part.measure]["part_of"] else ""
    if unlike == {"period"}:
        months = [set(parse_period(one.period).months) for one in (part, whole)]
        is_list = facts[whole.measure]["additivity"] == "flow" and len(months[0]) == 1
        return ("months" if is_list else "one period") if months[0] < months[1] else ""
    if unlike and unlike <= {"kind", "place"}:
        above = document["geography"].get(whole.kind, {}).get(part.kind, {})
        return part.kind if part.place in above.get(whole.place, ()) else ""
    if unlike and unlike <= {"by", "code"} and part.by != "total":
        return _code_rule(whole, part, document)
    return ""


def _code_rule(whole: Figure, part: Figure, document: dict[str, Any]) -> str:
    split = document["breakdowns"][part.by]
    parent = split["parent_of"].get(part.code) if split["parent"] == whole.by else None
    if whole.by != "total" and parent != whole.code:
        return ""
    return part.by if part.by in document["measures"][part.measure]["partitions"] else "one code"


def _weights(world: World, terms: Iterable[Term]) -> tuple[int, ...]:
    weights = np.zeros(SIZE, dtype=int)
    for stage, name, sign in terms:
        np.add.at(weights, list(world.stages[stage].figures[name]), sign)
    return tuple(weights.tolist())


def too_plain(world: World, table: Table, told: list[Told], before: list[Told]) -> list[str]:
    """Everything that somebody can conclude beyond the rule, by name and attacker."""
    asked = list(asked_of(world, table, told))
    weights = np.array([one.weights for one in asked], dtype=np.float32).reshape(-1, SIZE).T
    found: list[str] = []
    old = [*before, *_no_news(world, table, told, before)]
    for attacker in _attackers(world, table):
        now = then = _bounds(attacker.fitting(told) @ weights)
        then = [ANY] * len(now)
        if attacker.partner:
            then = _bounds(attacker.fitting(old) @ weights)
        found += [
            f"{one.name} {attacker.name}: {then[at]} before, {now[at]} now"
            for at, one in enumerate(asked)
            if not _is_own(one, world, table, attacker.partner)
            and not _has_room(one, table, now[at], then[at])
        ]
    return found


def _no_news(world: World, table: Table, told: list[Told], before: list[Told]) -> Iterator[Told]:
    """Zeros in print, which tell of nobody, and what stood in print before with the same number."""
    stood = {(one.name, _value(world, table, one)) for one in before if not one.is_withheld}
    for one in told:
        value = _value(world, table, one)
        if not one.is_withheld and (not value or (one.name, value) in stood):
            yield one


def _value(world: World, table: Table, one: Told) -> int:
    return sum(table[n] for n in world.stages[one.stage].figures[one.name])


def _attackers(world: World, table: Table) -> Iterator[Attacker]:
    """Everybody of the rule, and more: partners who know the empty places too, doubters."""
    for partner in ("", *sorted(set(world.owners))):
        for knows_empty, trusts in itertools.product((False, True), (True, False)):
            if trusts or world.twins:
                yield Attacker(world, table, partner, knows_empty, trusts)


def _bounds(values: Lists) -> list[tuple[int, int]]:
    """The smallest and largest value of every number asked about."""
    least, most = values.min(axis=0), values.max(axis=0)
    return [(int(low), int(high)) for low, high in zip(least, most, strict=True)]


def _is_own(one: Asked, world: World, table: Table, partner: str) -> bool:
    """Whether all people in question are the attacker's own."""
    nets = {
        owner: sum(
            w * n for w, n, o in zip(one.weights, table, world.owners, strict=True) if o == owner
        )
        for owner in world.owners
    }
    return {owner for owner, net in nets.items() if net} <= {partner}


def _has_room(one: Asked, table: Table, now: tuple[int, int], then: tuple[int, int]) -> bool:
    """Whether the rule is met, as far as earlier releases had not told this attacker already."""
    value = int(np.dot(one.weights, table))
    if one.is_few:
        is_low = now[0] <= max(value - 1, min(1, value), then[0])
        return is_low and now[1] >= min(LIMIT, then[1])
    return now[0] < now[1] or then[0] == then[1]


def told_by(stage: int, safe: SafeTables) -> list[Told]:
    """What a release tells."""
    frame = safe.frame
    columns = ["measure", "period", "geography_type", "geography", "breakdown", "dim1"]
    names = [Figure(*key) for key in frame[columns].itertuples(index=False, name=None)]
    return [Told(stage, n, s == "withheld") for n, s in zip(names, frame["status"], strict=True)]


def decide(
    world: World, table: Table, printed: list[set[Figure]], seed: int | None = None
) -> Iterator[tuple[list[Told], list[Told]]]:
    """Decide and release stage by stage: what is told now with all before, and what was before.

    With a seed all rows are shuffled first.
    """
    frozen = nothing_frozen()
    told: list[Told] = []
    for at, (stage, names) in enumerate(zip(world.stages, printed, strict=True)):
        tables = stage.tables(table, names & set(stage.figures), world.document)
        if seed is not None:
            frame, cells = _shuffled(tables.frame, seed), _shuffled(tables.cells, seed + 1)
            tables = dataclasses.replace(tables, frame=frame, cells=cells)
            figures, counted = _shuffled(frozen.figures, seed), _shuffled(frozen.cells, seed)
            frozen = dataclasses.replace(frozen, figures=figures, cells=counted)
        safe = protect(tables, frozen, {"lead": LIMIT}).safe
        frozen = freeze(tables, safe, stage.version, frozen)
        before, told = told, [*told, *told_by(at, safe)]
        yield told, before


def _shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    return frame.sample(frac=1, random_state=seed).reset_index(drop=True)


def renamed(world: World, names: dict[str, str]) -> World:
    """The same consortium, its agencies under other names."""
    text = json.dumps(world.document)
    for old, new in names.items():
        text = text.replace(json.dumps(old), json.dumps(new))
    stages = tuple(
        dataclasses.replace(
            stage, cells={cell._replace(partner=names[cell.partner]): n for cell, n in cells}
        )
        for stage in world.stages
        for cells in [stage.cells.items()]
    )
    owners = tuple(names[owner] for owner in world.owners)
    return dataclasses.replace(world, owners=owners, stages=stages, document=json.loads(text))
