"""Headings: read as people read them, and the rows that hold them found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipelines.intake.tables.boxes import Box, column_number

SEARCHED_ROWS = 40
BETWEEN = " / "
FEWEST = 3  # of the headings wanted, at least a third must be there
_SELECTORS = re.compile("[\u034f\u180b-\u180e\ufe00-\ufe0f]")


@dataclass(frozen=True, repr=False)
class HeadingRow:
    """The row (or the first of the rows) of the headings. Privacy: identifiable.

    `letters` gives the columns by every name that they may be called by, normalized: the whole
    path from top to bottom, and each end of it. `parts` gives the path by column. `last` is the
    last of several heading rows; `is_found` is False if too few of the wanted headings are there.
    """

    row: int
    letters: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    last: int = 0
    is_found: bool = True

    @property
    def bottom(self) -> int:
        """The last row of the headings."""
        return max(self.row, self.last)

    def __repr__(self) -> str:
        """Counts only."""
        return f"HeadingRow({self.row}, {len(self.parts)} headings)"


@dataclass(frozen=True)
class Search:
    """Where headings are looked for: declared row, how many rows, between which rows.

    `is_shared` says that other tables of the sheet have headings too: then two rows that fit
    equally well are a question, not a repetition.
    """

    declared: int
    rows: int = 1
    first: int = 1
    last: int = 1 << 20
    is_shared: bool = False


def normalize(text: str) -> str:
    """A heading without what cannot be seen, breaks and blanks as one blank, case folded."""
    if text.isascii():
        return " ".join(text.split()).casefold()
    shown = _SELECTORS.sub("", unicodedata.normalize("NFKC", text))
    seen = "".join(one for one in shown if unicodedata.category(one) != "Cf")
    return " ".join(seen.split()).casefold()


def is_mixed_script(text: str) -> bool:
    """Whether one word holds letters of several alphabets, as a look-alike heading does."""
    for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text)):
        alphabets = {unicodedata.name(one, "?").split()[0] for one in word if not one.isascii()}
        latin = {"LATIN"} if any(one.isascii() for one in word) else set()
        if len((alphabets | latin) - {"FEMININE", "MASCULINE", "MODIFIER"}) > 1:
            return True
    return False


def find_heading_row(
    text: pd.DataFrame,
    merged: Sequence[Box],
    search: Search,
    wanted: Collection[str],
) -> HeadingRow:
    """The rows that hold the wanted (normalized) headings.

    They are the declared ones unless others of the first 40 hold more of them, and at least half;
    those must be the only ones, or the first of several that are the same.

    Privacy: identifiable in, identifiable out.
    """
    until = min(search.last, max(search.first + SEARCHED_ROWS - 1, search.declared))
    cells = _normalized(text, search.first, until + search.rows - 1)
    numbers = [row for row in cells if row <= until]
    found = {row: _read(cells, text.columns, merged, row, search.rows) for row in numbers}
    hits = {row: len(set(wanted) & set(one.letters)) for row, one in found.items()}
    most = max(hits.values(), default=0)
    best = [row for row in numbers if hits[row] == most]
    alike = all(dict(found[row].letters) == dict(found[best[0]].letters) for row in best)
    is_sure = 2 * most >= len(wanted) and alike and not (search.is_shared and len(best) > 1)
    chosen = search.declared
    if hits.get(chosen) != most and is_sure:
        chosen = best[0]
    heading = found.get(chosen, HeadingRow(chosen, {}, last=chosen + search.rows - 1))
    if FEWEST * hits.get(chosen, 0) >= len(wanted):
        return heading
    return HeadingRow(heading.row, heading.letters, heading.parts, heading.last, is_found=False)


def read_headings(text: pd.DataFrame, merged: Sequence[Box], row: int, rows: int = 1) -> HeadingRow:
    """The headings that stand in one row, or in several from `row` on.

    The text of a merged cell holds for all its columns. Where nothing is merged, a text holds for
    the blank cells to its right that stand above a heading, up to the next text.

    Privacy: identifiable in, identifiable out.
    """
    return _read(_normalized(text, row, row + rows - 1), text.columns, merged, row, rows)


def _normalized(text: pd.DataFrame, first: int, last: int) -> dict[int, list[str]]:
    top = text.loc[first:last]
    cells = top.to_numpy(dtype=object).tolist()
    shown = [[normalize(str(cell)) if cell else "" for cell in row] for row in cells]
    return dict(zip(map(int, top.index), shown, strict=True))


def _read(
    rows_of_cells: Mapping[int, list[str]],
    letters: Iterable[str],
    merged: Sequence[Box],
    row: int,
    rows: int,
) -> HeadingRow:
    levels = [row + at for at in range(rows) if row + at in rows_of_cells]
    written = {level: rows_of_cells[level] for level in levels}
    cells = {level: list(found) for level, found in written.items()}
    columns = [str(letter) for letter in letters]
    wide = [box for box in merged if box.top <= row + rows - 1 and box.bottom >= row]
    _spread_merged(cells, columns, wide)
    if not any(box.right > box.left for box in wide):
        _spread_right(cells, written, levels[:-1])
    parts = {
        letter: path
        for at, letter in enumerate(columns)
        if (path := _path([cells[level][at] for level in levels]))
    }
    return HeadingRow(row, _by_name(parts), parts, row + rows - 1)


def _spread_merged(
    cells: Mapping[int, list[str]], columns: Sequence[str], merged: Iterable[Box]
) -> None:
    places = {column_number(letter): at for at, letter in enumerate(columns)}
    for box in merged:
        at = places.get(box.left)
        text = cells[box.top][at] if box.top in cells and at is not None else ""
        for level in range(box.top, box.bottom + 1) if text else ():
            for number in range(box.left, box.right + 1):
                if level in cells and number in places:
                    cells[level][places[number]] = text


def _spread_right(
    cells: Mapping[int, list[str]], written: Mapping[int, list[str]], upper: Sequence[int]
) -> None:
    for level in upper:
        current = ""
        for at, text in enumerate(written[level]):
            below = any(found[at] for under, found in written.items() if under > level)
            above = any(found[at] for over, found in written.items() if over < level)
            if text or above or not below:
                current = text if below else ""
            else:
                cells[level][at] = current


def _path(texts: Iterable[str]) -> tuple[str, ...]:
    path: list[str] = []
    for text in texts:
        if text and text not in path[-1:]:
            path.append(text)
    return tuple(path)


def _by_name(parts: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Columns by whole path; and by the end of a path, unless that is another's whole path."""
    whole: dict[str, tuple[str, ...]] = {}
    ends: dict[str, tuple[str, ...]] = {}
    for letter, path in parts.items():
        name = BETWEEN.join(path)
        whole[name] = (*whole.get(name, ()), letter)
        for start in range(1, len(path)):
            end = BETWEEN.join(path[start:])
            ends[end] = (*ends.get(end, ()), letter)
    return {**ends, **whole}


def names_of(path: Sequence[str]) -> set[str]:
    """Every name that a column of this path may be called by."""
    return {BETWEEN.join(path[start:]) for start in range(len(path))}
