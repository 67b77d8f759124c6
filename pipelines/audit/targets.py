"""What must keep room, and how much: every withheld figure, and every difference of a few people.

Section by section: a count of a few must reach down to one less and up to the threshold; any other
withheld figure at least one other value. A difference that anybody can take is held to the first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from pipelines.audit.adding import Book, Fact
from pipelines.audit.evidence import Label
from pipelines.audit.figures import Figure, Figures, Form

Terms = tuple[tuple[int, int], ...]


@dataclass(frozen=True, order=True)
class Target:
    """A sum of shares with signs that must be able to change by `down` and by `up`.

    With `is_either` a change to one side is enough. `kind` is derived, remainder, restated, rate.
    It was first told in the edition with the number `since`.
    """

    terms: Terms
    kind: str
    label: Label
    value: int
    down: int
    up: int
    is_either: bool = False
    since: int = 0


def find_targets(figures: Figures, book: Book) -> list[Target]:
    """Every target once, that with the most to ask for if two are the same sum."""
    found: dict[Terms, Target] = {}
    since = _since(figures)
    for target in (*_withheld(figures, book, since), *_differences(figures, book, since)):
        opposite = tuple((column, -sign) for column, sign in target.terms)
        known = found.get(target.terms) or found.get(opposite)
        if known is None or (known.is_either and not target.is_either):
            found.pop(opposite, None)
            found[target.terms] = target
    return sorted(found.values())


def _since(figures: Figures) -> dict[Form, int]:
    """When each sum was first told."""
    found: dict[Form, int] = {}
    for figure in figures.told.values():
        found[figure.form] = min(figure.rank, found.get(figure.form, figure.rank))
    return found


def _withheld(figures: Figures, book: Book, since: dict[Form, int]) -> Iterator[Target]:
    for figure in figures.told.values():
        told = figures.statuses(figure)
        if not figure.form or (told and told.isdisjoint({"withheld", "rounded"})):
            continue
        terms = tuple((column, 1) for column in figure.form)
        limit = figures.thresholds[figure.label]
        is_few = book.is_count(figure.label.measure) and 0 < figure.value < limit
        if told and not is_few and "withheld" not in told:
            continue  # in print only for readers who want round numbers: it needs no protection
        if is_few and told != {"rounded"}:
            kind = "derived" if told else "rate"
            yield _few(terms, kind, figure, figure.value, limit, since[figure.form])
        elif told:
            one = Target(terms, "derived", figure.label, figure.value, 1, 1, is_either=True)
            yield replace(one, since=since[figure.form])


def _few(terms: Terms, kind: str, figure: Figure, value: int, limit: int, since: int) -> Target:
    down, up = int(value > 1), limit - value
    return Target(terms, kind, figure.label, value, down, up, since=since)


def _differences(figures: Figures, book: Book, since: dict[Form, int]) -> Iterator[Target]:
    for kind, plus, minus in _pairs(figures, book):
        limit = max(figures.thresholds[one.label] for one in (plus, *minus))
        value = plus.value - sum(one.value for one in minus)
        terms = _subtract(plus, minus)
        if kind == "restated" and value < 0:
            value, terms = -value, tuple((column, -sign) for column, sign in terms)
        if terms and 0 < value < limit:
            first = max(since[one.form] for one in (plus, *minus))
            few = _few(terms, kind, plus, value, limit, first)
            is_changed = all(figures.is_by_key(one) for one in (plus, *minus))
            yield replace(few, down=1, up=1, is_either=True) if is_changed else few


def _subtract(plus: Figure, minus: tuple[Figure, ...]) -> Terms:
    signs = Counter(plus.form)
    for one in minus:
        signs.subtract(one.form)
    return tuple(sorted((column, sign) for column, sign in signs.items() if sign))


def _pairs(figures: Figures, book: Book) -> Iterator[tuple[str, Figure, tuple[Figure, ...]]]:
    """Everything that can be subtracted from one another, at any time."""
    by_label = {
        label: told for label, told in figures.by_label().items() if book.is_count(label.measure)
    }
    for told in by_label.values():
        for one, other in combinations(told, 2):
            if one.form != other.form:
                yield "restated", other, (one,)
    anew = {one.rank - 1 for told in by_label.values() for one in told[1:]}
    for rank in sorted({*anew, max((one.rank for one in figures.told.values()), default=0)}):
        view = {
            label: _then(told, rank) for label, told in by_label.items() if told[0].rank <= rank
        }
        for fact in _lists(view, figures.books):
            yield from _remainders(fact, view[fact.whole], view)
    for fact in book.over_time(by_label):
        for whole in by_label[fact.whole]:
            parts = {label: _then(by_label[label], whole.rank) for label in fact.parts}
            yield from _remainders(fact, whole, parts)


def _then(told: list[Figure], rank: int) -> Figure:
    """A figure as it was last told at a time, or else as it was first told after it."""
    return next((one for one in reversed(told) if one.rank <= rank), told[0])


def _remainders(
    fact: Fact, whole: Figure, view: dict[Label, Figure]
) -> Iterator[tuple[str, Figure, tuple[Figure, ...]]]:
    parts = tuple(view[label] for label in fact.parts)
    yield from (("remainder", whole, (part,)) for part in parts)
    if fact.sense == "equal" and len(parts) > 1:
        yield "remainder", whole, parts


def _lists(view: dict[Label, Figure], books: dict[str, Book]) -> Iterator[Fact]:
    """Lists of which the whole is told, with the parts that are told: by their newest edition."""
    by_period: defaultdict[str, list[Label]] = defaultdict(list)
    for label in view:
        by_period[label.period].append(label)
    for labels in by_period.values():
        newest = max((view[label] for label in labels), key=lambda one: one.rank)
        for listing in books[newest.said].listings(labels):
            parts = tuple(part for part in listing.parts if part in view)
            if listing.whole in view and parts:
                yield Fact(listing.senses[0], listing.whole, parts)
