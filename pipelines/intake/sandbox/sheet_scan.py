"""One worksheet counted independently of the reader: rows, cells, error cells, lost formulas.

The reader turns error cells and formulas without a stored value into blanks; here their places
are kept. Rows and cells may stand in any order, but where they say they are must be honest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipelines.intake.sandbox.markup import Element, events
from pipelines.intake.sandbox.refusal import Reason, RefusedFile
from pipelines.intake.sandbox.shared_text import visible_length

MAX_ROW = 200_000
MAX_COLUMN = 500
MAX_AREA = 6_000_000
MAX_TEXT_SUM = 200_000_000
TYPES = frozenset(("n", "s", "str", "inlineStr", "b", "e", "d"))


def letters_of(column: int) -> str:
    """A column as Excel writes it: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


COLUMNS = {letters_of(column): column for column in range(1, MAX_COLUMN + 1)}


@dataclass
class SheetCount:
    """What the markup of a worksheet says it holds."""

    cells: int = 0
    filled_rows: set[int] = field(default_factory=set)
    errors: list[tuple[int, int]] = field(default_factory=list)
    uncached: list[tuple[int, int]] = field(default_factory=list)
    last_column: int = 0
    text_size: int = 0


@dataclass(slots=True, repr=False)
class _Cell:
    """One cell as its markup has it."""

    attributes: dict[str, str]
    row: int
    text: str = ""
    has_value: bool = False
    has_formula: bool = False
    is_aid: bool = False

    def enter(self, name: str) -> bool:
        """Note an element within the cell; tells whether the text that follows is its value."""
        if name == "t":
            return self.attributes.get("t") == "inlineStr" and not self.is_aid
        self.has_formula = self.has_formula or name == "f"
        self.is_aid = self.is_aid or name == "rPh"
        return False


def count_sheet(chunks: Iterable[bytes], lengths: list[int]) -> SheetCount:
    """Count one part to its end; RefusedFile where it is not honest or too large."""
    count = SheetCount()
    row, column, row_text = 0, 0, "0"
    for cell in _cells(events(chunks)):
        if cell.row != row:
            row, column, row_text = cell.row, 0, str(cell.row)
        place = cell.attributes.get("r")
        column = column + 1 if place is None else _column(place, row_text)
        if _note(count, cell, column, lengths) and column > count.last_column:
            count.last_column = _within_sheet(column)
        if row * count.last_column > MAX_AREA:
            raise RefusedFile(Reason.TOO_MANY_ROWS)
    return count


def _cells(stream: Iterator[Element | str]) -> Iterator[_Cell]:
    """The cells of the stream; an element that does not belong within a cell ends it."""
    row, cell, is_text = 0, None, False
    for event in stream:
        if isinstance(event, str):
            if is_text and cell is not None:
                cell.text += event
            continue
        name, attributes = event
        if name == "v" and cell is not None:  # by far the most frequent
            cell.has_value = is_text = True
            continue
        if cell is not None and _is_within(name, cell):
            is_text = cell.enter(name)
            continue
        if cell is not None:
            yield cell
        row = _row(attributes.get("r"), row) if name == "row" else row
        cell, is_text = _Cell(attributes, row) if name == "c" else None, False
    if cell is not None:
        yield cell


def _is_within(name: str, cell: _Cell) -> bool:
    if name in ("f", "is"):
        return True
    return cell.attributes.get("t") == "inlineStr" and name not in ("c", "row")


def _row(told: str | None, before: int) -> int:
    if told is None:
        return before + 1
    if not (told.isascii() and told.isdigit()) or told[0] == "0":
        raise RefusedFile(Reason.LYING_ARCHIVE)
    row = int(told[:9])
    if row > MAX_ROW:
        raise RefusedFile(Reason.TOO_MANY_ROWS)
    return row


def _column(place: str, row_text: str) -> int:
    """The column a cell says it stands in; the row it says must be the one it is in."""
    letters = place[: -len(row_text)]
    column = COLUMNS.get(letters, 0)
    if not column or not place.endswith(row_text) or row_text == "0":
        is_far = place.endswith(row_text) and letters.isalpha() and len(letters) > 1
        raise RefusedFile(Reason.TOO_MANY_ROWS if is_far else Reason.LYING_ARCHIVE)
    return column


def _within_sheet(column: int) -> int:
    if column > MAX_COLUMN:
        raise RefusedFile(Reason.TOO_MANY_ROWS)
    return column


def _note(count: SheetCount, cell: _Cell, column: int, lengths: list[int]) -> bool:
    """Count a cell as what it is; tells whether it holds anything."""
    kind = cell.attributes.get("t", "n")
    if kind == "e":
        count.errors.append((cell.row, column))
        return True
    length = _length(kind, cell.text, lengths)
    if length:
        count.cells += 1
        count.filled_rows.add(cell.row)
        count.text_size += length
        if count.text_size > MAX_TEXT_SUM:
            raise RefusedFile(Reason.TOO_LARGE)
    elif cell.has_formula and not (kind == "str" and cell.has_value):
        count.uncached.append((cell.row, column))
        return True
    return length > 0


def _length(kind: str, text: str, lengths: list[int]) -> int:
    """How long the text is that the cell shows; 0 if there is nothing to see."""
    if kind == "n":
        return len(text.strip())
    if kind not in TYPES:
        raise RefusedFile(Reason.LYING_ARCHIVE)
    if kind != "s":
        return visible_length(text)
    number = text.strip()
    if not number:
        return 0
    if not (number.isascii() and number.isdigit()) or int(number[:9]) >= len(lengths):
        raise RefusedFile(Reason.LYING_ARCHIVE)
    return lengths[int(number)]
