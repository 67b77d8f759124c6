"""The pattern: which figures are withheld, why, and the certificates that protect them."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from pipelines.errors import Blocked
from pipelines.protect.demands import Demand, find_demands
from pipelines.protect.figures import Figure
from pipelines.protect.keys import TOTAL, Key
from pipelines.protect.moves import Block, Move, MoveSearch
from pipelines.protect.solver import FARTHEST
from pipelines.protect.system import System

NAMED = 12
DERIVED = ("restated", "remainder")
FREE = 0.0001
CHEAP = 0.5
DEAR_ZERO = 25.0
DEAR_TOTAL = 40.0
DEAR_PLACE = 8.0


@dataclass
class Pattern:
    """What is withheld (figure -> reason, the figure it protects), and the moves that prove it."""

    withheld: dict[int, tuple[str, int]] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    reach: dict[int, tuple[int, int]] = field(default_factory=dict)

    def is_reached(self, demand: Demand, change: int) -> bool:
        """Whether the moves so far reach as far as the demand asks in one direction."""
        down, up = self.reach.get(demand.figure, (0, 0))
        if demand.is_either and (down or up):
            return True
        return up >= change if change > 0 else down <= change

    def is_met(self, demand: Demand) -> bool:
        """Whether the moves so far reach as far as the demand asks."""
        return self.is_reached(demand, demand.up) and self.is_reached(demand, -demand.down)

    def keep(self, move: Move) -> None:
        """Remember a move and how far it takes each figure."""
        self.moves.append(move)
        for number, change in move.items():
            down, up = self.reach.get(number, (0, 0))
            self.reach[number] = (min(down, change), max(up, change))


def find_pattern(system: System, cheap: frozenset[Key]) -> Pattern:
    """Withhold what the demands name, then whatever their certificates must touch.

    A figure once withheld stays so: certificates found earlier stay valid. `cheap` are keys
    (without a period) that were withheld the time before, so that tables change little.
    """
    demands = find_demands(system)
    pattern = Pattern()
    for demand in demands:
        if system.figures[demand.figure].is_printed:
            pattern.withheld[demand.figure] = (demand.reason, demand.figure)
    asked: defaultdict[int, list[Demand]] = defaultdict(list)
    blocks, block_of = find_blocks(system)
    for demand in demands:
        asked[block_of[demand.figure]].append(demand)
    unmet: list[Demand] = []
    for at in sorted(asked):
        unmet += _protect(system, blocks[at], asked[at], pattern, cheap)
    if unmet:
        raise Blocked("PROTECT-04", _refusal(system, unmet))
    return pattern


def _refusal(system: System, unmet: list[Demand]) -> str:
    names = sorted({system.figures[demand.figure].key.text for demand in unmet})
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    why = "cannot be protected, because of what was published before or must be published"
    return f"{why}: {', '.join(names[:NAMED])}{more}"


def find_blocks(system: System) -> tuple[list[Block], dict[int, int]]:
    """Connected parts of the system: figures that no known figure separates."""
    root = list(range(len(system.figures)))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    free = {n for n, figure in enumerate(system.figures) if not figure.is_known}
    for terms in system.relations:
        linked = [find(number) for number, _ in terms if number in free]
        for other in linked[1:]:
            root[find(other)] = find(linked[0])
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number in sorted(free):
        members[find(number)].append(number)
    relations: defaultdict[int, list[tuple[tuple[int, int], ...]]] = defaultdict(list)
    for terms in system.relations:
        linked = [number for number, _ in terms if number in free]
        if linked:
            relations[find(linked[0])].append(terms)
    blocks = [Block(tuple(figures), tuple(relations[at])) for at, figures in members.items()]
    return blocks, {number: at for at, block in enumerate(blocks) for number in block.figures}


def _protect(
    system: System, block: Block, demands: list[Demand], pattern: Pattern, cheap: frozenset[Key]
) -> list[Demand]:
    """Meet all demands of a block; those that cannot be met are returned."""
    figures = [system.figures[number] for number in block.figures]
    search = MoveSearch(block, [FARTHEST if f.is_signed else max(f.value, 0) for f in figures])
    costs = np.array([_cost(system, figure, cheap) for figure in figures])
    for at, number in enumerate(block.figures):
        if number in pattern.withheld or not figures[at].is_printed:
            costs[at] = FREE / figures[at].scale
    for demand in demands:
        for change in (demand.up, -demand.down):
            if pattern.is_reached(demand, change):
                continue
            move = search.find(demand.figure, change, costs)
            if move is not None:
                _withhold(system, pattern, move, demand)
                for number in move:
                    costs[search.place[number]] = FREE / system.figures[number].scale
    return [demand for demand in demands if not pattern.is_met(demand)]


def _withhold(system: System, pattern: Pattern, move: Move, demand: Demand) -> None:
    """Keep a move, and its opposite where that is possible too."""
    for number in sorted(move):
        if system.figures[number].is_printed and number not in pattern.withheld:
            reason = demand.reason if demand.reason in DERIVED else "complementary"
            pattern.withheld[number] = (reason, demand.figure)
    pattern.keep(move)
    figures = system.figures
    if all(figures[n].is_signed or figures[n].value >= change for n, change in move.items()):
        pattern.keep({number: -change for number, change in move.items()})


def _cost(system: System, figure: Figure, cheap: frozenset[Key]) -> float:
    """What it costs a reader to miss a figure: totals most, then zeros, then large figures."""
    cost = 1.0 + math.log2(1 + max(figure.value, 0) / figure.scale) / 4
    if figure.value == 0:
        cost *= DEAR_ZERO
    elif figure.key.dim1 == TOTAL:
        cost *= DEAR_TOTAL if figure.key.geography_type == "consortium" else 1.0
        cost *= DEAR_PLACE if figure.key.geography_type in {"hub", "region"} else 1.0
    elif any(b.parent == figure.key.breakdown for b in system.hierarchy.breakdowns.values()):
        cost *= DEAR_PLACE / 2
    if figure.key._replace(period="") in cheap:
        cost *= CHEAP
    return cost / figure.scale
