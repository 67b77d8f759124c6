"""A table as read becomes a typed frame of every field of its record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipelines.settings import Layout, TableLayout
from pipelines.types import RawTable
from pipelines.validate.cells import Reading, parse_column, words_of
from schemas.model import CodeList, Field, RecordType


def typed_frame(
    raw: RawTable,
    record: RecordType,
    code_lists: Mapping[str, CodeList],
    layout: Layout,
    table: TableLayout | None,
) -> tuple[pd.DataFrame, dict[tuple[str, str], np.ndarray[Any, Any]]]:
    """Typed columns for all fields, and the masks of faulty cells by (field, fault code).

    Shape: one row a row of `raw`, its index kept; fields the sheet does not hold come from the
    layout's constants, else stay missing (or take the field's documented default).
    Privacy: identifiable in, identifiable out.
    """
    constants = table.constants if table else {}
    own_words = table.values if table else {}
    columns: dict[str, pd.Series[Any]] = {}
    faults: dict[tuple[str, str], np.ndarray[Any, Any]] = {}
    for field in record.fields:
        reading = Reading(
            layout.date_order,
            table.set_separator if table else ";",
            words_of(code_lists.get(field.codes), own_words.get(field.name, {})),
        )
        parsed = parse_column(field, *_cells(raw, field, constants), reading)
        columns[field.name] = parsed.typed
        faults |= {(field.name, code): mask for code, mask in parsed.faults.items()}
    return pd.DataFrame(columns, index=raw.text.index), faults


def _cells(
    raw: RawTable, field: Field, constants: Mapping[str, str]
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    if field.name in raw.text.columns:
        return raw.text[field.name], raw.kinds[field.name]
    constant = constants.get(field.name, "")
    index = raw.text.index
    kind = "s" if constant else ""
    return pd.Series(constant, index=index, dtype="str"), pd.Series(kind, index=index, dtype="str")
