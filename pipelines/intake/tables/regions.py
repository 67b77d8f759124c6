"""The parts of a sheet in which its tables stand: below each other, or side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipelines.intake.opening import Sheet
from pipelines.intake.tables.boxes import Box, column_number, parse_box
from pipelines.intake.tables.headings import HeadingRow, Search, find_heading_row, normalize
from pipelines.layouts import TableLayout

Wanted = Callable[[TableLayout], Collection[str]]
BELOW_TITLE = 12


@dataclass(frozen=True, repr=False)
class Region:
    """Tables that share their headings, those headings, and the rows and columns that are theirs.

    `above` is the row from which on text may stand above the headings; `bottom` the last row.
    A region whose `title` was not found has no headings.

    Privacy: identifiable.
    """

    tables: tuple[TableLayout, ...]
    columns: tuple[str, ...]
    headings: HeadingRow
    above: int
    bottom: int
    is_titled: bool = True

    def __repr__(self) -> str:
        """Counts only."""
        return f"Region({len(self.tables)} tables, from row {self.headings.row})"


def regions_of(
    sheet: Sheet,
    merged: Sequence[Box],
    tables: Sequence[TableLayout],
    wanted: Wanted,
) -> tuple[Region, ...]:
    """Every table's place on a sheet: it ends where the next one in its columns begins.

    Privacy: identifiable in, identifiable out.
    """
    groups: dict[tuple[str, str, int], list[TableLayout]] = {}
    for table in tables:
        row = 0 if table.title else table.heading_row
        groups.setdefault((table.title, table.column_range.upper(), row), []).append(table)
    bands = _bands(sheet, list(groups))
    titles = {key: _title_row(sheet.text[list(bands[key])], key[0]) for key in groups if key[0]}
    found: list[Region] = []
    for key in sorted(groups, key=lambda one: titles.get(one) or one[2]):
        columns = bands[key]
        for band, group in _side_by_side(sheet, columns, groups[key], wanted):
            words = {word for table in group for word in wanted(table)}
            others = [bands[one] for one in groups if one != key and not one[0]]
            search = _search(key, group, found, titles, band)
            if not key[0] and any(set(other) & set(band) for other in others):
                search = replace(search, is_shared=True)
            heading = find_heading_row(sheet.text[list(band)], merged, search, words)
            is_titled = titles.get(key, 1) != 0
            found.append(Region(tuple(group), band, heading, search.first, 0, is_titled))
    return tuple(_bounded(sheet, found, set(titles.values()) - {0}))


def _bands(
    sheet: Sheet, keys: Sequence[tuple[str, str, int]]
) -> dict[tuple[str, str, int], tuple[str, ...]]:
    """The columns of each group: those it names, or those that no other group beside it names."""
    boxes = {key: parse_box(key[1]) for key in keys}
    named = [box for box in boxes.values() if box is not None]
    found = {}
    for key, box in boxes.items():
        letters = [str(letter) for letter in sheet.text.columns]
        if box is not None:
            found[key] = tuple(one for one in letters if box.has_column(one))
        else:
            found[key] = tuple(
                one for one in letters if not any(other.has_column(one) for other in named)
            )
    return found


def _title_row(text: pd.DataFrame, title: str) -> int:
    """The first row with a cell that is the title, or else begins with it; 0 if there is none."""
    wanted = normalize(title)
    begins: list[int] = []
    for letter in text.columns:
        column = text[letter]
        near = column[column.str.len().between(1, 4 * len(title) + 60)]
        for cell in near.unique():
            shown = normalize(cell)
            if shown == wanted or (shown.startswith(wanted) and not shown[len(wanted)].isalnum()):
                row = int(near.index[near == cell][0])
                begins.append(row if shown == wanted else row + (1 << 20))
    return min(begins, default=0) % (1 << 20)


def _search(
    key: tuple[str, str, int],
    group: Sequence[TableLayout],
    before: Sequence[Region],
    titles: dict[tuple[str, str, int], int],
    band: Sequence[str],
) -> Search:
    rows = max(table.heading_rows for table in group)
    beside = [one for one in before if set(one.columns) & set(band)]
    if key[0]:
        title = titles[key]
        later = [row for row in titles.values() if row > title]
        last = min([title + BELOW_TITLE, *(row - 1 for row in later)])
        return Search(title + 1, rows, title + 1, last)
    return Search(key[2], rows, max((one.headings.bottom + 1 for one in beside), default=1))


def _side_by_side(
    sheet: Sheet, columns: Sequence[str], group: Sequence[TableLayout], wanted: Wanted
) -> Iterator[tuple[tuple[str, ...], list[TableLayout]]]:
    """Tables that share a heading row, parted by blank columns if each has all it needs there."""
    is_alone = len(group) == 1 or any(table.select for table in group)
    blocks = [] if is_alone else _blocks(sheet, columns)
    if len(blocks) < len(("left", "right")):
        yield tuple(columns), list(group)
        return
    parted: dict[tuple[str, ...], list[TableLayout]] = {}
    for table in group:
        parted.setdefault(_block_of(sheet, blocks, table, wanted(table)), []).append(table)
    if () in parted:
        parted = {tuple(columns): list(group)}
    yield from parted.items()


def _blocks(sheet: Sheet, columns: Sequence[str]) -> list[tuple[str, ...]]:
    filled = (sheet.kinds[list(columns)] != "").any()  # with its headings
    blocks: list[list[str]] = [[]]
    for letter in columns:
        if filled[letter]:
            blocks[-1].append(letter)
        elif blocks[-1]:
            blocks.append([])
    return [tuple(block) for block in blocks if block] or [tuple(columns)]


def _block_of(
    sheet: Sheet, blocks: Sequence[tuple[str, ...]], table: TableLayout, wanted: Collection[str]
) -> tuple[str, ...]:
    """The block that holds all headings of a table that there are, or () if that is not plain."""
    hits = []
    search = Search(table.heading_row, table.heading_rows)
    everything = tuple(letter for block in blocks for letter in block)
    for block in (*blocks, everything):
        found = find_heading_row(sheet.text[list(block)], (), search, wanted)
        hits.append(len(set(wanted) & set(found.letters)))
    *hits, most = hits
    best = max(hits)
    return blocks[hits.index(best)] if 0 < best == most and hits.count(best) == 1 else ()


def _bounded(sheet: Sheet, regions: Sequence[Region], titles: Collection[int]) -> Iterator[Region]:
    height = len(sheet.text)
    for region in regions:
        own = region.headings.bottom
        beside = [one for one in regions if set(one.columns) & set(region.columns)]
        starts = [_caption_row(sheet, one) for one in beside if one.headings.row > own]
        starts += [row for row in titles if row > own]
        above = 1
        if any(one.headings.row < region.headings.row for one in beside):
            above = max(region.above, _caption_row(sheet, region))  # higher up is another's
        yield replace(region, above=above, bottom=min([height, *(row - 1 for row in starts)]))


def _caption_row(sheet: Sheet, region: Region) -> int:
    """The row where a table begins: a line of text right above its headings is its caption."""
    row = region.headings.row
    above = sheet.kinds.loc[max(row - 2, 1) : row - 1, list(region.columns)]
    filled = (above != "").sum(axis=1)
    is_caption = filled.get(row - 1, 0) == 1 and filled.get(row - 2, 0) == 0
    return row - 1 if is_caption else row


def outside(sheet: Sheet, regions: Sequence[Region]) -> tuple[str, ...]:
    """The first filled cell of each column that belongs to no table of the sheet.

    Privacy: identifiable in, aggregate out.
    """
    inside = {letter for region in regions for letter in region.columns}
    top = min((region.headings.row for region in regions), default=1)
    below = sheet.kinds.loc[top:, [one for one in sheet.kinds.columns if one not in inside]] != ""
    filled = [letter for letter in below.columns if below[letter].any()]
    return tuple(f"{one}{below.index[below[one]][0]}" for one in sorted(filled, key=column_number))
