"""What a look at the true values shows without any arithmetic of attackers."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.audit.adding import Book
from pipelines.audit.evidence import Label
from pipelines.audit.figures import Figure, Figures, is_true, sums_of
from pipelines.audit.result import EMPTY_PLACES, Failure
from pipelines.audit.shares import Shares


def plain_failures(figures: Figures, shares: Shares, book: Book) -> Iterator[Failure]:
    """Figures that are not what the cells say, and in print although a few people are behind them.

    Privacy: aggregate in, aggregate out; restricted.
    """
    few = _few_people(figures, shares, book)
    for figure in figures.told.values():
        told = figures.statuses(figure)
        is_empty = "withheld" in told and not figure.form
        if is_empty or not is_true(figures, figure, shares):
            yield _failure(figures, figure, "unfounded")
        elif told & {"shown", "rounded"} and figure.value and (figure.label, figure.said) in few:
            yield _failure(figures, figure, "few")


def _few_people(figures: Figures, shares: Shares, book: Book) -> set[tuple[Label, str]]:
    """Figures (hours, nights, contacts) behind which there are fewer people than the threshold."""
    asked = {}
    for label, said in figures.told:
        people = book.measures[label.measure].get("people")
        if people:
            asked[label, said] = (label._replace(measure=people), said)
    sums = sums_of(set(asked.values()), shares, figures.books)
    return {key for key, of in asked.items() if 0 < sums.get(of, 0) < figures.thresholds[key[0]]}


def _failure(figures: Figures, figure: Figure, kind: str) -> Failure:
    report, table = figures.place(figure.label)
    value = figure.value
    return Failure(report, table, kind, figure.label, value, value, EMPTY_PLACES)
