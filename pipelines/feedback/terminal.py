"""The document as lines of plain text, for a terminal of any width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.feedback.document import Document
from pipelines.feedback.earlier import GONE
from pipelines.feedback.items import Item
from pipelines.feedback.wording import REASON_LIST, counted
from schemas.model import Severity

MOST_RANGES = 4
FEW_RANGES = 2
INDENT = 5


@dataclass(frozen=True)
class Line:
    """One line of text; `is_strong` where it leads a part."""

    text: str
    is_strong: bool = False


def terminal_lines(document: Document, width: int) -> Iterator[Line]:
    """Everything found, most serious first, and at the end what to do next."""
    day = f", read on {document.read_on}" if document.read_on else ""
    yield from _wrapped(f"{document.title}{day}", width)
    yield from _wrapped(document.verdict, width, is_strong=True)
    if document.all_clear:
        yield from _wrapped(document.all_clear, width, is_strong=True)
    for name, account in document.row_lines:
        yield from _wrapped(f"{name}: {account}", width)
    for level in document.levels:
        if level.items:
            yield Line("")
            yield Line(f"{level.word.upper()}: {level.amount}", is_strong=True)
            yield from _wrapped(level.meaning, width)
            for item in level.items:
                yield from _item(item, width)
    yield from _since(document, width)
    yield Line("")
    yield from _wrapped(f"Next: {' '.join(document.steps)}", width)
    if document.reasons:
        yield from _wrapped(f"{REASON_LIST}: {'; '.join(document.reasons)}", width)
    yield from _wrapped(f"Due {document.due}. Questions? Write to {document.contact}", width)


def _item(item: Item, width: int) -> Iterator[Line]:
    finding = item.finding
    if finding.severity is Severity.INFORMATION:
        yield from _in_brief(item, width)
        return
    heading = f'"{item.heading}"' if item.heading else ""
    new = "new" if item.is_new else ""
    many = counted(finding.count, "place") if item.ranges > MOST_RANGES else ""
    place = item.place(MOST_RANGES) or "The file"
    head = "  ".join(part for part in (place, heading, many, f"[{finding.code}]", new) if part)
    yield Line("")
    yield from _wrapped(f"{item.number:>3}. {head}", width, is_strong=True)
    yield from _wrapped(finding.message, width, INDENT)
    yield from _wrapped(finding.fix, width, INDENT)
    if item.suggestion:
        yield from _wrapped(f"Did you mean: {item.suggestion}?", width, INDENT)


def _in_brief(item: Item, width: int) -> Iterator[Line]:
    """Information in one paragraph: a file without faults is told of on one screen."""
    place = item.place(FEW_RANGES) or "The file"
    heading = f'  "{item.heading}"' if item.heading else ""
    told = f"{item.finding.message} {item.finding.fix}"
    meant = f" Did you mean: {item.suggestion}?" if item.suggestion else ""
    text = f"{item.number:>3}. {place}{heading}  [{item.finding.code}]  {told}{meant}"
    yield from _wrapped(text, width)


def _since(document: Document, width: int) -> Iterator[Line]:
    if document.changes is None:
        return
    yield Line("")
    yield Line(document.since, is_strong=True)
    for change in document.changes:
        if change.state == GONE:
            one = change.finding
            place = " ".join(part for part in (one.sheet, one.heading) if part)
            told = f"Gone: {place} [{one.code}]" if place else f"Gone: [{one.code}]"
            yield from _wrapped(f"{told} {one.message}", width)


def _wrapped(text: str, width: int, indent: int = 0, *, is_strong: bool = False) -> Iterator[Line]:
    hang = " " * (indent or INDENT)
    first = " " * indent
    for part in textwrap.wrap(
        text, max(width, 40), initial_indent=first, subsequent_indent=hang, break_on_hyphens=False
    ):
        yield Line(part, is_strong)
