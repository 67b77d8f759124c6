"""pandera and the declared rules, reduced at once to (field, code, rows): no value leaves here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from pandera.errors import SchemaErrors
from pandera.pandas import DataFrameSchema

from pipelines.errors import InternalError
from pipelines.types import RecordTable
from schemas.catalog import Catalog
from schemas.frames import frame_schema
from schemas.model import RecordType
from schemas.rule import Rule, RuleContext

Rows = np.ndarray[Any, Any]


def schema_failures(
    record: RecordType,
    catalog: Catalog,
    frame: pd.DataFrame,
    context: RuleContext,
    blamed: Mapping[str, Rows],
) -> list[tuple[tuple[str, str], Rows]]:
    """What pandera finds in a typed frame, as ((field, finding code), row numbers).

    Cells that are blamed already are not judged: pandera writes a text about each that fails.

    Privacy: identifiable in, places out; pandera's own failure objects hold values and end here.
    """
    schema = frame_schema(record, catalog, context.last_day)
    apart = [name for name in schema.columns if name in blamed]
    rest = schema.remove_columns(apart) if apart else schema
    found = _failures(rest, frame.drop(columns=apart))
    for name in apart:
        readable = frame.loc[~frame.index.isin(blamed[name]), [name]]
        found += _failures(schema.select_columns([name]), readable)
    return found


def _failures(schema: DataFrameSchema, frame: pd.DataFrame) -> list[tuple[tuple[str, str], Rows]]:
    cases = None
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases[["column", "check", "index"]]
    if cases is None:
        return []
    if cases["index"].isna().any():
        raise InternalError("VALIDATE-01", f"the schema of {schema.name} does not fit its frame")
    grouped = cases.groupby(["column", "check"], sort=True)["index"]
    return [
        ((str(field), str(code)), np.unique(rows.to_numpy(dtype=np.int64)))
        for (field, code), rows in grouped
    ]


def broken_rules(
    table: RecordTable, catalog: Catalog, context: RuleContext
) -> Iterator[tuple[Rule, Rows]]:
    """Each rule of the record that some row breaks, with the row numbers.

    Privacy: identifiable in, places out.
    Raises: InternalError if a rule itself fails; a crashed rule is never a pass.
    """
    if table.frame.empty:
        return
    for rule in catalog.rules:
        if rule.record != table.record:
            continue
        mask = _evaluate(rule, table.frame, context)
        if mask.any():
            yield rule, table.frame.index.to_numpy()[mask]


def _evaluate(rule: Rule, frame: pd.DataFrame, context: RuleContext) -> Rows:
    failed = False
    try:
        breaks = rule.breaks(frame, context)
        mask = np.asarray(breaks.fillna(value=False), dtype=bool)
    except Exception:  # noqa: BLE001  whatever a rule raises may hold a value
        failed = True
    if failed:
        raise InternalError("VALIDATE-02", f"rule {rule.id} could not be evaluated")
    return mask
