"""One worksheet counted independently of the reader: rows, cells, error cells, lost formulas.

The reader turns error cells and formulas without a stored value into blanks; here their places
are kept. Rows and cells may stand in any order, but where they say they are must be honest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.intake.sandbox.cell_markup import MAX_ROW, Cell, cells_of
from pipelines.intake.sandbox.grid import Facts
from pipelines.intake.sandbox.markup import events, pieces
from pipelines.intake.sandbox.plain_rows import MAX_BLANKS, PlainRows
from pipelines.intake.sandbox.refusal import Reason, RefusedFile
from pipelines.intake.sandbox.shared_text import visible_length
from pipelines.intake.sandbox.sheet_facts import SheetFacts

MAX_COLUMN = 500
MAX_AREA = 5_000_000
MAX_TEXT_SUM = 200_000_000
SHORTEST_CELL = len(b'<c r="A1" t="s"><v>0</v></c>')
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
    last_row: int = 0
    text_size: int = 0
    booleans: bool = False
    facts: Facts = field(default_factory=Facts)

    def counted(self) -> tuple[int, int]:
        """Filled cells, filled rows."""
        return self.cells, len(self.filled_rows)


def count_sheet(data: bytes, lengths: list[int]) -> SheetCount:
    """Count one part to its end; RefusedFile where it is not honest or too large."""
    return _count_plain(data, lengths) or count_slowly(data, lengths)


def _count_plain(data: bytes, lengths: list[int]) -> SheetCount | None:
    """The count by patterns where it is certain to be the count by the parser, else None."""
    blanks = [number for number, length in enumerate(lengths) if not length]
    most = len(data) // SHORTEST_CELL * max(lengths, default=0) + len(data)
    if len(blanks) > MAX_BLANKS or most > MAX_TEXT_SUM or not _is_utf_8(data):
        return None
    plain = PlainRows(blanks)
    rest = plain.leave_out(data)
    if b"<!" in rest or _has_row_without_number(rest):
        return None
    columns = [COLUMNS.get(letters.decode(), MAX_COLUMN + 1) for letters in plain.letters]
    count = SheetCount(last_column=max(columns, default=0), last_row=plain.last_row)
    if count.last_column > MAX_COLUMN or not _is_within(count):
        return None
    count.cells, count.filled_rows = plain.cells, plain.rows
    count.booleans = b't="b"' in data
    return _count_events(rest, lengths, count)


def _is_utf_8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def _has_row_without_number(rest: bytes) -> bool:
    """Such a row would be numbered after one that has been left out."""
    rows = rest.replace(b'<row r="', b"")
    return any(mark in rows for mark in (b"<row", b":row"))


def count_slowly(data: bytes, lengths: list[int]) -> SheetCount:
    """The count by the parser alone."""
    return _count_events(data, lengths, SheetCount())


def _count_events(data: bytes, lengths: list[int], count: SheetCount) -> SheetCount:
    facts = SheetFacts(count.facts)
    row, column, row_text = 0, 0, "0"
    for cell in cells_of(events(pieces(data), ends=True), facts.see):
        if cell.row != row:
            row, column, row_text = cell.row, 0, str(cell.row)
        place = cell.attributes.get("r")
        column = column + 1 if place is None else _column(place, row_text)
        if _note(count, cell, column, lengths):
            count.last_column = max(count.last_column, column)
            count.last_row = max(count.last_row, row)
        if count.last_column > MAX_COLUMN or not _is_within(count):
            raise RefusedFile(Reason.TOO_MANY_ROWS)
    return count


def _is_within(count: SheetCount) -> bool:
    return count.last_row <= MAX_ROW and count.last_row * count.last_column <= MAX_AREA


def _column(place: str, row_text: str) -> int:
    """The column a cell says it stands in; the row it says must be the one it is in."""
    letters = place[: -len(row_text)]
    column = COLUMNS.get(letters, 0)
    if not column or not place.endswith(row_text) or row_text == "0":
        is_far = place.endswith(row_text) and letters.isalpha() and len(letters) > 1
        raise RefusedFile(Reason.TOO_MANY_ROWS if is_far else Reason.LYING_ARCHIVE)
    return column


def _note(count: SheetCount, cell: Cell, column: int, lengths: list[int]) -> bool:
    """Count a cell as what it is; tells whether it holds anything."""
    kind = cell.attributes.get("t", "n")
    if kind == "e":
        count.errors.append((cell.row, column))
        return True
    count.booleans = count.booleans or kind == "b"
    length = _length(kind, cell.text, lengths)
    if length:
        count.cells += 1
        count.filled_rows.add(cell.row)
        count.text_size += length
        if count.text_size > MAX_TEXT_SUM:
            raise RefusedFile(Reason.BOMB)
    elif cell.has_formula and not (kind == "str" and cell.has_value):
        count.uncached.append((cell.row, column))
        return True
    return length > 0


def _length(kind: str, text: str, lengths: list[int]) -> int:
    """How long the text is that the cell shows; 0 if there is nothing to see."""
    if kind in ("n", "s") and text != text.strip():
        raise RefusedFile(Reason.LYING_ARCHIVE)  # the reader takes an index with blanks for 0
    if kind == "n":
        return _number_length(text)
    if kind not in TYPES:
        raise RefusedFile(Reason.LYING_ARCHIVE)
    if kind != "s":
        return visible_length(text)
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text[:9]) >= len(lengths):
        raise RefusedFile(Reason.LYING_ARCHIVE)
    return lengths[int(text)]


def _number_length(text: str) -> int:
    try:
        return len(text) if not text or float(text) is not None else 0
    except ValueError:
        pass
    raise RefusedFile(Reason.LYING_ARCHIVE)
