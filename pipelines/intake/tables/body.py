"""The rows below the headings of one table, or of several that share them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipelines.intake.tables.headings import HeadingRow


@dataclass(frozen=True)
class Known:
    """What is known of the columns: those that mean something, must be filled, hold figures.

    `keys` are the columns of required fields that are no figures: no totals row fills them.
    `ticked` are those that are ticked, one for each code. `titles` are the (normalized) texts
    above the headings, which a new page may repeat.
    """

    mapped: tuple[str, ...]
    keys: tuple[str, ...]
    figures: tuple[str, ...]
    total_words: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True, repr=False)
class Body:
    """The rows below the headings: text, kinds, which cells are filled, from which column on.

    `spans` has the unit of columns that hold times which something took: hours or minutes.

    Privacy: identifiable.
    """

    text: pd.DataFrame
    kinds: pd.DataFrame
    filled: pd.DataFrame
    first: int
    spans: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Counts only."""
        return f"Body({len(self.text)} rows)"


def body_of(text: pd.DataFrame, kinds: pd.DataFrame, heading: HeadingRow, units: int = 0) -> Body:
    """All rows below the headings and the rows of units.

    Privacy: identifiable in, identifiable out.
    """
    text = text.loc[heading.bottom + units + 1 :]
    kinds = kinds.loc[heading.bottom + units + 1 :]
    order = {letter: at for at, letter in enumerate(text.columns)}
    first = min((order[one] for found in heading.letters.values() for one in found), default=0)
    return Body(text, kinds, kinds != "", first)
