"""Columns that have changed since the layout was written: renamed, or exchanged with another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipelines.findings import Finding
from pipelines.intake.drift.likeness import likeness, likest, phrases
from pipelines.intake.drift.order import reversed_pairs
from pipelines.intake.drift.shapes import Cells, cells_of, fit, words_of_list
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.tables.sheets import label_of, sheets_called
from pipelines.layouts import Layout, TableLayout
from pipelines.types import RawTable
from schemas.catalog import load_catalog
from schemas.model import Field, FieldType, RecordType, Release, Severity

GONE, NEW = "LAYOUT-03", "LAYOUT-04"
RENAMED, EXCHANGED = "LAYOUT-30", "LAYOUT-31"
SAME_NAME, SAME_CELLS, HALF = 0.75, 0.8, 0.5
BADLY, FEWEST_CELLS = 0.3, 3
PLACE = re.compile(r"^([A-Z]+)(\d+)$")
# nothing else on a sheet looks like these; a date or a figure may be any date or figure
TELLING = (FieldType.CODE, FieldType.CODE_SET)
_SEVERITIES = tuple(Severity)


@dataclass(frozen=True, repr=False)
class _NewColumn:
    """A column with a heading that the layout does not know. Privacy: identifiable."""

    place: str
    heading: str
    cells: Cells


def with_renamed(
    opened: OpenedFile,
    layout: Layout,
    records: Mapping[str, RecordType],
    findings: Sequence[Finding],
) -> tuple[Finding, ...]:
    """The findings, a heading that is gone and a new one that fits it told as one.

    Privacy: identifiable in; findings name headings of the layout and places.
    """
    groups: dict[str, list[TableLayout]] = {}
    for table in layout.tables:
        groups.setdefault(table.sheet, []).append(table)
    found = list(findings)
    for name, sheets in sheets_called(opened, groups).items():
        for sheet in sheets:
            label = label_of(sheet, name)
            found = _renamed_on(sheet, label, (groups[name], records), found)
    return tuple(found)


def each_heading_once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without a heading that several tables of one sheet miss alike."""
    alone = {
        (one.code, one.sheet, one.heading): one
        for one in sorted(findings, key=lambda one: _SEVERITIES.index(one.severity), reverse=True)
        if one.code in (GONE, RENAMED)
    }
    return tuple(
        one
        for one in findings
        if one.code not in (GONE, RENAMED) or alone[one.code, one.sheet, one.heading] is one
    )


def exchanged(
    tables: Sequence[RawTable], records: Mapping[str, RecordType], date_order: str
) -> tuple[Finding, ...]:
    """Pairs of columns of which each can be read as the other's field only, or dates as reversed.

    Privacy: identifiable in; findings name headings of the layout and places.
    """
    found: dict[tuple[str, str], Finding] = {}
    for table in tables:
        record = records[table.record]
        pairs = [*_exchanged_in(table, record), *reversed_pairs(table, record, date_order)]
        for one, other in pairs:
            if table.columns[one].letter and table.columns[other].letter:
                told_one = _exchange(table, one, other)
                found.setdefault((told_one.sheet, told_one.message), told_one)
    return tuple(found.values())


def _renamed_on(
    sheet: Sheet,
    label: str,
    known: tuple[Sequence[TableLayout], Mapping[str, RecordType]],
    findings: list[Finding],
) -> list[Finding]:
    gone = [one for one in findings if one.code == GONE and one.sheet == label]
    new = [
        _column(sheet, place)
        for one in findings
        if one.code == NEW and one.sheet == label
        for place in one.places
        if PLACE.match(place)
    ]
    pairs = _pairs(gone, new, known) if gone and new else {}
    taken = {new[at].place for at in pairs.values()}
    result: list[Finding] = []
    for one in findings:
        if one in pairs:
            result.append(_renamed(one, new[pairs[one]].place))
        elif one.code == NEW and one.sheet == label:
            result += _rest(one, taken)
        else:
            result.append(one)
    return result


def _column(sheet: Sheet, place: str) -> _NewColumn:
    match = PLACE.match(place)
    letter, row = (match[1], int(match[2])) if match else ("A", 1)
    below = sheet.text.index > row
    cells = cells_of(sheet.text.loc[below, letter], sheet.kinds.loc[below, letter])
    return _NewColumn(place, str(sheet.text.loc[row, letter]), cells)


def _pairs(
    gone: Sequence[Finding],
    new: Sequence[_NewColumn],
    known: tuple[Sequence[TableLayout], Mapping[str, RecordType]],
) -> dict[Finding, int]:
    """For each heading that is gone the new column that fits it, where that is plain.

    Several tables of one sheet may miss the same heading: it is the same column for all of them.
    """
    scores = {one: [_likely(one, column, known) for column in new] for one in gone}
    if len({one.heading for one in gone}) == len(new) == 1:
        scores = {one: [score or _only_one(one, new[0], known)] for one, [score] in scores.items()}
    found: dict[Finding, int] = {}
    for one, own in scores.items():
        best = max(range(len(new)), key=lambda at: own[at])
        rivals = [
            other
            for other in gone
            if other.heading != one.heading and scores[other][best] >= own[best]
        ]
        if own[best] and own.count(own[best]) == 1 and not rivals:
            found[one] = best
    return found


def _likely(
    gone: Finding,
    column: _NewColumn,
    known: tuple[Sequence[TableLayout], Mapping[str, RecordType]],
) -> float:
    field, words = _field(gone, known)
    names = (gone.heading, *(phrases(field) if field else ()))
    name = max(likeness(column.heading, gone.heading), likest(column.heading, names))
    shape = fit(field, column.cells, words) if field and column.cells.total else HALF
    by_name = name >= SAME_NAME and shape >= HALF
    by_cells = field is not None and field.type in TELLING and shape >= SAME_CELLS
    enough = len(column.cells.texts) >= FEWEST_CELLS
    return name + shape if by_name or (by_cells and enough) else 0.0


def _only_one(
    gone: Finding,
    column: _NewColumn,
    known: tuple[Sequence[TableLayout], Mapping[str, RecordType]],
) -> float:
    """One heading is gone and one is new: the form of the cells is enough."""
    field, words = _field(gone, known)
    is_enough = field is not None and column.cells.total >= FEWEST_CELLS
    return 1.0 if field and is_enough and fit(field, column.cells, words) >= SAME_CELLS else 0.0


def _field(
    gone: Finding, known: tuple[Sequence[TableLayout], Mapping[str, RecordType]]
) -> tuple[Field | None, frozenset[str]]:
    tables, records = known
    for table in tables:
        if gone.field and gone.heading in table.columns:
            record = records[table.record]
            if gone.field in {one.name for one in record.fields}:
                return record.field(gone.field), _words(record.field(gone.field), table)
    return None, frozenset()


def _words(field: Field, table: TableLayout | None) -> frozenset[str]:
    own = table.values.get(field.name, {}) if table else {}
    return words_of_list(load_catalog().code_lists.get(field.codes), own)


def told(
    code: str, sheet: str, field: str, words: Mapping[str, str], places: Sequence[str]
) -> Finding:
    """A finding about columns; `words` are headings of the layout and letters of columns."""
    message = load_catalog().messages[code]
    return Finding(
        code=code,
        severity=message.severity,
        message=message.message.format_map(words),
        fix=message.fix.format_map(words),
        sheet=sheet,
        cell=places[0] if places else "",
        field=field,
        heading=words["heading"],
        places=tuple(places),
    )


def _renamed(gone: Finding, place: str) -> Finding:
    words = {"heading": gone.heading, "column": place.rstrip("0123456789")}
    return told(RENAMED, gone.sheet, gone.field, words, [place])


def _rest(one: Finding, taken: set[str]) -> list[Finding]:
    """A finding about new columns without those that are told otherwise."""
    left = tuple(place for place in one.places if place not in taken)
    if not left:
        return []
    again = {**vars(one), "places": left, "cell": left[0].partition(":")[0], "count": len(left)}
    return [Finding(**again)]


def _exchanged_in(table: RawTable, record: RecordType) -> Iterator[tuple[str, str]]:
    held = {
        name: cells_of(table.text[name], table.kinds[name])
        for name, place in table.columns.items()
        if place.letter and name in table.text
    }
    fields = {name: record.field(name) for name in held}
    words = {name: _words(field, table.layout) for name, field in fields.items()}
    misfits = [
        name
        for name, cells in held.items()
        if cells.total >= FEWEST_CELLS and fit(fields[name], cells, words[name]) <= BADLY
    ]
    for one, other in combinations(misfits, 2):
        never = all(fields[name].released_as is Release.NEVER for name in (one, other))
        if never or fit(fields[one], held[other], words[one]) < SAME_CELLS:
            continue
        if fit(fields[other], held[one], words[other]) >= SAME_CELLS:
            yield one, other


def _exchange(table: RawTable, one: str, other: str) -> Finding:
    first, second = table.columns[one], table.columns[other]
    top = int(table.text.index.min())
    words = {"heading": first.heading, "other": second.heading}
    places = (f"{first.letter}{top}", f"{second.letter}{top}")
    return told(EXCHANGED, table.sheet, one, words, places)
