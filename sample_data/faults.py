"""Mistakes that partners make, put into a file on purpose; each one must be found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sample_data import files
from sample_data.grids import Grid
from sample_data.penmanship import Cell

FAULTY_ROWS = (3, 4, 9)


def spoil(grids: Sequence[Grid], fault: str) -> None:
    """Put a fault into the first table of a file."""
    CELL_FAULTS[fault](grids[0])


def _put(grid: Grid, field: str, cell: Cell) -> None:
    place = grid.fields.index(field)
    for number in FAULTY_ROWS:
        if number < len(grid.rows):
            grid.rows[number][place] = cell


def _rename_heading(grid: Grid) -> None:
    grid.headings[grid.fields.index("service_date")] = "Time stamp"


CELL_FAULTS: Mapping[str, Callable[[Grid], None]] = {
    "unreadable_dates": lambda grid: _put(grid, "service_date", "13/45/2026"),
    "unknown_words": lambda grid: _put(grid, "service_code", "See Thursday sheet"),
    "negative_hours": lambda grid: _put(grid, "hours", -2),
    "missing_ids": lambda grid: _put(grid, "client_key", None),
    "renamed_heading": _rename_heading,
}
FILE_FAULTS: Mapping[str, Callable[[bytes], bytes]] = {
    "locked": files.locked,
    "cut_short": files.cut_short,
    "not_a_spreadsheet": lambda _content: files.not_a_spreadsheet(),
}
