"""Everything an outsider can write down: unknowns, and equations with known right-hand sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.audit.adding import Book, Fact
from pipelines.audit.evidence import NOTHING, Label, Release, Sighting
from pipelines.audit.unseen import Books, unseen_labels

ROUNDS = 3
SCALES = (1, 4, 100)
TOLERANCE = 1e-6


@dataclass(frozen=True)
class State:
    """One figure as one edition told it: a number, or withheld (`value` None)."""

    label: Label
    edition: int
    value: int | None
    is_absent: bool = False


@dataclass(frozen=True)
class Unknown:
    """A number that is nowhere printed. `role` is withheld, unseen, remainder, whole or slack."""

    label: Label
    role: str
    name: str


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

    def __post_init__(self) -> None:
        """Read the sightings, then write the equations of every edition's view."""
        self.book = Book(release.hierarchies for release in self.releases)
        self.scale_of = self._scales()
        for release in self.releases:
            for sighting in release.sightings:
                if self.book.is_examined(sighting.label.measure):
                    self._see(release, sighting)
        for edition in sorted({release.edition for release in self.releases}):
            self._write(edition)

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

    def _see(self, release: Release, sighting: Sighting) -> None:
        label, scale = sighting.label, self.scale_of[self.book.unit(sighting.label.measure)]
        if sighting.value is not None:
            state = State(label, release.edition, round(sighting.value * scale))
        elif sighting.status == "withheld":
            state = State(label, release.edition, None)
        elif sighting.status in NOTHING:
            state = State(label, release.edition, 0, is_absent=True)
        else:
            return
        told = self.states.setdefault(label, {}).setdefault(release.edition, [])
        if state not in told:
            told.append(state)
        self.reports.setdefault(label, (release.report, sighting.table))
        self.thresholds[label] = max(self.thresholds.get(label, 0), release.threshold)

    def told(self, label: Label, edition: int) -> State | None:
        """The newest state of a figure up to an edition; a number outweighs a withheld copy."""
        editions = [e for e in self.states.get(label, {}) if e <= edition]
        if not editions:
            return None
        states = self.states[label][max(editions)]
        numbers = [state for state in states if state.value is not None]
        return (numbers or states)[-1]

    def _write(self, edition: int) -> None:
        view: dict[Label, State | Unknown] = {}
        for label in sorted(self.states):
            state = self.told(label, edition)
            if state is not None:
                view[label] = state
        books = self._books(edition)
        self._fill(view, lambda period: books.get(period, self.book))
        for _ in range(ROUNDS):
            size, by_period = len(view), _periods(view)
            for period, labels in sorted(by_period.items()):
                self._enter(books.get(period, self.book).facts(labels), view)
            self._enter(self._over_time(view), view)
            if len(view) == size:
                return

    def _fill(self, view: dict[Label, State | Unknown], books: Books) -> None:
        """Give what is printed nowhere but stands in several lists an unknown of its own.

        It is the same number in two views if nothing around it was restated between them.
        """
        editions = {label: _edition(known) for label, known in view.items()}
        for label, around in unseen_labels(view, books).items():
            newest = max((editions[other] for other in around), default=0)
            view[label] = Unknown(label, "unseen", str(newest))

    def _books(self, edition: int) -> dict[str, Book]:
        """For each period the hierarchies of the newest releases that print it."""
        newest: dict[tuple[str, str], Release] = {}
        for release in self.releases:
            if release.edition <= edition:
                newest[release.month, release.report] = release
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

    def _over_time(self, view: dict[Label, State | Unknown]) -> list[Fact]:
        """What longer periods say; of unprinted figures only if no shorter period was restated."""
        every = list(self.book.over_time(list(view)))
        old = {fact for fact in every if self._is_overtaken(fact, view)}
        periods = {fact.whole.period for fact in old}
        return [
            fact
            for fact in every
            if fact not in old
            and (
                fact.whole.period not in periods
                or all(isinstance(view[x], State) for x in (fact.whole, *fact.parts))
            )
        ]

    def _is_overtaken(self, fact: Fact, view: dict[Label, State | Unknown]) -> bool:
        """Whether a longer period is older than a part of it, and fits the part as it was.

        Then it rests on the older figure, and says nothing about the restated one.
        """
        whole = view[fact.whole]
        newest = max((_edition(view[part]) for part in fact.parts), default=0)
        if fact.sense != "equal" or not isinstance(whole, State) or newest <= whole.edition:
            return False
        then = [self.told(part, whole.edition) for part in fact.parts]
        values = [None if state is None else state.value for state in then]
        if whole.value is None or None in values:
            return False
        return whole.value == sum(value for value in values if value is not None)

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


def _edition(known: State | Unknown) -> int:
    return known.edition if isinstance(known, State) else 0


def _unknown(known: State | Unknown) -> Unknown:
    if isinstance(known, Unknown):
        return known
    return Unknown(known.label, "withheld", str(known.edition))


def _names(labels: tuple[Label, ...], view: dict[Label, State | Unknown]) -> str:
    """A name for something derived from these figures, as these editions told them."""
    tags = []
    for label in labels:
        known = view[label]
        tag = f"{known.edition}" if isinstance(known, State) else known.name
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
