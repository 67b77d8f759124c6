"""How many more complementary cells the engine withholds than the least there could be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from pipelines.protect.elimination import unpublishable
from pipelines.protect.starts import least_pattern
from tests.speed.protection_least import Cells, Least
from tests.speed.protection_made import Made, Shape, made, merged

AGAINST = ("public", "every partner")
SHAPES = {
    "county x service": Shape(
        (("county", "service"),), 3, counties=4, services=3, bands=1, regions=1, groups=1
    ),
    "county x service, with regions": Shape(
        (("county", "service"),), 3, counties=6, services=2, bands=1, regions=3, groups=1
    ),
    "county x service x band": Shape(
        (("county", "service", "band"),), 2, counties=2, services=2, bands=2, regions=1, groups=1
    ),
    "two linked tables": Shape(
        (("county", "service"), ("partner", "service")),
        3,
        counties=3,
        services=3,
        bands=1,
        regions=1,
        groups=1,
    ),
    "two months, to date": Shape(
        (("county",), ("partner",)), 3, counties=4, services=2, bands=1, months=2, regions=1
    ),
    "agencies by service": Shape(
        (("partner", "service"),), 5, counties=4, services=3, bands=1, regions=1, groups=1
    ),
}
OPEN = (3, 26)
TIE = 1e-5


@dataclass(frozen=True)
class Compared:
    """One problem: what the engine withholds beside the rules, elimination alone, the least.

    All of this with cells that are equally dear; `dearness` is the engine's price beside the
    cheapest where totals are dearer, as they are to readers.
    """

    shape: str
    seed: int
    against: str
    ours: Cells
    first: Cells
    is_first_enough: bool
    least: Cells
    dearness: float
    is_safe: bool

    @property
    def ratio(self) -> float:
        """How many times the least number."""
        return len(self.ours) / len(self.least)


def small_problem(shape: Shape, seed: int) -> Made:
    """A problem of some shape, its cells as dear as `made` says."""
    size = float(np.random.default_rng(seed).uniform(2.2, 4.2))
    return made(replace(shape, size=size), seed)


def small_problems(count: int, shapes: dict[str, Shape]) -> Iterator[tuple[str, int, Made]]:
    """So many of each shape, with something to protect and something to choose from."""
    for name, shape in shapes.items():
        left, seed = count, 0
        while left:
            seed += 1
            one = small_problem(shape, seed)
            choice = len(one.system.figures) - len(one.demands)
            if one.demands and OPEN[0] <= choice <= OPEN[1]:
                left -= 1
                yield name, seed, one


def held_to(one: Made, against: str) -> Made:
    """The same problem; to the public it is all one which partner served whom."""
    return merged(one) if against == "public" else one


def equally_dear(one: Made) -> Made:
    """The same problem, a cell being a cell; what sums up most is published first."""
    costs = one.costs.copy()
    costs[one.system.first_figure :] = 1.0 + TIE * np.diff(one.system.forms.indptr)
    return replace(one, costs=costs)


def eliminated(one: Made) -> np.ndarray:
    """What elimination alone withholds beside the rules (numbers of figures)."""
    system, first = one.system, one.system.first_figure
    protected = np.array([demand.unknown - first for demand in one.demands], dtype=np.int64)
    rest = np.setdiff1d(np.arange(len(system.figures)), protected)
    order = rest[np.argsort(-one.costs[first + rest], kind="stable")]
    forms = [sp.csr_matrix(system.forms[rows]) for rows in (order, np.sort(protected))]
    return order[unpublishable(system.ties, *forms) >= 0]


def figures_withheld(one: Made) -> Cells:
    """What the engine withholds (numbers of figures), the primary ones included."""
    pattern = least_pattern(one.system, one.demands, one.costs)
    return frozenset(int(unknown) - one.system.first_figure for unknown in pattern.withheld)


def compared(shape: str, seed: int, one: Made, against: str) -> Compared:
    """The engine's choice beside elimination's and the least one."""
    owners = sorted(set(one.system.owner[: one.system.first_figure].tolist()))
    attackers = [None] if against == "public" else [None, *owners]
    least = Least(one.system, one.demands, attackers)
    held = held_to(one, against)
    alike = equally_dear(held)
    ours, dear = (figures_withheld(each) - least.primary for each in (alike, held))
    first = frozenset(eliminated(alike).tolist())
    price = one.costs[one.system.first_figure :]
    cheapest = sorted(least.cheapest(price))
    return Compared(
        shape,
        seed,
        against,
        ours,
        first,
        not least.lacking(first),
        least.cheapest(np.ones(len(price))),
        float(price[sorted(dear)].sum() / price[cheapest].sum()) if cheapest else 1.0,
        not least.lacking(ours) and not least.lacking(dear),
    )


def all_compared(count: int, shapes: dict[str, Shape] | None = None) -> Iterator[Compared]:
    """So many problems of each shape, against the public and against every partner."""
    for name, seed, one in small_problems(count, shapes or SHAPES):
        for against in AGAINST:
            yield compared(name, seed, one, against)
