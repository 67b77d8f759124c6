"""Findings as they are read: alike ones in one line, with a number and their places in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from string import Formatter

from pipelines.feedback.earlier import Key, key_of
from pipelines.feedback.guide import section_of
from pipelines.feedback.places import shown
from pipelines.feedback.wording import SEVERITY_WORDS, counted
from pipelines.findings import Finding
from schemas.catalog import load_catalog
from schemas.model import Severity

MOST_SHEETS = 6
MOST_HEADINGS = 3
COUNT = "count"
# the columns of one sheet may serve several records, each of which tells of them
SHARED_COLUMNS = "ID-01"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One kind of problem. `finding` has its words and count, `parts` are its single findings."""

    number: int
    finding: Finding
    parts: tuple[Finding, ...]
    is_new: bool

    @property
    def severity(self) -> str:
        """How serious, in words."""
        return SEVERITY_WORDS[self.finding.severity]

    @property
    def section(self) -> str:
        """Where the guide tells of it."""
        return section_of(self.finding.code)

    @property
    def suggestion(self) -> str:
        """What may have been meant, where what to do does not say it already."""
        told = self.finding.suggestion
        return "" if told in self.finding.fix else told

    @property
    def heading(self) -> str:
        """The headings above the places; none where there are too many to name."""
        names = list(dict.fromkeys(one.heading for one in self.parts if one.heading))
        return ", ".join(names) if len(names) <= MOST_HEADINGS else ""

    @property
    def ranges(self) -> int:
        """How many ranges of cells it is about."""
        return sum(len(one.places) for one in self.parts)

    def place(self, limit: int) -> str:
        """Sheets and cells such as Services!F14:F212; `limit` ranges, or fewer on each of many."""
        found = _by_sheet(self.parts)
        each = max(1, limit // len(found))
        texts = [_on_sheet(name, parts, each) for name, parts in found.items()]
        more = len(texts) - MOST_SHEETS
        told = "; ".join(text for text in texts[:MOST_SHEETS] if text)
        return f"{told}; and {counted(more, 'more sheet')}" if more > 0 else told


@dataclass(frozen=True, kw_only=True)
class Level:
    """How much there is of one severity, and what it means."""

    word: str
    meaning: str
    items: tuple[Item, ...]

    @property
    def amount(self) -> str:
        """How many kinds of problem, and of what is to do in how many places."""
        if not self.items:
            return "None"
        kinds = counted(len(self.items), "kind")
        if self.items[0].finding.severity is Severity.INFORMATION:
            return kinds
        places = sum(item.finding.count for item in self.items)
        return f"{kinds} in {counted(places, 'place')}"


def items_of(found: Sequence[Finding], new: Collection[Key]) -> tuple[Item, ...]:
    """The findings as items: questions and information of one kind stand in one line."""
    kinds: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(found):
        kinds.setdefault(_kind(finding) or (number,), []).append(finding)
    return tuple(
        Item(
            number=number,
            finding=_told(parts),
            parts=tuple(parts),
            is_new=any(key_of(one) in new for one in parts),
        )
        for number, parts in enumerate(kinds.values(), start=1)
    )


def _kind(finding: Finding) -> tuple[object, ...] | None:
    """What is alike in findings that share a line; None for one that stands alone."""
    if finding.severity is Severity.MUST_FIX:
        return None
    names = _names(finding.code)
    if COUNT in names and len(names) > 1:
        return None  # its words name its own count beside other things
    message = "" if COUNT in names else finding.message
    return finding.code, finding.severity, message, finding.fix, finding.suggestion


def _told(parts: Sequence[Finding]) -> Finding:
    """The first finding, with the count of all, said in its words too."""
    first = parts[0]
    if len(parts) == 1:
        return first
    count = sum(one.count for one in parts)
    if COUNT not in _names(first.code):
        return replace(first, count=count)
    is_bound = first.code == SHARED_COLUMNS and len(_by_sheet(parts)) < len(parts)
    words = f"{'up to ' if is_bound else ''}{count}"
    template = load_catalog().messages[first.code].message
    return replace(first, count=count, message=template.format(count=words))


def _names(code: str) -> set[str]:
    """The braces of a message; a rule of rows has none for its count."""
    message = load_catalog().messages.get(code)
    parsed = Formatter().parse(message.message) if message else ()
    return {name for _, name, _, _ in parsed if name}


def _by_sheet(parts: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for one in parts:
        found.setdefault(one.sheet, []).append(one)
    return found


def _on_sheet(name: str, parts: Sequence[Finding], limit: int) -> str:
    places = [place for one in parts for place in (one.places or (one.cell,)) if place]
    cells = shown(places, limit)
    is_range = bool(cells) and cells[0].isupper()
    joint = "!" if is_range else ", "
    return joint.join(part for part in (name, cells) if part)
