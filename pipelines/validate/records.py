"""From tables as read to typed records with findings: every fault of every cell, at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines.findings import Finding, RowCount
from pipelines.settings import Layout, TableLayout
from pipelines.types import RawTable, Records, RecordTable
from pipelines.validate.cells import REQUIRED
from pipelines.validate.judge import Rows, broken_rules, schema_failures
from pipelines.validate.typed import typed_frame
from pipelines.validate.wording import Place, cell_finding, rule_finding, table_finding
from schemas.catalog import Catalog
from schemas.model import RecordType, RuleContext
from schemas.periods import Month

Masks = Mapping[tuple[str, str], Rows]

OTHER_MONTH = "other_month"
OTHER_MONTHS_EXPECTED = "ROW-01"
OTHER_MONTHS_ASKED = "ROW-05"
TOTAL_ROWS = "ROW-02"
DELETED_ROWS = "ROW-04"
NO_ROWS = "ROW-03"
IDENTIFIERS_DROPPED = "ID-01"


@dataclass(frozen=True, repr=False)
class Validated:
    """Typed records, all findings in order of place, and the account of every row."""

    records: Records
    findings: tuple[Finding, ...]
    row_counts: tuple[RowCount, ...]


@dataclass(frozen=True)
class Question:
    """What is being validated: whose file, under which layout, against which catalog."""

    catalog: Catalog
    layout: Layout
    context: RuleContext
    nil_records: frozenset[str]


def validate(
    tables: Iterable[RawTable], partner: str, month: Month, question: Question
) -> Validated:
    """Parse, place in the month, judge by pandera and by rules; one bad cell hides no other.

    Shape: rows in == rows of `records` + rows set aside, by table.
    Privacy: identifiable in, identifiable out; findings carry places and codes only.
    Source: standard, section e.
    """
    done = [_validate_table(raw, question) for raw in tables]
    record_tables = tuple(table for table, _ in done)
    findings = [finding for _, found in done for finding in found]
    findings += _empty_records(record_tables, question)
    counts = tuple(_row_count(table) for table in record_tables)
    return Validated(Records(partner, month, record_tables), tuple(findings), counts)


def _validate_table(raw: RawTable, question: Question) -> tuple[RecordTable, list[Finding]]:
    record = question.catalog.records[raw.record]
    layout_table = _layout_table(raw, question.layout)
    lists = question.catalog.code_lists
    frame, faults = typed_frame(raw, record, lists, question.layout, layout_table)
    outside = _outside_month(frame, record, question.context)
    keep = ~outside
    faults = {key: mask & keep for key, mask in faults.items()}
    masks = {key: mask[keep] for key, mask in faults.items() if mask.any()}
    kept = frame[keep]
    set_aside = dict(raw.set_aside)
    if outside.any():
        set_aside[OTHER_MONTH] = set_aside.get(OTHER_MONTH, 0) + int(outside.sum())
    table = RecordTable(raw.record, raw.sheet, raw.columns, kept, raw.rows_in, set_aside)
    absent = set(layout_table.columns.values() if layout_table else ()) - set(raw.text.columns)
    findings = _cell_findings(table, masks, question, absent)
    findings += _rule_findings(table, masks, question)
    return table, findings + _table_findings(table, record, question)


def _layout_table(raw: RawTable, layout: Layout) -> TableLayout | None:
    for table in layout.tables:
        if table.record == raw.record and table.sheet.casefold() in ("", raw.sheet.casefold()):
            return table
    return next((table for table in layout.tables if table.record == raw.record), None)


def _outside_month(
    frame: pd.DataFrame, record: RecordType, context: RuleContext
) -> np.ndarray[Any, Any]:
    """Rows that clearly belong to another month; a row without a readable date stays."""
    first, last = pd.Timestamp(context.first_day), pd.Timestamp(context.last_day)
    begin = frame[record.begin]
    ends = frame[record.end] if record.end else begin
    if "stay_kind" in frame:  # a bed night belongs to its evening, not to the morning after
        ends = ends.mask(frame["stay_kind"] == "bed_night", begin)
    before = ends < first
    # A date that has not come yet is a slip to be named, not a row of another month.
    after = (begin > last) & (begin <= pd.Timestamp(context.today))
    return np.asarray(before.fillna(value=False) | after.fillna(value=False), dtype=bool)


def _unreadable(table: RecordTable, masks: Masks) -> dict[str, set[int]]:
    """For each field, the rows whose cell could not be read."""
    rows = table.frame.index.to_numpy()
    found: dict[str, set[int]] = {}
    for (field, _), mask in masks.items():
        found.setdefault(field, set()).update(int(row) for row in rows[mask])
    return found


def _cell_findings(
    table: RecordTable, masks: Masks, question: Question, absent: Collection[str]
) -> list[Finding]:
    """Faults of parsing and of the schema; a column that is missing whole is intake's finding."""
    catalog, rows = question.catalog, table.frame.index.to_numpy()
    failing = {key: rows[mask] for key, mask in masks.items()}
    unreadable = _unreadable(table, masks)
    record = catalog.records[table.record]
    for (field, code), found in schema_failures(record, catalog, table.frame, question.context):
        fresh = _without(found, unreadable.get(field, set()))
        if len(fresh) and not (code == REQUIRED and field in absent):
            failing[field, code] = fresh
    return [
        cell_finding(code, catalog, Place(table, field), found)
        for (field, code), found in sorted(failing.items())
    ]


def _rule_findings(table: RecordTable, masks: Masks, question: Question) -> list[Finding]:
    """Broken rules; a cell that cannot be read has its finding and is not blamed a second time."""
    unreadable = _unreadable(table, masks)
    findings = []
    for rule, rows in broken_rules(table, question.catalog, question.context):
        fresh = _without(rows, unreadable.get(rule.field, set()))
        if len(fresh):
            findings.append(rule_finding(rule, Place(table, rule.field), fresh))
    return findings


def _without(rows: Rows, known: set[int]) -> Rows:
    return rows[~np.isin(rows, list(known))] if known else rows


def _table_findings(table: RecordTable, record: RecordType, question: Question) -> list[Finding]:
    catalog, found = question.catalog, []
    other = table.set_aside.get(OTHER_MONTH, 0)
    expected = question.layout.other_months == "expected"
    if other:
        code = OTHER_MONTHS_EXPECTED if expected else OTHER_MONTHS_ASKED
        found.append(table_finding(code, catalog, table, other))
    for reason, code in (("total_row", TOTAL_ROWS), ("deleted", DELETED_ROWS)):
        if table.set_aside.get(reason):
            found.append(table_finding(code, catalog, table, table.set_aside[reason]))
    dropped = [field for field in record.fields if field.released_as == "never"]
    held = [field for field in dropped if field.name in table.columns]
    if held:
        found.append(table_finding(IDENTIFIERS_DROPPED, catalog, table, len(held)))
    return found


def _empty_records(tables: Iterable[RecordTable], question: Question) -> list[Finding]:
    rows: dict[str, int] = {}
    first: dict[str, RecordTable] = {}
    for table in tables:
        rows[table.record] = rows.get(table.record, 0) + len(table.frame)
        first.setdefault(table.record, table)
    empty = [name for name, count in rows.items() if not count]
    missing = [name for name in empty if name not in question.nil_records]
    return [table_finding(NO_ROWS, question.catalog, first[name], 1) for name in missing]


def _row_count(table: RecordTable) -> RowCount:
    return RowCount(
        record=table.record,
        sheet=table.sheet,
        rows_in=table.rows_in,
        accepted=len(table.frame),
        set_aside=tuple(sorted(table.set_aside.items())),
    )
