"""Which kind of record a sheet holds; or which column tells several kinds of rows apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipelines.intake.drift.likeness import likest
from pipelines.intake.tables.headings import normalize
from pipelines.layouts import TableLayout
from pipelines.proposal.columns import Column, Grid
from pipelines.proposal.matching import SURE, Earlier, Match, match
from pipelines.proposal.vocabulary import RECORD_WORDS
from schemas.catalog import load_catalog
from schemas.model import RecordType

FEWEST_KINDS, MOST_KINDS = 3, 12
ALIKE = 0.75
NO_KIND = 0.35
SHOWN = 0.8


@dataclass(frozen=True, repr=False)
class Part:
    """One record type that a sheet (or some rows of it) seems to hold. Privacy: identifiable.

    `select` names the heading and the word of the rows that are meant, where a sheet holds several
    kinds.
    """

    record: RecordType
    confidence: float
    matches: tuple[Match, ...]
    missing: tuple[str, ...]
    select: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Counts only."""
        return f"Part({self.record.name}, {len(self.matches)} columns)"


def parts_of(grid: Grid, earlier: Mapping[str, Earlier], expected: Iterable[str]) -> list[Part]:
    """The record types of one sheet; none if its headings and cells suit no record type.

    Args:
        grid: The table as guessed.
        earlier: For each record, headings and fields of the partner's earlier layouts.
        expected: The records that the agency sends.

    Privacy: identifiable in, identifiable out.
    """
    columns = grid.columns
    kinds = _kinds(grid, columns)
    if kinds is not None:
        column, words = kinds
        return [_of_kind(grid, column, word, record, earlier) for word, record in words.items()]
    sent = frozenset(expected)
    found = [
        _part(grid, columns, record, earlier.get(record.name, {}), sent)
        for record in load_catalog().records.values()
    ]
    best = max(found, key=lambda part: part.confidence)
    return [best] if best.confidence > NO_KIND else []


def _part(
    grid: Grid,
    columns: Sequence[Column],
    record: RecordType,
    earlier: Earlier,
    sent: frozenset[str],
) -> Part:
    matches = match(columns, record, earlier)
    missing = _missing(matches, record)
    required = sum(one.required for one in record.fields)
    covered = 1 - len(missing) / max(required, 1)
    explained = sum(one.guess.confidence for one in matches if one.guess.field != "ignore")
    named = likest(grid.sheet.name, (record.label, *RECORD_WORDS.get(record.name, ())))
    score = 0.45 * covered + 0.3 * explained / max(len(columns), 1) + 0.2 * named
    return Part(record, round(score + 0.05 * (record.name in sent), 2), matches, missing)


def _missing(matches: Iterable[Match], record: RecordType) -> tuple[str, ...]:
    held = {one.guess.field for one in matches}
    return tuple(one.name for one in record.fields if one.required and one.name not in held)


def _kinds(grid: Grid, columns: Sequence[Column]) -> tuple[Column, dict[str, RecordType]] | None:
    """The column whose few words are kinds of records, each with columns that only it fills."""
    for column in columns:
        words = column.cells.texts
        if not FEWEST_KINDS <= len(words) <= MOST_KINDS:
            continue
        named = {word: _record_of(word) for word in words}
        found = {word: record for word, record in named.items() if record is not None}
        share = _share(column, found)
        kinds = {record.name for record in found.values()}
        if share >= SHOWN and len(kinds) >= FEWEST_KINDS and _parted(grid, column.letter):
            return column, found
    return None


def _share(column: Column, words: Mapping[str, RecordType]) -> float:
    return column.cells.share(lambda text, _: text in words)


def _record_of(word: str) -> RecordType | None:
    records = load_catalog().records
    scores = {
        name: likest(word, (records[name].label, *names))
        for name, names in RECORD_WORDS.items()
        if name in records
    }
    best = max(scores, key=lambda name: scores[name])
    return records[best] if scores[best] >= ALIKE else None


def _parted(grid: Grid, letter: str) -> bool:
    """Whether several columns are filled on the rows of one kind only."""
    filled = (grid.kinds != "").groupby(grid.text[letter]).any()
    return int((filled.sum() == 1).sum()) >= FEWEST_KINDS


def _of_kind(
    grid: Grid,
    column: Column,
    word: str,
    record: RecordType,
    earlier: Mapping[str, Earlier],
) -> Part:
    rows: pd.Series[bool] = grid.text[column.letter].str.strip() == word
    columns = [one for one in grid.columns_of(rows) if one.letter != column.letter]
    filled = [one for one in columns if one.cells.total]
    matches = match(filled, record, earlier.get(record.name, {}))
    alike = likest(word, (record.label, *RECORD_WORDS[record.name]))
    return Part(
        record,
        round(max(alike, SURE), 2),
        matches,
        _missing(matches, record),
        {column.heading: word},
    )


def earlier_headings(tables: Iterable[TableLayout]) -> dict[str, dict[str, str]]:
    """Headings and fields of earlier layouts by record, normalized; the newest layout wins."""
    found: dict[str, dict[str, str]] = {}
    for table in tables:
        own = found.setdefault(table.record, {})
        own.update({normalize(heading): name for heading, name in table.columns.items()})
    return found


def earlier_words(tables: Iterable[TableLayout]) -> dict[str, dict[str, str]]:
    """Words and codes of earlier layouts by field, normalized; the newest layout wins."""
    found: dict[str, dict[str, str]] = {}
    for table in tables:
        for name, words in table.values.items():
            own = found.setdefault(name, {})
            own.update({normalize(word): code for word, code in words.items()})
    return found
