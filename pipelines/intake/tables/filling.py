"""Values written once for a group of rows: below a group label, and in cells merged downward."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from pipelines.findings import Finding, ranges
from pipelines.intake.tables.body import Body
from pipelines.intake.tables.boxes import Box, column_number
from pipelines.intake.tables.rows import DATA, TOTAL
from pipelines.intake.wording import finding

GROUP_LABEL = "group_label"


def unmerged(body: Body, merged: Sequence[Box], letters: Collection[str]) -> Body:
    """The text of a cell merged downward in every row that it covers.

    Privacy: identifiable in, identifiable out.
    """
    origins = {letter: _origins(body, merged, letter) for letter in letters}
    if all(origin is None for origin in origins.values()):
        return body
    text, kinds, filled = body.text.copy(), body.kinds.copy(), body.filled.copy()
    for letter, origin in origins.items():
        if origin is not None:
            text[letter] = text[letter].to_numpy()[origin]
            kinds[letter] = kinds[letter].to_numpy()[origin]
            filled[letter] = kinds[letter] != ""
    return replace(body, text=text, kinds=kinds, filled=filled)


def merged_figures(
    body: Body, merged: Sequence[Box], letters: Collection[str], sheet: str
) -> Iterator[Finding]:
    """Figures in cells merged over several rows: how much of it belongs to which row?

    Privacy: identifiable in, aggregate out.
    """
    for letter in letters:
        tall = [box for box in _tall(merged, letter) if _is_filled(body, box, letter)]
        places = [place for box in tall for place in ranges(letter, range(box.top, box.bottom + 1))]
        if places:
            yield finding("ROW-14", sheet=sheet, places=places, count=len(tall))


def _is_filled(body: Body, box: Box, letter: str) -> bool:
    return bool(body.filled.loc[box.top : box.bottom, letter].any())


def _tall(merged: Sequence[Box], letter: str) -> list[Box]:
    return [box for box in merged if box.bottom > box.top and column_number(letter) == box.left]


def _origins(body: Body, merged: Sequence[Box], letter: str) -> np.ndarray | None:
    """For each row the place whose value holds for it; None if nothing is merged here."""
    tall = _tall(merged, letter)
    if not tall:
        return None
    rows = body.text.index
    places = np.arange(len(rows))
    start = places.copy()
    for box in tall:
        inside = np.flatnonzero((rows >= box.top) & (rows <= box.bottom))
        if len(inside) and rows[inside[0]] == box.top:
            start[inside] = inside[0]
    return None if (start == places).all() else start


def filled_down(
    body: Body, reason: pd.Series[str], letters: Sequence[str], mapped: Collection[str]
) -> tuple[Body, pd.Series[str]]:
    """Blank cells of data rows take the value above them, down to the next totals row.

    A row with nothing but such labels names the group below it and is set aside.

    Privacy: identifiable in, identifiable out.
    """
    own = list(letters)
    others = [letter for letter in mapped if letter not in own]
    is_label = (reason == DATA) & body.filled[own].any(axis=1)
    is_label &= ~body.filled[others].any(axis=1)
    group = (reason == TOTAL).cumsum()
    speaks = reason == DATA
    text, kinds, filled = body.text.copy(), body.kinds.copy(), body.filled.copy()
    for letter in own:
        for frame in (text, kinds):
            known = frame[letter].where(speaks & body.filled[letter])
            above = known.groupby(group).ffill().fillna("").astype("str")
            frame[letter] = frame[letter].mask(speaks & ~body.filled[letter], above)
        filled[letter] = kinds[letter] != ""
    return replace(body, text=text, kinds=kinds, filled=filled), reason.mask(is_label, GROUP_LABEL)
