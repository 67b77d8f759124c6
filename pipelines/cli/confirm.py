"""`confirm`: a partner's or coordinator's answer to a question, remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.cli.output import line
from pipelines.clock import now
from pipelines.errors import UsageError
from pipelines.feedback.answers import SHEET, Answers, read_answers
from pipelines.feedback.places import shown
from pipelines.feedback.questions import question_id
from pipelines.feedback.wording import counted
from pipelines.intake.opening import open_file
from pipelines.names import person
from pipelines.settings import Consortium, Partner
from pipelines.settings_files import load_consortium
from pipelines.storage.board import Standing, standing
from pipelines.storage.ledger import CONFIRMED, Event, Ledger
from schemas.catalog import load_catalog
from schemas.periods import Month

REASONS = "confirm_reason"
NOT_ALL_TAKEN = 10
MOST_RANGES = 10
NOT_RUN = "the file of this month has not been handed in and run yet"
NOT_ASKED = "this question is not asked of the file that was handed in last, or not of this agency"
THEN_AGAIN = "Submit the file, run the month, then read the answers again."


@dataclass(frozen=True)
class Answering:
    """Whose questions are answered, and by whom; "" for the partner itself."""

    home: Path
    partner: str
    month: Month
    by: str


def answer(answering: Answering, code: str, reason: str, workbook: Path | None) -> int:
    """Answer one open question, or all that a feedback workbook answers; returns the exit code."""
    if workbook is not None and not code and not reason:
        return _confirm_answers(_Desk(answering), workbook.read_bytes())
    if workbook is not None or not code or not reason:
        raise UsageError("CONFIRM-03", "give --code and --reason, or --answers alone")
    _confirm_question(_Desk(answering), code, reason)
    return 0


class _Desk:
    """A partner's month in the ledger, and the list of reasons."""

    def __init__(self, answering: Answering) -> None:
        self._consortium: Consortium = load_consortium(answering.home)
        self._ledger = Ledger(answering.home)
        self.partner: Partner = self._consortium.partner(answering.partner)
        self.month = answering.month
        self.by = person(answering.by) or self.partner.id
        codes = load_catalog().code_lists[REASONS].codes
        self.reasons: Mapping[str, str] = {one.code: one.label for one in codes}

    @property
    def standing(self) -> Standing:
        return standing(self._ledger, self._consortium, self.partner, self.month)

    def note(self, found: Standing, code: str, reason: str) -> None:
        counts = dict(found.questions[code])
        self._ledger.add(
            Event(
                at=now(),
                kind=CONFIRMED,
                month=self.month,
                partner=self.partner.id,
                submission=found.latest.submission if found.latest else "",
                by=self.by,
                details={"code": code, "reason": reason, "counts": counts},
            )
        )
        line(f"Noted: {load_catalog().title_of(code)}: {self.reasons[reason]}.")

    def tell_rest(self, unanswered: int = 0) -> None:
        """What is still open; `unanswered` lines of a workbook may be of a file to come."""
        left = self.standing.open_questions
        if left:
            line(f"Still to answer: {', '.join(left)}.")
        elif unanswered:
            line(f"The file that counts now asks nothing more. If yours is newer: {THEN_AGAIN}")
        else:
            line("No question is left.")


def _confirm_question(desk: _Desk, code: str, reason: str) -> None:
    if reason not in desk.reasons:
        listed = "; ".join(f"{name} ({label})" for name, label in desk.reasons.items())
        raise UsageError("CONFIRM-01", f"the reason is one of: {listed}")
    found = desk.standing
    if code not in found.questions:
        raise UsageError("CONFIRM-02", f"nothing of that code is asked; {_asked(found)}")
    desk.note(found, code, reason)
    desk.tell_rest()


def _asked(found: Standing) -> str:
    asked = ", ".join(found.questions)
    return f"open questions of {found.partner.id} for {found.month}: {asked or 'none'}"


def _confirm_answers(desk: _Desk, content: bytes) -> int:
    """Take what a workbook answers from the list, and tell every cell that is not taken.

    Privacy: identifiable in, disclosure-safe out: codes of reasons, and cell addresses.
    """
    answers = read_answers(open_file(content), desk.reasons)
    if answers is None:
        raise UsageError("CONFIRM-04", f"the workbook has no sheet {SHEET} as it was sent out")
    found = desk.standing
    asked = {_id(desk, code, counts): code for code, counts in found.questions.items()}
    for question, reason in answers.reasons.items():
        if question in asked:
            _take(desk, found, asked[question], reason)
    is_run = found.latest is not None and not found.waiting
    refused = list(_refused(answers, set(asked), NOT_ASKED if is_run else NOT_RUN))
    for told in refused:
        line(told)
    if answers.left_open:
        line(f"Not answered in the workbook: {counted(answers.left_open, 'question')}.")
    if is_run:
        desk.tell_rest(answers.left_open + len(refused))
    else:
        line(f"{NOT_RUN[0].upper()}{NOT_RUN[1:]}. {THEN_AGAIN}")
    return NOT_ALL_TAKEN if refused else 0


def _id(desk: _Desk, code: str, counts: Mapping[str, int]) -> str:
    return question_id(desk.partner.id, str(desk.month), code, counts)


def _take(desk: _Desk, found: Standing, code: str, reason: str) -> None:
    """Note an answer, unless the same was given before."""
    before = found.confirmed.get(code)
    if before and before.reason == reason and before.covers(found.questions[code]):
        line(f"Known already: {load_catalog().title_of(code)}: {desk.reasons[reason]}.")
        return
    desk.note(found, code, reason)


def _refused(answers: Answers, asked: set[str], otherwise: str) -> Iterator[str]:
    cells: dict[str, list[str]] = {}
    for cell, fault in answers.faults.items():
        cells.setdefault(f"{fault}.", []).append(cell)
    strange = [cell for question, cell in answers.cells.items() if question not in asked]
    if strange:
        cells[f"{otherwise}."] = strange
    for words, places in cells.items():
        yield f"Not taken: {SHEET}!{shown(places, MOST_RANGES)}: {words}"
