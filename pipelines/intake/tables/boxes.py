"""Ranges of cells as Excel writes them (B4:D9, A:F), as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_RANGE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d*):\$?([A-Z]{1,3})\$?(\d*)$")
_LAST_ROW = 1 << 20


@dataclass(frozen=True)
class Box:
    """A range: first and last column (from 1), first and last row."""

    left: int
    right: int
    top: int = 1
    bottom: int = _LAST_ROW

    def has_column(self, letter: str) -> bool:
        """Whether a column stands in the range."""
        return self.left <= column_number(letter) <= self.right


def column_number(letter: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for one in letter:
        number = number * 26 + ord(one) - ord("A") + 1
    return number


def parse_box(text: str) -> Box | None:
    """B4:D9 or A:F as numbers; None for anything else."""
    match = _RANGE.match(text.strip().upper())
    if match is None:
        return None
    left, right = sorted((column_number(match[1]), column_number(match[3])))
    if not (match[2] and match[4]):
        return Box(left, right)
    top, bottom = sorted((int(match[2]), int(match[4])))
    return Box(left, right, top, bottom)


def parse_boxes(texts: Sequence[str]) -> tuple[Box, ...]:
    """Every range that can be read."""
    return tuple(box for box in map(parse_box, texts) if box is not None)
