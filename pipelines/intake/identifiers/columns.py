"""Every column of an opened file by its part: what its cells mean to us.

One column of a sheet can be several of these: its cells in the rows of a table, and the rest
(titles, footnotes, totals), which is prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.findings import is_by_place
from pipelines.intake.identifiers.naming import is_personal, personal_field
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.tables.headings import normalize
from pipelines.intake.tables.sheets import place_of
from pipelines.layouts import Layout
from pipelines.types import Column, RawTable
from schemas.model import Field, RecordType, Release

SEARCHED_ROWS = 40


class Part(StrEnum):
    """What a column is to us; only what is `kept` goes any further."""

    KEPT = "kept"
    CLIENT_KEY = "client_key"
    PERSONAL = "personal"
    FREE_TEXT = "free_text"
    DROPPED = "dropped"
    PROSE = "prose"


@dataclass(frozen=True, repr=False)
class Block:
    """Cells of one column, by worksheet row. `field` and `label` are of the standard, or empty.

    `heading` is a word of the layout. Privacy: identifiable.
    """

    sheet: str
    letter: str
    part: Part
    text: pd.Series[str]
    field: str = ""
    label: str = ""
    heading: str = ""

    @property
    def array(self) -> pa.Array:
        """The texts as they are looked through."""
        found = pa.array(self.text.array, type=pa.large_string())
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found

    def __repr__(self) -> str:
        """Counts only."""
        return f"Block({self.part}, rows={len(self.text)})"


@dataclass(frozen=True)
class TellingHeading:
    """A heading that names an identifying field: where it stands, and what it would be."""

    sheet: str
    letter: str
    row: int
    field: str
    part: Part


@dataclass(frozen=True, repr=False)
class SheetColumns:
    """One sheet: its blocks and its telling headings. Privacy: identifiable."""

    sheet: Sheet
    name: str
    blocks: tuple[Block, ...]
    headings: tuple[TellingHeading, ...]

    def __repr__(self) -> str:
        """Counts only."""
        return f"SheetColumns({len(self.blocks)} blocks)"


def sheets_of(
    opened: OpenedFile,
    tables: Sequence[RawTable],
    layout: Layout,
    records: Mapping[str, RecordType],
) -> list[SheetColumns]:
    """All sheets of a file parted into blocks.

    Privacy: identifiable in, identifiable out.
    """
    homes = [_home_of(table, opened) for table in tables]
    expected = _expected_headings(layout, records)
    known = {_squeezed(name): name for name in _sheet_words(layout)}
    found = []
    for sheet in opened.sheets:
        own = [raw for raw, home in zip(tables, homes, strict=True) if home == sheet.number]
        name = own[0].sheet if own else known.get(_squeezed(sheet.name), "")
        if not own and not name:
            name = place_of(sheet)
        headings = _telling_headings(sheet, name, own, records, expected)
        blocks = tuple(_blocks(sheet, name, own, records, headings))
        told = tuple(one for one in headings if one.part is not Part.PERSONAL)
        found.append(SheetColumns(sheet, name, blocks, told))
    return found


def _home_of(raw: RawTable, opened: OpenedFile) -> int:
    """The number of the sheet that a table was read from; 0 if it cannot be told."""
    alike = [sheet for sheet in opened.sheets if _squeezed(sheet.name) == _squeezed(raw.sheet)]
    exact = [sheet for sheet in alike if sheet.name == raw.sheet]
    if alike:
        return (exact or alike)[0].number
    if is_by_place(raw.sheet):
        placed = [one.number for one in opened.sheets if place_of(one) == raw.sheet]
        return placed[0] if placed else 0
    filled = [sheet for sheet in opened.sheets if len(sheet.text)]
    return filled[0].number if len(filled) == 1 else 0


def _squeezed(name: str) -> str:
    return normalize(name).replace(" ", "")


def _sheet_words(layout: Layout) -> Iterator[str]:
    yield from layout.ignored_sheets
    yield from (table.sheet for table in layout.tables if table.sheet)


def _expected_headings(layout: Layout, records: Mapping[str, RecordType]) -> frozenset[str]:
    """The last lines of headings that the layout itself maps to an identifying field."""
    found = set()
    for table in layout.tables:
        fields = {field.name: field for field in records[table.record].fields}
        for heading, name in table.columns.items():
            if name in fields and fields[name].released_as is Release.NEVER:
                found.add(normalize(heading.rpartition(" / ")[2]))
    return frozenset(found)


def _telling_headings(
    sheet: Sheet,
    name: str,
    own: Sequence[RawTable],
    records: Mapping[str, RecordType],
    expected: frozenset[str],
) -> list[TellingHeading]:
    """Headings above the data that name an identifying field, the first of each column."""
    first = min((int(raw.text.index[0]) for raw in own if len(raw.text)), default=SEARCHED_ROWS + 1)
    top = sheet.text[sheet.text.index < min(first, SEARCHED_ROWS + 1)]
    parts = {column.letter: _part(field) for field, column in _mapped(own, records)}
    found: dict[str, TellingHeading] = {}
    for row, cells in top.iterrows():
        for letter, cell in cells.items():
            field = personal_field(str(cell), records) if cell else ""
            if field:
                part = parts.get(str(letter), Part.DROPPED)
                if normalize(str(cell)) in expected:
                    part = Part.PERSONAL
                one = TellingHeading(name, str(letter), int(str(row)), field, part)
                found.setdefault(str(letter), one)
    return list(found.values())


def _mapped(
    own: Sequence[RawTable], records: Mapping[str, RecordType]
) -> Iterator[tuple[Field, Column]]:
    for raw in own:
        for name, column in raw.columns.items():
            if column.letter:
                yield records[raw.record].field(name), column


def _part(field: Field) -> Part:
    if field.released_as is Release.NEVER:
        return Part.PERSONAL if is_personal(field) else Part.FREE_TEXT
    if field.released_as is Release.PERSON_NO:
        return Part.CLIENT_KEY
    return Part.KEPT


def _blocks(
    sheet: Sheet,
    name: str,
    own: Sequence[RawTable],
    records: Mapping[str, RecordType],
    headings: Sequence[TellingHeading],
) -> Iterator[Block]:
    named = {one.letter: one for one in headings}
    is_free = np.ones(len(sheet.text), dtype=bool)
    for raw in own:
        is_free &= ~sheet.text.index.isin(raw.text.index)
        inside = _rows_of(sheet.text, raw.text.index)
        mapped = {column.letter: (field, column) for field, column in _mapped([raw], records)}
        for letter in map(str, sheet.text.columns):
            text = inside[letter]
            if letter in mapped:
                field, column = mapped[letter]
                words = (field.name, field.label, column.heading)
                yield Block(name, letter, _part(field), text, *words)
            elif letter in named:
                yield Block(name, letter, Part.PERSONAL, text, named[letter].field)
            else:
                yield Block(name, letter, Part.DROPPED, text)
    rest = sheet.text[is_free]
    if len(rest):
        yield from _outside(rest, name, named, Part.PROSE if own else Part.DROPPED)


def _rows_of(text: pd.DataFrame, rows: pd.Index[int]) -> pd.DataFrame:
    """Some rows, not copied if they stand together."""
    if len(rows) and rows.is_monotonic_increasing and rows[-1] - rows[0] == len(rows) - 1:
        return text.loc[rows[0] : rows[-1]]
    return text.loc[rows]


def _outside(
    rest: pd.DataFrame, name: str, named: Mapping[str, TellingHeading], part: Part
) -> Iterator[Block]:
    """Cells of no table: prose beside one; whole columns of a sheet that has none."""
    for letter in map(str, rest.columns):
        text = rest[letter]
        if letter in named and part is Part.DROPPED:
            heading = named[letter]
            below = text[text.index > heading.row]
            yield Block(name, letter, Part.PERSONAL, below, heading.field)
            text = text[text.index < heading.row]
        yield Block(name, letter, part, text)
