"""Figures that nobody prints and anybody can subtract.

What a total has beyond a part (all but a few), what a longer period has beyond a shorter one, what
the printed parts of a list leave, and the difference between two versions. If both ends were
published, the few people between them would be as plain as if they were printed.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from pipelines.protect.contributions import NOW
from pipelines.protect.editions import Editions
from pipelines.protect.hierarchy import BreakdownFacts, Hierarchy
from pipelines.protect.keys import TOTAL, Key, under_one_name
from pipelines.protect.ties import chains


@dataclass(frozen=True, order=True)
class Derived:
    """A whole less some parts: numbers of figures, the difference, and why it is protected.

    `is_signed`: nobody can know that it is not negative.
    """

    whole: int
    parts: tuple[int, ...]
    value: int
    reason: str
    is_signed: bool = False


def derived_of(figures: pd.DataFrame, editions: Editions) -> list[Derived]:
    """Every difference of printed counts that is from 1 to threshold - 1, in a fixed order.

    Not those of figures that were all published before: nobody can take them back.
    """
    hierarchy = editions.now
    counts = figures[[hierarchy.facts(str(m)).is_count for m in figures["measure"]]]
    values = {n: int(v) for n, v in counts["value"].items()}
    limits = {n: int(v) for n, v in counts["threshold"].items()}
    found: set[Derived] = set()
    for said, view in _views(counts, editions):
        for whole, parts in _differences(view, editions.hierarchies[said]):
            rest = values[whole] - sum(values[part] for part in parts)
            if 0 < rest < max(limits[whole], *(limits[part] for part in parts)):
                found.add(Derived(whole, parts, rest, "remainder"))
    keys = pd.Series(under_one_name(figures["key"], hierarchy), figures.index, dtype=object)
    figures = figures.assign(key=keys)
    found |= set(_changes(figures, hierarchy))
    is_settled = figures["is_known"] & ~figures["is_held"]
    signed = (_signed(one, figures, editions.rank) for one in found)
    return sorted(one for one in signed if not is_settled[[one.whole, *one.parts]].all())


def _signed(one: Derived, figures: pd.DataFrame, rank: Mapping[str, int]) -> Derived:
    """Whole and parts of different versions may differ either way.

    Not so a longer period and what it rested on.
    """
    stood, key = figures["stood"], figures["key"]
    if set(stood[one.whole]).intersection(*(stood[part] for part in one.parts)):
        return one
    last = max(rank[said] for said in stood[one.whole])
    is_later = any(min(rank[said] for said in stood[part]) > last for part in one.parts)
    is_same = any(key[part].period == key[one.whole].period for part in one.parts)
    return dataclasses.replace(one, is_signed=is_later or is_same)


def _views(counts: pd.DataFrame, editions: Editions) -> Iterator[tuple[str, dict[Key, int]]]:
    """What stood printed at one time, by key: the newest of everything up to an edition.

    An edition that takes nothing back leaves all differences that could be taken before, so a
    view is told of only before one that does, and of everything up to now.
    """
    keys = dict(zip(counts.index, counts["key"], strict=True))
    printed: dict[str, dict[Key, int]] = {said: {} for said in editions.hierarchies}
    for number, stood in zip(counts.index, counts["stood"], strict=True):
        for said in stood:
            printed[said][keys[number]] = number
    view: dict[Key, int] = {}
    last = ""
    for said, here in printed.items():
        if last and (said == NOW or any(view.get(key, n) != n for key, n in here.items())):
            yield last, view
        if here:
            view, last = {**view, **here}, said
    if last:
        yield last, view


def _differences(
    view: Mapping[Key, int], hierarchy: Hierarchy
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Whole and part, and whole and all parts of a list, as far as they are printed."""
    view = _under_all_names(view, hierarchy)
    lists: defaultdict[tuple[Key, str], list[int]] = defaultdict(list)
    complete: dict[tuple[Key, str], bool] = {}
    for key in sorted(view):
        for rule, whole, is_list in wholes_of(key, hierarchy):
            if whole in view:
                yield view[whole], (view[key],)
                lists[whole, rule].append(view[key])
                complete[whole, rule] = is_list
    for name, parts in lists.items():
        if complete[name] and len(parts) > 1:
            yield view[name[0]], tuple(parts)
    yield from _periods(view, hierarchy)


def _under_all_names(view: Mapping[Key, int], hierarchy: Hierarchy) -> dict[Key, int]:
    """The view with each figure also under the other names that its months go by."""
    periods = {key.period for key in view}
    one_name = hierarchy.one_name(periods)
    names: defaultdict[str, list[str]] = defaultdict(list)
    for period in sorted(periods):
        names[one_name[period]].append(period)
    others = {
        key._replace(period=name): number
        for key, number in sorted(view.items())
        for name in names[one_name[key.period]]
    }
    return others | dict(view)


def wholes_of(key: Key, hierarchy: Hierarchy) -> Iterator[tuple[str, Key, bool]]:
    """Every whole of the same period that a figure is a part of; whether its parts add up."""
    facts = hierarchy.facts(key.measure)
    for parent in hierarchy.geography.get((key.geography_type, key.geography), ()):
        whole = key._replace(geography_type=parent.type, geography=parent.code)
        is_listed = parent.children != (key.geography,)
        rule = f"geography {key.geography_type}"
        yield rule if is_listed else f"{rule} {key.geography}", whole, is_listed
    for name in hierarchy.wholes.get(key.measure, ()):
        yield "measures", key._replace(measure=name), True
    for name in facts.part_of:
        yield f"part {key.measure}", key._replace(measure=name), False
    if key.dim1 == TOTAL:
        return
    is_list = key.breakdown in facts.partitions
    yield f"breakdown {key.breakdown}", key.all_of_dim1(), is_list
    breakdown = hierarchy.breakdowns.get(key.breakdown, BreakdownFacts())
    above = breakdown.parent_of.get(key.dim1)
    if above is not None:
        whole = key._replace(breakdown=breakdown.parent, dim1=above)
        yield f"parent {key.breakdown}", whole, is_list


def _periods(
    view: Mapping[Key, int], hierarchy: Hierarchy
) -> Iterator[tuple[int, tuple[int, ...]]]:
    places: defaultdict[Key, list[str]] = defaultdict(list)
    for key in view:
        places[key._replace(period="")].append(key.period)
    spans = {key.period: frozenset(hierarchy.months(key.period)) for key in view}
    for place, periods in sorted(places.items()):
        for longer in sorted(periods):
            inside = sorted(p for p in periods if spans[p] < spans[longer])
            number = {p: view[place._replace(period=p)] for p in (longer, *inside)}
            for period in inside:
                yield number[longer], (number[period],)
            if hierarchy.facts(place.measure).additivity == "flow":
                # What is the same months under two names is taken off but once.
                once = sorted({spans[p]: p for p in inside}.values())
                for chain in chains(once, spans):
                    if len(chain) > 1:
                        yield number[longer], tuple(number[p] for p in chain)


def _restated(figures: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Numbers of two versions of a figure, whatever its months are called, the larger first."""
    by_key: defaultdict[Key, list[int]] = defaultdict(list)
    for number, key in zip(figures.index.tolist(), figures["key"], strict=True):
        by_key[key].append(number)
    values = figures["value"].to_numpy()
    for numbers in by_key.values():
        for one, other in combinations(sorted(numbers, key=lambda n: (values[n], n)), 2):
            if values[one] != values[other]:
                yield other, one


def _changes(figures: pd.DataFrame, hierarchy: Hierarchy) -> Iterator[Derived]:
    """Small changes of counts, and the changes of hours and nights that hang on them."""
    values, limits, keys = figures["value"], figures["threshold"], figures["key"]
    changed: set[Key] = set()
    pairs = list(_restated(figures))
    for is_count, reason in ((True, "restated"), (False, "inherited")):
        for high, low in pairs:
            facts = hierarchy.facts(keys[high].measure)
            rest = int(values[high] - values[low])
            if is_count is not facts.is_count:
                continue
            people = keys[high]._replace(measure=facts.people)
            if rest < max(limits[high], limits[low]) if is_count else people in changed:
                changed.add(keys[high])
                yield Derived(high, (low,), rest, reason)
