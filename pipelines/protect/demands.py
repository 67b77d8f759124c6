"""What must stay uncertain, and how far: the rule of withholding, figure by figure.

A count of people or requests from 1 to threshold - 1 is withheld (primary). So is what hangs on
such people (inherited: hours, nights, contacts), and differences that are that small (remainder,
restated) are held to the same rule although nobody prints them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.keys import under_one_name
from pipelines.protect.system import System

INHERITED_SHARE = 0.1


@dataclass(frozen=True, order=True)
class Demand:
    """An attacker's interval must reach `down` below and `up` above the true value of an unknown.

    `is_either` asks for one other value, above or below.
    """

    unknown: int
    reason: str
    down: int
    up: int
    is_either: bool = False

    def ways(self, direction: int) -> list[int]:
        """Changes of which one is enough for what is asked in a direction (1 up, -1 down)."""
        if self.is_either:
            return [self.up, -self.down]
        return [self.up if direction > 0 else -self.down]


def find_demands(system: System, hierarchy: Hierarchy) -> list[Demand]:
    """Every demand, those that ask most first, in an order that depends on the figures alone."""
    found = {demand.unknown: demand for demand in _primary(system, hierarchy)}
    for demand in (*_inherited(system, hierarchy, found), *_derived(system)):
        found.setdefault(demand.unknown, demand)
    hidden = system.figures["was_withheld"] & ~system.figures["is_known"]
    for number in system.figures.index[hidden]:
        unknown = system.first_figure + int(number)
        found.setdefault(unknown, Demand(unknown, "frozen", 1, 1, is_either=True))
    return sorted(found.values(), key=lambda d: (-d.up, system.named(d.unknown), d.unknown))


def _primary(system: System, hierarchy: Hierarchy) -> Iterator[Demand]:
    figures = system.figures
    is_count = figures["measure"].map(lambda name: hierarchy.facts(name).is_count).astype(bool)
    is_small = figures["value"].between(1, figures["threshold"] - 1)
    for number in figures.index[is_count & is_small & _is_open(system)]:
        value, threshold = int(figures["value"][number]), int(figures["threshold"][number])
        yield _of_count(system.first_figure + int(number), "primary", value, threshold)


def _of_count(unknown: int, reason: str, value: int, threshold: int) -> Demand:
    """Down to one less, or to 0 or 1; up to the threshold."""
    return Demand(unknown, reason, int(value > 1), threshold - value)


def _is_open(system: System) -> pd.Series[bool]:
    figures = system.figures
    return figures["is_printed"] | (figures["was_withheld"] & ~figures["is_known"])


def _inherited(system: System, hierarchy: Hierarchy, found: dict[int, Demand]) -> Iterator[Demand]:
    """Hours, nights, contacts and exits of people who are withheld for their own number.

    Without a people figure at the same place a small magnitude has few people behind it, for all
    one knows.
    """
    figures = system.figures
    keys = under_one_name(figures["key"], hierarchy)
    few = {keys[unknown - system.first_figure] for unknown in found}
    counted = set(keys)
    for number in figures.index[_is_open(system)]:
        key, unknown = keys[int(number)], system.first_figure + int(number)
        facts = hierarchy.facts(key.measure)
        people = key._replace(measure=facts.people)
        if not facts.people:
            continue
        is_little = int(figures["value"][number]) * system.weight[unknown] < int(
            figures["threshold"][number]
        )
        if people in few or (people not in counted and is_little):
            yield _of_magnitude(system, unknown)


def _of_magnitude(system: System, unknown: int) -> Demand:
    value = int(system.values[unknown])
    reach = max(round(1 / system.weight[unknown]), math.ceil(value * INHERITED_SHARE))
    down = reach if system.is_signed[unknown] else min(value, reach)
    return Demand(unknown, "inherited", down, reach)


def _derived(system: System) -> Iterator[Demand]:
    thresholds = system.figures["threshold"]
    for at, one in enumerate(system.derived):
        unknown = system.first_derived + at
        if one.reason == "inherited":
            yield _of_magnitude(system, unknown)
        else:
            limit = max(int(thresholds[number]) for number in (one.whole, *one.parts))
            yield _of_count(unknown, one.reason, one.value, limit)
