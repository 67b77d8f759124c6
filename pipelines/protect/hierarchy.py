"""How codes, measures and periods lie within one another, read from the published hierarchies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations
from typing import Any

from schemas.periods import parse_period
from schemas.units import COUNT_UNITS

# places that are agencies taken together; grants may share agencies, and leave some out
GRANT = "grant"
GROUPS = ("hub", GRANT)
SUPPRESSED = ("persons", "requests")


@dataclass(frozen=True, kw_only=True)
class MeasureFacts:
    """What the hierarchies say of one measure."""

    counts: str = ""
    additivity: str = "flow"
    unit: str = ""
    people: str = ""
    part_of: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()
    partitions: frozenset[str] = frozenset()
    multi: frozenset[str] = frozenset()
    ratio_of: tuple[str, ...] = ()
    same_as: str = ""

    @property
    def is_count(self) -> bool:
        """Whether the value itself is a number of people or requests."""
        own = not self.people or (self.unit or self.counts) in COUNT_UNITS
        return self.counts in SUPPRESSED and own and self.additivity != "ratio"


@dataclass(frozen=True)
class Parent:
    """A code's parent, and all children that parent has."""

    type: str
    code: str
    children: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BreakdownFacts:
    """The parent breakdown that codes roll up to, and to which code of it each does."""

    parent: str = ""
    parent_of: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hierarchy:
    """The hierarchies, turned round so that a part finds its whole."""

    geography: Mapping[tuple[str, str], tuple[Parent, ...]]
    breakdowns: Mapping[str, BreakdownFacts]
    measures: Mapping[str, MeasureFacts]
    wholes: Mapping[str, tuple[str, ...]]

    def facts(self, measure: str) -> MeasureFacts:
        """The facts of a measure; one that is not declared is never suppressed."""
        return self.measures.get(measure, MeasureFacts())

    def is_protected(self, measure: str) -> bool:
        """Whether a measure takes part: people and requests, and what hangs on them."""
        facts = self.facts(measure)
        if facts.additivity == "ratio":
            return False
        return facts.is_count or self.facts(facts.people).is_count

    @staticmethod
    @cache
    def months(period: str) -> tuple[str, ...]:
        """The months of a period, which its contract name says.

        Raises: PeriodError.
        """
        return tuple(str(month) for month in parse_period(period).months)

    def one_name(self, periods: Iterable[str]) -> dict[str, str]:
        """For each of the periods the first in their order that is the same months.

        The third quarter of one calendar is the fourth of another, and July is the state's year to
        date at its end.
        """
        names: dict[frozenset[str], str] = {}
        return {p: names.setdefault(frozenset(self.months(p)), p) for p in sorted(set(periods))}


def read_hierarchy(document: Mapping[str, Any]) -> Hierarchy:
    """Read the JSON document that is published with every release."""
    measures = {name: _measure(entry) for name, entry in document.get("measures", {}).items()}
    wholes: defaultdict[str, list[str]] = defaultdict(list)
    for name, facts in measures.items():
        for part in facts.sum_of:
            wholes[part].append(name)
    return Hierarchy(
        geography=_geography(document.get("geography", {})),
        breakdowns={name: _breakdown(b) for name, b in document.get("breakdowns", {}).items()},
        measures=measures,
        wholes={part: tuple(names) for part, names in wholes.items()},
    )


def _measure(entry: Mapping[str, Any]) -> MeasureFacts:
    return MeasureFacts(
        counts=str(entry.get("counts") or ""),
        additivity=str(entry.get("additivity") or "flow"),
        unit=str(entry.get("unit") or ""),
        people=str(entry.get("people") or ""),
        part_of=tuple(entry.get("part_of", ())),
        sum_of=tuple(entry.get("sum_of", ())),
        partitions=frozenset(entry.get("partitions", ())),
        multi=frozenset(entry.get("multi", ())),
        ratio_of=tuple(entry.get("ratio_of", ())),
        same_as=str(entry.get("same_as") or ""),
    )


def _geography(entry: Mapping[str, Any]) -> dict[tuple[str, str], tuple[Parent, ...]]:
    parents: defaultdict[tuple[str, str], list[Parent]] = defaultdict(list)
    for parent_type, by_child_type in sorted(entry.items()):
        for child_type, by_parent in sorted(by_child_type.items()):
            for parent, children in sorted(by_parent.items()):
                of = Parent(parent_type, parent, tuple(sorted(set(children))))
                for child in of.children:
                    parents[child_type, child].append(of)
    for lower, upper in _nested(entry):
        parents[lower].append(Parent(*upper, (lower[1],)))
    return {child: tuple(found) for child, found in parents.items()}


def _nested(entry: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Groups of agencies that lie in another group, or in the consortium, and are no list of it."""
    groups = {
        (kind, name): set(agencies)
        for kind in GROUPS
        for name, agencies in sorted(entry.get(kind, {}).get("partner", {}).items())
    }
    for lower, upper in permutations(groups, 2):
        if GRANT in {lower[0], upper[0]} and groups[lower] <= groups[upper]:
            yield lower, upper
    yield from ((group, ("consortium", "all")) for group in groups if group[0] == GRANT)


def _breakdown(entry: Mapping[str, Any]) -> BreakdownFacts:
    parent = entry.get("parent") or ""
    parent_of = entry.get("parent_of", {}) if parent else {}
    return BreakdownFacts(parent=parent, parent_of=dict(parent_of))
