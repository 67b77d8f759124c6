"""Parts and wholes that nobody prints and that lie in more than one sum.

What a list leaves unprinted is one unknown, the sum of its missing parts, as long as nothing else
is said of those parts. A missing part that another sum holds too (the same agency's other measure,
another list) links the two sums, so it becomes an unknown of its own.

A cross of two classifications that is printed nowhere (agency by age, say) adds nothing to its
margins, so only rows of which some figure is printed are filled in, and what lies above them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.keys import Key
from pipelines.protect.statements import links_of

LEAST = 2
Family = tuple[Key, tuple[Key, ...]]


def missing_keys(printed: Iterable[Key], hierarchy: Hierarchy) -> frozenset[Key]:
    """The keys that are not printed and that two or more statements have in common."""
    known = frozenset(printed)
    families = _families(known, hierarchy)
    members = {key for whole, parts in families for key in (whole, *parts)}
    return _linked(members - known, families, _in_several_periods(members | known, hierarchy))


def _families(printed: frozenset[Key], hierarchy: Hierarchy) -> list[Family]:
    """Every whole with its parts, as far as printed rows and what lies above them reach."""
    rows = {_row(key) for key in printed}
    found: dict[tuple[Key, str], Family] = {}
    reached, waiting = set(printed), sorted(printed)
    while waiting:
        key = waiting.pop()
        for link in links_of(key, hierarchy):
            if (link.whole, link.rule) in found or not hierarchy.is_protected(link.whole.measure):
                continue
            family = tuple(k for k in link.family(key) if k in reached or _row(k) in rows)
            found[link.whole, link.rule] = (link.whole, family)
            fresh = {link.whole, *family} - reached
            reached |= fresh
            waiting += sorted(fresh)
    return list(found.values())


def _row(key: Key) -> tuple[str, str, str, str, str, str]:
    """What the figures of one list have in common."""
    return (key.measure, key.period, key.geography_type, key.breakdown, key.dim2, key.dim3)


def _in_several_periods(keys: set[Key], hierarchy: Hierarchy) -> frozenset[Key]:
    """Keys whose period lies in a longer one at the same coordinates, or holds a shorter one."""
    places: defaultdict[Key, list[Key]] = defaultdict(list)
    for key in keys:
        places[key._replace(period="")].append(key)
    spans = {key.period: frozenset(hierarchy.months(key.period)) for key in keys}
    found: set[Key] = set()
    for same in places.values():
        for key in same if len(same) > 1 else ():
            inside = [k for k in same if spans[k.period] < spans[key.period]]
            found.update(inside, [key] if inside else [])
    return frozenset(found)


def _linked(missing: set[Key], families: list[Family], also: frozenset[Key]) -> frozenset[Key]:
    """Drop missing keys that only one statement mentions, until none is left."""
    member_of: defaultdict[Key, set[int]] = defaultdict(set)
    there: list[set[Key]] = []
    for at, (whole, parts) in enumerate(families):
        there.append(set(parts))
        for key in (whole, *parts):
            member_of[key].add(at)
    waiting = sorted(missing)
    kept = set(missing)
    while waiting:
        key = waiting.pop()
        if key not in kept or len(member_of[key]) + (key in also) >= LEAST:
            continue
        kept.discard(key)
        for at in member_of.pop(key, set()):
            waiting += _leave(key, families[at][0], there[at], member_of, at)
    return frozenset(kept)


def _leave(
    key: Key, whole: Key, parts: set[Key], member_of: defaultdict[Key, set[int]], at: int
) -> list[Key]:
    """Take a key out of a family; the keys that lost the family by it."""
    parts.discard(key)
    if key != whole and parts:
        return []
    left = sorted({whole, *parts} - {key})
    for other in left:
        member_of[other].discard(at)
    return left
