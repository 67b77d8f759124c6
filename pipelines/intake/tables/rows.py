"""What the rows below the headings are: data, or something to set aside with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines.findings import Finding, ranges
from pipelines.intake.tables.body import Body, Known
from pipelines.intake.tables.headings import HeadingRow, normalize
from pipelines.intake.tables.notes import is_solid, notes_of
from pipelines.intake.tables.signatures import signatures_of
from pipelines.intake.tables.totals import Labels, equals_sum, labels_of, total_findings
from pipelines.intake.wording import finding

DATA = ""
BLANK, FOOTNOTE, TOTAL, HEADING = "blank", "footnote", "total_row", "repeated_heading"
UNCLEAR = "unclear"
_PAGE = re.compile(r"[- ]*page \d+(?: ?(?:of|/) ?\d+)?[- ]*")
TITLE_ROWS = 8
HEADINGS_ENOUGH = 3


@dataclass(frozen=True, repr=False)
class Fates:
    """Why each row is set aside ("" for data), and what to say of it. Privacy: identifiable."""

    reasons: pd.Series[str]
    findings: tuple[Finding, ...]


def fates(body: Body, heading: HeadingRow, known: Known, sheet: str) -> Fates:
    """Why each row is set aside, or the empty text where it is data; and what the partner is told.

    A row with nothing in any mapped column is blank to us: templates are often filled down with
    row numbers or formulas in columns that nobody asked for.

    Privacy: identifiable in, aggregate out.
    """
    found = pd.Series(DATA, index=body.text.index, dtype="str")
    labels = labels_of(body, known.total_words)
    is_total, is_asked = _totals(body, labels, known)
    notes = notes_of(body, known) | signatures_of(body, known)
    is_heading, nearly = _is_heading(body, heading.parts)
    for reason, holds in (
        (BLANK, ~body.filled[list(known.mapped)].any(axis=1)),
        (FOOTNOTE, notes),
        (UNCLEAR, is_asked),
        (TOTAL, is_total),
        (HEADING, _with_titles(body, is_heading, known)),
        (BLANK, ~body.filled.any(axis=1)),
    ):  # the later, the stronger
        found = found.mask(holds, reason)
    found = found.mask(_unlabeled_totals(body, found, known), TOTAL)
    loose = _loose_ends(body, found, known)
    asked = found == UNCLEAR
    found = found.mask(loose, UNCLEAR)
    nearly &= found == DATA
    found = found.mask(nearly, UNCLEAR)
    bare = _bare_sums(body, found, known)
    found = found.mask(bare, UNCLEAR)
    said = [*_row_findings("ROW-07", body, asked, sheet, labels.column)]
    said += _row_findings("ROW-08", body, loose, sheet)
    said += _row_findings("ROW-15", body, bare, sheet)
    said += _row_findings("ROW-21", body, nearly, sheet)
    said += _note_findings(body, found == FOOTNOTE, sheet)
    totals = labels.column[found == TOTAL]
    if len(totals):
        words = _label_texts(body, totals)
        said += total_findings(body, found == DATA, words, known, sheet)
    return Fates(found, tuple(said))


def _totals(body: Body, labels: Labels, known: Known) -> tuple[pd.Series[bool], pd.Series[bool]]:
    """Rows that are totals, and rows called so whose other columns say that they are data.

    A totals row fills no other column that a row of data must fill. Where there is none, it must
    be the last row of its block.
    """
    is_called = labels.column != ""
    keys = known.keys or tuple(one for one in known.mapped if one not in known.figures)
    others = pd.Series(data=False, index=body.text.index)
    has_others = pd.Series(data=False, index=body.text.index)
    for letter in keys if is_called.any() else ():
        is_other = labels.column != letter  # beside its label a totals row may show counts
        others |= body.filled[letter] & is_other & ~_is_figure(body, letter)
        has_others |= is_other
    ends = ~body.filled.any(axis=1).shift(-1, fill_value=False)
    ends |= is_called.shift(-1, fill_value=False)
    is_total = is_called & ~others & (has_others | (labels.is_exact & ends))
    # the only text of its row: a total if its figures say so, a question at the end of its block
    unsure = is_called & ~others & ~has_others & ~labels.is_exact
    is_sum = _are_sums(body, unsure, body.filled.any(axis=1) & ~is_called, known)
    is_asked = is_called & labels.is_exact & ~is_total
    return is_total | is_sum, is_asked | (unsure & ends & ~is_sum)


def _is_figure(body: Body, letter: str) -> pd.Series[bool]:
    return (body.kinds[letter] == "n") | body.text[letter].str.fullmatch(r"[\d.,]+")


def _unlabeled_totals(body: Body, found: pd.Series[str], known: Known) -> pd.Series[bool]:
    """Last rows of a block with nothing but figures that are all sums of what stands above."""
    others = [one for one in body.filled.columns if one not in known.figures]
    if not known.keys:
        return pd.Series(data=False, index=found.index)
    bare = (found == DATA) & ~body.filled[others].any(axis=1)
    return _are_sums(body, bare, (found == DATA) & ~bare, known)


def _bare_sums(body: Body, found: pd.Series[str], known: Known) -> pd.Series[bool]:
    """Last rows of a group with nothing but figures, all sums, where labels are written once.

    They may be a total, or one more row under the labels above them.
    """
    others = [one for one in body.filled.columns if one not in known.figures]
    bare = (found == DATA) & ~body.filled[others].any(axis=1)
    if known.keys or bare.all():
        return pd.Series(data=False, index=found.index)
    last = bare & ~bare.shift(-1, fill_value=False)
    return _are_sums(body, last, (found == DATA) & ~last, known)


def _are_sums(
    body: Body, rows: pd.Series[bool], data: pd.Series[bool], known: Known
) -> pd.Series[bool]:
    """Of some rows, those that have figures, each the sum of the data above it."""
    found = pd.Series(data=False, index=rows.index)
    chosen = rows.index[rows]
    if not len(chosen) or not known.figures:
        return found
    figures = list(known.figures)
    same = body.filled.loc[chosen, figures].any(axis=1)
    for letter in figures:
        same &= equals_sum(body, data, chosen, letter) | ~body.filled.loc[chosen, letter]
    found[chosen] = same
    return found


def _is_heading(
    body: Body, parts: Mapping[str, tuple[str, ...]]
) -> tuple[pd.Series[bool], pd.Series[bool]]:
    """Rows that repeat the headings and hold nothing else; upper rows of several beside them.

    And rows that would, but for one cell.
    """
    rows = body.text.index[body.filled.any(axis=1)]
    count, misses = pd.Series(0, index=rows), pd.Series(0, index=rows)
    fullest = body.filled.sum().sort_values(ascending=False).index
    for letter in fullest:  # the fullest column first: few rows are left after it
        if rows.empty:
            break
        filled = body.filled.loc[rows, letter]
        said = filled & _says(body.text.loc[rows, letter], parts.get(str(letter), ()))
        count += said.astype(int)
        misses += (filled & ~said).astype(int)
        rows = rows[misses <= 1]
        count, misses = count[rows], misses[rows]
    count = count.reindex(body.text.index, fill_value=0)
    misses = misses.reindex(body.text.index, fill_value=1)
    nothing_else = (count > 0) & (misses == 0)
    found: pd.Series[bool] = nothing_else & (count >= min(2, len(parts)))
    for _ in range(max(map(len, parts.values()), default=1) - 1):
        found |= nothing_else & found.shift(-1, fill_value=False)
    return found, (misses == 1) & (count >= HEADINGS_ENOUGH)


def _with_titles(body: Body, repeated: pd.Series[bool], known: Known) -> pd.Series[bool]:
    """Repeated headings, and the titles and page numbers right above them; blanks may part them."""
    if not repeated.any():
        return repeated
    rows = body.text.index[body.filled.any(axis=1)]
    near = rows[
        pd.Series(repeated.loc[rows].to_numpy()[::-1]).rolling(TITLE_ROWS, 1).max()[::-1] > 0
    ]
    is_title = pd.Series(data=True, index=near)
    for letter in body.text.columns:
        texts = body.text.loc[near, letter]
        told = [one for one in texts.unique() if not one or _is_title(one, known)]
        is_title &= texts.isin(told) & ~body.kinds.loc[near, letter].isin(("e", "f"))
    found = repeated.loc[rows]
    for _ in range(TITLE_ROWS - 1):
        found = found | (
            is_title.reindex(rows, fill_value=False) & found.shift(-1, fill_value=False)
        )
    return found.reindex(body.text.index, fill_value=False)


def _is_title(text: str, known: Known) -> bool:
    shown = normalize(text)
    return shown in known.titles or bool(_PAGE.fullmatch(shown))


def _says(column: pd.Series[str], path: tuple[str, ...]) -> pd.Series[bool]:
    """Cells that say one of the headings."""
    return column.isin([text for text in column.unique() if normalize(text) in path])


def _loose_ends(body: Body, found: pd.Series[str], known: Known) -> pd.Series[bool]:
    """Rows below the last whole one, between notes: too little for data, too much for a note."""
    rows = found.index.to_series()
    whole = rows[(found == DATA) & is_solid(body, known)]
    below = rows > (whole.max() if len(whole) else 0)
    has_notes = bool((below & (found == FOOTNOTE)).any())
    return below & (found == DATA) & has_notes & bool(len(whole))


def _row_findings(
    code: str,
    body: Body,
    holds: pd.Series[bool],
    sheet: str,
    columns: pd.Series[str] | None = None,
) -> Iterator[Finding]:
    """One finding that names the first filled cell of each row, or that of the given column."""
    rows = holds.index[holds]
    if not len(rows):
        return
    first = body.filled.loc[rows].idxmax(axis=1) if columns is None else columns[rows]
    places = [
        place for letter, own in rows.to_series().groupby(first) for place in ranges(letter, own)
    ]
    yield finding(code, sheet=sheet, places=places, count=len(rows))


def _note_findings(body: Body, notes: pd.Series[bool], sheet: str) -> Iterator[Finding]:
    """Every cell that is left out as a note."""
    filled = body.filled[notes]
    places = [
        place
        for letter in filled.columns
        for place in ranges(str(letter), filled.index[filled[letter]])
    ]
    if places:
        yield finding("ROW-09", sheet=sheet, places=places, count=len(filled))


def _label_texts(body: Body, columns: pd.Series[str]) -> pd.Series[str]:
    texts = pd.Series("", index=columns.index, dtype="str")
    for letter in columns.unique():
        if letter:
            texts = texts.mask(columns == letter, body.text.loc[columns.index, letter])
    return texts
