"""The one document that every form of feedback shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.assessment import COUNTED, QUESTIONS, REJECTED, UNKNOWN_LAYOUT, UNREADABLE
from pipelines.feedback.earlier import NEW, Change, compare, key_of
from pipelines.feedback.items import Item, Level, items_of
from pipelines.feedback.order import SEVERITIES, ordered
from pipelines.feedback.questions import Question, questions_in
from pipelines.feedback.rows import row_lines
from pipelines.feedback.wording import (
    NO_PROBLEMS,
    ONLY_FIRST,
    SEVERITY_MEANINGS,
    SEVERITY_WORDS,
    Occasion,
    long_date,
    steps_of,
    verdict_of,
)
from pipelines.findings import Finding, RowCount
from pipelines.settings import Consortium
from pipelines.submission import Outcome
from pipelines.validate.wrong_month import WRONG_MONTH
from schemas.catalog import load_catalog
from schemas.model import Severity


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
    read_on: str
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
        is_clear = all(item.finding.severity is Severity.INFORMATION for item in self.items)
        return NO_PROBLEMS if is_clear and self.outcome in COUNTED else ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """What can be answered in the workbook, where nothing else is left to do."""
        return questions_in(self.items, self.partner, self.month) if self.reasons else ()

    @property
    def row_lines(self) -> tuple[tuple[str, str], ...]:
        """What became of the rows of each sheet: (sheet, sentence)."""
        return row_lines(self.row_counts)

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
    on: date | None = None,
) -> Document:
    """What to tell about one file.

    Args:
        consortium: Who asks, by when, and whom to write to.
        outcome: What was found.
        before: The findings of the last try, or None if this is the first.
        occasion: Why the file was read.
        on: The day on which it was read.
    """
    found = ordered(outcome.findings, [one.sheet for one in outcome.row_counts])
    changes = None if before is None else compare(_to_do(before), _to_do(found))
    month, contact = outcome.month, consortium.contact
    return Document(
        partner=outcome.partner,
        agency=consortium.partner(outcome.partner).name,
        consortium=consortium.name,
        contact=contact,
        month=str(month),
        month_label=month.label,
        as_of=month.last_day,  # pinned: the same findings give the same bytes
        read_on=long_date(on) if on else "",
        due=long_date(consortium.due_date(month)),
        outcome=outcome.outcome,
        verdict=verdict_of(outcome.outcome, occasion),
        steps=_steps(outcome, contact, occasion),
        levels=_levels(found, changes),
        row_counts=outcome.row_counts,
        changes=changes,
        reasons=_reasons(outcome.outcome),
    )


def _to_do(found: Sequence[Finding]) -> list[Finding]:
    """What has to be done: information is never open, so that it is never gone either."""
    return [one for one in found if one.severity is not Severity.INFORMATION]


def _steps(outcome: Outcome, contact: str, occasion: Occasion) -> tuple[str, ...]:
    steps = steps_of(outcome.outcome, outcome.month.label, contact, occasion)
    return (*steps[:1], ONLY_FIRST, *steps[1:]) if _stopped_early(outcome) else steps


def _stopped_early(outcome: Outcome) -> bool:
    """Whether what was found kept all else from being looked at."""
    if outcome.outcome in (UNREADABLE, UNKNOWN_LAYOUT):
        return True
    is_alone = any(one.code == WRONG_MONTH for one in outcome.findings)
    return outcome.outcome == REJECTED and (is_alone or not outcome.row_counts)


def _levels(found: Sequence[Finding], changes: Sequence[Change] | None) -> tuple[Level, ...]:
    new = {key_of(change.finding) for change in changes or () if change.state == NEW}
    items = items_of(found, new)
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
