"""The cells of a worksheet out of the stream of its elements, each element in its place.

Readers differ in what they make of an element that stands where it may not; a sheet that has one
is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.intake.sandbox.markup import Element
from pipelines.intake.sandbox.plain_rows import LEFT_OUT
from pipelines.intake.sandbox.refusal import Reason, RefusedFile

MAX_ROW = 200_000
WITHIN = {
    "sheetData": frozenset(("row", LEFT_OUT)),
    "row": frozenset(("c", "extLst")),
    "c": frozenset(("v", "f", "is", "extLst")),
    "is": frozenset(("t", "r", "rPh", "phoneticPr")),
    "r": frozenset(("t", "rPr")),
    "rPh": frozenset(("t",)),
    **dict.fromkeys(("v", "f", "t", LEFT_OUT), frozenset[str]()),
}


@dataclass(slots=True, repr=False)
class Cell:
    """One cell as its markup has it. Privacy: identifiable."""

    attributes: dict[str, str]
    row: int
    text: str = ""
    has_value: bool = False
    has_formula: bool = False


def cells_of(
    stream: Iterator[Element | str], see: Callable[[str, dict[str, str], int], None]
) -> Iterator[Cell]:
    """Each cell as it ends; `see` is called for every other element, with the row begun last."""
    path: list[str] = []
    row, cell = 0, None
    for event in stream:
        if isinstance(event, str):
            if cell is not None and _is_value(path):
                cell.text += event
        elif event[0][0] == "/":
            if path.pop() == "c" and cell is not None:
                yield cell
                cell = None
        elif cell is None:
            row, cell = _begin(path, event, row)
            see(*event, row)
        else:
            _enter(path, cell, event[0])


def _begin(path: list[str], element: Element, row: int) -> tuple[int, Cell | None]:
    """The row begun last, and the cell that begins here, if one does."""
    name, attributes = element
    _check_place(path, name)
    is_data = _is_data(path)
    path.append(name)
    if is_data and name == "row":
        return _row(attributes.get("r"), row), None
    return row, Cell(attributes, row) if is_data and name == "c" else None


def _check_place(path: list[str], name: str) -> None:
    """Beyond the data, controls and drawings have rows of their own, which are left alone."""
    allowed = WITHIN.get(path[-1]) if path else None
    is_astray = name == LEFT_OUT and path[1:] != ["sheetData"]
    if is_astray or (name in ("row", "c") and len(path) == 1):
        raise RefusedFile(Reason.LYING_ARCHIVE)
    if _is_data(path) and allowed is not None and name not in allowed:
        raise RefusedFile(Reason.LYING_ARCHIVE)


def _is_data(path: list[str]) -> bool:
    return path[1:2] == ["sheetData"]


def _is_value(path: list[str]) -> bool:
    """Whether text stands in a stored value, or in the text of a cell but for reading aids."""
    return path[-1] == "v" or (path[-1] == "t" and "rPh" not in path)


def _enter(path: list[str], cell: Cell, name: str) -> None:
    """Note an element within a cell: one stored value, in the form that the cell says."""
    _check_place(path, name)
    path.append(name)
    kind = cell.attributes.get("t", "n")
    twice = cell.has_value and name in ("v", "is")
    if twice or (name == "v" and kind == "inlineStr") or (name == "is" and kind != "inlineStr"):
        raise RefusedFile(Reason.LYING_ARCHIVE)
    cell.has_value = cell.has_value or name in ("v", "is")
    cell.has_formula = cell.has_formula or name == "f"


def _row(told: str | None, before: int) -> int:
    if told is None:
        return before + 1
    if not (told.isascii() and told.isdigit()) or told[0] == "0":
        raise RefusedFile(Reason.LYING_ARCHIVE)
    row = int(told[:9])
    if row > MAX_ROW:
        raise RefusedFile(Reason.TOO_MANY_ROWS)
    return row
