"""Fields as pandera columns and records as pandera schemas, for typed frames only.

Coercion stays off: our own cell parser has typed the columns, and one bad cell must not hide
others. Each check bears the code of the finding it leads to. What pandera reports holds values and
must never leave the stage that asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from pandera.pandas import Check, Column, DataFrameSchema

from schemas.declared import Catalog
from schemas.model import CodeList, Field, FieldType, RecordType

REQUIRED = "CELL-01"
NOT_ON_LIST = "CELL-04"
OUT_OF_BOUNDS = "CELL-05"
NOT_A_STEP = "CELL-10"
NOT_THE_PATTERN = "CELL-12"
NOT_IN_FORCE = "CELL-21"

DTYPES = {
    FieldType.TEXT: "str",
    FieldType.CODE: "str",
    FieldType.CODE_SET: "str",
    FieldType.INTEGER: "Int64",
    FieldType.DECIMAL: "Float64",
    FieldType.DATE: "datetime64[s]",
    FieldType.BOOLEAN: "boolean",
}


def valid_codes(code_list: CodeList, day: date) -> frozenset[str]:
    """The codes in force on `day`."""
    return frozenset(
        code.code
        for code in code_list.codes
        if (code.valid_from is None or code.valid_from <= day)
        and (code.valid_to is None or day <= code.valid_to)
    )


def frame_schema(record: RecordType, catalog: Catalog, day: date) -> DataFrameSchema:
    """The schema of a typed frame with exactly the fields of `record`, code lists as of `day`."""
    columns = {
        field.name: _column(field, catalog.code_lists.get(field.codes), day)
        for field in record.fields
    }
    return DataFrameSchema(columns, strict=True, coerce=False, name=record.name)


def _column(field: Field, codes: CodeList | None, day: date) -> Column:
    checks = [*_code_checks(codes, day), *_number_checks(field), *_other_checks(field)]
    return Column(DTYPES[field.type], checks=checks, nullable=True, coerce=False, name=field.name)


def _code_checks(codes: CodeList | None, day: date) -> list[Check]:
    if codes is None:
        return []
    listed, allowed = frozenset(codes.names), valid_codes(codes, day)

    def on_list(column: pd.Series[Any]) -> pd.Series[bool]:
        return _by_distinct(column, lambda text: listed.issuperset(text.split(";")))

    def in_force(column: pd.Series[Any]) -> pd.Series[bool]:
        return _by_distinct(
            column, lambda text: not (listed - allowed).intersection(text.split(";"))
        )

    checks = [Check(on_list, name=NOT_ON_LIST)]
    return checks if listed == allowed else [*checks, Check(in_force, name=NOT_IN_FORCE)]


def _number_checks(field: Field) -> list[Check]:
    checks = []
    if field.minimum is not None or field.maximum is not None:
        low = -float("inf") if field.minimum is None else field.minimum
        high = float("inf") if field.maximum is None else field.maximum

        def within(column: pd.Series[Any]) -> pd.Series[bool]:
            return column.between(low, high).astype(bool)

        checks.append(Check(within, name=OUT_OF_BOUNDS))
    if field.step is not None:
        step = field.step

        def on_step(column: pd.Series[Any]) -> pd.Series[bool]:
            steps = column.astype("float64") / step
            return (steps - steps.round()).abs() < 1e-6  # noqa: PLR2004  binary fractions

        checks.append(Check(on_step, name=NOT_A_STEP))
    return checks


def _other_checks(field: Field) -> list[Check]:
    checks = []
    if field.required:

        def present(column: pd.Series[Any]) -> pd.Series[bool]:
            return column.notna()

        checks.append(Check(present, name=REQUIRED, ignore_na=False))
    if field.pattern:
        pattern = field.pattern

        def matches(column: pd.Series[Any]) -> pd.Series[bool]:
            return column.str.fullmatch(pattern).astype(bool)

        checks.append(Check(matches, name=NOT_THE_PATTERN))
    return checks


def _by_distinct(column: pd.Series[Any], holds: Callable[[str], bool]) -> pd.Series[bool]:
    """Judge each distinct text once; there are far fewer of them than rows."""
    positions, distinct = pd.factorize(column)
    verdicts = np.array([holds(str(text)) for text in distinct], dtype=bool)
    return pd.Series(verdicts[positions], index=column.index, dtype=bool)
