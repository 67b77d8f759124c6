"""The words around the findings: how serious, what became of the file, what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pipelines.assessment import ACCEPTED, QUESTIONS, REJECTED, UNKNOWN_LAYOUT, UNREADABLE
from pipelines.findings import LEFT_OUT
from pipelines.submission import FAILED
from schemas.model import Severity


class Occasion(StrEnum):
    """Why the file was read: it was handed in, only checked, or counted at the agency's desk."""

    HANDED_IN = "handed_in"
    CHECK = "check"
    DESK = "desk"


SEVERITY_WORDS: Mapping[Severity, str] = {
    Severity.MUST_FIX: "Must fix",
    Severity.PLEASE_CONFIRM: "Please confirm",
    Severity.INFORMATION: "For your information",
}
SEVERITY_MEANINGS: Mapping[Severity, str] = {
    Severity.MUST_FIX: "Nothing in this file counts until these are right.",
    Severity.PLEASE_CONFIRM: (
        "These do not stop the file. Correct what is wrong, or say why it is right."
    ),
    Severity.INFORMATION: "Good to know. You need not do anything.",
}
OUTCOME_WORDS: Mapping[str, str] = {
    ACCEPTED: "Accepted.",
    QUESTIONS: "Accepted, with questions.",
    REJECTED: "Not accepted yet.",
    UNREADABLE: "Not accepted: the file could not be opened safely.",
    UNKNOWN_LAYOUT: "Not accepted: the file is not set up the way we expect.",
    FAILED: "Not read: a fault on our side. We know of nothing wrong with your file.",
}
CHECKED_WORDS: Mapping[str, str] = {
    ACCEPTED: "Ready to hand in.",
    QUESTIONS: "Ready to hand in, with questions.",
    REJECTED: "Not ready to hand in yet.",
    UNREADABLE: "Not ready to hand in: the file could not be opened safely.",
    UNKNOWN_LAYOUT: "Not ready to hand in: the file is not set up the way we expect.",
}
NO_PROBLEMS = "No problems found."
ONLY_FIRST = "The rest of the file is checked once this is mended."
REASON_LIST = "Reasons to choose from"
CHECK_ONLY = "This was only a check: nothing was handed in, and your file was not kept."
ANSWER = (
    "Go through the questions. If an entry is wrong, correct it in your own file and send the "
    "whole file again. If it is right, choose the reason on the sheet 'Please confirm' of the "
    "workbook, and send the workbook to {contact}."
)
AGAIN = "Then save your file and {send} the whole file again."
NEXT_STEPS: Mapping[str, tuple[str, ...]] = {
    ACCEPTED: ("You are done for {month}.",),
    QUESTIONS: ("The file counts for {month}.", ANSWER),
    REJECTED: (
        "Correct everything marked 'Must fix' in your own file, not in this report.",
        AGAIN,
        "If we accepted an earlier file for {month}, that one counts until then.",
    ),
    UNREADABLE: ("Do what stands under 'What to do'.", AGAIN),
    UNKNOWN_LAYOUT: ("Do what stands under 'What to do'.", AGAIN),
    FAILED: ("You need not do anything now.", "If you have questions, write to {contact}."),
}
CHECKED_STEPS: Mapping[str, tuple[str, ...]] = {
    ACCEPTED: ("You can hand in the file for {month}.",),
    QUESTIONS: (
        "Go through the questions. If an entry is wrong, correct it in your own file.",
        "Then hand in the file for {month}. We will ask about what is left.",
    ),
    REJECTED: NEXT_STEPS[REJECTED][:2],
    UNREADABLE: NEXT_STEPS[UNREADABLE],
    UNKNOWN_LAYOUT: NEXT_STEPS[UNKNOWN_LAYOUT],
}


DESK_WORDS: Mapping[str, str] = {
    ACCEPTED: "Counted.",
    QUESTIONS: "Counted, with questions.",
    REJECTED: "Not counted yet.",
    UNREADABLE: "Not counted: the file could not be opened safely.",
    UNKNOWN_LAYOUT: "Not counted: the file is not set up the way we expect.",
}
STAYS = "Hand in the file of totals. Your own file, with its rows, stays with you."
TALLY_AGAIN = "Then save your file and tally it again."
DESK_STEPS: Mapping[str, tuple[str, ...]] = {
    ACCEPTED: (STAYS,),
    QUESTIONS: (
        "Go through the questions. If an entry is wrong, correct it and tally the file again.",
        "If it is right, answer here with consortium confirm.",
        STAYS,
    ),
    REJECTED: (NEXT_STEPS[REJECTED][0], TALLY_AGAIN),
    UNREADABLE: (NEXT_STEPS[UNREADABLE][0], TALLY_AGAIN),
    UNKNOWN_LAYOUT: (NEXT_STEPS[UNKNOWN_LAYOUT][0], TALLY_AGAIN),
}
WORDS = {
    Occasion.HANDED_IN: OUTCOME_WORDS,
    Occasion.CHECK: CHECKED_WORDS,
    Occasion.DESK: DESK_WORDS,
}
STEPS = {
    Occasion.HANDED_IN: NEXT_STEPS,
    Occasion.CHECK: CHECKED_STEPS,
    Occasion.DESK: DESK_STEPS,
}


def verdict_of(outcome: str, occasion: Occasion) -> str:
    """One sentence: what became of the file, or what would."""
    return WORDS[occasion].get(outcome) or OUTCOME_WORDS[outcome]


def steps_of(outcome: str, month: str, contact: str, occasion: Occasion) -> tuple[str, ...]:
    """What happens next, a sentence a step."""
    is_check = occasion is Occasion.CHECK
    send = "check" if is_check else "send"
    steps = STEPS[occasion].get(outcome) or NEXT_STEPS[outcome]
    told = tuple(step.format(month=month, contact=contact, send=send) for step in steps)
    return (*told, CHECK_ONLY) if is_check else told


def reason_words(reason: str) -> str:
    """Why rows were left out, in plain words."""
    return LEFT_OUT[reason]


def counted(number: int, thing: str) -> str:
    """A number with its noun: 1 place, 2 places, 1,200 rows."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def long_date(day: date) -> str:
    """A date as people write it: April 5, 2026."""
    return f"{day:%B} {day.day}, {day.year}"
