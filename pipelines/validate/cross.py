"""Rules over all rows of a record, whatever sheets they stand on, and between records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipelines.errors import InternalError
from pipelines.findings import Finding
from pipelines.types import RecordTable
from pipelines.validate.judge import broken_rules
from pipelines.validate.waiting import needs
from pipelines.validate.wording import Place, rule_finding
from schemas.catalog import Catalog
from schemas.frames import DTYPES
from schemas.model import RecordType
from schemas.rule import CrossRule, Rule, RuleContext

Rows = np.ndarray[Any, Any]


@dataclass(frozen=True, repr=False)
class Judged:
    """A typed table, and for each field the rows whose cell has a finding, or must be fixed."""

    table: RecordTable
    blamed: Mapping[str, Rows]
    to_mend: Mapping[str, Rows] = field(default_factory=dict)


def rule_findings(
    judged: Sequence[Judged], catalog: Catalog, context: RuleContext
) -> list[list[Finding]]:
    """Broken rules, a list for each table: all rows of a record are judged together.

    A cell that cannot be read has its finding and is not blamed a second time; nor is its row by
    a rule that needs the cell.

    Privacy: identifiable in, disclosure-safe out: places and codes.
    """
    found: list[list[Finding]] = [[] for _ in judged]
    names = dict.fromkeys(one.table.record for one in judged)
    joined = {name: _joined(_parts(judged, name)) for name in names}
    for name, (whole, places) in joined.items():
        table = RecordTable(name, "", {}, whole, 0, {})
        for rule, rows in broken_rules(table, catalog, context):
            _spread(found, judged, (rule, catalog, context), places[rows])
    for cross in catalog.cross_rules:
        if cross.record in joined and not joined.keys().isdisjoint(cross.others):
            frames = {name: whole for name, (whole, _) in joined.items()}
            frames |= {n: _no_rows(catalog.records[n]) for n in cross.others if n not in joined}
            places = joined[cross.record][1]
            broken = places[_evaluate(cross, frames, context)]
            _spread(found, judged, (cross, catalog, context), broken)
    return found


def _parts(judged: Sequence[Judged], record: str) -> dict[int, pd.DataFrame]:
    """The frames of one record by the number of their table."""
    numbered = enumerate(judged)
    return {n: one.table.frame for n, one in numbered if one.table.record == record}


def _joined(parts: Mapping[int, pd.DataFrame]) -> tuple[pd.DataFrame, pd.Index[Any]]:
    """All rows of a record, counted from 0, and of each the number of its table and its row."""
    whole = pd.concat(list(parts.values()), keys=list(parts))
    return whole.reset_index(drop=True), whole.index


def _no_rows(record: RecordType) -> pd.DataFrame:
    return pd.DataFrame({f.name: pd.Series(dtype=DTYPES[f.type]) for f in record.fields})


def _evaluate(rule: CrossRule, frames: Mapping[str, pd.DataFrame], context: RuleContext) -> Rows:
    failed = False
    try:
        mask = np.asarray(rule.breaks(frames, context).fillna(value=False), dtype=bool)
    except Exception:  # noqa: BLE001  whatever a rule raises may hold a value
        failed = True
    if failed:
        raise InternalError("VALIDATE-03", f"rule {rule.id} could not be evaluated")
    return mask


def _spread(
    found: list[list[Finding]],
    judged: Sequence[Judged],
    asked: tuple[Rule | CrossRule, Catalog, RuleContext],
    places: pd.Index[Any],
) -> None:
    """A finding for each table that holds rows at fault."""
    rule, catalog, context = asked
    numbers, rows = places.get_level_values(0), places.get_level_values(1).to_numpy()
    for number in numbers.unique():
        one = judged[number]
        fresh = rows[numbers == number]
        fresh = fresh[~np.isin(fresh, one.blamed.get(rule.field, ()))]
        for name, waiting in one.to_mend.items() if len(fresh) else ():
            if needs(rule, {rule.record: frozenset({name})}, catalog, context):
                fresh = fresh[~np.isin(fresh, waiting)]
        if len(fresh):
            found[number].append(rule_finding(rule, Place(one.table, rule.field), fresh))
