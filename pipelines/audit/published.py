"""The outsider: from published files alone, how much can be derived of what was withheld?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from pipelines.audit.adding import Book
from pipelines.audit.bounds import Range, connected
from pipelines.audit.evidence import Label, Release
from pipelines.audit.knowledge import Knowledge, State, Unknown
from pipelines.audit.named import read_named
from pipelines.audit.result import OUTSIDER, AuditResult, Failure


def audit_published(paths: Sequence[Path], focus: Sequence[Path] = ()) -> AuditResult:
    """Attack all releases at or below `paths` together, as one who has nothing else.

    With `focus`, only what touches the releases at or below those paths is examined; everything
    is still used as knowledge.

    Privacy: disclosure-safe in, aggregate out (`summary` alone is disclosure-safe).
    """
    releases, seen = read_named(paths, focus)
    knowledge = Knowledge(related_releases(releases, seen) if focus else releases)
    scope = {
        sighting.label
        for release in seen
        for sighting in release.sightings
        if sighting.label in knowledge.states
    }
    failures = [*_plain(knowledge, scope), *_rates(knowledge), *_derived(knowledge, scope)]
    withheld = sum(
        any(state.value is None for states in knowledge.states[label].values() for state in states)
        for label in scope
    )
    size, found = len(scope), tuple(sorted(set(failures)))
    return AuditResult(size, withheld, found, {OUTSIDER: size})


def related_releases(releases: list[Release], seen: list[Release]) -> list[Release]:
    """The releases that share a month with those seen, directly or by a longer period.

    Only a period of something examined ties months together; nothing else reaches across them.
    """
    book = Book(release.hierarchies for release in releases)
    spans = [_months(release, book) for release in releases]
    reach = {month for release in seen for month in _months(release, book)}
    size = -1
    while size != len(reach):
        size = len(reach)
        reach = reach.union(*(span for span in spans if span & reach))
    return [release for release, span in zip(releases, spans, strict=True) if span & reach]


def _months(release: Release, book: Book) -> set[str]:
    labels = [sighting.label for sighting in release.sightings]
    periods = {label.period for label in labels if book.is_examined(label.measure)}
    return {month for period in periods for month in book.months(period)}


def _plain(knowledge: Knowledge, scope: set[Label]) -> Iterator[Failure]:
    """What needs no arithmetic: small numbers in print, two reports that differ, two versions."""
    for label in sorted(scope):
        yield from _elsewhere(knowledge, label)
        if knowledge.is_count(label):
            yield from _small(knowledge, label)
            yield from _restated(knowledge, label)


def _elsewhere(knowledge: Knowledge, label: Label) -> Iterator[Failure]:
    """Withheld in one report, and printed in another of the same edition."""
    for states in knowledge.states[label].values():
        numbers = sorted({s.value for s in states if s.value is not None})
        if numbers and any(state.value is None and not state.is_rounded for state in states):
            yield _failure(knowledge, label, "elsewhere", numbers[0], numbers[-1])


def _printed(knowledge: Knowledge, label: Label) -> list[int]:
    told = [s for states in knowledge.states[label].values() for s in states if not s.is_absent]
    return sorted({s.value for s in told if s.value is not None})


def _small(knowledge: Knowledge, label: Label) -> Iterator[Failure]:
    """A few people or requests in print."""
    for value in _printed(knowledge, label):
        if 0 < value < knowledge.thresholds[label]:
            yield _failure(knowledge, label, "small", value, value)


def _restated(knowledge: Knowledge, label: Label) -> Iterator[Failure]:
    """A few people or requests between two versions in print."""
    limit = knowledge.thresholds[label]
    for low, high in pairwise(_printed(knowledge, label)):
        if high - low < limit:
            yield _failure(knowledge, label, "restated", high - low, high - low)


def _rates(knowledge: Knowledge) -> Iterator[Failure]:
    """A rate in print beside a withheld part gives that part away."""
    for release in knowledge.releases:
        for sighting in release.sightings:
            measure = sighting.label.measure
            parts = knowledge.book.measures.get(measure, {}).get("ratio_of") or ()
            if not knowledge.book.is_ratio(measure) or sighting.value is None:
                continue
            labels = [sighting.label._replace(measure=part) for part in parts]
            states = [knowledge.told(x, release.rank) for x in labels if x in knowledge.states]
            if any(state.value is None and not state.is_rounded for state in states):
                yield Failure(release.report, sighting.table, "rate", sighting.label, 0, 0)


def _derived(knowledge: Knowledge, scope: set[Label]) -> Iterator[Failure]:
    """Bounds of everything that is nowhere printed but can be calculated with."""
    for unknowns, equations in connected(knowledge.equations, knowledge.limits):
        around = {unknown.label for unknown in unknowns if unknown in knowledge.limits}
        around.update(*(knowledge.equations[equation] for equation in equations))
        if scope.isdisjoint(around):
            continue
        bounds = Range(unknowns, equations, knowledge.limits)
        bounds.push_all()
        for unknown in unknowns:
            yield from _examine(knowledge, bounds, unknown)


def _examine(knowledge: Knowledge, bounds: Range, unknown: Unknown) -> Iterator[Failure]:
    if unknown.role == "withheld":
        if not _is_open(knowledge, bounds, unknown, 0):
            yield _bounded(knowledge, bounds, unknown, "derived", 0)
        for before in _other_versions(knowledge, unknown):
            if _is_told(knowledge, bounds, unknown, before):
                yield _bounded(knowledge, bounds, unknown, "restated", before)
    if _is_rest(knowledge, unknown) and _is_told(knowledge, bounds, unknown, 0):
        yield _bounded(knowledge, bounds, unknown, "remainder", 0)


def _is_rest(knowledge: Knowledge, unknown: Unknown) -> bool:
    """Whether it is a number of people that nobody prints and anybody can subtract."""
    return unknown.role in {"remainder", "unseen"} and knowledge.is_count(unknown.label)


def _is_open(knowledge: Knowledge, bounds: Range, unknown: Unknown, base: int) -> bool:
    """Whether a withheld figure keeps two values at least, and is not known to be small."""
    is_single = bounds.least[unknown] == bounds.most[unknown]
    if is_single:
        bounds.push(unknown, upward=True)
        bounds.push(unknown, upward=False)
    is_single = bounds.least[unknown] == bounds.most[unknown]
    is_small = knowledge.is_count(unknown.label) and _is_told(knowledge, bounds, unknown, base)
    return not is_single and not is_small


def _is_told(knowledge: Knowledge, bounds: Range, unknown: Unknown, base: int) -> bool:
    """Whether the distance from `base` is known to be one of few people, above or below."""
    limit = _limit(knowledge, unknown.label)
    for upward in (None, True, False):
        if upward is not None:
            bounds.push(unknown, upward=upward)
        low, high = bounds.least[unknown] - base, bounds.most[unknown] - base
        is_above, is_below = 0 < low <= high < limit, -limit < low <= high < 0
        if not is_above and not is_below:
            return False
    return True


def _other_versions(knowledge: Knowledge, unknown: Unknown) -> Iterable[int]:
    """Numbers that other editions published for a figure that one edition withholds."""
    if not knowledge.is_count(unknown.label):
        return ()
    states = [s for told in knowledge.states[unknown.label].values() for s in told]
    own = State(unknown.label, int(unknown.name), None)
    return sorted({s.value for s in states if s != own and s.value is not None and not s.is_absent})


def _limit(knowledge: Knowledge, label: Label) -> int:
    return knowledge.thresholds.get(label, max(knowledge.thresholds.values()))


def _bounded(
    knowledge: Knowledge, bounds: Range, unknown: Unknown, kind: str, base: int
) -> Failure:
    low = bounds.push(unknown, upward=False) - base
    high = bounds.push(unknown, upward=True) - base
    return _failure(knowledge, unknown.label, kind, low, high)


def _failure(knowledge: Knowledge, label: Label, kind: str, low: int, high: int) -> Failure:
    report, table = knowledge.reports.get(label, ("", ""))
    return Failure(report, table, kind, label, low, high)
