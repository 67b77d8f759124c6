"""Where things stand on a sheet: its tables, lines above them, texts and their room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries


@dataclass(frozen=True)
class Area:
    """A block of cells, both ends included, from one."""

    left: int
    top: int
    right: int
    bottom: int

    def holds(self, cell: Any) -> bool:
        """Whether a cell stands in it."""
        is_across = self.left <= cell.column <= self.right
        return bool(is_across and self.top <= cell.row <= self.bottom)


def tables_of(sheet: Any) -> list[Area]:
    """The areas of the real tables of a sheet."""
    return [Area(*range_boundaries(table.ref)) for table in sheet.tables.values()]


def body_of(sheet: Any, area: Area) -> list[list[Any]]:
    """The cells of a table below its header."""
    rows = sheet.iter_rows(area.top + 1, area.bottom, area.left, area.right)
    return [list(row) for row in rows]


def filled(sheet: Any) -> Iterator[Any]:
    """Every cell that holds something."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                yield cell


def texts(sheet: Any) -> Iterator[Any]:
    """Every cell that holds text; a formula is none."""
    cells = (cell for cell in filled(sheet) if isinstance(cell.value, str))
    return (cell for cell in cells if cell.data_type != "f")


def lines_above(sheet: Any) -> list[str]:
    """The texts above the first table, or of the whole sheet if it has none."""
    tops = [area.top for area in tables_of(sheet)]
    return [cell.value for cell in texts(sheet) if not tops or cell.row < min(tops)]


def place(cell: Any) -> str:
    """The address of a cell."""
    return f"{cell.parent.title}!{cell.coordinate}"


def widths(sheet: Any) -> dict[int, float]:
    """Widths of columns that are set, by number, in digits of the standard face."""
    found: dict[int, float] = {}
    for one in sheet.column_dimensions.values():
        last = min(one.max or 0, (one.min or 0) + 400)
        found |= dict.fromkeys(range(one.min or 0, last + 1), one.width)
    return found


def print_area(sheet: Any) -> Area | None:
    """The area that is printed, where one is set."""
    text = str(sheet.print_area or "").rpartition("!")[2].replace("$", "")
    return Area(*range_boundaries(text)) if text else None


def letter(column: int) -> str:
    """The letter of a column."""
    return str(get_column_letter(column))
