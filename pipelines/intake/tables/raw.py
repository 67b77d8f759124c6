"""One raw table: the rows kept, a column a field, each at its place in the sheet."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.intake.tables.body import Body
from pipelines.intake.tables.mapping import Mapped, joiner
from pipelines.intake.tables.rows import DATA
from pipelines.intake.tables.ticks import Ticked, joined_ticks
from pipelines.intake.tables.wide import MonthColumns
from pipelines.layouts import TableLayout
from pipelines.types import Column, RawTable
from schemas.model import FieldType, RecordType
from schemas.periods import Month


@dataclass(frozen=True)
class Part:
    """One table of a layout with the columns that were found for it."""

    table: TableLayout
    record: RecordType
    mapped: tuple[Mapped, ...]
    ticked: tuple[Ticked, ...]
    months: MonthColumns

    @property
    def letters(self) -> set[str]:
        """Every column that means something."""
        plain = {letter for one in self.mapped for letter in one.letters}
        ticks = {letter for one in self.ticked for letter in one.codes}
        return plain | ticks | set(self.months.months)


def raw_table(part: Part, body: Body, reason: pd.Series[str], sheet: str, month: Month) -> RawTable:
    """The rows without a reason to set them aside; every other is counted by its reason.

    Privacy: identifiable in, identifiable out.
    """
    kept = reason == DATA
    letters = [letter for letter in body.text.columns if letter in part.letters]
    text, kinds = body.text[letters], body.kinds[letters]
    if not kept.all():
        text, kinds = text[kept], kinds[kept]
    cells = _Cells(text.index)
    for one in part.mapped:
        place = Column(one.letters[0], one.heading)
        joined = _joined(one, text, part.table.set_separator)
        cells.add(one.field.name, place, joined, _first_kind(one, kinds))
    for ticked in part.ticked:
        _add_ticks(cells, ticked, text, kinds, part.table.set_separator)
    if part.months.letter:
        letter, wide = part.months.letter, part.table.wide
        place = Column(letter, month.label)
        cells.add(wide["value"], place, text[letter], kinds[letter])
        cells.fill(wide["date"], place, month.last_day.isoformat(), "d")
    for name, value in part.table.constants.items():
        cells.fill(name, Column("", name), value, "s" if value else "")
    aside = reason[~kept].value_counts()
    return RawTable(
        record=part.table.record,
        sheet=sheet,
        columns=cells.columns,
        text=pd.DataFrame(cells.text, index=text.index),
        kinds=pd.DataFrame(cells.kinds, index=text.index),
        rows_in=len(reason),
        set_aside={str(name): int(count) for name, count in aside.items()},
        layout=part.table,
    )


class _Cells:
    """Text, kind and place by field. Privacy: identifiable."""

    def __init__(self, index: pd.Index[int]) -> None:
        self.text: dict[str, pd.Series[str]] = {}
        self.kinds: dict[str, pd.Series[str]] = {}
        self.columns: dict[str, Column] = {}
        self._index = index

    def add(self, name: str, place: Column, text: pd.Series[str], kinds: pd.Series[str]) -> None:
        self.text[name], self.kinds[name], self.columns[name] = text, kinds, place

    def fill(self, name: str, place: Column, text: str, kind: str) -> None:
        self.text[name] = pd.Series(text, index=self._index, dtype="str")
        self.kinds[name] = pd.Series(kind, index=self._index, dtype="str")
        self.columns[name] = place


def _add_ticks(
    cells: _Cells, ticked: Ticked, text: pd.DataFrame, kinds: pd.DataFrame, separator: str
) -> None:
    """Ticked codes as a column, behind what the field's own column may say."""
    name = ticked.field.name
    joined, kind = joined_ticks(ticked, text, kinds, separator)
    letter, heading = next(iter(ticked.headings.items()))
    if name in cells.text and ticked.field.type is FieldType.CODE_SET:
        own, own_kind = cells.text[name], cells.kinds[name]
        both = (own != "") & (joined != "")
        joined = (own + joined).mask(both, own + separator + joined)
        kind = own_kind.mask(own_kind == "", kind)
    place = cells.columns.get(name, Column(letter, heading))
    cells.add(name, place, joined, kind)


def _joined(mapped: Mapped, text: pd.DataFrame, set_separator: str) -> pd.Series[str]:
    """The field's text; several columns of one field are joined as its type allows."""
    column = text[mapped.letters[0]]
    between = joiner(mapped.field, set_separator)
    for letter in mapped.letters[1:] if between is not None else ():
        gap = pd.Series(between, index=text.index, dtype="str")
        gap = gap.mask((column == "") | (text[letter] == ""), "")
        column = column + gap + text[letter]
    return column


def _first_kind(mapped: Mapped, kinds: pd.DataFrame) -> pd.Series[str]:
    column = kinds[mapped.letters[0]]
    for letter in mapped.letters[1:]:
        column = column.mask(column == "", kinds[letter])
    return column
