"""What must stay uncertain, and how far: the rule of withholding, figure by figure.

A count of people or requests from 1 to threshold - 1 is withheld (primary). So is what hangs on
such people (inherited: hours, nights, contacts). Three derived figures are held to the same rule
although nobody prints them: what a total has beyond one part (all but a few), what a longer period
has beyond a shorter one, and the difference between two versions. If both ends were published
the few people between them would be as plain as if they were printed, so one end must be withheld.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipelines.protect.figures import Figure
from pipelines.protect.system import System

INHERITED_SHARE = 0.1


@dataclass(frozen=True, order=True)
class Demand:
    """An outsider's interval must reach `down` below and `up` above the true value of a figure.

    `is_either` asks for one other value, above or below.
    """

    figure: int
    reason: str
    down: int
    up: int
    is_either: bool = False


def find_demands(system: System) -> list[Demand]:
    """Every demand, those that ask most first, in an order that depends on the figures alone."""
    found: dict[int, Demand] = {}
    small = [n for n, figure in enumerate(system.figures) if _is_small(figure)]
    for number in small:
        reason = _reason(system, number)
        if reason:
            figure = system.figures[number]
            down = int(figure.value > 1)
            found[number] = Demand(number, reason, down, figure.threshold - figure.value)
    for number in _hanging(system, found):
        found.setdefault(number, _inherited(system, number))
    for number, figure in enumerate(system.figures):
        if figure.was_withheld and not figure.is_known:
            found.setdefault(number, Demand(number, "frozen", 1, 1, is_either=True))
    return sorted(found.values(), key=lambda d: (-d.up, system.figures[d.figure].key, d.figure))


def _is_small(figure: Figure) -> bool:
    return figure.is_count and 0 < figure.value < figure.threshold


def _reason(system: System, number: int) -> str:
    """Why a small figure is protected; empty if it is known already or nobody could see it."""
    figure = system.figures[number]
    if number in system.restated:
        return "restated"
    if number in system.remainders:
        return "remainder"
    return "primary" if _is_open(figure) else ""


def _hanging(system: System, found: dict[int, Demand]) -> list[int]:
    """Hours, nights and contacts of people who are withheld for their own number or change.

    With the change of a few people goes the change of their hours, not all hours there are.
    Without a people figure at the same coordinates a small magnitude has few people behind it,
    for all one knows.
    """
    figures = system.figures
    few = {figures[n].key for n, demand in found.items() if demand.reason == "primary"}
    changed = {figures[n].key for n, demand in found.items() if demand.reason == "restated"}
    counted = {figure.key for figure in figures if figure.origin != "latent"}
    hanging = []
    for number, figure in enumerate(figures):
        people = figure.key._replace(measure=system.hierarchy.facts(figure.key.measure).people)
        if figure.is_count or not people.measure:
            continue
        if number in system.restated:
            is_hanging = people in changed
        else:
            is_little = people not in counted and _is_little(figure)
            is_hanging = _is_open(figure) and (people in few or is_little)
        if is_hanging:
            hanging.append(number)
    return hanging


def _is_open(figure: Figure) -> bool:
    return figure.is_printed or (figure.was_withheld and not figure.is_known)


def _is_little(figure: Figure) -> bool:
    return not figure.is_count and 0 < figure.value < figure.threshold * figure.scale


def _inherited(system: System, number: int) -> Demand:
    figure = system.figures[number]
    reach = max(figure.scale, math.ceil(figure.value * INHERITED_SHARE))
    down = reach if figure.is_signed else min(figure.value, reach)
    return Demand(number, "inherited", down, reach)
