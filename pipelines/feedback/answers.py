"""Answers that come back in a feedback workbook: which question, which reason, and what is odd.

Belongs here: reading the sheet of questions. Does not belong here: what is asked, or remembering
an answer. What is written in an answer cell is compared with the list of reasons and forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipelines.intake.opening import OpenedFile, Sheet

SHEET, QUESTION, ANSWER = "Please confirm", "Question", "Your answer"
LOOKED_AT = 30


class Fault(StrEnum):
    """Why an answer is not taken."""

    NO_REASON = "not one of the reasons: choose one from the list of the cell"
    TWICE = "another answer to the same question stands on this sheet: leave only one"
    NO_QUESTION = "an answer without the name of a question in the column Question"


@dataclass(frozen=True, repr=False)
class Answers:
    """What was answered. Privacy: disclosure-safe: codes and cell addresses alone.

    `reasons` are codes of reasons by id of the question, `cells` where each answer stands,
    `faults` what is not taken, by cell; `left_open` counts questions without an answer.
    """

    reasons: Mapping[str, str]
    cells: Mapping[str, str]
    faults: Mapping[str, Fault]
    left_open: int


@dataclass(frozen=True)
class _Line:
    """One row; `reason` is a code of the list, or "" for whatever else is written."""

    question: str
    cell: str
    reason: str
    is_filled: bool


def read_answers(opened: OpenedFile, reasons: Mapping[str, str]) -> Answers | None:
    """The answers in a workbook; None if it has no sheet of questions.

    Args:
        opened: The workbook that came back.
        reasons: The label of each reason by its code.

    Privacy: identifiable in, disclosure-safe out: a cell is compared with the list, never kept.
    """
    sheet = next((one for one in opened.sheets if one.name.strip() == SHEET), None)
    head = _head(sheet) if sheet is not None else None
    if sheet is None or head is None:
        return None
    codes = {_plain(word): code for code, label in reasons.items() for word in (code, label)}
    lines = list(_lines(sheet, head, codes))
    filled = [line for line in lines if line.is_filled]
    said: dict[str, set[str]] = {}
    for line in filled:
        said.setdefault(line.question, set()).add(line.reason)
    faults = {line.cell: fault for line in filled if (fault := _fault(line, said)) is not None}
    taken = [line for line in filled if line.cell not in faults]
    return Answers(
        reasons={line.question: line.reason for line in taken},
        cells={line.question: line.cell for line in taken},
        faults=faults,
        left_open=sum(1 for line in lines if line.question and not line.is_filled),
    )


def _fault(line: _Line, said: Mapping[str, set[str]]) -> Fault | None:
    if not line.question:
        return Fault.NO_QUESTION
    if not line.reason:
        return Fault.NO_REASON
    return Fault.TWICE if len(said[line.question]) > 1 else None


def _head(sheet: Sheet) -> tuple[int, str, str] | None:
    """The row of the headings, and the columns of questions and answers."""
    top = sheet.text.head(LOOKED_AT)
    for row, texts in zip(top.index, top.to_numpy().tolist(), strict=True):
        letters = {text: letter for letter, text in zip(top.columns, texts, strict=True) if text}
        if {QUESTION, ANSWER} <= set(letters):
            return int(row), letters[QUESTION], letters[ANSWER]
    return None


def _lines(sheet: Sheet, head: tuple[int, str, str], codes: Mapping[str, str]) -> Iterator[_Line]:
    row, questions, answers = head
    text, kinds = sheet.text.loc[row + 1 :], sheet.kinds.loc[row + 1 :]
    columns = (text[questions], text[answers], kinds[answers])
    for at, question, answer, kind in zip(text.index, *columns, strict=True):
        yield _Line(
            question=question.strip().upper(),
            cell=f"{answers}{at}",
            reason=codes.get(_plain(answer), ""),
            is_filled=bool(answer.strip()) or kind not in ("", "s"),
        )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
