"""Headings: read as people read them, and the row that holds them found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

SEARCHED_ROWS = 40
# soft hyphen, zero-width characters and marks of writing direction
_INVISIBLE: dict[int, None] = dict.fromkeys(
    (
        0x00AD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        0x2060,
        *range(0x2066, 0x206A),
        0xFEFF,
    ),
)


@dataclass(frozen=True, repr=False)
class HeadingRow:
    """The row of the headings, and the columns by normalized heading. Privacy: identifiable."""

    row: int
    letters: Mapping[str, tuple[str, ...]]

    def __repr__(self) -> str:
        """Counts only."""
        return f"HeadingRow({self.row}, {len(self.letters)} headings)"


def normalize(text: str) -> str:
    """A heading without what cannot be seen, breaks and blanks as one blank, case folded."""
    shown = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return re.sub(r"\s+", " ", shown).strip().casefold()


def find_heading_row(text: pd.DataFrame, declared: int, wanted: Collection[str]) -> HeadingRow:
    """The row that holds the wanted (normalized) headings.

    It is the declared row unless another of the first 40 holds more of them, and at least half;
    that one must be the only one, or the first of several that are the same.

    Privacy: identifiable in, identifiable out.
    """
    top = text.head(max(SEARCHED_ROWS, declared))
    rows = {number: _headings(text, number) for number in top.index}
    hits = {number: len(set(wanted) & set(found)) for number, found in rows.items()}
    most = max(hits.values(), default=0)
    best = [number for number, count in hits.items() if count == most]
    enough = most == len(wanted) or 2 * most >= len(wanted)
    alike = all(rows[number] == rows[best[0]] for number in best)  # a heading may be repeated
    if hits.get(declared) == most or not enough or not alike:
        return HeadingRow(declared, rows.get(declared, {}))
    return HeadingRow(best[0], rows[best[0]])


def _headings(text: pd.DataFrame, number: int) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for letter, cell in text.loc[number].items():
        heading = normalize(str(cell))
        if heading:
            found[heading] = (*found.get(heading, ()), str(letter))
    return found
