"""Checks that wait: rules that need a column whose heading must be mended first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from pipelines.findings import Finding
from pipelines.types import RecordTable
from schemas.catalog import Catalog
from schemas.frames import DTYPES
from schemas.model import RecordType
from schemas.rule import CrossRule, Rule, RuleContext

CHECKS_WAIT = "LAYOUT-34"
# of no rows some rules need not look at any column; and as many rows as names in a list of
# columns would be taken for a list of values
TRIED_ROWS = 16

Fields = Mapping[str, frozenset[str]]


def without_waiting_rules(
    tables: Sequence[RecordTable],
    missing: frozenset[str],
    catalog: Catalog,
    context: RuleContext,
) -> tuple[Catalog, int]:
    """The catalog without rules that need what waits, and how many checks of this file wait.

    The cells of each field that waits are a check too. Of a record in `missing` a whole table is
    not there: rules between records wait for it, and its own if it has no other table.

    Privacy: identifiable in, aggregate out.
    """
    waiting: dict[str, frozenset[str]] = {}
    for table in tables:
        waiting[table.record] = waiting.get(table.record, frozenset()) | table.waiting
    if not any(waiting.values()) and not missing:
        return catalog, 0
    there = waiting.keys() | missing
    absent = missing - waiting.keys()
    rules = [
        one
        for one in catalog.rules
        if one.record in absent or needs(one, waiting, catalog, context)
    ]
    between = [
        one
        for one in catalog.cross_rules
        if one.record in there
        and not there.isdisjoint(one.others)
        and (missing & {one.record, *one.others} or needs(one, waiting, catalog, context))
    ]
    left = replace(
        catalog,
        rules=tuple(one for one in catalog.rules if one not in rules),
        cross_rules=tuple(one for one in catalog.cross_rules if one not in between),
    )
    return left, sum(map(len, waiting.values())) + len(rules) + len(between)


def needs(rule: Rule | CrossRule, fields: Fields, catalog: Catalog, context: RuleContext) -> bool:
    """Whether a rule is bound to one of these fields of its records, or looks at one.

    It is tried on blank rows that lack the fields.

    Privacy: aggregate in, aggregate out: no row of a file is looked at.
    """
    names = (rule.record, *(rule.others if isinstance(rule, CrossRule) else ()))
    lacking = {name: fields.get(name, frozenset()) for name in names}
    if not any(lacking.values()) or rule.field in lacking[rule.record]:
        return rule.field in lacking[rule.record]
    frames = {name: _blank_rows(catalog.records[name], lacking[name]) for name in names}
    try:
        if isinstance(rule, CrossRule):
            rule.breaks(frames, context)
        else:
            rule.breaks(frames[rule.record], context)
    except KeyError:
        return True
    return False


def checks_wait(count: int, catalog: Catalog) -> list[Finding]:
    """That so many checks wait, if any do.

    Privacy: aggregate in, disclosure-safe out.
    """
    if not count:
        return []
    message = catalog.messages[CHECKS_WAIT]
    return [
        Finding(
            code=message.code,
            severity=message.severity,
            message=message.message.format(count=count),
            fix=message.fix,
            count=count,
        )
    ]


def _blank_rows(record: RecordType, without: frozenset[str]) -> pd.DataFrame:
    fields = [field for field in record.fields if field.name not in without]
    empty = pd.DataFrame({one.name: pd.Series(dtype=DTYPES[one.type]) for one in fields})
    return empty.reindex(range(TRIED_ROWS))
