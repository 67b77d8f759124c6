"""What the rows below the headings are: data, or something to set aside with its reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines.intake.headings import HeadingRow, normalize

DATA = ""
TOTAL_COLUMNS = 3
_NOTE = re.compile(r"^[*†‡#(\[]|\S+\s+\S+\s+\S+|[.:]")


@dataclass(frozen=True, repr=False)
class Body:
    """The rows below the headings: text, kinds, which cells are filled, from which column on.

    Privacy: identifiable.
    """

    text: pd.DataFrame
    kinds: pd.DataFrame
    filled: pd.DataFrame
    first: int

    def __repr__(self) -> str:
        """Counts only."""
        return f"Body({len(self.text)} rows)"


def body_of(text: pd.DataFrame, kinds: pd.DataFrame, heading: HeadingRow) -> Body:
    """All rows below the heading row. Privacy: identifiable in, identifiable out."""
    below = text.index > heading.row
    order = {letter: at for at, letter in enumerate(text.columns)}
    first = min((order[one] for found in heading.letters.values() for one in found), default=0)
    return Body(text[below], kinds[below], kinds[below] != "", first)


def reasons(
    body: Body,
    heading: HeadingRow,
    total_words: Collection[str],
    mapped: Collection[str],
) -> pd.Series[str]:
    """Why each row is set aside, or the empty text where it is data.

    A row with nothing in any mapped column is blank to us: templates are often filled down with
    row numbers or formulas in columns that nobody asked for.

    Privacy: identifiable in, aggregate out.
    """
    found = pd.Series(DATA, index=body.text.index, dtype="str")
    has_mapped = body.filled[list(mapped)].any(axis=1)
    for reason, holds in (
        ("blank", ~has_mapped),
        ("footnote", _is_footnote(body)),
        ("total_row", _is_total(body, total_words)),
        ("repeated_heading", _is_heading(body, heading.letters)),
        ("blank", ~body.filled.any(axis=1)),
    ):  # the later, the stronger
        found = found.mask(holds, reason)
    return found


def _is_total(body: Body, words: Collection[str]) -> pd.Series[bool]:
    wanted = {_bare(word) for word in words}
    near = body.text.iloc[:, body.first : body.first + TOTAL_COLUMNS]
    found: pd.Series[bool] = near.apply(lambda column: column.isin(_alike(column, wanted))).any(
        axis=1
    )
    return found


def _alike(column: pd.Series[str], wanted: Collection[str]) -> list[str]:
    return [text for text in column.unique() if _bare(text) in wanted]


def _bare(text: str) -> str:
    return normalize(text).strip(" :")


def _is_heading(body: Body, letters: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
    """Rows that repeat the headings and hold nothing else."""
    own = {letter: heading for heading, found in letters.items() for letter in found}
    same = pd.DataFrame(
        {
            letter: column.isin([text for text in column.unique() if normalize(text) == heading])
            for letter, heading in own.items()
            for column in (body.text[letter],)
        },
        index=body.text.index,
    )
    count = same.sum(axis=1)
    return (count >= min(2, len(own))) & (count == body.filled.sum(axis=1)) & (count > 0)


def _is_footnote(body: Body) -> pd.Series[bool]:
    """A lone text in the first column, below all data, after a gap or worded like a note."""
    filled = body.filled.sum(axis=1)
    rows = body.text.index.to_series()
    full = rows[filled > 1]
    below = rows > (full.max() if len(full) else 0)
    blanks = rows[below & (filled == 0)]
    after_gap = rows > (blanks.min() if len(blanks) else rows.max())
    first = body.text.iloc[:, body.first]
    lone = below & (filled == 1) & (body.kinds.iloc[:, body.first] == "s")
    worded = first.isin([text for text in first[lone].unique() if _NOTE.search(text)])
    found: pd.Series[bool] = lone & (after_gap | worded)
    return found
