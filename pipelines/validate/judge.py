"""pandera and the declared rules, reduced at once to (field, code, rows): no value leaves here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from pandera.errors import SchemaErrors

from pipelines.errors import InternalError
from pipelines.types import RecordTable
from schemas.catalog import Catalog
from schemas.frames import frame_schema
from schemas.model import RecordType, Rule, RuleContext

Rows = np.ndarray[Any, Any]


def schema_failures(
    record: RecordType, catalog: Catalog, frame: pd.DataFrame, context: RuleContext
) -> list[tuple[tuple[str, str], Rows]]:
    """What pandera finds in a typed frame, as ((field, finding code), row numbers).

    Privacy: identifiable in, places out; pandera's own failure objects hold values and end here.
    """
    schema = frame_schema(record, catalog, context.last_day)
    cases = None
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases[["column", "check", "index"]]
    if cases is None:
        return []
    if cases["index"].isna().any():
        raise InternalError("VALIDATE-01", f"the schema of {record.name} does not fit its frame")
    grouped = cases.groupby(["column", "check"], sort=True)["index"]
    return [((str(field), str(code)), np.unique(rows)) for (field, code), rows in grouped]


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
