"""Columns that say one thing together: one for each month, one for each code that is ticked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from pipelines.intake.tables.headings import BETWEEN, normalize
from pipelines.intake.tables.month_words import heading_month
from pipelines.intake.tables.ticks import NOT_TICKED, TICKED
from pipelines.proposal.columns import Column, Grid
from pipelines.proposal.habits import SURE_WORD, Word, code_names
from pipelines.proposal.kinds import Part
from pipelines.proposal.matching import DECIDE
from schemas.catalog import load_catalog
from schemas.model import FieldType, RecordType

FEWEST_MONTHS, FEWEST_TICKED = 3, 2
NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL)


@dataclass(frozen=True)
class Wide:
    """How many columns are months, and the fields that their figures and days may be."""

    months: int
    value: str
    date: str


@dataclass(frozen=True)
class Ticks:
    """The headings of the columns ticked for one field, each with the code that it stands for."""

    field: str
    found: tuple[Word, ...]


def without_months(grid: Grid) -> Grid:
    """The table with its columns of months counted and left out; fewer than three are none.

    Privacy: identifiable in, identifiable out.
    """
    named = {
        letter: heading_month(tuple(map(normalize, heading.split(BETWEEN))))
        for letter, heading in grid.headings.items()
    }
    months = {letter: one for letter, one in named.items() if one is not None}
    if len({(one.number, one.year) for one in months.values()}) < FEWEST_MONTHS:
        return grid
    left = {letter: text for letter, text in grid.headings.items() if letter not in months}
    return replace(grid, headings=left, months=len(months))


def with_months(part: Part, months: int) -> tuple[Part, Wide | None]:
    """What columns of months may hold; no field of theirs is missing any more."""
    if not months:
        return part, None
    held = {one.guess.field for one in part.matches if one.is_sure}
    numbers = [one for one in part.record.fields if one.type in NUMBERS and one.name not in held]
    likely = min(numbers, key=lambda one: not one.required, default=None)
    wide = Wide(months, likely.name if likely else "", part.record.begin)
    missing = tuple(one for one in part.missing if one not in (wide.value, wide.date))
    return replace(part, missing=missing), wide


def without_ticks(part: Part) -> tuple[Part, tuple[Ticks, ...]]:
    """The columns that are not ticked for a code, and the ticked ones by field.

    Privacy: identifiable in; out go headings, no cell.
    """
    ticked = [one.column for one in part.matches if _is_ticked(one.column)]
    found = []
    while choice := _best(part.record, ticked):
        own = {word.word for word in choice.found}
        ticked = [one for one in ticked if one.heading not in own]
        found.append(choice)
    words = {word.word for one in found for word in one.found}
    told = {one.field for one in found}
    matches = tuple(one for one in part.matches if one.column.heading not in words)
    missing = tuple(name for name in part.missing if name not in told)
    return replace(part, matches=matches, missing=missing), tuple(found)


def _is_ticked(column: Column) -> bool:
    words = set(map(normalize, column.cells.texts))
    return words <= TICKED | NOT_TICKED and not words.isdisjoint(TICKED)


def _best(record: RecordType, columns: Sequence[Column]) -> Ticks | None:
    """The field of whose codes most columns have the names; a column among them is a question."""
    ranked = max(_choices(record, columns), key=lambda one: len(one[1]), default=None)
    if ranked is None or len(ranked[1]) < FEWEST_TICKED:
        return None
    name, codes = ranked
    places = [at for at, one in enumerate(columns) if one.heading in codes]
    among = columns[places[0] : places[-1] + 1]
    return Ticks(name, tuple(_word(one.heading, codes) for one in among))


def _choices(
    record: RecordType, columns: Sequence[Column]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    for field in record.fields:
        codes = load_catalog().code_lists.get(field.codes)
        if codes is not None:
            names = code_names(codes)
            near = {one.heading: _code(one.heading, names) for one in columns}
            yield field.name, {heading: code for heading, code in near.items() if code}


def _code(heading: str, names: Mapping[str, str]) -> str:
    """The code of which a heading, or its end below a heading of a group, is the name."""
    own = normalize(heading.rsplit(BETWEEN, maxsplit=1)[-1])
    near = process.extractOne(
        own, list(names), scorer=fuzz.token_sort_ratio, score_cutoff=SURE_WORD
    )
    return names[near[0]] if near else ""


def _word(heading: str, codes: Mapping[str, str]) -> Word:
    if heading in codes:
        return Word(heading, codes[heading], "ticked; the heading is a word of the list")
    return Word(heading, DECIDE, "ticked, and stands among columns of the list")
