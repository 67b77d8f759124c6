"""Findings: where, which field, what is wrong, what to do, the code. Never what was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from schemas.model import Severity


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One kind of problem in one column (or sheet, or file), however often it occurs.

    `cell` is the first place as Excel writes it, `places` all of them as ranges such as F14:F21.
    `sheet` and `heading` are words that the layout knows, never others; any other sheet is told by
    its place. `suggestion` is a word of a code list or a standard heading that may have been meant.
    """

    code: str
    severity: Severity
    message: str
    fix: str
    sheet: str = ""
    cell: str = ""
    field: str = ""
    heading: str = ""
    count: int = 1
    places: tuple[str, ...] = ()
    suggestion: str = ""


BY_PLACE = re.compile(r"\d+(?:st|nd|rd|th) (?:sheet from the left|hidden sheet)")

# why rows are left out, in the words that follow their number; no other reason is ever said
LEFT_OUT: Mapping[str, str] = {
    "other_month": "of another month",
    "total_row": "with totals",
    "repeated_heading": "with the headings again",
    "blank": "empty",
    "footnote": "with a note",
    "group_label": "with the name of a group",
    "unclear": "that we cannot place",
    "other_record": "of another kind",
    "no_figure": "without a figure for the month",
    "deleted": "marked as deleted",
    "example": "with an example",
}


@dataclass(frozen=True, kw_only=True)
class RowCount:
    """What became of the rows of one table: rows_in == accepted + sum(set_aside)."""

    record: str
    sheet: str
    rows_in: int
    accepted: int
    set_aside: tuple[tuple[str, int], ...]

    @property
    def is_balanced(self) -> bool:
        """Whether every row that came in is counted out."""
        return self.rows_in == self.accepted + sum(count for _, count in self.set_aside)


def sheet_by_place(number: int, *, is_hidden: bool = False) -> str:
    """A sheet whose name is not ours to repeat: 3rd sheet from the left, 1st hidden sheet."""
    is_teen = number % 100 in range(11, 14)
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return (
        f"{number}{ending} hidden sheet" if is_hidden else f"{number}{ending} sheet from the left"
    )


def is_by_place(sheet: str) -> bool:
    """Whether a sheet is told by its place, having no name that is ours to repeat."""
    return BY_PLACE.fullmatch(sheet) is not None


def ranges(letter: str, rows: Iterable[int]) -> tuple[str, ...]:
    """Row numbers of one column as Excel ranges, runs joined: F, (3, 4, 5, 9) -> F3:F5, F9."""
    numbers = np.unique(
        np.asarray(rows if isinstance(rows, np.ndarray) else list(rows), dtype=np.int64)
    )
    if not len(numbers):
        return ()
    gaps = np.flatnonzero(np.diff(numbers) > 1)
    firsts = numbers[np.r_[0, gaps + 1]].tolist()
    lasts = numbers[np.r_[gaps, len(numbers) - 1]].tolist()
    pairs = zip(firsts, lasts, strict=True)
    return tuple(f"{letter}{a}" if a == b else f"{letter}{a}:{letter}{b}" for a, b in pairs)


def has_must_fix(findings: Iterable[Finding]) -> bool:
    """Whether any finding stops the file."""
    return any(finding.severity is Severity.MUST_FIX for finding in findings)


def has_question(findings: Iterable[Finding]) -> bool:
    """Whether any finding asks for a confirmation."""
    return any(finding.severity is Severity.PLEASE_CONFIRM for finding in findings)
