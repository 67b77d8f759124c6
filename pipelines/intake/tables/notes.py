"""Notes below a table, told from rows that lack some of their cells."""

from __future__ import annotations

import re

import pandas as pd

from pipelines.intake.tables.body import Body, Known

_NOTE = re.compile(r"^[*\u2020\u2021#(\[]|\S+\s+\S+\s+\S+|[.:]")
_CERTAIN = re.compile(r"^\s*(?:[*\u2020\u2021#]|notes?\b|sources?\b)", re.IGNORECASE)
_FIGURE = r"\d|^\S+$"
MUCH_LONGER = 1.5


def notes_of(body: Body, known: Known) -> pd.Series[bool]:
    """Rows of text below all data: after a gap, worded like notes, or where only figures stand.

    Several texts in one row must all be worded so, after a gap. Where rows are told by one text
    alone, a text in its column may be a row without its figure: there a note must begin like one,
    or be much longer than any text above it.

    Privacy: identifiable in, identifiable out.
    """
    filled = body.filled.sum(axis=1)
    rows = body.text.index.to_series()
    full = rows[(filled > 1) & is_solid(body, known)]
    if not len(full):
        full = rows[filled > 1]
    below = rows > (full.max() if len(full) else 0)
    blanks = rows[below & (filled == 0)]
    after_gap = rows > (blanks.min() if len(blanks) else rows.max())
    tail = rows.index[below & (filled > 0)]
    texts, worded, doubtful = (pd.Series(0, index=tail) for _ in range(3))
    for letter in body.text.columns[body.filled.loc[tail].any()] if len(tail) else ():
        is_text = body.kinds.loc[tail, letter] == "s"
        above = body.kinds.loc[~below & body.filled[letter], letter]
        foreign = bool(len(above)) and not (above == "s").any()
        texts += is_text.astype(int)
        worded += (is_text & (_is_worded(body.text.loc[tail, letter]) | foreign)).astype(int)
        if known.keys == (letter,) and not foreign:
            likely = _is_certain(body.text.loc[tail, letter], body.text.loc[above.index, letter])
            doubtful += (is_text & ~likely).astype(int)
    lone = (texts == 1) & (filled[tail] == 1)
    is_note = lone & (after_gap[tail] | (worded == 1))
    is_note |= (worded == filled[tail]) & after_gap[tail]
    found: pd.Series[bool] = (is_note & (doubtful == 0)).reindex(rows.index, fill_value=False)
    return found


def _is_worded(texts: pd.Series[str]) -> pd.Series[bool]:
    return texts.isin([text for text in texts.unique() if _NOTE.search(text)])


def _is_certain(texts: pd.Series[str], above: pd.Series[str]) -> pd.Series[bool]:
    longest = above.str.len().max() if len(above) else 0
    certain = texts.isin([text for text in texts.unique() if _CERTAIN.search(text)])
    return certain | (texts.str.len() > MUCH_LONGER * longest)


def is_solid(body: Body, known: Known) -> pd.Series[bool]:
    """Rows that fill at least half of the columns that must be filled, and not a label alone.

    Privacy: identifiable in, identifiable out.
    """
    keys = list(known.keys)
    if not keys:
        return pd.Series(data=True, index=body.text.index)
    count = body.filled[keys].sum(axis=1)
    has_more = (count > 1) | (not known.figures)
    for letter in known.figures if len(keys) == 1 else ():
        has_more |= body.text[letter].str.contains(_FIGURE, regex=True)
    return (2 * count >= len(keys)) & has_more
