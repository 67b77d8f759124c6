"""The one document that every form of feedback shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.feedback.earlier import NEW, Change, compare, key_of
from pipelines.feedback.guide import section_of
from pipelines.feedback.order import SEVERITIES, ordered
from pipelines.feedback.places import shown
from pipelines.feedback.wording import (
    NO_PROBLEMS,
    NOTHING_TO_DO,
    SEVERITY_MEANINGS,
    SEVERITY_WORDS,
    Occasion,
    counted,
    long_date,
    reason_words,
    steps_of,
    verdict_of,
)
from pipelines.findings import Finding, RowCount
from pipelines.settings import Consortium
from pipelines.submission import COUNTED, QUESTIONS, Outcome
from schemas.catalog import load_catalog
from schemas.model import Severity


@dataclass(frozen=True, kw_only=True)
class Item:
    """One finding with its number, its place in words, and whether it is new."""

    number: int
    finding: Finding
    section: str
    is_new: bool

    @property
    def severity(self) -> str:
        """How serious, in words."""
        return SEVERITY_WORDS[self.finding.severity]

    @property
    def suggestion(self) -> str:
        """What may have been meant, where what to do does not say it already."""
        told = self.finding.suggestion
        return "" if told in self.finding.fix else told

    def place(self, limit: int) -> str:
        """Sheet and cells such as Services!F14:F212; at most `limit` ranges are named."""
        cells = shown(self.finding.places, limit) or self.finding.cell
        is_range = bool(cells) and cells[0].isupper()
        joint = "!" if is_range else ", "
        return joint.join(part for part in (self.finding.sheet, cells) if part)


@dataclass(frozen=True, kw_only=True)
class Level:
    """How much there is of one severity, and what it means."""

    word: str
    meaning: str
    items: tuple[Item, ...]

    @property
    def amount(self) -> str:
        """How many kinds of problem in how many places."""
        if not self.items:
            return "None"
        places = sum(item.finding.count for item in self.items)
        kinds = "kind" if len(self.items) == 1 else "kinds"
        return f"{len(self.items):,} {kinds} in {counted(places, 'place')}"


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a partner is told about one file. It holds places and words, no value of a cell."""

    partner: str
    agency: str
    consortium: str
    contact: str
    month: str
    month_label: str
    as_of: date
    due: str
    outcome: str
    verdict: str
    steps: tuple[str, ...]
    levels: tuple[Level, ...]
    row_counts: tuple[RowCount, ...]
    changes: tuple[Change, ...] | None
    reasons: tuple[str, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All findings, in the order of reading."""
        return tuple(item for level in self.levels for item in level.items)

    @property
    def title(self) -> str:
        """Whose file, and of which month."""
        return f"{self.agency}, {self.month_label}"

    @property
    def all_clear(self) -> str:
        """The good news in words, or "" if there is something to do."""
        severities = {item.finding.severity for item in self.items}
        if self.outcome not in COUNTED or severities - {Severity.INFORMATION}:
            return ""
        return NOTHING_TO_DO if severities else NO_PROBLEMS

    @property
    def row_lines(self) -> tuple[tuple[str, str], ...]:
        """What became of the rows of each sheet: (sheet, sentence)."""
        return tuple((_table_name(one), _account(one)) for one in self.row_counts)

    @property
    def since(self) -> str:
        """One sentence about the last try, or "" if there was none."""
        if self.changes is None:
            return ""
        gone, still_open, new = (
            sum(getattr(change, kind) for change in self.changes)
            for kind in ("gone", "still_open", "new")
        )
        return f"Since the last try: {gone:,} gone, {still_open:,} still open, {new:,} new."


def build_document(
    consortium: Consortium,
    outcome: Outcome,
    before: Sequence[Finding] | None = None,
    *,
    occasion: Occasion = Occasion.HANDED_IN,
) -> Document:
    """What to tell about one file.

    Args:
        consortium: Who asks, by when, and whom to write to.
        outcome: What was found.
        before: The findings of the last try, or None if this is the first.
        occasion: Why the file was read.
    """
    found = ordered(outcome.findings, [one.sheet for one in outcome.row_counts])
    changes = None if before is None else compare(before, found)
    month, contact = outcome.month, consortium.contact
    return Document(
        partner=outcome.partner,
        agency=consortium.partner(outcome.partner).name,
        consortium=consortium.name,
        contact=contact,
        month=str(month),
        month_label=month.label,
        as_of=month.last_day,  # pinned: the same findings give the same bytes
        due=long_date(consortium.due_date(month)),
        outcome=outcome.outcome,
        verdict=verdict_of(outcome.outcome, occasion),
        steps=steps_of(outcome.outcome, month.label, contact, occasion),
        levels=_levels(found, changes),
        row_counts=outcome.row_counts,
        changes=changes,
        reasons=_reasons(outcome.outcome),
    )


def _levels(found: Sequence[Finding], changes: Sequence[Change] | None) -> tuple[Level, ...]:
    new = {key_of(change.finding) for change in changes or () if change.state == NEW}
    items = [
        Item(
            number=number,
            finding=finding,
            section=section_of(finding.code),
            is_new=key_of(finding) in new,
        )
        for number, finding in enumerate(found, start=1)
    ]
    return tuple(
        Level(
            word=SEVERITY_WORDS[severity],
            meaning=SEVERITY_MEANINGS[severity],
            items=tuple(item for item in items if item.finding.severity is severity),
        )
        for severity in SEVERITIES
    )


def _reasons(outcome: str) -> tuple[str, ...]:
    """The reasons with which questions can be answered, where nothing else is left to do."""
    is_asked = outcome == QUESTIONS
    listed = load_catalog().code_lists["confirm_reason"].codes if is_asked else ()
    return tuple(code.label for code in listed)


def _table_name(one: RowCount) -> str:
    label = load_catalog().records[one.record].label
    return f"{one.sheet} ({label.lower()})" if one.sheet else label


def _account(one: RowCount) -> str:
    aside = [f"{count:,} {reason_words(reason)}" for reason, count in one.set_aside if count]
    told = f"{counted(one.rows_in, 'row')}, {one.accepted:,} read"
    left_out = sum(count for _, count in one.set_aside)
    return f"{told}, {left_out:,} left out ({', '.join(aside)})." if aside else f"{told}."
