"""One cell's text becomes a value, or a fault code; distinct texts are parsed once a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from schemas.frames import DTYPES
from schemas.model import CodeList, Field, FieldType

MISSING_WORDS = frozenset({"", "n/a", "na", "-", "--"})
UNKNOWN_AGE_WORDS = frozenset({"-1", "unknown", "unk"})
YES_WORDS = frozenset({"y", "yes", "true", "1", "x"})
NO_WORDS = frozenset({"n", "no", "false", "0"})
SUPPRESSED = re.compile(r"^(<\s*\d+|\*+|\.\.+)$")
NUMERIC_DATE = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
DATE_FORMATS = (
    "%Y-%m-%d",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
)
ALIAS_SEPARATOR = "|"
EARLIEST_DATE = date(1900, 1, 1)
LATEST_DATE = date(2100, 1, 1)

REQUIRED = "CELL-01"
NOT_A_DATE = "CELL-02"
NOT_A_NUMBER = "CELL-03"
NOT_ON_LIST = "CELL-04"
ERROR_CELL = "CELL-06"
NO_STORED_VALUE = "CELL-07"
NOT_YES_NO = "CELL-08"
LOOKS_SUPPRESSED = "CELL-09"


@dataclass(frozen=True)
class Reading:
    """How this partner writes: date order, separator of sets, and words (casefolded) for codes."""

    date_order: str
    set_separator: str
    words: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class ParsedColumn:
    """Typed values and, for each fault code, the mask of the rows at fault."""

    typed: pd.Series[Any]
    faults: Mapping[str, np.ndarray[Any, Any]]


class _Fault(Exception):  # noqa: N818  never leaves this module, carries a code only
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def words_of(codes: CodeList | None, own_words: Mapping[str, str]) -> dict[str, str]:
    """Casefolded words of a code list: aliases, labels and codes, then the partner's own words."""
    listed = codes.codes if codes else ()
    words = {
        alias.strip().casefold(): code.code
        for code in listed
        for alias in code.rollups.get("aliases", "").split(ALIAS_SEPARATOR)
        if alias.strip()
    }
    words |= {code.label.casefold(): code.code for code in listed}
    words |= {code.code.casefold(): code.code for code in listed}
    return words | {word.strip().casefold(): code for word, code in own_words.items()}


def parse_column(
    field: Field, text: pd.Series[Any], kinds: pd.Series[Any], reading: Reading
) -> ParsedColumn:
    """Parse one column; a faulty cell becomes missing and is named in the masks.

    Shape: one value a row, order and index kept.
    Privacy: identifiable in, identifiable out.
    """
    positions, distinct = pd.factorize(kinds + text)
    parsed = [_parse_marked(field, str(marked), reading) for marked in distinct]
    values = pd.Series([value for value, _ in parsed], dtype=DTYPES[field.type])
    codes = np.array([code for _, code in parsed], dtype=object)[positions]
    masks = {str(code): codes == code for code in set(codes) if code}
    column = values.take(positions).set_axis(text.index)
    return ParsedColumn(column, masks)


def parse_text(field: Field, codes: CodeList | None, text: str) -> str:
    """The fault code of one text under the default reading, or "" if it can be read."""
    reading = Reading("mdy", ";", words_of(codes, {}))
    return _parse_marked(field, f"s{text}" if text else "", reading)[1]


def _parse_marked(field: Field, marked: str, reading: Reading) -> tuple[Any, str]:
    kind, text = marked[:1], marked[1:].strip()
    if kind == "e":
        return None, ERROR_CELL
    if kind == "f":
        return None, NO_STORED_VALUE
    try:
        return _parse(field, kind, text, reading), ""
    except _Fault as fault:
        return None, fault.code


def _parse(field: Field, kind: str, text: str, reading: Reading) -> Any:
    word = text.casefold()
    if word in reading.words and field.type is not FieldType.CODE_SET:
        mapped = reading.words[word]
        if not mapped:
            return None
        if field.type is FieldType.CODE:
            return mapped
        kind, text, word = "s", mapped, mapped.casefold()
    if word in MISSING_WORDS and word not in reading.words:
        return _parse(field, "s", field.default, reading) if field.default else None
    if SUPPRESSED.match(text):
        raise _Fault(LOOKS_SUPPRESSED)
    return PARSERS[field.type](field, kind, text, reading)


def _text(_field: Field, _kind: str, text: str, _reading: Reading) -> str:
    return text


def _code(_field: Field, _kind: str, _text_of_cell: str, _reading: Reading) -> str:
    raise _Fault(NOT_ON_LIST)


def _code_set(_field: Field, _kind: str, text: str, reading: Reading) -> str | None:
    parts = [part.strip().casefold() for part in text.split(reading.set_separator)]
    parts = [part for part in parts if part]
    if any(part not in reading.words for part in parts):
        raise _Fault(NOT_ON_LIST)
    codes = {reading.words[part] for part in parts} - {""}
    return ";".join(sorted(codes)) or None


def _number(text: str) -> float:
    plain = text.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text) else text
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", plain, re.IGNORECASE):
        raise _Fault(NOT_A_NUMBER)
    return float(plain)


def _integer(field: Field, _kind: str, text: str, _reading: Reading) -> int | None:
    if field.name == "age_years" and text.casefold() in UNKNOWN_AGE_WORDS:
        return None
    number = _number(text)
    if not number.is_integer():
        raise _Fault(NOT_A_NUMBER)
    return int(number)


def _decimal(_field: Field, _kind: str, text: str, _reading: Reading) -> float:
    return _number(text)


def _date(_field: Field, kind: str, text: str, reading: Reading) -> date:
    if kind not in ("s", "d"):
        raise _Fault(NOT_A_DATE)
    day = _numeric_date(text, reading.date_order) or _written_date(text)
    if day is None or not EARLIEST_DATE <= day < LATEST_DATE:
        raise _Fault(NOT_A_DATE)
    return day


def _numeric_date(text: str, date_order: str) -> date | None:
    match = NUMERIC_DATE.match(text)
    if match is None:
        return None
    first, second, year = (int(part) for part in match.groups())
    month, day = (first, second) if date_order in ("", "mdy") else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _written_date(text: str) -> date | None:
    day_text = text[:10] if re.match(r"^\d{4}-\d\d-\d\d[T ]", text) else text
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(day_text, form).date()  # noqa: DTZ007  a date without a time
        except ValueError:
            continue
    return None


def _boolean(_field: Field, _kind: str, text: str, _reading: Reading) -> bool:
    word = text.casefold()
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    raise _Fault(NOT_YES_NO)


PARSERS: Mapping[FieldType, Callable[[Field, str, str, Reading], Any]] = {
    FieldType.TEXT: _text,
    FieldType.CODE: _code,
    FieldType.CODE_SET: _code_set,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.DATE: _date,
    FieldType.BOOLEAN: _boolean,
}
