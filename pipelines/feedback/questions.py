"""Questions that can be answered in the workbook: what each asks, and the id it is known by."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.feedback.items import Item
from schemas.model import Severity

MOST_RANGES = 6


@dataclass(frozen=True, kw_only=True)
class Question:
    """All that is asked under one code; one answer settles it."""

    id: str
    code: str
    asked: str
    place: str
    count: int


def question_id(partner: str, month: str, code: str, counts: Mapping[str, int]) -> str:
    """A short name of a question, the same as long as the same number of places is asked about.

    Args:
        partner: Whose question it is.
        month: The month of the file.
        code: The code of the question.
        counts: How many places of each field it is about.
    """
    told = json.dumps([partner, month, code, sorted(counts.items())])
    letters = base64.b32encode(hashlib.sha256(told.encode()).digest())[:8].decode()
    return f"Q-{letters[:4]}-{letters[4:]}"


def questions_in(items: Iterable[Item], partner: str, month: str) -> tuple[Question, ...]:
    """The questions among the findings of a file, one for each code."""
    asked: dict[str, list[Item]] = {}
    for item in items:
        if item.finding.severity is Severity.PLEASE_CONFIRM:
            asked.setdefault(item.finding.code, []).append(item)
    return tuple(_question(code, found, partner, month) for code, found in asked.items())


def _question(code: str, items: list[Item], partner: str, month: str) -> Question:
    counts: dict[str, int] = {}
    for part in (part for item in items for part in item.parts):
        counts[part.field] = counts.get(part.field, 0) + part.count
    told = dict.fromkeys(f"{item.finding.message} {item.finding.fix}" for item in items)
    each = max(1, MOST_RANGES // len(items))
    return Question(
        id=question_id(partner, month, code, counts),
        code=code,
        asked=" ".join(told),
        place="; ".join(filter(None, (item.place(each) for item in items))),
        count=sum(counts.values()),
    )
