"""A sheet as a value: a title, lines about it, one table and perhaps a chart or two."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

CHARACTER_PIXELS = 7.9
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
        return sum(column.pixels for column in self.columns)


def text_cells(*texts: str) -> tuple[Cell, ...]:
    """Plain cells of text."""
    return tuple(Cell(value=text) for text in texts)


def label_pixels(labels: list[str]) -> int:
    """A width that holds the longest label in one line, within bounds."""
    longest = max(map(len, labels), default=0)
    return min(max(ceil(longest * CHARACTER_PIXELS) + 16, LABEL_PIXELS[0]), LABEL_PIXELS[1])


def lines_needed(text: str, pixels: int, *, is_bold: bool = False) -> int:
    """How many lines a wrapped text takes in a column of that width."""
    wide = CHARACTER_PIXELS * (1.08 if is_bold else 1.0)
    return max(1, len(textwrap.wrap(text, max(int((pixels - 8) / wide), 4))))


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
