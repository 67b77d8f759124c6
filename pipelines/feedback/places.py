"""Places of findings: ranges as Excel writes them, counted, shortened, and compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SPAN = re.compile(r"(row )?([A-Z]{0,3})(\d+)(?::(row )?([A-Z]{0,3})(\d+))?")
LARGEST_SHEET = 1 << 20


@dataclass(frozen=True)
class Span:
    """Cells of one column from a row to a row; `letter` is "" where whole rows are meant."""

    letter: str
    first: int
    last: int

    @property
    def text(self) -> str:
        """As it is shown: F14, F14:F212, row 9, rows 9 to 12."""
        if not self.letter:
            is_one = self.first == self.last
            return f"row {self.first}" if is_one else f"rows {self.first} to {self.last}"
        cell = f"{self.letter}{self.first}"
        return cell if self.first == self.last else f"{cell}:{self.letter}{self.last}"

    def cells(self) -> Iterator[str]:
        """Each place on its own."""
        prefix = self.letter or "row "
        return (f"{prefix}{row}" for row in range(self.first, self.last + 1))


def span_of(place: str) -> Span | None:
    """A place as a span of one column; None if it has another shape, such as a block of cells."""
    found = SPAN.fullmatch(place)
    if found is None or bool(found[1]) == bool(found[2]):
        return None
    if found[6] and (found[1], found[2]) != (found[4], found[5]):
        return None
    first = int(found[3])
    return Span(found[2], first, int(found[6] or first))


def shown(places: Sequence[str], limit: int) -> str:
    """Places as one text, the first of them in full and the others counted."""
    texts = [span.text if (span := span_of(place)) else place for place in places[:limit]]
    more = len(places) - limit
    listed = ", ".join(texts)
    return (
        f"{listed} and {more:,} more {'range' if more == 1 else 'ranges'}" if more > 0 else listed
    )


def each_cell(places: Iterable[str]) -> Iterator[str]:
    """Every single place, in order; a place of another shape stands for itself."""
    for place in places:
        span = span_of(place)
        yield from (place,) if span is None else span.cells()


def cell_numbers(places: Iterable[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The places as distinct numbers, so that long lists can be compared quickly."""
    parts = [np.empty(0, dtype=np.int64)]
    for place in places:
        span = span_of(place)
        if span is not None:
            base = _column_number(span.letter) * LARGEST_SHEET
            parts.append(np.arange(base + span.first, base + span.last + 1, dtype=np.int64))
        else:  # a block of cells is one place, told apart by its text
            parts.append(np.array([-_text_number(place)], dtype=np.int64))
    return np.unique(np.concatenate(parts))


def first_row(cell: str) -> tuple[int, int]:
    """Row and column of a place, for sorting; places without a row come first."""
    span = span_of(cell)
    return (span.first, _column_number(span.letter)) if span else (0, 0)


def _column_number(letter: str) -> int:
    number = 0
    for one in letter:
        number = number * 26 + ord(one) - ord("A") + 1
    return number


def _text_number(text: str) -> int:
    return int.from_bytes(text.encode()[:7].ljust(7, b"\0"), "big") + 1
