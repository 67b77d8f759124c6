"""Blocks such as "Prepared by ..., Date ..." that stand below a table after a blank row."""

from __future__ import annotations

import re

import pandas as pd

from pipelines.intake.tables.body import Body, Known
from pipelines.intake.tables.headings import normalize
from pipelines.intake.tables.likeness import like_data

MOST_CELLS = 2
_LABEL = re.compile(
    r":$|^(?:(?:prepared|submitted|completed|entered|reported|reviewed|approved|compiled|certified"
    r"|signed|verified|checked)\b|signature|title\b|date\b|phone|tel\b|telephone|fax|e-?mail"
    r"|contact\b|director\b|questions?\b)"
)
_DATE = re.compile(r"\bdate|signed")


def signatures_of(body: Body, known: Known) -> pd.Series[bool]:
    """Rows of the last blocks that hold labels and what belongs to them, and nothing like data.

    Such a block stands below a blank row, has at most two cells a row and a label in one of its
    rows. No cell looks like those above it in its column, but for the date of the signature.

    Privacy: identifiable in, identifiable out.
    """
    found = pd.Series(data=False, index=body.text.index)
    count = body.filled.sum(axis=1)
    full = count.index[count > MOST_CELLS]
    tail = count[count.index > (full.max() if len(full) else 0)]
    block = (tail == 0).cumsum()
    block = block[(tail > 0) & (block > 0)]
    for number in block.unique()[::-1]:
        rows = block.index[block == number]
        if not _is_signature(body, known, rows):
            break
        found[rows] = True
    return found


def _is_signature(body: Body, known: Known, rows: pd.Index[int]) -> bool:
    mapped = list(known.mapped)
    text, kinds = body.text.loc[rows, mapped], body.kinds.loc[rows, mapped]
    labels = _first_texts(body, rows)
    if kinds.isin(("e", "f")).any(axis=None) or not labels.str.contains(_LABEL).any():
        return False
    above = body.filled.any(axis=1) & (body.text.index.to_series() < rows[0])
    alike = like_data(text, kinds, body, above)
    is_dated = labels.str.contains(_LABEL) & labels.str.contains(_DATE)
    days = [letter for letter in mapped if letter not in known.figures]
    is_day = (kinds[days] == "d") | text[days].apply(lambda cells: cells.str.contains(r"\d"))
    alike[days] = alike[days] & ~is_day.mul(is_dated, axis=0)
    return not alike.any(axis=None)


def _first_texts(body: Body, rows: pd.Index[int]) -> pd.Series[str]:
    """What stands in the first filled cell of each row, normalized."""
    first = body.filled.loc[rows].idxmax(axis=1)
    texts = pd.Series("", index=rows, dtype="str")
    for letter in first.unique():
        texts = texts.mask(first == letter, body.text.loc[rows, letter])
    return texts.map(normalize).astype("str")
