"""Totals rows: told from rows of data, and compared with what stands above them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines.durations import HOURS, MINUTES, minutes_of
from pipelines.findings import Finding, ranges
from pipelines.intake.tables.body import Body, Known
from pipelines.intake.tables.headings import normalize
from pipelines.intake.tables.ticks import TICKED
from pipelines.intake.wording import finding
from schemas.blanks import MISSING_WORDS

LABEL_COLUMNS = 3
TOLERANCE = 0.005 + 1e-9
_EXACT = re.compile(
    r"(?:(?:grand|overall|column|sub|all|final|report|monthly|yearly|annual)[ -]?)?"
    r"(?:totals?|sums?)(?: overall)?|overall",
)
# a label may say of what it is the total: Total for March, Adults subtotal
_LOOSE = re.compile(r"^(?:(?:grand|overall|sub)[ -]?)?totals?\b|\b(?:sub[ -]?)?totals?$")
_LIKELY = r"(?i)tot|sum|overall|[^\x00-\x7f]"
_NUMBER = re.compile(r"[$\u20ac\u00a3,\s\u00a0]")
_DECIMAL_COMMA = re.compile(r"\s*(\d*),(\d{1,2})\s*", re.ASCII)
_FRACTION = re.compile(r"(?:(\d+)[ -])?(\d{1,2})/([1-9]\d?)", re.ASCII)
_VULGAR = {"\u00bd": "1/2", "\u00bc": "1/4", "\u00be": "3/4", "\u2153": "1/3", "\u2154": "2/3"}

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, repr=False)
class Labels:
    """Where the words of a totals row stand: the column by row, and whether nothing else does."""

    column: pd.Series[str]
    is_exact: pd.Series[bool]


def labels_of(body: Body, words: Collection[str]) -> Labels:
    """The rows that call themselves totals, in one of the first columns or with nothing before.

    Privacy: identifiable in, identifiable out.
    """
    own = {_bare(word) for word in words}
    pattern = re.compile("|".join((_LIKELY, *(re.escape(word.strip()) for word in words))))
    column = pd.Series("", index=body.text.index, dtype="str")
    exact = pd.Series(data=False, index=body.text.index)
    near = set(body.text.columns[body.first : body.first + LABEL_COLUMNS])
    bare = body.text.index  # rows with nothing so far
    for letter in body.text.columns[body.first :]:
        if letter not in near and bare.empty:
            break
        texts = body.text[letter] if letter in near else body.text.loc[bare, letter]
        likely = [str(text) for text in texts.unique() if pattern.search(str(text))]
        loose = [text for text in likely if _is_loose(text, own)]
        if loose:
            is_loose = texts.isin(loose)
            rows = texts.index[is_loose & (column[texts.index] == "")]
            column[rows] = str(letter)
            exact[rows] = texts[rows].isin([text for text in likely if _is_exact(text, own)])
        bare = bare[~body.filled.loc[bare, letter]]
    return Labels(column, exact)


def _bare(text: str) -> str:
    return normalize(text).strip(" :.=*-")


def _is_exact(text: str, own: Collection[str]) -> bool:
    bare = _bare(text)
    return bare in own or bool(_EXACT.fullmatch(bare))


def _is_loose(text: str, own: Collection[str]) -> bool:
    return _is_exact(text, own) or bool(_LOOSE.search(_bare(text)))


def total_findings(
    body: Body,
    is_data: pd.Series[bool],
    labels: pd.Series[str],
    known: Known,
    sheet: str,
) -> Iterator[Finding]:
    """Each figure of a totals row against the sum of the rows, and data below the last of them.

    In a column that holds no figures it may be a count.

    Args:
        body: The rows below the headings.
        is_data: Which of them are data.
        labels: The text of the label by totals row.
        known: The columns that mean something, hold figures, are ticked.
        sheet: The sheet's name as the layout knows it.

    Privacy: identifiable in, aggregate out.
    """
    rows = labels.index
    differing: list[tuple[int, str]] = []
    agreeing: list[tuple[int, str]] = []
    told = body.text.loc[rows, list(known.mapped)] != ""
    for letter in told.columns[told.any()]:
        counts = _counts(body, is_data, letter, known)
        for row, is_same in _compared(body, is_data, labels, letter, counts).items():
            (agreeing if is_same else differing).append((int(row), f"{letter}{row}"))
    wrong = {row for row, _ in differing}
    right = {row for row, _ in agreeing} - wrong
    if right:
        places = [place for row, place in sorted(agreeing) if row in right]
        yield finding("ROW-02", sheet=sheet, places=places, count=len(right))
    if bare := [int(row) for row in rows if row not in right | wrong]:
        places = [*ranges(str(body.text.columns[body.first]), bare)]
        yield finding("ROW-18", sheet=sheet, places=places, count=len(bare))
    if differing:
        places = [place for _, place in sorted(differing)]
        yield finding("ROW-06", sheet=sheet, places=places, count=len(places))
    yield from _rows_below(body, is_data, int(rows.max()), sheet)


def _rows_below(body: Body, is_data: pd.Series[bool], last: int, sheet: str) -> Iterator[Finding]:
    """Data below the last totals row, where there is some above it too.

    A cell on its own may be the label of a group.
    """
    rows = is_data.index[is_data & (body.filled.sum(axis=1) > 1)]
    below = rows[rows > last]
    if 0 < len(below) < len(rows):
        letter = str(body.text.columns[body.first])
        yield finding("ROW-19", sheet=sheet, places=ranges(letter, below), count=len(below))


def equals_sum(
    body: Body, is_data: pd.Series[bool], rows: pd.Index, letter: str
) -> pd.Series[bool]:
    """Whether the figure of each row is the sum of the data above it, and not nothing.

    Privacy: identifiable in, identifiable out.
    """
    labels = pd.Series("", index=rows, dtype="str")
    same = _compared(body, is_data, labels, letter)
    return pd.Series([same.get(row, False) for row in rows], index=rows, dtype=bool)


def _counts(body: Body, is_data: pd.Series[bool], letter: str, known: Known) -> tuple[Numbers, ...]:
    """What a totals row may count in a column, so far by row: cells, rows, different cells, ticks.

    A figure is added up: the count of its cells is not its total. Nor is that of rows of ticks.
    """
    data, text = is_data.to_numpy(), body.text[letter]
    filled = body.filled[letter].to_numpy() & data
    if letter in known.figures:
        return ()
    if letter in known.ticked:
        on = [one for one in text.unique() if normalize(one) in TICKED]
        return (np.cumsum(text.isin(on).to_numpy() & filled).astype("float64"),)
    first = ~text.duplicated().to_numpy() & filled
    return tuple(np.cumsum(one).astype("float64") for one in (filled, data, first))


def _compared(
    body: Body,
    is_data: pd.Series[bool],
    labels: pd.Series[str],
    letter: str,
    counts: Sequence[Numbers] = (),
) -> dict[int, bool]:
    """By totals row with a figure in the column: whether it is what stands above.

    Above means all rows, or those since the last totals row, or since the last of the same label.
    With a label, the total of the whole table is right wherever it stands.
    """
    values = numbers(body.text[letter], body.kinds[letter], body.spans.get(letter, ""))
    mine = values[np.isin(body.text.index, labels.index)]
    has_figure = ~np.isnan(mine)
    if not has_figure.any():
        return {}
    data, filled = is_data.to_numpy(), body.filled[letter].to_numpy()
    says_nothing = _says_nothing(body.text[letter])
    unread = np.cumsum(data & filled & np.isnan(values) & ~says_nothing)
    sums = np.cumsum(np.where(data & ~np.isnan(values), values, 0.0))
    measures = [np.where(unread > 0, np.nan, sums), *counts]
    at = np.flatnonzero(np.isin(body.text.index, labels.index))
    same = np.zeros(len(at), dtype=bool)
    for measure in measures:
        so_far = pd.Series(measure[at], index=labels.index, dtype="float64")
        earlier = so_far.shift(1, fill_value=0.0), so_far.groupby(labels).shift(1, fill_value=0.0)
        whole = so_far.mask(labels != "", measure[-1])
        for one in (so_far, *(so_far - start for start in earlier), whole):
            same |= np.asarray((one - mine).abs() <= TOLERANCE, dtype=bool)
    return {
        int(row): bool(one)
        for row, one, known in zip(labels.index, same, has_figure, strict=True)
        if known
    }


def numbers(text: pd.Series[str], kinds: pd.Series[str], unit: str = "") -> Numbers:
    """Figures as numbers, durations in the column's unit of time, anything else missing.

    Privacy: identifiable in, identifiable out.
    """
    codes, distinct = pd.factorize(text)
    plain = [_plain(str(one)) for one in distinct]
    read = pd.to_numeric(pd.Series(plain, dtype="str"), errors="coerce").to_numpy(dtype="float64")
    read = np.where(np.isfinite(read), read, np.nan)
    if unit or (kinds == "t").any():
        unread = np.flatnonzero(np.isnan(read))
        read[unread] = [_span(str(distinct[int(at)]), unit or HOURS) for at in unread]
    found: Numbers = np.asarray(read[codes], dtype="float64")
    return found


def _says_nothing(text: pd.Series[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    words = [one for one in text.unique() if normalize(one) in MISSING_WORDS]
    return text.isin(words).to_numpy(dtype=bool)


def _plain(text: str) -> str:
    """A figure without its signs: 1,5 and 1\u00bd are 1.5; a comma before three digits is none."""
    comma = _DECIMAL_COMMA.fullmatch(text)
    if comma:
        return f"{comma[1]}.{comma[2]}"
    for letter, words in _VULGAR.items() if not text.isascii() else ():
        text = text.replace(letter, f" {words}")
    fraction = _FRACTION.fullmatch(text.strip())
    if fraction:
        whole, above, below = (int(part or 0) for part in fraction.groups())
        return str(whole + above / below)
    return _NUMBER.sub("", text).strip("%")


def _span(text: str, unit: str) -> float:
    minutes, in_doubt = minutes_of(normalize(text), "s", unit)
    return float("nan") if minutes is None or in_doubt else minutes / MINUTES[unit]
