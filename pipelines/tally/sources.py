"""Typed Arrow tables for the engine: one a record type over all months, one a code list.

A record type without a frame becomes an empty table with the same columns, so that every view can
be laid; a field that a frame lacks is missing in all its rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from pipelines.types import StrippedRecords
from schemas.catalog import Catalog
from schemas.model import CodeList, FieldType, RecordType, Release

CODE_LISTS = (
    "age_band_finest",
    "census_day",
    "client_role",
    "county",
    "enrollment_length",
    "gender",
    "living_situation",
    "order_type",
    "paip_activity",
    "race_ethnicity",
    "service",
    "shelter_type",
    "unmet_reason",
    "victimization",
    "voca_service",
)
TYPES = {
    FieldType.TEXT: pa.string(),
    FieldType.CODE: pa.string(),
    FieldType.CODE_SET: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.DECIMAL: pa.float64(),
    FieldType.DATE: pa.timestamp("s"),
    FieldType.BOOLEAN: pa.bool_(),
}


def tables_of(catalog: Catalog, records: Sequence[StrippedRecords]) -> dict[str, pa.Table]:
    """`record_<name>` with a column `month`, and `code_<list>`.

    Privacy: identifiable in, identifiable out.
    """
    tables = {f"code_{name}": _code_table(catalog.code_lists[name]) for name in CODE_LISTS}
    for name, record in catalog.records.items():
        schema = _schema(record)
        parts = [schema.empty_table()]
        parts += [_month_table(r, name, schema) for r in records if name in r.frames]
        tables[f"record_{name}"] = pa.concat_tables(parts)
    return tables


def _schema(record: RecordType) -> pa.Schema:
    columns = [("month", pa.date32())]
    for field in record.fields:
        if field.released_as is Release.PERSON_NO:
            columns.append(("person_no", pa.string()))
        elif field.released_as is not Release.NEVER:
            columns.append((field.name, TYPES[field.type]))
    return pa.schema(columns)


def _month_table(records: StrippedRecords, name: str, schema: pa.Schema) -> pa.Table:
    frame = records.frames[name]
    columns = [
        pa.array([records.month.first_day] * len(frame), type=pa.date32())
        if column.name == "month"
        else _array(frame, column)
        for column in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _array(frame: pd.DataFrame, column: pa.Field) -> pa.Array:
    if column.name not in frame.columns:
        return pa.nulls(len(frame), type=column.type)
    array = pa.Array.from_pandas(frame[column.name])
    return array.cast(column.type)


def _code_table(codes: CodeList) -> pa.Table:
    rollups = {name: [code.rollups.get(name, "") for code in codes.codes] for name in _names(codes)}
    columns = {"code": list(codes.names), **rollups}
    return pa.table({name: pa.array(values, type=pa.string()) for name, values in columns.items()})


def _names(codes: CodeList) -> tuple[str, ...]:
    return tuple(codes.codes[0].rollups) if codes.codes else ()
