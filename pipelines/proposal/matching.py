"""Columns to fields, one to one: by name, by the shape of the cells, by the earlier layouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipelines.intake.drift.likeness import likest, phrases
from pipelines.intake.drift.shapes import fit, is_date, is_number, words_of_list
from pipelines.intake.tables.mapping import IGNORE
from pipelines.layouts import UNDECIDED
from pipelines.proposal.columns import Column
from pipelines.proposal.vocabulary import PLACES, ROW_NUMBERS, STAFF
from schemas.catalog import load_catalog
from schemas.model import Field, FieldType, RecordType, Release

DECIDE = UNDECIDED
SURE = 0.8
LEAST = 0.35
CLOSE = 0.1
LIKE_CODES = 0.75
DOUBTFUL = 0.75
CERTAIN, HALF = 0.95, 0.5
FEW_WORDS = 60
# how much the form of the cells tells by itself, whatever the heading says
TELLING = {
    "ssn": 0.7,
    "email": 0.7,
    "phone": 0.6,
    "street_address": 0.5,
    "county_fips": 0.6,
    "notes": 0.45,
}
TELLING_WORDS = 0.55
# dates and yes-or-no columns suit several fields: the one that is still missing comes first
TELLING_LITTLE = 0.36
ENOUGH_WORDS = 3
Earlier = Mapping[str, str]


@dataclass(frozen=True)
class Guess:
    """How well one field suits one column, and why. No word of a cell."""

    field: str
    confidence: float
    reason: str


@dataclass(frozen=True, repr=False)
class Match:
    """What is proposed for one column: a field, "ignore", or "decide" with the likeliest fields."""

    column: Column
    guess: Guess
    rivals: tuple[Guess, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether the proposal may stand without a person's answer to this column."""
        return self.guess.confidence >= SURE

    @property
    def entry(self) -> str:
        """What the layout says: a field's name, "ignore" or "decide"."""
        return self.guess.field if self.is_sure else DECIDE

    def __repr__(self) -> str:
        """The place and the field only."""
        return f"Match({self.column.letter}, {self.entry})"


def match(columns: Sequence[Column], record: RecordType, earlier: Earlier) -> tuple[Match, ...]:
    """A proposal for every column, each field given to one column at most.

    Args:
        columns: What stands on the sheet.
        record: The kind of row that is read from it.
        earlier: Normalized headings of the partner's earlier layouts with their fields.

    Privacy: identifiable in; guesses name fields and shares, never a cell.
    """
    fields = record.fields
    guesses = [_guesses(column, record, earlier) for column in columns]
    ignored = [_ignored(column, earlier) for column in columns]
    gains = np.zeros((len(columns), len(fields) + len(columns)))
    for at, row in enumerate(guesses):
        gains[at, : len(fields)] = [guess.confidence for guess in row]
        gains[at, len(fields) + at] = ignored[at].confidence
        if ignored[at].confidence >= CERTAIN:
            gains[at, : len(fields)] = 0
    rows, picked = linear_sum_assignment(gains, maximize=True)
    chosen = dict(zip(rows.tolist(), picked.tolist(), strict=True))
    taken = {fields[at].name for at in chosen.values() if at < len(fields)}
    found = []
    for at, column in enumerate(columns):
        best = guesses[at][chosen[at]] if chosen[at] < len(fields) else ignored[at]
        found.append(_match(column, best, guesses[at], taken))
    return tuple(found)


def _match(column: Column, best: Guess, all_of_it: Sequence[Guess], taken: set[str]) -> Match:
    others = sorted(
        (one for one in all_of_it if one.field != best.field and one.confidence >= LEAST),
        key=lambda one: -one.confidence,
    )
    if best.field == IGNORE and others and others[0].field in taken:
        again = _second(others[0])
        if again is not None and again.confidence > best.confidence:
            return Match(column, again, tuple(others[1:3]))
    close = [one for one in others if one.confidence > best.confidence - CLOSE]
    if best.field == IGNORE and best.confidence >= CERTAIN:
        close = []
    if close and best.confidence >= SURE:
        reason = f"{best.reason}; {close[0].field} suits as well"
        best = Guess(best.field, min(best.confidence, DOUBTFUL), reason)
    return Match(column, best, tuple(others[:2]))


def _second(guess: Guess) -> Guess | None:
    """A second column of a field that is dropped anyway may have the same name."""
    fields = (one for record in load_catalog().records.values() for one in record.fields)
    dropped = {one.name for one in fields if one.released_as is Release.NEVER}
    return guess if guess.field in dropped else None


def _guesses(column: Column, record: RecordType, earlier: Earlier) -> list[Guess]:
    listed = {
        one.name: _fit(column, one)
        for one in record.fields
        if one.type in (FieldType.CODE, FieldType.CODE_SET)
    }
    known = max(listed.values(), default=0.0)
    found = []
    for one in record.fields:
        if one.name in listed:
            own = listed[one.name]
            unknown = LIKE_CODES if repeats(column) and (known < HALF or own >= LEAST) else 0.0
            shape = max(own, unknown)
        else:
            shape = _fit(column, one)
        found.append(_guess(column, one, earlier, shape, listed.get(one.name, 0.0)))
    return found


def _guess(column: Column, field: Field, earlier: Earlier, shape: float, listed: float) -> Guess:
    known = likest(column.heading, [one for one, name in earlier.items() if name == field.name])
    name = 1.0 if known == 1.0 else likest(column.heading, phrases(field))
    said = "the agency's earlier layout has it so" if known == 1.0 else _said(name)
    if known == 1.0 and field.type is FieldType.TEXT:
        shape = max(shape, LIKE_CODES)  # a person has said so before
    if not column.cells.total:
        return Guess(field.name, round(0.85 * name, 2), f"{said}; no cell is filled")
    alone = _alone(column, field, shape, listed)
    by_name = name * (0.5 + 0.45 * shape) + 0.05 * shape * (name > 0)
    if shape < LEAST:
        by_name *= 0.5
    both = 1 - (1 - by_name) * (1 - alone) if name >= LEAST else max(by_name, alone)
    return Guess(field.name, round(min(both, 0.99), 2), f"{said}; {_kept(field, shape, listed)}")


def _said(name: float) -> str:
    if name == 1.0:
        return "the heading is a known name of it"
    return "the heading is like a known name of it" if name >= LEAST else "the heading says little"


def _kept(field: Field, shape: float, listed: float) -> str:
    if field.type in (FieldType.CODE, FieldType.CODE_SET):
        few = "a few words repeat, as codes do" if shape else "the cells are no words for its codes"
        return f"{listed:.0%} of the cells are words of its list" if listed >= LEAST else few
    what = {
        FieldType.DATE: "are dates",
        FieldType.BOOLEAN: "say yes or no",
        FieldType.TEXT: "have its form",
    }
    return f"{shape:.0%} of the cells {what.get(field.type, 'are numbers it can hold')}"


def _alone(column: Column, field: Field, shape: float, listed: float) -> float:
    """How far the cells alone speak for the field: forms nothing else has, words of its list."""
    if field.type in (FieldType.CODE, FieldType.CODE_SET):
        enough = len(column.cells.texts) >= ENOUGH_WORDS
        return listed * TELLING.get(field.name, TELLING_WORDS) if enough else 0.0
    if shape < HALF:
        return 0.0
    if field.type in (FieldType.DATE, FieldType.BOOLEAN):
        return TELLING_LITTLE + 0.02 * field.required
    return TELLING.get(field.name, 0.0) * shape


def _fit(column: Column, field: Field) -> float:
    """The share of cells that suit; reckoned once for fields that hold the same."""
    own = field.name if field.type is FieldType.TEXT else ""
    key = (str(field.type), own, field.codes, field.minimum, field.maximum)
    if key not in column.known:
        column.known[key] = fit(field, column.cells, _listed(field.codes))
    return column.known[key]


@cache
def _listed(codes: str) -> frozenset[str]:
    return words_of_list(load_catalog().code_lists.get(codes), {})


def repeats(column: Column) -> bool:
    """Whether few and short words stand in the column again and again.

    Privacy: identifiable in, aggregate out.
    """
    cells = column.cells
    if not cells.total or len(cells.texts) > FEW_WORDS or cells.share(is_date) >= HALF:
        return False
    again = sum(count for count in cells.counts if count > 1) / cells.total
    short = all(len(text) <= FEW_WORDS for text in cells.texts)
    return short and (again >= HALF or len(cells.texts) <= ENOUGH_WORDS)


def _ignored(column: Column, earlier: Earlier) -> Guess:
    """How sure it is that no field holds this column: staff, a place, the number of the row."""
    before = [one for one, name in earlier.items() if name == IGNORE]
    if likest(column.heading, before) == 1.0:
        return Guess(IGNORE, 0.9, "the agency's earlier layout leaves it out")
    numbers = column.cells.share(is_number)
    if likest(column.heading, ROW_NUMBERS) == 1.0 and _is_counting(column):
        return Guess(IGNORE, 0.95, "it numbers the rows")
    if likest(column.heading, (*STAFF, *PLACES)) == 1.0 and numbers < HALF:
        return Guess(IGNORE, 0.9, "it names staff or a place, which no field holds")
    return Guess(IGNORE, LEAST, "no field suits it")


def _is_counting(column: Column) -> bool:
    """Whether the cells are different whole numbers from 1 on, without large gaps."""
    plain = [text.removesuffix(".0") for text in column.cells.texts]
    numbers = sorted(int(text) for text in plain if text.isdecimal())
    complete = len(numbers) == len(plain) == column.cells.total and len(set(numbers)) == len(plain)
    return complete and bool(numbers) and numbers[-1] <= 2 * len(numbers) + 1
