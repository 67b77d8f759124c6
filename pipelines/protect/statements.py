"""How figures add up, from their labels alone: every whole with the parts that are there.

A part names its wholes; parts of one whole by one rule make a statement. `SUM` is an equality,
`WITHIN` says the parts together do not exceed the whole, `COVERED` that the whole does not exceed
the sum of its parts (one person may be in several parts).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.keys import TOTAL, Key


class Kind(StrEnum):
    """What a statement says of a whole and its parts."""

    SUM = "sum"
    WITHIN = "within"
    COVERED = "covered"


@dataclass(frozen=True)
class Link:
    """One part's membership in a whole, which has a part for each of `codes` along `axis`."""

    rule: str
    kinds: tuple[Kind, ...]
    whole: Key
    axis: str
    codes: tuple[str, ...]

    def family(self, part: Key) -> tuple[Key, ...]:
        """All parts of the whole, printed or not, from any one of them."""
        return tuple(part._replace(**{self.axis: code}) for code in self.codes)


@dataclass(frozen=True)
class Statement:
    """A whole and those of its parts that exist; `is_complete` if no part is missing.

    `missing` is the key of what is left when some months of a flow are not printed.
    """

    rule: str
    kind: Kind
    whole: Key
    parts: tuple[Key, ...]
    is_complete: bool = False
    missing: Key | None = None


DISTINCT = (Kind.WITHIN, Kind.COVERED)


def statements(keys: Iterable[Key], hierarchy: Hierarchy) -> Iterator[Statement]:
    """Every statement about `keys`, in an order that depends on the keys alone."""
    ordered = sorted(keys)
    groups: defaultdict[tuple[Key, str], list[Key]] = defaultdict(list)
    links: dict[tuple[Key, str], Link] = {}
    for key in ordered:
        for link in links_of(key, hierarchy):
            groups[link.whole, link.rule].append(key)
            links[link.whole, link.rule] = link
    for name, parts in sorted(groups.items()):
        yield from _of_group(links[name], tuple(parts))
    yield from _of_periods(ordered, hierarchy)


def _of_group(link: Link, parts: tuple[Key, ...]) -> Iterator[Statement]:
    is_complete = len(parts) == len(link.codes)
    for kind in link.kinds:
        if kind is Kind.WITHIN:
            for part in parts:
                yield Statement(link.rule, kind, link.whole, (part,), is_complete)
        else:
            yield Statement(link.rule, kind, link.whole, parts, is_complete)


def links_of(key: Key, hierarchy: Hierarchy) -> Iterator[Link]:
    """Every whole of the same period that a figure is a part of."""
    facts = hierarchy.facts(key.measure)
    for parent in hierarchy.geography.get((key.geography_type, key.geography), ()):
        whole = key._replace(geography_type=parent.type, geography=parent.code)
        rule = f"geography {key.geography_type}"
        yield Link(rule, (Kind.SUM,), whole, "geography", parent.children)
    for name in hierarchy.wholes.get(key.measure, ()):
        parts = hierarchy.facts(name).sum_of
        yield Link("measures", (Kind.SUM,), key._replace(measure=name), "measure", parts)
    for name in facts.part_of:
        whole, own = key._replace(measure=name), (key.measure,)
        yield Link(f"part {key.measure}", (Kind.WITHIN,), whole, "measure", own)
    yield from _breakdown_links(key, hierarchy)


def _breakdown_links(key: Key, hierarchy: Hierarchy) -> Iterator[Link]:
    facts, breakdown = hierarchy.facts(key.measure), hierarchy.breakdowns.get(key.breakdown)
    if key.dim1 == TOTAL or breakdown is None:
        return
    if key.breakdown in facts.partitions:
        kinds: tuple[Kind, ...] = (Kind.SUM,)
    elif key.breakdown in facts.multi:
        kinds = DISTINCT
    else:
        return
    rule = f"breakdown {key.breakdown}"
    yield Link(rule, kinds, key.all_of_dim1(), "dim1", breakdown.codes)
    parent = breakdown.parent_of.get(key.dim1)
    if parent is not None:
        whole = key._replace(breakdown=parent.type, dim1=parent.code)
        yield Link(f"parent {key.breakdown}", kinds, whole, "dim1", parent.children)


def _of_periods(ordered: list[Key], hierarchy: Hierarchy) -> Iterator[Statement]:
    coordinates: defaultdict[Key, list[str]] = defaultdict(list)
    for key in ordered:
        coordinates[key._replace(period="")].append(key.period)
    for place, periods in coordinates.items():
        for longer in periods:
            if len(hierarchy.months(longer)) > 1:
                yield from _of_longer(place, longer, periods, hierarchy)


def _of_longer(
    place: Key, longer: str, periods: list[str], hierarchy: Hierarchy
) -> Iterator[Statement]:
    whole, months = place._replace(period=longer), set(hierarchy.months(longer))
    nested = [p for p in periods if set(hierarchy.months(p)) < months]
    additivity = hierarchy.facts(place.measure).additivity
    if additivity == "unduplicated":
        for period in nested:
            yield Statement("period", Kind.WITHIN, whole, (place._replace(period=period),))
        parts = tuple(place._replace(period=p) for p in nested if len(hierarchy.months(p)) == 1)
        if len(parts) == len(months):
            yield Statement("period", Kind.COVERED, whole, parts, is_complete=True)
    elif additivity == "flow" and nested:
        for first in ("", *(p for p in nested if len(hierarchy.months(p)) > 1)):
            yield _of_flow(whole, first, nested, hierarchy)


def _of_flow(whole: Key, first: str, nested: list[str], hierarchy: Hierarchy) -> Statement:
    """A longer period as one shorter one (or none) and the single months beside it."""
    covered = set(hierarchy.months(first)) if first else set()
    rest = [month for month in hierarchy.months(whole.period) if month not in covered]
    single = {hierarchy.months(p)[0]: p for p in nested if len(hierarchy.months(p)) == 1}
    periods = [*([first] if first else []), *(single[m] for m in rest if m in single)]
    absent = "+".join(month for month in rest if month not in single)
    return Statement(
        rule=f"period {first}".strip(),
        kind=Kind.SUM,
        whole=whole,
        parts=tuple(whole._replace(period=period) for period in periods),
        is_complete=not absent,
        missing=whole._replace(period=absent) if absent else None,
    )
