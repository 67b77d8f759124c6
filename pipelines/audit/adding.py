"""How published figures add up, read off their labels and the published hierarchies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pipelines.audit.evidence import ALL, Label
from schemas.periods import PeriodError, parse_period
from schemas.units import COUNT_UNITS

EVERYWHERE = "consortium"
Family = dict[Label, dict[str, Label]]


@dataclass(frozen=True)
class Fact:
    """`whole` equals the sum of `parts` ("equal"), or is at least ("least") or at most it ("most").

    `rest` labels what is left of the whole where parts of a sum are printed nowhere.
    """

    sense: str
    whole: Label
    parts: tuple[Label, ...]
    rest: Label | None = None


@dataclass(frozen=True)
class Listing:
    """A whole and all its parts, whoever prints them, and what holds between them."""

    senses: tuple[str, ...]
    whole: Label
    parts: tuple[Label, ...]

    def facts(self, known: Collection[Label]) -> Iterator[Fact]:
        """What it says of the parts that are known."""
        present = tuple(part for part in self.parts if part in known)
        is_whole = len(present) == len(self.parts) > 0
        for sense in self.senses:
            if sense == "least":
                yield from (Fact(sense, self.whole, (part,)) for part in present)
            elif is_whole:
                yield Fact(sense, self.whole, present)
            elif sense == "equal" and present:
                yield Fact("least", self.whole, present)


class Book:
    """The hierarchies of the releases that print a period, merged."""

    def __init__(self, documents: Iterable[dict[str, Any]]) -> None:
        """Merge: tables of codes are united, single words are those of the last document."""
        merged: dict[str, Any] = {}
        for document in documents:
            _unite(merged, document)
        self.geography: dict[str, Any] = merged.get("geography", {})
        self.breakdowns: dict[str, Any] = merged.get("breakdowns", {})
        self.measures: dict[str, Any] = merged.get("measures", {})
        self._periods: dict[str, Any] = merged.get("periods", {})
        self._agencies = {
            f"{kind} {name}": frozenset(agencies)
            for kind, children in self.geography.items()
            for name, agencies in children.get("partner", {}).items()
            if kind != EVERYWHERE
        }
        sums = {name: entry.get("sum_of") or () for name, entry in self.measures.items()}
        self._sums = [(name, sorted(set(sums[name]))) for name in sorted(sums) if sums[name]]

    def is_count(self, measure: str) -> bool:
        """Whether the figure itself is a number of people or requests."""
        entry = self.measures.get(measure, {})
        counts = entry.get("counts")
        is_own = not entry.get("people") or (entry.get("unit") or counts) in COUNT_UNITS
        return counts in {"persons", "requests"} and is_own and not self.is_ratio(measure)

    def is_examined(self, measure: str) -> bool:
        """People, requests, and the hours, nights and contacts that hang on them."""
        people = self.measures.get(measure, {}).get("people")
        hangs = bool(people) and self.is_count(people)
        return (self.is_count(measure) or hangs) and not self.is_ratio(measure)

    def is_ratio(self, measure: str) -> bool:
        """Whether the figure is a rate, mean or share."""
        return bool(self.measures.get(measure, {}).get("additivity") == "ratio")

    def same_as(self, measure: str) -> str:
        """The measure that this one equals at every agency that can tell it, or itself."""
        return str(self.measures.get(measure, {}).get("same_as") or measure)

    def unit(self, measure: str) -> str:
        """The unit within which figures can add up."""
        if self.is_count(measure):
            return "count"
        return str(self.measures.get(measure, {}).get("unit") or measure)

    def months(self, period: str) -> tuple[str, ...]:
        """The months of a period."""
        if period in self._periods:
            return tuple(self._periods[period])
        try:
            return tuple(map(str, parse_period(period).months))
        except PeriodError:
            return (period,)

    def facts(self, labels: Iterable[Label]) -> Iterator[Fact]:
        """Everything that holds among labels of one period."""
        known = frozenset(labels)
        for listing in self.listings(known):
            yield from listing.facts(known)

    def listings(self, labels: Iterable[Label]) -> Iterator[Listing]:
        """Every list that some of the labels (of one period) belong to, printed whole or not."""
        ordered = sorted(labels)
        yield from self._by_geography(ordered)
        yield from self._by_agencies(ordered)
        yield from self._by_breakdown(ordered)
        yield from self._by_measure(ordered)

    def _by_geography(self, labels: list[Label]) -> Iterator[Listing]:
        families = _families(labels, lambda x: x._replace(geography=""), lambda x: x.geography)
        for place, members in families.items():
            if self.measures.get(place.measure, {}).get("additivity") == "stock":
                continue
            for parent_type, children_of in sorted(self.geography.items()):
                for parent, children in sorted(children_of.get(place.geography_type, {}).items()):
                    if not members.keys().isdisjoint(children):
                        whole = place._replace(geography_type=parent_type, geography=parent)
                        parts = tuple(place._replace(geography=x) for x in sorted(set(children)))
                        yield Listing(("equal",), whole, parts)

    def _by_agencies(self, labels: list[Label]) -> Iterator[Listing]:
        """A group of agencies counts no more than another that holds them all, or the whole."""
        families = _families(
            labels, lambda x: x._replace(geography_type="", geography=""), _place_of
        )
        for members in families.values():
            of = {label: self._agencies.get(name) for name, label in members.items()}
            whole = next((x for x in members.values() if x.geography_type == EVERYWHERE), None)
            for label, own in of.items():
                above = [x for x, agencies in of.items() if own and agencies and own <= agencies]
                is_listed = label.geography_type in self.geography.get(EVERYWHERE, {})
                if own and whole and not is_listed:
                    above.append(whole)
                yield from (Listing(("least",), x, (label,)) for x in above if x != label)

    def _by_breakdown(self, labels: list[Label]) -> Iterator[Listing]:
        split = [label for label in labels if label.dim1 != ALL]
        families = _families(split, lambda x: x._replace(dim1=""), lambda x: x.dim1)
        for place, members in families.items():
            entry = self.breakdowns.get(place.breakdown, {})
            senses = self._senses(place)
            whole = place._replace(dim1=ALL)
            if place.dim2 == place.dim3 == ALL:
                whole = whole._replace(breakdown=ALL)
            groups: defaultdict[Label, list[str]] = defaultdict(list)
            groups[whole] += entry.get("codes", ())
            for child, group in sorted((entry.get("parent_of") or {}).items()):
                groups[place._replace(breakdown=entry["parent"], dim1=group)].append(child)
            for upper, codes in groups.items() if senses else ():
                if not members.keys().isdisjoint(codes):
                    parts = tuple(place._replace(dim1=code) for code in sorted(set(codes)))
                    yield Listing(senses, upper, parts)

    def _senses(self, place: Label) -> tuple[str, ...]:
        entry = self.measures.get(place.measure, {})
        if place.breakdown in entry.get("partitions", ()):
            return ("equal",)
        return ("least", "most") if place.breakdown in entry.get("multi", ()) else ()

    def _by_measure(self, labels: list[Label]) -> Iterator[Listing]:
        families = _families(labels, lambda x: x._replace(measure=""), lambda x: x.measure)
        for place, members in families.items():
            for name, parts in self._sums:
                if not members.keys().isdisjoint(parts):
                    every = tuple(place._replace(measure=part) for part in parts)
                    yield Listing(("equal",), place._replace(measure=name), every)
            for name, label in members.items():
                for upper in self.measures.get(name, {}).get("part_of") or ():
                    yield Listing(("least",), place._replace(measure=upper), (label,))

    def over_time(self, labels: Iterable[Label]) -> Iterator[Fact]:
        """What longer periods say of shorter ones within them."""
        families = _families(sorted(labels), lambda x: x._replace(period=""), lambda x: x.period)
        for place, members in families.items():
            additivity = self.measures.get(place.measure, {}).get("additivity")
            for longer in sorted(members):
                months = self.months(longer)
                inner = {p: x for p, x in members.items() if set(self.months(p)) < set(months)}
                if len(months) > 1 and inner and additivity == "flow":
                    yield from self._flows(members[longer], months, inner)
                elif len(months) > 1 and inner and additivity == "unduplicated":
                    whole, single = members[longer], self._single(inner)
                    yield from (Fact("least", whole, (inner[p],)) for p in sorted(inner))
                    if set(single) == set(months):
                        yield Fact("most", whole, tuple(single[month] for month in months))

    def _flows(
        self, whole: Label, months: tuple[str, ...], inner: dict[str, Label]
    ) -> Iterator[Fact]:
        single = self._single(inner)
        longer = {p: frozenset(self.months(p)) for p in sorted(inner) if len(self.months(p)) > 1}
        for start in [(), *((period,) for period in longer), *beside_each_other(longer, months)]:
            taken = {month for period in start for month in self.months(period)}
            open_months = [month for month in months if month not in taken]
            parts = [inner[period] for period in start]
            parts += [single[month] for month in open_months if month in single]
            absent = "+".join(month for month in open_months if month not in single)
            rest = whole._replace(period=absent) if absent else None
            yield Fact("equal", whole, tuple(parts), rest)

    def _single(self, inner: dict[str, Label]) -> dict[str, Label]:
        """The periods of one month, by that month."""
        months = {period: self.months(period) for period in inner}
        return {months[p][0]: label for p, label in inner.items() if len(months[p]) == 1}


def beside_each_other(
    longer: dict[str, frozenset[str]], months: Collection[str]
) -> Iterator[tuple[str, ...]]:
    """Longer periods that do not overlap: two that fill the months, and as many as there are."""
    for first, second in combinations(longer, 2):
        if longer[first] ^ longer[second] == frozenset(months):
            yield first, second
    chain: list[str] = []
    for period in sorted(longer, key=lambda period: (len(longer[period]), period)):
        if all(longer[period].isdisjoint(longer[other]) for other in chain):
            chain.append(period)
    if len(chain) > 1:
        yield tuple(chain)


def _place_of(label: Label) -> str:
    return f"{label.geography_type} {label.geography}"


def _families(
    labels: list[Label], place: Callable[[Label], Label], name: Callable[[Label], str]
) -> Family:
    families: defaultdict[Label, dict[str, Label]] = defaultdict(dict)
    for label in labels:
        families[place(label)][name(label)] = label
    return families


def _unite(into: dict[str, Any], other: dict[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, dict):
            _unite(into.setdefault(key, {}), value)
        elif isinstance(value, list):
            into[key] = [*into.get(key, []), *(x for x in value if x not in into.get(key, []))]
        else:
            into[key] = value
