"""A partner's headings against what its layout declares: which column is which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipelines.errors import UsageError
from pipelines.findings import Finding, ranges
from pipelines.intake.tables.boxes import parse_box
from pipelines.intake.tables.headings import HeadingRow, normalize
from pipelines.intake.wording import finding
from pipelines.layouts import TableLayout
from schemas.messages.layouts import EACH_ROW_IS_ONE
from schemas.model import Field, FieldType, RecordType, Release, Severity

IGNORE = "ignore"
STRAY = 4  # a column filled in less than one row of so many is no column of data


@dataclass(frozen=True)
class Mapped:
    """A field of one table and the columns that hold it, with the layout's heading."""

    field: Field
    letters: tuple[str, ...]
    heading: str


def check_layout(table: TableLayout, records: Mapping[str, RecordType]) -> None:
    """UsageError if a layout names a record or a field that the catalog does not have."""
    record = records.get(table.record)
    if record is None:
        raise UsageError("HOME-05", "a layout names a record that the catalog does not have")
    known = {field.name for field in record.fields}
    named = {name for name in table.columns.values() if name != IGNORE} | set(table.constants)
    named |= {*table.ticks, *table.wide.values(), *table.units}
    if not named <= known:
        raise UsageError("HOME-05", f"a layout of {record.name} names a field it does not have")
    if table.wide and set(table.wide) != {"value", "date"}:
        raise UsageError("HOME-05", f"a wide layout of {record.name} needs a value and a date")
    if not set(table.fill_down) <= set(table.columns):
        raise UsageError("HOME-05", f"a layout of {record.name} fills down an unknown heading")
    if table.column_range and parse_box(table.column_range) is None:
        raise UsageError("HOME-05", f"a column range of {record.name} is not written like A:F")
    _check_is_plain(table, record)


def _check_is_plain(table: TableLayout, record: RecordType) -> None:
    """UsageError if a layout says two things of one heading, one word or one field."""
    fields = [*table.columns.items(), *tick_fields(table).items()]
    codes = [(heading, code) for one in table.ticks.values() for heading, code in one.items()]
    if _is_twofold(fields) or _is_twofold(codes):
        raise UsageError("HOME-05", f"a layout of {record.name} gives one heading two meanings")
    if any(_is_twofold(list(words.items())) for words in table.values.values()):
        raise UsageError("HOME-05", f"a layout of {record.name} gives one word two codes")
    sets = {field.name for field in record.fields if field.type is FieldType.CODE_SET}
    sources = (set(table.columns.values()), set(table.constants), set(table.wide.values()))
    given = [name for source in (*sources, set(table.ticks) - sets) for name in source]
    if len(set(given)) < len(given):
        raise UsageError("HOME-05", f"a layout of {record.name} fills one field in two ways")


def _is_twofold(meanings: Sequence[tuple[str, str]]) -> bool:
    """Whether texts that read alike mean different things."""
    distinct = {(normalize(text), meaning) for text, meaning in meanings}
    return len({text for text, _ in distinct}) < len(distinct)


def wanted_headings(table: TableLayout) -> dict[str, str]:
    """Normalized to declared: the headings that mean something, those to select by included."""
    meaningful = [heading for heading, name in table.columns.items() if name != IGNORE]
    every = (*meaningful, *tick_fields(table), *table.select)
    return {normalize(heading): heading for heading in every}


def tick_fields(table: TableLayout) -> dict[str, str]:
    """The field of each heading whose column is ticked."""
    return {heading: name for name, codes in table.ticks.items() for heading in codes}


def known_headings(table: TableLayout) -> set[str]:
    """Every heading the layout knows, ignored ones included, normalized."""
    return {normalize(one) for one in (*table.columns, *tick_fields(table), *table.select)}


def mapped_fields(
    table: TableLayout,
    record: RecordType,
    heading_row: HeadingRow,
) -> tuple[Mapped, ...]:
    """The fields found, in the order of the layout; columns of one field stand together."""
    found: dict[str, Mapped] = {}
    for heading, name in table.columns.items():
        letters = heading_row.letters.get(normalize(heading), ())[:1]
        if name == IGNORE or not letters:
            continue
        before = found.get(name)
        if before is None:
            found[name] = Mapped(record.field(name), letters, heading)
        else:
            found[name] = Mapped(before.field, before.letters + letters, before.heading)
    return tuple(found.values())


def heading_findings(
    table: TableLayout,
    record: RecordType,
    heading_row: HeadingRow,
    sheet: str,
) -> Iterator[Finding]:
    """Declared headings that are not there, or there twice."""
    places = (f"row {heading_row.bottom}",)  # the heading itself has no cell
    fields = {**table.columns, **tick_fields(table)}
    for normal, heading in wanted_headings(table).items():
        name = fields.get(heading, "").replace(IGNORE, "")
        found = heading_row.letters.get(normal, ())
        severity = _severity_of_absence(record, name)
        if not found and severity:
            absent = finding(
                "LAYOUT-03",
                sheet=sheet,
                places=places,
                field=name,
                heading=heading,
                severity=severity,
            )
            yield _with_meaning(absent, record)
        if len(found) > 1:
            twice = [f"{letter}{heading_row.bottom}" for letter in found]
            yield _twice(sheet, twice, name, heading)


def stray_columns(filled: pd.DataFrame) -> list[str]:
    """Columns without a heading that hold a note here and there, not a cell in most rows.

    Privacy: identifiable in, aggregate out: letters.
    """
    return [str(one) for one in filled.columns if STRAY * filled[one].sum() < len(filled)]


def stray_findings(filled: pd.DataFrame, sheet: str) -> Iterator[Finding]:
    """The cells of such columns, where they stand.

    Privacy: identifiable in, disclosure-safe out: places.
    """
    places = [
        place for letter in filled.columns for place in ranges(letter, filled.index[filled[letter]])
    ]
    if places:
        yield finding("LAYOUT-21", sheet=sheet, places=places, count=int(filled.to_numpy().sum()))


def field_findings(
    mapped: Sequence[Mapped],
    heading_row: HeadingRow,
    sheet: str,
) -> Iterator[Finding]:
    """Fields that several columns hold, though only one can be right."""
    for one in mapped:
        if len(one.letters) > 1 and joiner(one.field, ";") is None:
            places = [f"{letter}{heading_row.bottom}" for letter in one.letters]
            yield _twice(sheet, places, one.field.name, one.heading)


def joiner(field: Field, set_separator: str) -> str | None:
    """What stands between the texts of several columns of one field; None if they may not be."""
    if field.type is FieldType.CODE_SET:
        return set_separator
    return " " if field.released_as is Release.NEVER else None


def _twice(sheet: str, places: Sequence[str], field: str, heading: str) -> Finding:
    return finding(
        "LAYOUT-07",
        sheet=sheet,
        places=places,
        field=field,
        heading=heading,
        count=len(places),
    )


def _with_meaning(absent: Finding, record: RecordType) -> Finding:
    """The finding that says what every row counts as without the column, where it is a number."""
    field = next((one for one in record.fields if one.name == absent.field), None)
    if field is None or not field.default or field.type is not FieldType.INTEGER:
        return absent
    return replace(absent, message=f"{absent.message} {EACH_ROW_IS_ONE}")


def _severity_of_absence(record: RecordType, name: str) -> Severity | None:
    """A column to select by or of a required field must be there; one that is dropped need not."""
    if name in ("", IGNORE) or record.field(name).required:
        return Severity.MUST_FIX
    if record.field(name).released_as is Release.NEVER:
        return None
    return Severity.PLEASE_CONFIRM
