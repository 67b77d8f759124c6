"""The cells of one sheet as text and kind, column by column, ready to leave the child."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

EMPTY = "."
_MIDNIGHT = dt.time()
_EXACT = 1e15


@dataclass(repr=False)
class Grid:
    """`texts[i][j]` is column i, row j (from the sheet's row 1); `kinds[i]` one letter a row.

    Privacy: identifiable.
    """

    name: str
    number: int
    height: int
    texts: list[list[str]]
    kinds: list[str]

    def cells(self) -> int:
        """How many cells hold something that can be seen."""
        return sum(len(kinds) - kinds.count(EMPTY) for kinds in self.kinds)

    def filled_rows(self) -> int:
        """How many rows hold such a cell."""
        table = bytes.maketrans(b"", b"")
        filled = bytes(0 if code == ord(EMPTY) else 1 for code in table)
        rows = 0
        for kinds in self.kinds:
            rows |= int.from_bytes(kinds.encode("ascii").translate(filled))
        return rows.bit_count()

    def mark(self, places: Iterable[tuple[int, int]], kind: str) -> None:
        """Note error cells or formulas without a stored value, which were read as blank."""
        by_column: dict[int, list[int]] = {}
        for row, column in places:
            by_column.setdefault(column - 1, []).append(row - 1)
        if by_column:
            self._grow(max(map(max, by_column.values())) + 1, max(by_column) + 1)
        for column, rows in by_column.items():
            kinds = list(self.kinds[column])
            for row in rows:
                kinds[row] = kind
                self.texts[column][row] = ""
            self.kinds[column] = "".join(kinds)

    def message(self) -> dict[str, Any]:
        """As sent to the parent."""
        return {
            "name": self.name,
            "number": self.number,
            "height": self.height,
            "texts": self.texts,
            "kinds": self.kinds,
        }

    def _grow(self, height: int, width: int) -> None:
        more = max(height - self.height, 0)
        self.height += more
        self.texts = [[*texts, *[""] * more] for texts in self.texts]
        self.kinds = [kinds + EMPTY * more for kinds in self.kinds]
        for _ in range(len(self.kinds), width):
            self.texts.append([""] * self.height)
            self.kinds.append(EMPTY * self.height)


def grid_of(name: str, number: int, rows: Sequence[Sequence[Any]]) -> Grid:
    """The grid of a sheet's rows as the reader returns them."""
    texts, kinds = [], []
    for column in zip(*rows, strict=True):
        texts.append([_TEXT[type(value)](value) for value in column])
        kinds.append(
            "".join(
                _KIND[type(value)] if text else EMPTY
                for value, text in zip(column, texts[-1], strict=True)
            ),
        )
    return Grid(name, number, len(rows), texts, kinds)


def _of_text(value: str) -> str:
    return value if value and not value.isspace() else ""


def _of_float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


def _of_moment(value: dt.datetime) -> str:
    return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat()


_TEXT: dict[type, Callable[[Any], str]] = {
    str: _of_text,
    float: _of_float,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.date: dt.date.isoformat,
    dt.datetime: _of_moment,
    dt.time: dt.time.isoformat,
    dt.timedelta: str,
}
_KIND: dict[type, str] = {
    str: "s",
    float: "n",
    int: "n",
    bool: "b",
    dt.date: "d",
    dt.datetime: "d",
    dt.time: "t",
    dt.timedelta: "t",
}
