"""Everything an outsider can write down: unknowns, and equations with known right-hand sides."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipelines.audit.adding import Book, Fact
from pipelines.audit.evidence import NOT_AVAILABLE, NOTHING, Label, Release, Sighting
from pipelines.audit.rounded import ROUNDED, base_of, limits_of
from pipelines.audit.unseen import Books, unseen_labels

ROUNDS = 3
NEVER = -1
SCALES = (1, 4, 100)
TOLERANCE = 1e-6


@dataclass(frozen=True)
class State:
    """One figure as the edition of a rank told it: a number, or none (withheld, or rounded)."""

    label: Label
    rank: int
    value: int | None
    is_absent: bool = False
    is_rounded: bool = False


@dataclass(frozen=True)
class Unknown:
    """A number that is nowhere printed. `role` is withheld, unseen, remainder, whole or slack."""

    label: Label
    role: str
    name: str


View = dict[Label, "State | Unknown"]
Equation = tuple[tuple[tuple[Unknown, int], ...], int]


@dataclass
class Knowledge:
    """The releases turned into states, unknowns and equations."""

    releases: list[Release]
    states: dict[Label, dict[int, list[State]]] = field(default_factory=dict)
    thresholds: dict[Label, int] = field(default_factory=dict)
    reports: dict[Label, tuple[str, str]] = field(default_factory=dict)
    equations: dict[Equation, set[Label]] = field(default_factory=dict)
    scale_of: dict[str, int] = field(default_factory=dict)
    limits: dict[Unknown, tuple[int, int]] = field(default_factory=dict)
    unsettled: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read the sightings, then write the equations of every edition's view."""
        self.book = Book(release.hierarchies for release in self.releases)
        self.scale_of = self._scales()
        for release in self.releases:
            told = (x.value or 0 for x in release.sightings if x.status == ROUNDED)
            base = release.base or 2 * release.within or base_of(told)
            for sighting in release.sightings:
                if self.book.is_examined(sighting.label.measure):
                    self._see(release, sighting, base)
        for rank in self._views():
            self._write(rank)

    def is_count(self, label: Label) -> bool:
        """Whether a figure is itself a number of people or requests."""
        return self.book.is_count(label.measure)

    def _scales(self) -> dict[str, int]:
        values: defaultdict[str, set[float]] = defaultdict(set)
        for release in self.releases:
            for sighting in release.sightings:
                unit = self.book.unit(sighting.label.measure)
                values[unit].add(sighting.value or 0.0)
        return {unit: _scale(unit, numbers) for unit, numbers in values.items()}

    def _see(self, release: Release, sighting: Sighting, base: int) -> None:
        label, scale = sighting.label, self.scale_of[self.book.unit(sighting.label.measure)]
        if sighting.status == NOT_AVAILABLE:
            self.unsettled.add((label.measure, label.period))
        if sighting.status == ROUNDED and sighting.value is not None:
            state = State(label, release.rank, None, is_rounded=True)
            limits = limits_of(sighting.value, base, release.threshold)
            self._limit(_unknown(state), [limit * scale for limit in limits])
        elif sighting.value is not None:
            state = State(label, release.rank, round(sighting.value * scale))
        elif sighting.status == "withheld":
            state = State(label, release.rank, None)
        elif sighting.status in NOTHING:
            state = State(label, release.rank, 0, is_absent=True)
        else:
            return
        told = self.states.setdefault(label, {}).setdefault(release.rank, [])
        if state not in told:
            told.append(state)
        self.reports.setdefault(label, (release.report, sighting.table))
        self.thresholds[label] = max(self.thresholds.get(label, 0), release.threshold)

    def _limit(self, unknown: Unknown, limits: list[float]) -> None:
        """Figures that are rounded twice lie where both allow it; if nowhere, between them."""
        low, high = math.ceil(limits[0]), math.floor(limits[1])
        if unknown in self.limits:
            low, high = max(low, self.limits[unknown][0]), min(high, self.limits[unknown][1])
        self.limits[unknown] = min(low, high), max(low, high)

    def told(self, label: Label, rank: int) -> State:
        """A figure as it was last told at a time, or else as it was first told after it.

        A number outweighs a withheld copy.
        """
        ranks = self.states[label]
        before = [one for one in ranks if one <= rank]
        states = ranks[max(before) if before else min(ranks)]
        numbers = [state for state in states if state.value is not None]
        return (numbers or states)[-1]

    def _views(self) -> list[int]:
        """The times just before something is told anew, and the end."""
        anew = {rank for ranks in self.states.values() for rank in sorted(ranks)[1:]}
        last = max(release.rank for release in self.releases)
        return sorted({*(rank - 1 for rank in anew), last})

    def _write(self, rank: int) -> None:
        labels = [label for label in sorted(self.states) if min(self.states[label]) <= rank]
        view: View = {label: self.told(label, rank) for label in labels}
        books = self._books(rank)
        self._fill(view, lambda period: books.get(period, self.book))
        for _ in range(ROUNDS):
            size, by_period = len(view), _periods(view)
            for period, labels in sorted(by_period.items()):
                self._enter(books.get(period, self.book).facts(labels), view)
            for fact, then in list(self._over_time(view)):
                self._enter([fact], then)
            if len(view) == size:
                return

    def _fill(self, view: dict[Label, State | Unknown], books: Books) -> None:
        """Give what is printed nowhere but stands in several lists an unknown of its own.

        It is the same number in two views if nothing around it was restated between them.
        """
        ranks = {label: _rank(known) for label, known in view.items()}
        for label, around in unseen_labels(view, books).items():
            newest = max((ranks[other] for other in around), default=0)
            view[label] = Unknown(label, "unseen", str(newest))

    def _books(self, rank: int) -> dict[str, Book]:
        """For each period the hierarchies of the newest releases that print it."""
        newest: dict[tuple[str, str], Release] = {}
        for release in self.releases:
            name = (release.month, release.report)
            if release.rank <= rank or name not in newest:
                newest[name] = release
        printed: defaultdict[str, list[Release]] = defaultdict(list)
        for release in newest.values():
            for period in sorted({sighting.label.period for sighting in release.sightings}):
                printed[period].append(release)
        return {p: Book(r.hierarchies for r in found) for p, found in printed.items()}

    def _enter(self, facts: Iterable[Fact], view: dict[Label, State | Unknown]) -> None:
        for fact in list(facts):
            if fact.whole not in view:
                if fact.sense != "equal" or fact.rest is not None:
                    continue
                view[fact.whole] = Unknown(fact.whole, "whole", _names(fact.parts, view))
            self._equate(fact, view)
            seen = tuple(part for part in fact.parts if not _is_unseen(view[part]))
            if fact.sense == "equal" and fact.rest is None and 0 < len(seen) < len(fact.parts):
                self._equate(Fact("least", fact.whole, seen), view)

    def _over_time(self, view: dict[Label, State | Unknown]) -> Iterator[tuple[Fact, View]]:
        """What longer periods say of shorter ones, as those were told when it was made.

        Of what nobody prints it says something only if nothing of that period was told anew.
        """
        anew = {label.period for label, ranks in self.states.items() if len(ranks) > 1}
        for fact in self.book.over_time({*view, *self.states}):
            about = (fact.whole, *fact.parts)
            if fact.whole in view and all(map(self._is_complete, about)):
                whole = view[fact.whole]
                rank = whole.rank if isinstance(whole, State) else NEVER
                then = {x: self.told(x, rank) if x in self.states else view[x] for x in fact.parts}
                unprinted = [x.label for x in (whole, *then.values()) if isinstance(x, Unknown)]
                if rank == NEVER:
                    unprinted += fact.parts
                if not any(label.period in anew for label in unprinted):
                    yield fact, {**then, fact.whole: whole}

    def _is_complete(self, label: Label) -> bool:
        """Whether a figure counts everybody of its period: others bound no shorter period.

        Where one agency has no figure of a longer period, sums go without it.
        """
        if (label.measure, label.period) not in self.unsettled:
            return True
        told = [state for states in self.states.get(label, {}).values() for state in states]
        return label.geography_type == "partner" and any(not state.is_absent for state in told)

    def _equate(self, fact: Fact, view: dict[Label, State | Unknown]) -> None:
        terms: defaultdict[Unknown, int] = defaultdict(int)
        right = 0
        for sign, label in ((1, fact.whole), *((-1, part) for part in fact.parts)):
            known = view[label]
            if isinstance(known, State) and known.value is not None:
                right -= sign * known.value
            else:
                terms[_unknown(known)] += sign
        if fact.rest is not None:
            is_seen = not any(_is_unseen(view[x]) for x in (fact.whole, *fact.parts))
            terms[Unknown(fact.rest, "remainder" if is_seen else "slack", "")] -= 1
        elif fact.sense != "equal":
            is_left = fact.sense == "least"
            about = (fact.whole, *fact.parts)
            alike = all(self.is_count(x) and not _is_unseen(view[x]) for x in about)
            role = "remainder" if is_left and alike else "slack"
            name = f"{_names(fact.parts, view)} of {_names((fact.whole,), view)}"
            terms[Unknown(fact.whole, role, name)] -= 1 if is_left else -1
        left = tuple(sorted((item for item in terms.items() if item[1]), key=str))
        if left:
            told = self.equations.setdefault((left, right), set())
            told.update((fact.whole, *fact.parts))


def _is_unseen(known: State | Unknown) -> bool:
    return isinstance(known, Unknown) and known.role == "unseen"


def _rank(known: State | Unknown) -> int:
    return known.rank if isinstance(known, State) else 0


def _unknown(known: State | Unknown) -> Unknown:
    if isinstance(known, Unknown):
        return known
    return Unknown(known.label, "withheld", str(known.rank))


def _names(labels: tuple[Label, ...], view: dict[Label, State | Unknown]) -> str:
    """A name for something derived from these figures, as these editions told them."""
    tags = []
    for label in labels:
        known = view[label]
        tag = f"{known.rank}" if isinstance(known, State) else known.name
        tags.append(f"{'/'.join(label)}@{tag}")
    return ";".join(tags)


def _periods(view: dict[Label, State | Unknown]) -> dict[str, list[Label]]:
    by_period: defaultdict[str, list[Label]] = defaultdict(list)
    for label in view:
        by_period[label.period].append(label)
    return by_period


def _scale(unit: str, values: set[float]) -> int:
    fits = [s for s in SCALES if all(abs(v * s - round(v * s)) < TOLERANCE for v in values)]
    found = fits[0] if fits else SCALES[-1]
    return max(found, SCALES[1]) if unit == "hours" else found
