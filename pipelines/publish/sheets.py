"""A sheet as a value: a title, lines about it, one table and perhaps a chart or two."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

CHARACTER_PIXELS = 7.9
BOLD = 1.08
FACES = (0.8, 0.9, 1.0, BOLD)
CELL_PIXELS = 8
INDENT_PIXELS = 9
TORN = re.compile(r"\d+\]")
BREAKS = re.compile(r"\s+|(?<=-)")
PAGE_PIXELS = 1180
LINE_PIXELS = 21
LABEL_PIXELS = (240, 460)


class Emphasis(StrEnum):
    """How a row stands in its table; the word total or subtotal is in its label as well."""

    PART = "part"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table."""

    heading: str
    pixels: int
    is_number: bool = False


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: text, or a number with its format; `link` names a sheet to jump to."""

    value: str | int | float
    number_format: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...]
    emphasis: Emphasis = Emphasis.PART


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A native chart of one number column over some rows of the table, by position."""

    kind: str
    title: str
    alternative_text: str
    column: int
    rows: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture in PNG, what it shows in words, and its size on the sheet in pixels."""

    png: bytes
    alternative_text: str
    size: tuple[int, int]

    def __repr__(self) -> str:
        """Its size only."""
        return f"Picture({len(self.png)} bytes)"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table to a sheet, below what a reader must know to read it."""

    name: str
    title: str
    lines: tuple[str, ...]
    table: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    charts: tuple[Chart, ...] = ()
    picture: Picture | None = None

    @property
    def holds(self) -> str:
        """What the sheet holds, in words."""
        if self.picture:
            return "one table and one map"
        charts = {0: "", 1: " and one chart"}.get(
            len(self.charts), f" and {len(self.charts)} charts"
        )
        return f"one table{charts}"

    @property
    def pixels(self) -> int:
        """The width of the table."""
        return sum(self.widths)

    @property
    def indents(self) -> tuple[int, ...]:
        """What keeps columns clear of each other: numbers of numbers, words of all before them."""
        following = (*self.columns[1:], None)
        return tuple(
            int(bool(after and after.is_number) if column.is_number else at > 0)
            for at, (column, after) in enumerate(zip(self.columns, following, strict=True))
        )

    @property
    def widths(self) -> tuple[int, ...]:
        """The pixels of each column; words keep their room beside the indent."""
        return tuple(
            column.pixels + (0 if column.is_number else INDENT_PIXELS * indent)
            for column, indent in zip(self.columns, self.indents, strict=True)
        )


def text_cells(*texts: str) -> tuple[Cell, ...]:
    """Plain cells of text."""
    return tuple(Cell(value=text) for text in texts)


def label_pixels(labels: list[str]) -> int:
    """A width that holds the longest label in one line, within bounds."""
    longest = max(map(len, labels), default=0)
    return min(max(ceil(longest * CHARACTER_PIXELS) + 16, LABEL_PIXELS[0]), LABEL_PIXELS[1])


def heading_pixels(headings: Sequence[str], pixels: int, most: int) -> int:
    """A width from `pixels` on at which no heading breaks within a word, nor a note in two.

    A word is never broken; that a note stays whole is worth no more than `most` pixels.
    """
    words = [len(word) for heading in headings for word in BREAKS.split(heading)]
    least = max(
        pixels, ceil(max(words, default=0) * CHARACTER_PIXELS * BOLD) + CELL_PIXELS + INDENT_PIXELS
    )
    wider = range(least, most + 1, 8)
    return next((wide for wide in wider if not any(_is_torn(one, wide) for one in headings)), least)


def _is_torn(heading: str, pixels: int) -> bool:
    """Whether a reference such as `[note 1]` may stand on two lines, in a narrow face or a wide."""
    lines = (line for wide in FACES for line in _wrapped(heading, pixels - INDENT_PIXELS, wide)[1:])
    return any(map(TORN.match, lines))


def _wrapped(text: str, pixels: int, wide: float = 1.0) -> list[str]:
    room = int((pixels - CELL_PIXELS) / (CHARACTER_PIXELS * wide))
    return textwrap.wrap(text, max(room, 4))


def lines_needed(text: str, pixels: int, *, is_bold: bool = False) -> int:
    """How many lines a wrapped text takes in a column of that width."""
    return max(1, len(_wrapped(text, pixels, BOLD if is_bold else 1.0)))


def row_pixels(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> int:
    """The height of a row that shows every wrapped text whole."""
    needed = [
        lines_needed(cell.value, column.pixels)
        for cell, column in zip(cells, columns, strict=True)
        if isinstance(cell.value, str)
    ]
    return LINE_PIXELS * max(needed, default=1) + 5


def split_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines short enough for the page: a long one goes on in the next row."""
    width = int((PAGE_PIXELS - 20) / CHARACTER_PIXELS)
    return tuple(
        part for line in lines for part in textwrap.wrap(line, width, break_on_hyphens=False)
    )
