"""The cells of one sheet as codes of distinct words, ready to leave the child.

A month's sheet repeats itself: each distinct cell is turned into text once, and the cells are
numbers that point at these texts, row after row from the sheet's row 1.
"""

from __future__ import annotations

import datetime as dt
import math
from array import array
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

EMPTY = "."
ERRORS = frozenset(
    (
        *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"),
        *(
            "#GETTING_DATA",
            "#FIELD!",
            "#BLOCKED!",
            "#CONNECT!",
            "#BUSY!",
            "#UNKNOWN!",
            "#EXTERNAL!",
        ),
    ),
)
_EXACT = 1e15
_HALF_SECOND = dt.timedelta(milliseconds=500)
_ROUNDING_ERROR = dt.timedelta(milliseconds=1)


class _Codes(dict[Any, int]):
    """A number for each distinct value, given when it is first met."""

    def __missing__(self, value: object) -> int:
        """The next number."""
        code = self[value] = len(self)
        return code


@dataclass
class Facts:
    """What a sheet says about itself beside its cells."""

    is_hidden: bool = False
    has_filter: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(repr=False)
class Grid:
    """`codes` point row by row at `words` and their `kinds`, one letter each; 0 is an empty cell.

    Privacy: identifiable.
    """

    name: str
    number: int
    height: int
    width: int
    words: list[str]
    kinds: list[str]
    codes: array[int]
    facts: Facts = field(default_factory=Facts)

    def counted(self) -> tuple[int, int]:
        """How many cells hold something that can be seen, and how many rows hold such a cell."""
        filled = bytes(map(bool, self.codes))
        rows = 0
        for column in range(self.width):
            rows |= int.from_bytes(filled[column :: self.width])
        return filled.count(1), rows.bit_count()

    def mark(self, places: Iterable[tuple[int, int]], kind: str) -> None:
        """Note error cells or formulas without a stored value, which were read as blank."""
        marked = set(places)
        if not marked:
            return
        self._grow(max(row for row, _ in marked), max(column for _, column in marked))
        self.words.append("")
        self.kinds.append(kind)
        for row, column in marked:
            self.codes[(row - 1) * self.width + column - 1] = len(self.words) - 1

    def cell(self, row: int, column: int) -> str:
        """The text of one cell, counted from 1; empty where there is none."""
        if not (0 < row <= self.height and 0 < column <= self.width):
            return ""
        return self.words[self.codes[(row - 1) * self.width + column - 1]]

    def _grow(self, height: int, width: int) -> None:
        if width > self.width:
            wider = array("I", bytes(4 * width * self.height))
            for row in range(self.height):
                start = row * self.width
                wider[row * width : row * width + self.width] = self.codes[
                    start : start + self.width
                ]
            self.codes, self.width = wider, width
        if height > self.height:
            self.codes.frombytes(bytes(4 * self.width * (height - self.height)))
            self.height = height


def grid_of(
    name: str, number: int, rows: Iterable[Iterable[Any]], width: int, *, booleans: bool = True
) -> Grid:
    """The grid of rows of equal width as a reader gives them.

    Args:
        name: As on the tab.
        number: Place among the tabs, from 1.
        rows: From the sheet's row 1, each of `width` values.
        width: How many columns.
        booleans: Whether there may be any: True counts as equal to 1 and must be told apart.
    """
    values = chain.from_iterable(rows)
    found = _Codes({"": 0})
    codes = array("I", map(found.__getitem__, map(_apart, values) if booleans else values))
    cells = [_cell(value) for value in found]
    blank = [code for code, (_, kind) in enumerate(cells) if kind == EMPTY]
    if len(blank) > 1:
        table = list(range(len(cells)))
        for code in blank:
            table[code] = 0
        codes = array("I", map(table.__getitem__, codes))
    height = len(codes) // width if width else 0
    words, kinds = [text for text, _ in cells], [kind for _, kind in cells]
    return Grid(name, number, height, width, words, kinds, codes)


def _apart(value: object) -> object:
    return (value,) if value is True or value is False else value


def _cell(value: Any) -> tuple[str, str]:
    """Text and kind of one value."""
    text, kind = _TEXT[type(value)](value), _KIND[type(value)]
    if not text or text in ERRORS or (kind == "n" and not math.isfinite(float(value))):
        return "", "e" if text else EMPTY
    return text, kind


def seen(text: str) -> str:
    """A text without NUL, which nothing shows; empty if there is nothing to see in it."""
    text = text.replace("\0", "")
    return text if text and not text.isspace() else ""


def _of_float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


def _of_moment(value: dt.datetime) -> str:
    """To the second: what is stored is a fraction of a day, hardly ever exact.

    The day is another one only by a rounding error: 23:59:59.9 belongs to the day it is written on.
    """
    with suppress(OverflowError):  # the last second of the year 9999
        rounded = value + _HALF_SECOND
        is_same_day = rounded.date() == value.date()
        if is_same_day or (value + _ROUNDING_ERROR).date() != value.date():
            value = rounded
    value = value.replace(microsecond=0)
    return value.date().isoformat() if value.time() == dt.time() else value.isoformat()


def _of_time(value: dt.time) -> str:
    return _of_duration(
        dt.timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        ),
    )


def _of_duration(value: dt.timedelta) -> str:
    """Hours beyond a day are hours: 26:30:00."""
    seconds = round(value.total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    sign = "-" if seconds < 0 else ""
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"


_TEXT: dict[type, Callable[[Any], str]] = {
    str: seen,
    float: _of_float,
    int: str,
    tuple: lambda value: "TRUE" if value[0] else "FALSE",
    dt.date: dt.date.isoformat,
    dt.datetime: _of_moment,
    dt.time: _of_time,
    dt.timedelta: _of_duration,
}
_KIND: dict[type, str] = {
    str: "s",
    float: "n",
    int: "n",
    tuple: "b",
    dt.date: "d",
    dt.datetime: "d",
    dt.time: "t",
    dt.timedelta: "t",
}
