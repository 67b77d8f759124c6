"""A preset made to fit one file: of several headings for a field the one that the file has."""

from __future__ import annotations

from dataclasses import replace

from pipelines.findings import Finding
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.tables.headings import SEARCHED_ROWS, normalize
from pipelines.intake.tables.mapping import IGNORE
from pipelines.intake.tables.sheets import sheets_called
from pipelines.layouts import Layout, TableLayout
from schemas.catalog import load_catalog
from schemas.model import RecordType

NOT_HELD = "LAYOUT-33"


def fitted(opened: OpenedFile, layout: Layout) -> tuple[Layout, tuple[Finding, ...]]:
    """The layout with the tables and headings of its preset that are in the file.

    A required field that the file does not have keeps its first heading, so that it is missed; of
    the others one finding says which are not there. A sheet that no table means is left to be
    found unknown.

    Privacy: identifiable in, aggregate out: findings name fields of the catalog.
    """
    tables, findings = [], []
    for table in layout.tables:
        sheets = _sheets(opened, table, layout)
        if sheets:
            chosen, not_held = _with_headings(table, sheets)
            is_only = len(_filled(opened)) == 1
            tables.append(replace(chosen, sheet="") if is_only else chosen)
            findings += _told(table, not_held)
    return replace(layout, tables=tuple(tables) or layout.tables), tuple(findings)


def _sheets(opened: OpenedFile, table: TableLayout, layout: Layout) -> tuple[Sheet, ...]:
    """The sheets a table means; an only sheet is meant by the table that knows most of it."""
    filled = _filled(opened)
    if len(filled) != 1:
        return sheets_called(opened, [table.sheet])[table.sheet]
    best = max(layout.tables, key=lambda one: len(_known(one) & _texts(filled[0])))
    return (filled[0],) if best is table else ()


def _with_headings(
    table: TableLayout, sheets: tuple[Sheet, ...]
) -> tuple[TableLayout, tuple[str, ...]]:
    """The table with one heading a field, and the fields of which the file has none."""
    there = set().union(*(_texts(sheet) for sheet in sheets))
    record = load_catalog().records[table.record]
    columns: dict[str, str] = {}
    first: dict[str, str] = {}
    for heading, name in table.columns.items():
        first.setdefault(name, heading)
        is_free = name == IGNORE or name not in columns.values() or _may_repeat(record, name)
        if normalize(heading) in there and is_free:
            columns[heading] = name
    missing = [name for name in first if name not in {*columns.values(), IGNORE}]
    needed = [name for name in missing if record.field(name).required]
    columns |= {first[name]: name for name in needed}
    left = tuple(name for name in missing if name not in needed)
    return replace(table, columns=columns), left


def _filled(opened: OpenedFile) -> list[Sheet]:
    return [sheet for sheet in opened.sheets if len(sheet.text)]


def _may_repeat(record: RecordType, name: str) -> bool:
    return record.field(name).released_as == "never"


def _told(table: TableLayout, not_held: tuple[str, ...]) -> list[Finding]:
    record = load_catalog().records[table.record]
    labels = [record.field(name).label for name in not_held if not _may_repeat(record, name)]
    if not labels:
        return []
    message = load_catalog().messages[NOT_HELD]
    words = {"field": ", ".join(labels)}
    return [
        Finding(
            code=message.code,
            severity=message.severity,
            message=message.message.format_map(words),
            fix=message.fix.format_map(words),
            count=len(labels),
        )
    ]


def _known(table: TableLayout) -> set[str]:
    return {normalize(heading) for heading in table.columns}


def _texts(sheet: Sheet) -> set[str]:
    top = sheet.text.head(SEARCHED_ROWS)
    return {normalize(str(text)) for letter in top for text in top[letter].unique()} - {""}
