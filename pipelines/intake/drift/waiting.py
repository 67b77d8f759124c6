"""What waits until a heading is mended: fields of tables, and records whose table is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.findings import Finding, has_must_fix
from pipelines.intake.tables.mapping import tick_fields
from pipelines.layouts import Layout
from pipelines.types import RawTable
from schemas.model import Severity

ABSENT = ("LAYOUT-03", "LAYOUT-30")
CONFUSED = ("LAYOUT-07", "LAYOUT-31")
_LETTERS = re.compile(r"[A-Z]+")


def with_waiting(tables: Sequence[RawTable], findings: Sequence[Finding]) -> tuple[RawTable, ...]:
    """The tables, each with the fields whose heading is missing, twice there, or exchanged.

    Only what must be fixed lets a field wait: a file with fields that wait is never accepted.

    Privacy: identifiable in, identifiable out.
    """
    serious = [one for one in findings if one.severity is Severity.MUST_FIX]
    return tuple(replace(table, waiting=_waiting(table, serious)) for table in tables)


def missing_records(
    tables: Sequence[RawTable], layout: Layout, findings: Sequence[Finding]
) -> frozenset[str]:
    """Records of which a whole table that the layout declares was not found.

    Privacy: identifiable in, disclosure-safe out: names of records.
    """
    if not has_must_fix(findings):
        return frozenset()
    found = [table.layout for table in tables]
    return frozenset(one.record for one in layout.tables if one not in found)


def _waiting(table: RawTable, findings: Sequence[Finding]) -> frozenset[str]:
    own = [one for one in findings if one.sheet == table.sheet]
    declared = {} if table.layout is None else {**table.layout.columns, **tick_fields(table.layout)}
    absent = {
        one.field
        for one in own
        if one.code in ABSENT and one.field and declared.get(one.heading) == one.field
    }
    letters = {
        letter for one in own if one.code in CONFUSED for place in one.places
        for letter in _LETTERS.findall(place)
    }  # fmt: skip
    confused = {name for name, place in table.columns.items() if place.letter in letters}
    return frozenset(absent | confused)
