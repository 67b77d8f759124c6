"""Names that a workbook gives to constants or to single cells, such as a template's version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipelines.intake.sandbox.grid import Grid
from pipelines.intake.sandbox.markup import Element

MAX_NAMES = 1_000
_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_CONSTANT = re.compile(r'"((?:[^"]|"")*)"|(-?[0-9.]+|TRUE|FALSE)')


class Names:
    """Collects the defined names of `workbook.xml` as its elements and texts pass by."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.formulas: dict[str, str] = {}
        self._name = ""

    def see(self, event: Element | str) -> None:
        """Note one element or text."""
        if isinstance(event, str):
            if self._name:
                self.formulas[self._name] = self.formulas.get(self._name, "") + event
            return
        name, attributes = event
        self._name = attributes.get("name", "") if name == "definedName" else ""
        if self._name.startswith("_xlnm.") or len(self.formulas) >= MAX_NAMES:
            self._name = ""


def defined_names(names: Names, grids: Sequence[Grid]) -> dict[str, str]:
    """The value of each name that is a constant or points at one cell. Privacy: identifiable."""
    sheets = {grid.name: grid for grid in grids}
    found = {name: _value(formula.strip(), sheets) for name, formula in names.formulas.items()}
    return {name: value for name, value in found.items() if value is not None}


def _value(formula: str, sheets: Mapping[str, Grid]) -> str | None:
    formula = formula.removeprefix("=")
    if constant := _CONSTANT.fullmatch(formula):
        return constant[1].replace('""', '"') if constant[1] is not None else constant[2]
    if place := _CELL.fullmatch(formula):
        name = place[1].replace("''", "'") if place[1] else place[2]
        column = 0
        for letter in place[3]:
            column = column * 26 + ord(letter) - 64
        return sheets[name].cell(int(place[4]), column) if name in sheets else None
    return None
