"""The door of proposals: a file's bytes in, a proposed layout out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.intake.hmis.export import PRESET
from pipelines.intake.opening import OpenedFile, open_file
from pipelines.intake.tables.candidates import candidate_heading_rows
from pipelines.layouts import TableLayout
from pipelines.proposal.columns import Column, Grid, grid_of
from pipelines.proposal.habits import (
    USUAL_SEPARATOR,
    Habits,
    Words,
    date_order,
    personal_words,
    separators,
    words_for,
)
from pipelines.proposal.kinds import Part, earlier_headings, earlier_words, parts_of
from pipelines.proposal.matching import Guess, Match
from pipelines.proposal.spread import Ticks, Wide, with_months, without_months, without_ticks
from schemas.model import Field, FieldType

SURE_KIND = 0.5
FREE_COLUMNS = 1


@dataclass(frozen=True, repr=False)
class ProposedTable:
    """One table of the proposed layout. Privacy: identifiable, as a partner's headings may be."""

    sheet: str
    heading_row: int
    heading_rows: int
    part: Part
    separator: str
    words: tuple[Words, ...]
    wide: Wide | None = None
    ticks: tuple[Ticks, ...] = ()
    has_units: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether the kind of record is sure enough to stand."""
        return self.part.confidence >= SURE_KIND

    def __repr__(self) -> str:
        """Counts only."""
        return f"ProposedTable({self.part!r})"


@dataclass(frozen=True, repr=False)
class Proposal:
    """What a layout for the file may be. Privacy: identifiable, as headings and words may be.

    `other_sheets` hold no table; `unknown_sheets` hold one that suits no record type,
    or that has no headings.
    """

    preset: str
    tables: tuple[ProposedTable, ...]
    date_order: str
    order_reason: str
    other_sheets: tuple[str, ...]
    unknown_sheets: tuple[str, ...]

    def __repr__(self) -> str:
        """Counts only."""
        return f"Proposal({len(self.tables)} tables)"


def propose(
    content: bytes, earlier: Iterable[TableLayout] = (), expected: Iterable[str] = ()
) -> Proposal:
    """Open a file safely and propose how it may be read.

    Args:
        content: The file's bytes.
        earlier: The tables of the partner's earlier layouts, oldest first.
        expected: The records that the agency sends.

    Raises: UnreadableFile with a code of the catalog's messages.
    Privacy: identifiable in; out go headings, and words only of columns that are like code lists.
    """
    opened = open_file(content)
    if opened.kind == PRESET:
        return Proposal(PRESET, (), "", "", (), ())
    return propose_for(opened, earlier, expected)


def propose_for(
    opened: OpenedFile, earlier: Iterable[TableLayout] = (), expected: Iterable[str] = ()
) -> Proposal:
    """The proposal for a file that is open. Privacy: identifiable in, identifiable out."""
    before = tuple(earlier)
    known, sent = earlier_headings(before), tuple(expected)
    found: list[tuple[Grid, Part]] = []
    grids: list[Grid] = []
    others: list[str] = []
    unknown: list[str] = []
    for sheet in opened.sheets:
        if not (sheet.kinds != "").any(axis=None):
            continue
        grid = grid_of(sheet)
        if grid is None or len(grid.headings) <= FREE_COLUMNS:
            no_headings = grid is None and bool(candidate_heading_rows(sheet))
            (unknown if no_headings else others).append(sheet.name)
            continue
        grids.append(grid)
        grid = without_months(grid)
        parts = parts_of(grid, known, sent)
        found += [(grid, part) for part in _with_leftovers(grid, parts)]
        if not parts:
            unknown.append(sheet.name)
    tables = _tables(found, personal_words(grids), earlier_words(before))
    order, reason = date_order(_date_columns(tables))
    return Proposal("", tables, order, reason, tuple(others), tuple(unknown))


def _tables(
    found: Sequence[tuple[Grid, Part]],
    names: frozenset[str],
    words: Mapping[str, Mapping[str, str]],
) -> tuple[ProposedTable, ...]:
    """The tables with the words of their codes; a mark between codes holds for all of them."""
    gains = [separators(part.matches, _fields(part)) for _, part in found]
    every: dict[str, int] = {}
    for own in gains:
        for mark, gain in own.items():
            every[mark] = every.get(mark, 0) + gain
    return tuple(
        _table(grid, part, Habits(_best(own or every), names, words))
        for (grid, part), own in zip(found, gains, strict=True)
    )


def _best(gains: Mapping[str, int]) -> str:
    return max(gains, key=lambda mark: gains[mark]) if gains else ""


def _fields(part: Part) -> Mapping[str, Field]:
    return {one.name: one for one in part.record.fields}


def _table(grid: Grid, part: Part, habits: Habits) -> ProposedTable:
    part, ticks = without_ticks(part)
    part, wide = with_months(part, grid.months)
    fields = _fields(part)
    found = [
        words_for(one, fields[one.guess.field], habits)
        for one in part.matches
        if one.guess.field in fields
    ]
    return ProposedTable(
        sheet=grid.sheet.name,
        heading_row=grid.heading_row,
        heading_rows=grid.heading_rows,
        part=part,
        separator=habits.separator if habits.separator != USUAL_SEPARATOR else "",
        words=tuple(one for one in found if one is not None),
        wide=wide,
        ticks=ticks,
        has_units=grid.has_units,
    )


def _with_leftovers(grid: Grid, parts: list[Part]) -> list[Part]:
    """Columns that no kind of row fills are a question, asked once, with the first kind."""
    chosen = {heading for part in parts for heading in part.select}
    held = {one.column.letter for part in parts for one in part.matches}
    left = [
        Match(column, Guess("ignore", 0.0, "no cell is filled"))
        for column in grid.columns
        if column.letter not in held and column.heading not in chosen
    ]
    if not (left and parts):
        return parts
    first = parts[0]
    matches = (*first.matches, *left)
    more = Part(first.record, first.confidence, matches, first.missing, first.select)
    return [more, *parts[1:]]


def _date_columns(tables: Iterable[ProposedTable]) -> list[Column]:
    found: list[Column] = []
    for table in tables:
        fields = _fields(table.part)
        for one in table.part.matches:
            field = fields.get(one.guess.field)
            if field is not None and (field.type is FieldType.DATE or field.name == "dob"):
                found.append(one.column)
    return found
