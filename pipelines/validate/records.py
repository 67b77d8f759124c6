"""From tables as read to typed records with findings: every fault of every cell, at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipelines.findings import Finding, RowCount
from pipelines.layouts import Layout
from pipelines.types import RawTable, Records, RecordTable
from pipelines.validate.alike_keys import alike_keys
from pipelines.validate.blame import cell_faults
from pipelines.validate.cross import Judged, rule_findings
from pipelines.validate.judge import Rows
from pipelines.validate.odd_keys import odd_keys
from pipelines.validate.shifted import shifted_findings, shifted_rows
from pipelines.validate.typed import Masks, TypedTable, typed_table
from pipelines.validate.waiting import checks_wait, without_waiting_rules
from pipelines.validate.wording import Place, table_finding
from pipelines.validate.wrong_month import OTHER_MONTH, WRONG_MONTH, wrong_month
from schemas.catalog import Catalog
from schemas.model import RecordType
from schemas.periods import Month
from schemas.rule import RuleContext

OTHER_MONTHS_EXPECTED = "ROW-01"
OTHER_MONTHS_FEW = "ROW-05"
OTHER_MONTHS_MANY = "ROW-17"
DELETED_ROWS = "ROW-04"
NO_ROWS = "ROW-03"
IDENTIFIERS_DROPPED = "ID-01"


@dataclass(frozen=True, repr=False)
class Validated:
    """Typed records, all findings in order of place, and the account of every row."""

    records: Records
    findings: tuple[Finding, ...]
    row_counts: tuple[RowCount, ...]

    @property
    def is_of_another_month(self) -> bool:
        """Whether the whole file is of another month, so that nothing else was judged."""
        return any(one.code == WRONG_MONTH for one in self.findings)


@dataclass(frozen=True)
class Question:
    """What is being validated: whose file, under which layout, against which catalog.

    `missing` are records of which a table that was expected is not in the file.
    """

    catalog: Catalog
    layout: Layout
    context: RuleContext
    nil_records: frozenset[str]
    missing: frozenset[str] = frozenset()


def validate(
    tables: Iterable[RawTable], partner: str, month: Month, question: Question
) -> Validated:
    """Parse, place in the month, judge by pandera and by rules; one bad cell hides no other.

    Shape: rows in == rows of `records` + rows set aside, by table.
    Privacy: identifiable in, identifiable out; findings carry places and codes only.
    Source: standard, section e.
    """
    done = [_validate_table(raw, question) for raw in tables]
    judged = [one for one, _ in done]
    record_tables = tuple(one.table for one in judged)
    counts = tuple(_row_count(table) for table in record_tables)
    if question.layout.other_months != "expected":
        context, nil_records = question.context, question.nil_records
        wrong = wrong_month(record_tables, question.catalog, context, nil_records)
        if wrong is not None:  # said alone: nothing else of such a file matters
            return Validated(Records(partner, month, record_tables), (wrong,), counts)
    catalog, waiting = without_waiting_rules(
        record_tables, question.missing, question.catalog, question.context
    )
    broken = rule_findings(judged, catalog, question.context)
    findings = [
        finding
        for (_, found), rules in zip(done, broken, strict=True)
        for finding in (*found, *rules)
    ]
    findings += alike_keys(record_tables, question.catalog)
    findings += odd_keys(record_tables, tuple(findings), question.catalog)
    findings += _empty_records(record_tables, question)
    findings += checks_wait(waiting, question.catalog)
    return Validated(Records(partner, month, record_tables), tuple(findings), counts)


def _validate_table(raw: RawTable, question: Question) -> tuple[Judged, list[Finding]]:
    record = question.catalog.records[raw.record]
    raw = _without_waiting(raw)
    catalog, context = question.catalog, question.context

    def parse(some: RawTable) -> TypedTable:
        return typed_table(some, record, catalog.code_lists, question.layout.date_order, context)

    typed = parse(raw)
    shifted = shifted_rows(raw, typed, record, parse)
    is_log = question.layout.other_months == "expected"
    outside = _outside_month(typed.frame, record, context, is_log=is_log)
    for rows in shifted.values():  # nobody knows what date such a row has
        outside = outside & ~typed.frame.index.isin(rows)
    keep = ~outside
    set_aside = dict(raw.set_aside)
    if outside.any():
        set_aside[OTHER_MONTH] = set_aside.get(OTHER_MONTH, 0) + int(outside.sum())
    frame = typed.frame if keep.all() else typed.frame[keep]
    table = RecordTable(
        raw.record, raw.sheet, raw.columns, frame, raw.rows_in, set_aside, raw.layout, raw.waiting
    )
    masks = (_kept(typed.faults, keep), _kept(typed.notes, keep))
    cells = cell_faults(raw, table, masks, catalog, context)
    others = _other_months(table, typed.frame.index.to_numpy()[outside], question)
    moved = shifted_findings(raw, shifted, catalog)
    findings = [*moved, *cells.findings, *others, *_table_findings(table, record, question)]
    judged = Judged(replace(table, frame=cells.frame), cells.blamed, cells.to_mend)
    return judged, findings


def _without_waiting(raw: RawTable) -> RawTable:
    held = [name for name in raw.text.columns if name not in raw.waiting]
    return replace(raw, text=raw.text[held], kinds=raw.kinds[held])


def _kept(masks: Masks, keep: Rows) -> Masks:
    return {key: mask[keep] for key, mask in masks.items() if (mask & keep).any()}


def _outside_month(
    frame: pd.DataFrame, record: RecordType, context: RuleContext, *, is_log: bool
) -> np.ndarray[Any, Any]:
    """Rows that clearly belong to another month.

    A row without a readable date stays, and so does one whose two dates contradict each other:
    nobody knows which of them is the slip, so a rule names it. A log of all months holds such
    rows of long ago: there one of the dates must lie in the month.
    """
    first, last = pd.Timestamp(context.first_day), pd.Timestamp(context.last_day)
    begin = frame[record.begin]
    ends = frame[record.end] if record.end else begin
    contradicts = (ends < begin).fillna(value=False)
    if is_log:
        in_month = begin.between(first, last) | ends.between(first, last)
        contradicts &= in_month.fillna(value=False)
    if "stay_kind" in frame:  # a bed night belongs to its evening, not to the morning after
        ends = ends.mask(frame["stay_kind"] == "bed_night", begin)
    before = ends < first
    # A date that has not come yet is a slip to be named, not a row of another month.
    after = (begin > last) & (begin <= pd.Timestamp(context.today))
    elsewhere = before.fillna(value=False) | after.fillna(value=False)
    return np.asarray(elsewhere & ~contradicts, dtype=bool)


def _other_months(table: RecordTable, rows: Rows, question: Question) -> list[Finding]:
    """The rows of other months, at the cells that say so."""
    count = table.set_aside.get(OTHER_MONTH, 0)
    if not count:
        return []
    code = OTHER_MONTHS_FEW if count < len(table.frame) else OTHER_MONTHS_MANY
    if question.layout.other_months == "expected":
        code = OTHER_MONTHS_EXPECTED
    places = Place(table, question.catalog.records[table.record].begin).ranges(rows)
    month = Month.of(question.context.first_day).label
    return [table_finding(code, question.catalog, table, count, places, month)]


def _table_findings(table: RecordTable, record: RecordType, question: Question) -> list[Finding]:
    catalog, found = question.catalog, []
    if table.set_aside.get("deleted"):
        found.append(table_finding(DELETED_ROWS, catalog, table, table.set_aside["deleted"]))
    dropped = [
        field
        for field in record.fields
        if field.released_as == "never" and field.confidentiality != "administrative"
    ]
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
