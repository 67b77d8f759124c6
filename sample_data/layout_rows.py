"""What stands row by row in a sheet: headings of one or two rows, then the rows below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sample_data.grids import Grid
from sample_data.penmanship import Cell

BETWEEN = " / "


@dataclass(frozen=True)
class Heading:
    """The text of a heading and over how many columns it is merged."""

    text: str
    width: int = 1


def heading_rows(grid: Grid) -> list[list[Heading]]:
    """One row of headings, or two: groups merged over their columns, and the columns below."""
    if grid.heading_rows == 1:
        return [[Heading(text) for text in grid.headings]]
    parts = [text.rpartition(BETWEEN) for text in grid.headings]
    groups = groupby(above for above, _, _ in parts)
    above = [Heading(text, len(list(columns))) for text, columns in groups]
    return [above, [Heading(below) for _, _, below in parts]]


def laid_out(grid: Grid) -> Iterator[Sequence[Cell]]:
    """The rows below the headings as they stand in the sheet, blank spacer rows included."""
    for number, row in enumerate(grid.rows):
        if grid.spacer_every and number and number % grid.spacer_every == 0:
            yield ()
        yield row
    yield from grid.tail
