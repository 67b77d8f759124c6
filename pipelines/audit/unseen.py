"""Figures that are printed nowhere but can be calculated with, because several lists hold them.

A list that is printed in part leaves one unknown, what its other parts sum to. A part that stands
in another list too, or in another period, carries what is known from the one to the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from pipelines.audit.adding import Book, Listing
from pipelines.audit.evidence import Label

Books = Callable[[str], Book]


def unseen_labels(labels: Iterable[Label], books: Books) -> dict[Label, frozenset[Label]]:
    """Labels that nobody prints and that tie lists together, with the printed ones around them.

    Filled in are lists of which anything is printed at all, and whatever they are a part of.
    """
    printed = frozenset(labels)
    lines = {_line(label) for label in printed}
    found: dict[tuple[Label, Label], Listing] = {}
    reached: set[Label] = set()
    fresh = set(printed)
    while fresh:
        reached |= fresh
        members: set[Label] = set()
        for listing in _listings(fresh, books):
            if found.setdefault((listing.whole, listing.parts[0]), listing) is listing:
                members.add(listing.whole)
                members.update(part for part in listing.parts if _line(part) in lines)
        fresh = members - reached
    listings = list(found.values())
    return _around(listings, printed, _tying(listings, printed, reached, books))


def _line(label: Label) -> Label:
    return label._replace(geography="", dim1="")


def _listings(labels: Iterable[Label], books: Books) -> Iterator[Listing]:
    by_period: defaultdict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_period[label.period].append(label)
    for period, own in sorted(by_period.items()):
        book = books(period)
        for listing in book.listings(own):
            if book.is_examined(listing.whole.measure):
                yield listing


def _tying(
    listings: list[Listing], printed: frozenset[Label], reached: set[Label], books: Books
) -> set[Label]:
    """The unprinted labels that two lists at least have in common, or a list and a period."""
    kept = set(reached)
    in_time = _in_time(reached, books)
    while True:
        uses: Counter[Label] = Counter(in_time)
        for listing in listings:
            present = [part for part in listing.parts if part in kept]
            if present and listing.whole in kept:
                uses.update((listing.whole, *present))
        loose = {label for label in kept - printed if uses[label] <= 1}
        if not loose:
            return kept - printed
        kept -= loose


def _in_time(labels: set[Label], books: Books) -> set[Label]:
    """Labels that are told for a period within another, or around another."""
    places: defaultdict[Label, set[str]] = defaultdict(set)
    for label in labels:
        places[label._replace(period="")].add(label.period)
    months = {label.period: frozenset(books(label.period).months(label.period)) for label in labels}
    return {
        label
        for label in labels
        if any(
            months[label.period] < months[other] or months[other] < months[label.period]
            for other in places[label._replace(period="")]
        )
    }


def _around(
    listings: list[Listing], printed: frozenset[Label], tying: set[Label]
) -> dict[Label, frozenset[Label]]:
    """For each of the tying labels, the printed ones that it is connected with through others."""
    group = {label: {label} for label in sorted(tying)}
    near: defaultdict[Label, set[Label]] = defaultdict(set)
    for listing in listings:
        members = (listing.whole, *listing.parts)
        open_ones = [label for label in members if label in tying]
        for label in open_ones[:1]:
            near[label].update(x for x in members if x in printed)
        for label in open_ones[1:]:
            joined, other = group[open_ones[0]], group[label]
            if joined is not other:
                joined |= other
                group.update(dict.fromkeys(other, joined))
    around = {
        id(joined): frozenset(x for label in joined for x in near[label])
        for joined in group.values()
    }
    return {label: around[id(joined)] for label, joined in group.items()}
