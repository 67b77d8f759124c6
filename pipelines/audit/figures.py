"""The figures of the releases as sums of shares, each as one edition told it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipelines.audit.adding import Book
from pipelines.audit.evidence import ALL, NOTHING, NUMBERS, Label, Release, Sighting
from pipelines.audit.shares import SPOT, Shares, edition_name

Form = tuple[int, ...]
EVERYWHERE, AGENCY, COUNTY = "consortium", "partner", "county"
HALF = 0.5


@dataclass(frozen=True)
class Figure:
    """A label as one edition told it: the shares it is the sum of, and their true sum."""

    label: Label
    said: str
    rank: int
    form: Form
    value: int


@dataclass
class Figures:
    """Every figure by label and edition, how the releases told it, and the words of that time."""

    books: dict[str, Book]
    told: dict[tuple[Label, str], Figure] = field(default_factory=dict)
    prints: dict[tuple[Label, str], list[tuple[str, str, str, float | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    thresholds: dict[Label, int] = field(default_factory=dict)
    by_key: frozenset[str] = frozenset()
    _places: dict[Label, tuple[str, str]] = field(default_factory=dict)

    def by_label(self) -> dict[Label, list[Figure]]:
        """All that was told of a label, oldest edition first."""
        found: defaultdict[Label, list[Figure]] = defaultdict(list)
        for figure in sorted(self.told.values(), key=lambda figure: figure.rank):
            found[figure.label].append(figure)
        return dict(found)

    def statuses(self, figure: Figure) -> set[str]:
        """The statuses a figure was told with."""
        told = self.prints.get((figure.label, figure.said), ())
        return {status for _, _, status, _ in told}

    def is_hidden(self, figure: Figure) -> bool:
        """Whether it was withheld wherever that edition tells it."""
        return self.statuses(figure) == {"withheld"}

    def is_by_key(self, figure: Figure) -> bool:
        """Whether only reports tell it whose counts are changed at random."""
        told = {report for report, *_ in self.prints.get((figure.label, figure.said), ())}
        return bool(told) and told <= self.by_key

    def place(self, label: Label) -> tuple[str, str]:
        """The report and table where a label stands first."""
        if not self._places:
            for (own, _), told in self.prints.items():
                for report, table, _, _ in told:
                    self._places.setdefault(own, (report, table))
        return self._places.get(label, ("", ""))


def read_figures(releases: list[Release], shares: Shares, book: Book) -> Figures:
    """Every figure of a measure that is examined, tied to the shares of its edition.

    Privacy: aggregate in, aggregate out; restricted.
    """
    by_key = frozenset(release.report for release in releases if release.within)
    figures, asked = Figures(_books(releases), by_key=by_key), []
    for release in releases:
        said = edition_name(release)
        for sighting in release.sightings:
            for label in _behind(sighting, book):
                limit = max(release.threshold, figures.thresholds.get(label, 0))
                figures.thresholds[label] = limit
                asked.append((*label, said, release.rank))
                if label == sighting.label:
                    told = (release.report, sighting.table, sighting.status, sighting.value)
                    figures.prints[label, said].append(told)
    table = pd.DataFrame(asked, columns=[*Label._fields, "said", "rank"]).drop_duplicates()
    members = _members(table, shares, figures.books)
    for *names, said, rank in table.itertuples(index=False, name=None):
        label = Label._make(names)
        form = tuple(sorted(members.get((*label, said), ())))
        value = int(shares.value[list(form)].sum()) if form else 0
        figures.told[label, said] = Figure(label, said, int(rank), form, value)
    return figures


def _behind(sighting: Sighting, book: Book) -> list[Label]:
    """The figure itself, or the counts that a printed rate is made of."""
    label, measure = sighting.label, sighting.label.measure
    if sighting.status not in (*NUMBERS, *NOTHING, "withheld"):
        return []
    if book.is_examined(measure):
        return [label]
    if not book.is_ratio(measure) or sighting.value is None:
        return []
    parts = book.measures[measure].get("ratio_of") or ()
    return [label._replace(measure=part) for part in parts if book.is_examined(part)]


def sums_of(
    asked: set[tuple[Label, str]], shares: Shares, books: dict[str, Book]
) -> dict[tuple[Label, str], int]:
    """The true sums at labels as editions would tell them. Privacy: aggregate in, aggregate out."""
    names = [*Label._fields, "said"]
    table = pd.DataFrame([(*label, said) for label, said in sorted(asked)], columns=names)
    members = _members(table.astype("str"), shares, books)
    return {
        (Label._make(key[:-1]), key[-1]): int(shares.value[found].sum())
        for key, found in members.items()
    }


def _books(releases: list[Release]) -> dict[str, Book]:
    """The hierarchies of each edition: where an agency belonged then. Editions alike share one."""
    documents: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for release in releases:
        documents[edition_name(release)].append(release.hierarchies)
    by_geography: dict[str, Book] = {}
    return {
        said: by_geography.setdefault(repr([one["geography"] for one in several]), Book(several))
        for said, several in documents.items()
    }


def _members(
    table: pd.DataFrame, shares: Shares, books: dict[str, Book]
) -> dict[tuple[str, ...], list[int]]:
    """The shares that each figure is the sum of, by the hierarchies of its edition."""
    found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for book in {id(book): book for book in books.values()}.values():
        is_own = shares.rows["said"].isin([said for said, one in books.items() if one is book])
        _add_members(table, shares.rows[is_own], book, found)
    return found


def _add_members(
    table: pd.DataFrame, rows: pd.DataFrame, book: Book, found: dict[tuple[str, ...], list[int]]
) -> None:
    for source in _sources(rows, book):
        on = ["said", *SPOT, "geography_type", "geography"]
        pairs = table.merge(source[[*on, "unknown"]], on=on)
        keys = [*Label._fields, "said"]
        for *key, unknown in pairs[[*keys, "unknown"]].itertuples(index=False, name=None):
            found[tuple(key)].append(unknown)


def _sources(rows: pd.DataFrame, book: Book) -> Iterator[pd.DataFrame]:
    """Shares under every place that they count for."""
    whole, local = rows[rows["county"] == ALL], rows[rows["county"] != ALL]
    yield whole.assign(geography_type=EVERYWHERE, geography="all")
    yield whole.assign(geography_type=AGENCY, geography=whole["partner"])
    yield local.assign(geography_type=COUNTY, geography=local["county"])
    for kind, children in sorted(book.geography.items()):
        if kind == EVERYWHERE:
            continue
        below = AGENCY if AGENCY in children else COUNTY
        links = [(p, c) for p, codes in children.get(below, {}).items() for c in set(codes)]
        table = pd.DataFrame(links, columns=["geography", below], dtype="str")
        source = whole if below == AGENCY else local
        yield source.merge(table, on=below).assign(geography_type=kind)


def is_true(figures: Figures, figure: Figure, shares: Shares) -> bool:
    """Whether every number that was printed is the sum of its shares, as far as it is printed."""
    scale = shares.scale_of.get(figure.label.measure, 1)
    slack = HALF if scale > 1 else 0.0
    return all(
        value is None or status == "rounded" or abs(value - figure.value / scale) <= slack
        for _, _, status, value in figures.prints.get((figure.label, figure.said), ())
    ) and not (figure.value and not figures.statuses(figure).isdisjoint(NOTHING))
