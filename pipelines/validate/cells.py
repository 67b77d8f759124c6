"""A column of cells becomes typed values and faults; distinct cells are read once, together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipelines.validate.code_words import plain, words_of
from pipelines.validate.dates import read_dates
from pipelines.validate.dittos import DITTO_STARTS, DITTO_WORDS, is_ditto
from pipelines.validate.empty_counts import LEFT_EMPTY, left_empty
from pipelines.validate.numbers import read_numbers
from pipelines.validate.reads import (
    DIGITS_LOST,
    DITTO,
    ERROR_CELL,
    NEARLY_ON_LIST,
    NO_STORED_VALUE,
    NOT_ON_LIST,
    NOT_YES_NO,
    PERHAPS_MISSPELLED,
    SUPPRESSED,
    SUPPRESSED_OPTIONAL,
    Cell,
    Fault,
    Read,
    Reading,
    fault,
    tidy,
)
from schemas.blanks import MISSING_WORDS
from schemas.frames import DTYPES
from schemas.model import CodeList, Confidentiality, Field, FieldType, Release

Mask = np.ndarray[Any, Any]

NONE_WORDS = frozenset({"none", "nil", "not applicable"})
UNKNOWN_WORDS = frozenset(
    {"unknown", "unk", "unk.", "not known", "don't know", "dk", "?", "??", "declined", "not asked"}
)
UNKNOWN_AGE = "-1"
YES_WORDS = frozenset(
    {"y", "yes", "yeah", "t", "true", "1", "1.0", "x", "on", "checked", "sí", "si"}
)
YES_WORDS |= frozenset("✓✔☑")
NO_WORDS = frozenset({"n", "no", "f", "false", "0", "0.0", "off", "unchecked", "☐"})
NO_KEY_WORDS = NONE_WORDS | UNKNOWN_WORDS
ERROR_TEXT = re.compile(r"#(ref!|n/a|value!|div/0!|name\?|null!|num!|spill!|calc!)")
HIDDEN = re.compile(r"(<|<=|≤|less than|fewer than) ?\d+|\*+|\.\.+|…|\[c\]|\(c\)|x{2,}", re.ASCII)
HIDDEN_STARTS = frozenset("<\u2264lf*.\u2026[(x")
HIDDEN_WORDS = frozenset({"s", "supp", "supp.", "suppressed", "withheld", "masked", "redacted"})
SAYING_WORDS = MISSING_WORDS | NONE_WORDS | UNKNOWN_WORDS | HIDDEN_WORDS | {UNKNOWN_AGE}
SAYING_WORDS |= DITTO_WORDS
SAYING_STARTS = HIDDEN_STARTS | DITTO_STARTS
NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL)
WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+", re.ASCII)
POWER_OF_TEN = re.compile(r"-?\d(\.\d+)?e\+?\d+", re.IGNORECASE | re.ASCII)
AS_TEXT = re.compile(r'="([^"]+)"')  # how exports keep a program from reading a key as a number
# signs that list things; a slash or an "and" may stand within one category
LISTING = re.compile(r"[;,|+\uff1b\u3001]")
DIGITS_HELD = 15
EXAMPLE_MONTH = (date(2026, 3, 1), date(2026, 3, 31))


@dataclass(frozen=True, repr=False)
class ParsedColumn:
    """Typed values; by fault, the mask of rows that could not be read; notes on rows that were."""

    typed: pd.Series[Any]
    faults: Mapping[Fault, Mask]
    notes: Mapping[Fault, Mask] = field(default_factory=dict)


def parse_column(
    declared: Field, text: pd.Series[Any], kinds: pd.Series[Any], reading: Reading
) -> ParsedColumn:
    """Parse one column; a faulty cell becomes missing and is named in the masks.

    A field that is dropped before counting is not judged: nobody need mend what is thrown away.

    Shape: one value a row, order and index kept.
    Privacy: identifiable in, identifiable out.
    """
    if declared.type is FieldType.TEXT and declared.released_as is Release.NEVER:
        trimmed = text.str.strip()
        return ParsedColumn(trimmed.mask(trimmed.isin(["", "-", "--", "n/a", "N/A"])), {})
    positions, cells = _distinct(text, kinds)
    reads = read_cells(declared, cells, reading)
    values = pd.Series([read.value for read in reads], dtype=DTYPES[declared.type])
    column = values.take(positions).set_axis(text.index)
    faults = _masks([read.fault for read in reads], positions)
    notes = _masks([read.note for read in reads], positions)
    if declared.default and declared.type in NUMBERS:
        empty = left_empty(cells, positions, MISSING_WORDS)
        notes |= {Fault(LEFT_EMPTY): empty} if empty.any() else {}
    return ParsedColumn(column, faults, notes)


def parse_text(declared: Field, codes: CodeList | None, text: str) -> str:
    """The fault code of one text in a column of its own, or "" if it can be read."""
    first, last = EXAMPLE_MONTH
    reading = Reading(first, last, date_order="mdy", words=words_of(codes, {}))
    found = read_cells(declared, [Cell("s" if text else "", text)], reading)[0].fault
    return found.code if found else ""


def _distinct(text: pd.Series[Any], kinds: pd.Series[Any]) -> tuple[Mask, list[Cell]]:
    """Where each row's cell stands in the list of distinct cells."""
    text_at, texts = pd.factorize(text)
    kind_at, kind_names = pd.factorize(kinds)
    words, names = texts.to_numpy(dtype=object), kind_names.to_numpy(dtype=object)
    if len(names) == 1:
        return text_at, [Cell(names[0], word) for word in words]
    pairs_at, pairs = pd.factorize(text_at * len(kind_names) + kind_at)
    cell_kinds = names[pairs % len(names)] if len(names) else names
    cell_texts = words[pairs // len(names)] if len(names) else words
    return pairs_at, list(map(Cell, cell_kinds, cell_texts))


def _masks(found: Sequence[Fault | None], positions: Mask) -> dict[Fault, Mask]:
    numbers = {one: at for at, one in enumerate(dict.fromkeys(found)) if one}
    if not numbers:
        return {}
    of_row = np.array([numbers.get(one, -1) if one else -1 for one in found])[positions]
    return {one: of_row == at for one, at in numbers.items()}


def read_cells(declared: Field, cells: Sequence[Cell], reading: Reading) -> list[Read]:
    """Every distinct cell of one column, each as it is or in the light of the others.

    Privacy: identifiable in, identifiable out.
    """
    before = [_before_type(declared, cell, reading) for cell in cells]
    rest = [one for one in before if isinstance(one, Cell)]
    typed = iter(PARSERS[declared.type](declared, rest, reading))
    return [one if isinstance(one, Read) else next(typed) for one in before]


def _before_type(declared: Field, cell: Cell, reading: Reading) -> Read | Cell:
    """What is the same for every type: errors, own words, missing and hidden values."""
    word = plain(cell.text)
    if cell.kind in ("e", "f") or (word[:1] == "#" and ERROR_TEXT.fullmatch(word)):
        return fault(NO_STORED_VALUE if cell.kind == "f" else ERROR_CELL)
    known = reading.words.code_of(word) if reading.words.exact else None
    if known is not None and declared.type is not FieldType.CODE_SET:
        if declared.type is FieldType.CODE or not known:
            return Read(known or None)
        return Cell("s", known)
    if known is None and (word in SAYING_WORDS or word[0] in SAYING_STARTS):
        return _without_value(declared, cell, word, reading)
    return cell


def _without_value(declared: Field, cell: Cell, word: str, reading: Reading) -> Read | Cell:
    """What a cell is that may say why there is no value."""
    if is_ditto(word):
        return fault(DITTO)
    if _is_missing(declared, word):
        return _default(declared, reading)
    if _is_hidden(declared, word):
        may_miss = not (declared.required or declared.default)
        return fault(SUPPRESSED_OPTIONAL if may_miss else SUPPRESSED)
    return cell


def _default(declared: Field, reading: Reading) -> Read:
    if not declared.default:
        return Read()
    return read_cells(declared, [Cell("s", declared.default)], reading)[0]


def _is_missing(declared: Field, word: str) -> bool:
    """Whether a word says that there is nothing; "unknown" never does where it would count."""
    if word in MISSING_WORDS:
        return True
    if declared.name == "age_years":
        return word in UNKNOWN_WORDS or word == UNKNOWN_AGE
    if declared.type is FieldType.TEXT:
        return word in NO_KEY_WORDS
    if declared.required or declared.default:
        return False
    is_open = declared.type in (FieldType.BOOLEAN, *NUMBERS)
    return (word in NONE_WORDS and declared.type not in NUMBERS) or (
        word in UNKNOWN_WORDS and is_open
    )


def _is_hidden(declared: Field, word: str) -> bool:
    """Whether a value seems to be hidden on purpose."""
    if word[0] in HIDDEN_STARTS and HIDDEN.fullmatch(word):
        return True
    return declared.type in NUMBERS and word in HIDDEN_WORDS


def _texts(declared: Field, cells: Sequence[Cell], _reading: Reading) -> list[Read]:
    return [_text(declared, cell) for cell in cells]


def _text(declared: Field, cell: Cell) -> Read:
    """A key or other text; a number cell reads as its digits, if a number can hold them."""
    text = tidy(cell.text)
    as_text = AS_TEXT.fullmatch(text)
    text = as_text[1].strip() if as_text else text
    if declared.released_as is Release.PERSON_NO and POWER_OF_TEN.fullmatch(text):
        return fault(DIGITS_LOST) if cell.kind == "n" or "+" in text else Read(text)
    whole = WHOLE_NUMBER.fullmatch(text)  # a csv holds as text what a workbook holds as number
    text = whole[1] if whole else text
    if cell.kind == "n":
        return fault(DIGITS_LOST) if len(text.lstrip("-")) > DIGITS_HELD else Read(text)
    return Read(text)


def _codes(declared: Field, cells: Sequence[Cell], reading: Reading) -> list[Read]:
    """Cells that are not on the list, or are sets of which each part is to be on the list."""
    split = [_parts(cell.text, reading) for cell in cells]
    found = [[reading.words.code_of(plain(part)) for part in parts] for parts in split]
    unknown = {
        part
        for parts, codes in zip(split, found, strict=True)
        for part, code in zip(parts, codes, strict=True)
        if code is None
    }
    meant = reading.words.near(unknown)
    return [
        _not_listed(declared, parts, codes, meant) if None in codes else _set_of(codes)
        for parts, codes in zip(split, found, strict=True)
    ]


def _parts(text: str, reading: Reading) -> list[str]:
    has_own = reading.set_separator in text or "\n" in text
    if not (has_own or LISTING.search(text)) or reading.words.code_of(plain(text)) is not None:
        return [text]
    own = rf"{re.escape(reading.set_separator)}|\n"
    parts = [part.strip() for part in re.split(own, text) if part.strip()] or [text]
    others = [part.strip() for part in LISTING.split(text) if part.strip()]
    if not has_own and all(reading.words.code_of(plain(part)) for part in others):
        return others or [text]  # all are on the list: nothing else can be meant
    return parts


def _set_of(codes: Sequence[str | None]) -> Read:
    return Read(";".join(sorted({code for code in codes if code})) or None)


def _not_listed(
    declared: Field, parts: Sequence[str], codes: Sequence[str | None], meant: Mapping[str, str]
) -> Read:
    """One fault a cell. What was meant tells what was written: of a person it is not named."""
    if not meant:
        return fault(NOT_ON_LIST)
    unknown = [part for part, code in zip(parts, codes, strict=True) if code is None]
    near = {meant[part] for part in unknown if part in meant}
    if len(near) < len(set(unknown)):
        return fault(NOT_ON_LIST)
    if declared.confidentiality is not Confidentiality.ADMINISTRATIVE:
        return fault(PERHAPS_MISSPELLED)
    return fault(NEARLY_ON_LIST, "; ".join(sorted(near)))


def _code(declared: Field, cells: Sequence[Cell], reading: Reading) -> list[Read]:
    """Words that are on the list have been read before; these are not."""
    meant = reading.words.near({cell.text for cell in cells})
    if not meant:
        return [fault(NOT_ON_LIST)] * len(cells)
    return [_not_listed(declared, [cell.text], [None], meant) for cell in cells]


def _booleans(_declared: Field, cells: Sequence[Cell], _reading: Reading) -> list[Read]:
    return [_boolean(plain(cell.text)) for cell in cells]


def _boolean(word: str) -> Read:
    if word in YES_WORDS:
        return Read(value=True)
    return Read(value=False) if word in NO_WORDS else fault(NOT_YES_NO)


PARSERS: Mapping[FieldType, Callable[[Field, Sequence[Cell], Reading], list[Read]]] = {
    FieldType.TEXT: _texts,
    FieldType.CODE: _code,
    FieldType.CODE_SET: _codes,
    FieldType.INTEGER: read_numbers,
    FieldType.DECIMAL: read_numbers,
    FieldType.DATE: read_dates,
    FieldType.BOOLEAN: _booleans,
}
