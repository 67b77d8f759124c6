"""The tables of an .ods workbook counted independently of the reader.

Equal cells and rows are written once with how often they are repeated: what would repeat beyond
the bounds is refused before anything is unfolded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.intake.sandbox.cell_markup import MAX_ROW
from pipelines.intake.sandbox.grid import Grid, seen
from pipelines.intake.sandbox.markup import Element
from pipelines.intake.sandbox.notes import MAX_NOTES
from pipelines.intake.sandbox.refusal import Reason, RefusedFile
from pipelines.intake.sandbox.sheet_scan import (
    COLUMNS,
    MAX_AREA,
    MAX_COLUMN,
    MAX_TEXT_SUM,
    SheetCount,
    letters_of,
)

CELLS = ("table-cell", "covered-table-cell")
VALUES = {
    "float": "office:value",
    "percentage": "office:value",
    "currency": "office:value",
    "date": "office:date-value",
    "time": "office:time-value",
    "boolean": "office:boolean-value",
}
KINDS = frozenset((*VALUES, "string", "void", ""))
HIDDEN = ("collapse", "filter")
LOST_BREAKS = ("line-break", "tab")
_PLACE = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^'.]+))\.\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


@dataclass(repr=False)
class _Cell:
    attributes: dict[str, str]
    texts: list[str] = field(default_factory=list)
    note: list[str] = field(default_factory=list)

    def visible(self) -> int:
        """Length of what the reader sees in it."""
        kind = self.attributes.get("office:value-type", "")
        if kind not in KINDS:
            raise RefusedFile(Reason.LYING_ARCHIVE)
        if kind in VALUES:
            return len(self.attributes.get(VALUES[kind], ""))
        told = self.attributes.get("office:string-value") if kind == "string" else None
        return len(seen("".join(self.texts) if told is None else told))

    def is_error(self) -> bool:
        """Whether the program could not work it out."""
        return self.attributes.get("calcext:value-type") == "error"

    def is_lost(self) -> bool:
        """Whether it is a formula without a stored value."""
        has_type = "office:value-type" in self.attributes
        return "table:formula" in self.attributes and not has_type


@dataclass(repr=False)
class Table:
    """One sheet as the markup has it."""

    name: str
    style: str
    count: SheetCount = field(default_factory=SheetCount)


class TableScan:
    """Counts tables as elements, texts and ends pass by."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.tables: list[Table] = []
        self.has_links = False
        self._formulas: dict[str, str] = {}
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row, self._rows, self._column, self._at = 0, 1, 0, 0
        self._cell: _Cell | None = None
        self._path: list[str] = []
        self._is_row = False

    def see(self, event: Element | str) -> None:
        """Note one element, text or end."""
        if isinstance(event, str):
            if self._cell is not None and event.strip():
                self._see_text(self._cell, event)
            return
        name, attributes = event
        if self._cell is not None:
            self._within_cell(name, attributes)
        elif name in CELLS and self.tables:
            self._cell, self._path = _Cell(attributes), []
            if not self._is_row:
                raise RefusedFile(Reason.LYING_ARCHIVE)
        elif name in ("table-row", "/table-row") and self.tables:
            self._see_row(attributes, is_begin=name == "table-row")
        else:
            self._beside(name, attributes)

    def _see_text(self, cell: _Cell, text: str) -> None:
        """Text of the cell, of its note, or of something that the reader would mix with both."""
        if self._path[:1] == ["annotation"]:
            cell.note.append(text if self._path[1:2] == ["p"] else "")
        elif self._path[:1] == ["p"] and "note" not in self._path:
            cell.texts.append(text)
        elif cell.attributes.get("office:value-type", "string") == "string":
            raise RefusedFile(Reason.COUNTS_DIFFER)

    def _within_cell(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path and name in ("/table-cell", "/covered-table-cell"):
            self._end_cell()
        elif name[0] == "/":
            self._path.pop()
        elif name in (*CELLS, "table-row") or (name == "table" and "table:name" in attributes):
            raise RefusedFile(Reason.LYING_ARCHIVE)
        elif name in LOST_BREAKS and self._path[:1] == ["p"]:
            raise RefusedFile(Reason.COUNTS_DIFFER)
        else:
            self._path.append(name)

    def _beside(self, name: str, attributes: dict[str, str]) -> None:
        """Sheets, columns, styles, names: all that is no row."""
        if name == "table" and "table:name" in attributes:
            table = Table(attributes["table:name"], attributes.get("table:style-name", ""))
            table.count.facts.is_hidden = table.style in self._hidden_styles
            self.tables.append(table)
            self._row, self._rows, self._at = 0, 1, 0
        elif name == "table-column" and self.tables:
            self._see_column(attributes)
        elif name == "style":
            self._style = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name in ("named-range", "named-expression"):
            place = attributes.get("table:cell-range-address", "")
            expression = attributes.get("table:expression", "")
            self._formulas[attributes.get("table:name", "")] = place or expression
        elif name in ("table-source", "dde-link", "database-source-sql", "database-source-table"):
            if name == "dde-link":
                raise RefusedFile(Reason.LIVE_LINK)
            self.has_links = True

    def _see_column(self, attributes: dict[str, str]) -> None:
        repeated = _repeated(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in HIDDEN:
            last = min(self._at + repeated, MAX_COLUMN)
            facts = self.tables[-1].count.facts
            facts.hidden_columns.update(range(self._at + 1, last + 1))
        self._at += repeated

    def _see_row(self, attributes: dict[str, str], *, is_begin: bool) -> None:
        if is_begin == self._is_row:
            raise RefusedFile(Reason.LYING_ARCHIVE)
        self._is_row = is_begin
        if not is_begin:
            return
        self._row += self._rows
        self._rows = _repeated(attributes, "table:number-rows-repeated")
        self._column = 1
        facts = self.tables[-1].count.facts
        state = attributes.get("table:visibility")
        if state in HIDDEN:
            last = min(self._row + self._rows - 1, MAX_ROW)
            facts.hidden_rows.update(range(self._row, last + 1))
            facts.has_filter = facts.has_filter or state == "filter"

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        count = self.tables[-1].count
        times = _repeated(cell.attributes, "table:number-columns-repeated")
        size = cell.visible()
        if size or cell.is_error() or cell.is_lost():
            count.last_row = max(count.last_row, self._row + self._rows - 1)
            count.last_column = max(count.last_column, self._column + times - 1)
            count.text_size += size * times * self._rows
            _check_bounds(count)
        if size:
            count.cells += times * self._rows
            count.filled_rows.update(range(self._row, self._row + self._rows))
        if cell.is_error() or cell.is_lost():
            places = count.errors if cell.is_error() else count.uncached
            places.extend(
                (row, column)
                for row in range(self._row, self._row + self._rows)
                for column in range(self._column, self._column + times)
            )
        self._keep_merged(cell)
        if cell.note:
            self._keep_note("".join(cell.note))
        self._column += times

    def _keep_merged(self, cell: _Cell) -> None:
        across = _repeated(cell.attributes, "table:number-columns-spanned")
        down = _repeated(cell.attributes, "table:number-rows-spanned")
        if across * down > 1 and self._column + across <= MAX_COLUMN:
            last = f"{letters_of(self._column + across - 1)}{self._row + down - 1}"
            first = f"{letters_of(self._column)}{self._row}"
            self.tables[-1].count.facts.merged.append(f"{first}:{last}")

    def _keep_note(self, text: str) -> None:
        notes = self.tables[-1].count.facts.notes
        if len(notes) < MAX_NOTES and self._column <= MAX_COLUMN:
            notes[f"{letters_of(self._column)}{self._row}"] = text

    def names(self, grids: Sequence[Grid]) -> dict[str, str]:
        """The text of the one cell that each defined name points at. Privacy: identifiable."""
        sheets = {grid.name: grid for grid in grids}
        found = {}
        for name, formula in self._formulas.items():
            place = _PLACE.fullmatch(formula)
            sheet = sheets.get((place[1] or place[2]).replace("''", "'")) if place else None
            if place and sheet is not None:
                found[name] = sheet.cell(int(place[4]), COLUMNS.get(place[3], 0))
        return found


def _check_bounds(count: SheetCount) -> None:
    is_wide = count.last_column > MAX_COLUMN or count.last_row > MAX_ROW
    if is_wide or count.last_row * count.last_column > MAX_AREA:
        raise RefusedFile(Reason.TOO_MANY_ROWS)
    if count.text_size > MAX_TEXT_SUM:
        raise RefusedFile(Reason.BOMB)


def _repeated(attributes: dict[str, str], key: str) -> int:
    told = attributes.get(key, "1")
    if not (told.isascii() and told.isdigit()) or int(told[:9]) < 1:
        raise RefusedFile(Reason.LYING_ARCHIVE)
    return int(told[:9])
