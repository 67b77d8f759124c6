"""A table as read becomes a typed frame of every field of its record."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines.layouts import TableLayout
from pipelines.types import RawTable
from pipelines.validate.cells import parse_column
from pipelines.validate.code_words import words_of
from pipelines.validate.reads import Fault, Reading
from schemas.model import CodeList, Field, RecordType
from schemas.rule import RuleContext

Masks = dict[tuple[str, Fault], np.ndarray[Any, Any]]


@dataclass(frozen=True, repr=False)
class TypedTable:
    """A typed frame; masks of the cells that could not be read, and of those read with a note.

    Privacy: identifiable.
    """

    frame: pd.DataFrame
    faults: Masks
    notes: Masks

    def __repr__(self) -> str:
        """Counts only."""
        return f"TypedTable({len(self.frame)} rows)"


def typed_table(
    raw: RawTable,
    record: RecordType,
    code_lists: Mapping[str, CodeList],
    date_order: str,
    context: RuleContext,
) -> TypedTable:
    """Typed columns for all fields, and the masks of faulty cells by field and fault.

    Shape: one row a row of `raw`, its index kept; fields the sheet does not hold come from the
    layout's constants, else stay missing (or take the field's documented default).
    Privacy: identifiable in, identifiable out.
    """
    layout = raw.layout or TableLayout(record=record.name)
    columns: dict[str, pd.Series[Any]] = {}
    faults: Masks = {}
    notes: Masks = {}
    for field in record.fields:
        reading = Reading(
            first_day=context.first_day,
            last_day=context.last_day,
            date_order=date_order,
            set_separator=layout.set_separator,
            words=words_of(code_lists.get(field.codes), layout.values.get(field.name, {})),
            unit=layout.units.get(field.name, ""),
        )
        with _uncollected():
            parsed = parse_column(field, *_cells(raw, field, layout.constants), reading)
        columns[field.name] = parsed.typed
        faults |= {(field.name, fault): mask for fault, mask in parsed.faults.items()}
        notes |= {(field.name, note): mask for note, mask in parsed.notes.items()}
    return TypedTable(pd.DataFrame(columns, index=raw.text.index), faults, notes)


@contextmanager
def _uncollected() -> Iterator[None]:
    """A cell read is a few small values, none circular: to look for circles takes as long again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _cells(
    raw: RawTable, field: Field, constants: Mapping[str, str]
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    if field.name in raw.text.columns:
        return raw.text[field.name], raw.kinds[field.name]
    constant = constants.get(field.name, "")
    index = raw.text.index
    kind = "s" if constant else ""
    return pd.Series(constant, index=index, dtype="str"), pd.Series(kind, index=index, dtype="str")
