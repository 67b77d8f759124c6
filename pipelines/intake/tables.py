"""The tables of an opened file found by a partner's layout, every row below them accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from pipelines.errors import UnknownLayout
from pipelines.findings import Finding, ranges
from pipelines.intake.headings import HeadingRow, find_heading_row, normalize
from pipelines.intake.mapping import (
    Mapped,
    check_layout,
    field_findings,
    heading_findings,
    joiner,
    known_headings,
    mapped_fields,
    wanted_headings,
)
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.rows import DATA, Body, body_of, reasons
from pipelines.intake.wording import finding, refusal
from pipelines.settings import Layout, TableLayout
from pipelines.types import Column, RawTable
from schemas.model import RecordType

Found = tuple[tuple[RawTable, ...], tuple[Finding, ...]]


def find_tables(opened: OpenedFile, layout: Layout, records: Mapping[str, RecordType]) -> Found:
    """All tables the layout declares, and what is wrong with sheets and headings.

    Raises: UnknownLayout if none of the declared sheets is there.
    Privacy: identifiable in, identifiable out.
    """
    groups: dict[str, list[TableLayout]] = {}
    for table in layout.tables:
        check_layout(table, records)
        groups.setdefault(table.sheet, []).append(table)
    sheets = {name: _sheet_called(name, opened) for name in groups}
    if not any(sheets.values()):
        raise UnknownLayout(*refusal("LAYOUT-02"))
    tables: list[RawTable] = []
    findings = list(_unknown_sheets(opened, layout, [sheet for sheet in sheets.values() if sheet]))
    for name, group in groups.items():
        sheet = sheets[name]
        if sheet is None:
            findings.append(finding("LAYOUT-02", sheet=name))
        else:
            found = _SheetTables(sheet, group, records)
            tables.extend(found.tables())
            findings.extend(found.findings())
    return tuple(tables), tuple(findings)


def _sheet_called(name: str, opened: OpenedFile) -> Sheet | None:
    """The sheet of that name whatever its case and blanks; without a name, the only one filled."""
    if name:
        alike = [sheet for sheet in opened.sheets if _squeezed(sheet.name) == _squeezed(name)]
        exact = [sheet for sheet in alike if sheet.name == name]
        return next(iter(exact or alike), None)
    filled = [sheet for sheet in opened.sheets if len(sheet.text)]
    return filled[0] if len(filled) == 1 else None


def _squeezed(name: str) -> str:
    return normalize(name).replace(" ", "")


def _unknown_sheets(opened: OpenedFile, layout: Layout, used: list[Sheet]) -> Iterator[Finding]:
    ignored = {_squeezed(name) for name in layout.ignored_sheets}
    taken = {sheet.number for sheet in used}
    for sheet in opened.sheets:
        is_known = sheet.number in taken or _squeezed(sheet.name) in ignored
        if not is_known and (sheet.kinds != "").any(axis=None):
            yield finding("LAYOUT-06", sheet=f"sheet {sheet.number}")


class _SheetTables:
    """The tables that share one sheet. Privacy: identifiable."""

    def __init__(
        self,
        sheet: Sheet,
        group: Sequence[TableLayout],
        records: Mapping[str, RecordType],
    ) -> None:
        wanted = {heading for table in group for heading in wanted_headings(table)}
        self._name = group[0].sheet
        self._group = group
        self._records = records
        self._heading = find_heading_row(sheet.text, group[0].heading_row, wanted)
        self._body = body_of(sheet.text, sheet.kinds, self._heading)
        self._mapped = [
            mapped_fields(table, records[table.record], self._heading) for table in group
        ]
        letters = {one for fields in self._mapped for field in fields for one in field.letters}
        words = {word for table in group for word in table.total_words}
        self._reasons = reasons(self._body, self._heading, words, letters)
        self._chosen = [_chosen(table, self._heading, self._body) for table in group]

    def tables(self) -> Iterator[RawTable]:
        """One table a layout, unless the columns it needs to tell its rows are not there."""
        for table, mapped, chosen in zip(self._group, self._mapped, self._chosen, strict=True):
            if chosen is not None and mapped:
                reason = self._reasons.mask((self._reasons == DATA) & ~chosen, "other_record")
                yield _raw_table(table, mapped, self._body, reason)

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the headings, and rows that no table claims."""
        for table, mapped in zip(self._group, self._mapped, strict=True):
            record = self._records[table.record]
            yield from heading_findings(table, record, self._heading, self._name)
            yield from field_findings(mapped, self._heading, self._name)
        yield from self._unknown_columns()
        yield from self._unclaimed_rows()

    def _unknown_columns(self) -> Iterator[Finding]:
        known = set().union(*(known_headings(table) for table in self._group))
        labeled = {one for found in self._heading.letters.values() for one in found}
        filled = self._body.filled[self._reasons == DATA].any()
        unknown = [
            letter
            for heading, found in self._heading.letters.items()
            if heading not in known
            for letter in found
        ] + [
            letter for letter in self._body.text.columns if filled[letter] and letter not in labeled
        ]
        if unknown and labeled:
            places = [f"{letter}{self._heading.row}" for letter in unknown]
            yield finding("LAYOUT-04", sheet=self._name, places=places, count=len(places))

    def _unclaimed_rows(self) -> Iterator[Finding]:
        chosen = [one for one in self._chosen if one is not None]
        if len(chosen) < len(self._chosen):
            return
        claimed = pd.concat(chosen, axis=1).any(axis=1)
        rows = self._reasons.index[(self._reasons == DATA) & ~claimed]
        if len(rows):
            heading = next(iter(self._group[0].select), "")
            letter = self._heading.letters.get(normalize(heading), ("A",))[0]
            yield finding(
                "LAYOUT-05",
                sheet=self._name,
                places=ranges(letter, rows),
                heading=heading,
                count=len(rows),
            )


def _chosen(table: TableLayout, heading: HeadingRow, body: Body) -> pd.Series[bool] | None:
    """The rows that are this table's; None if a column to tell them by is not there."""
    chosen = pd.Series(data=True, index=body.text.index)
    for name, words in table.select.items():
        letters = heading.letters.get(normalize(name))
        if letters is None:
            return None
        column = body.text[letters[0]]
        wanted = {normalize(word) for word in words}
        chosen &= column.isin([text for text in column.unique() if normalize(text) in wanted])
    return chosen


def _raw_table(
    table: TableLayout,
    mapped: Sequence[Mapped],
    body: Body,
    reason: pd.Series[str],
) -> RawTable:
    kept = reason == DATA
    text = {one.field.name: _joined(table, one, body.text[kept]) for one in mapped}
    kinds = {one.field.name: _first_kind(one, body.kinds[kept]) for one in mapped}
    columns = {one.field.name: Column(one.letters[0], one.heading) for one in mapped}
    index = body.text.index[kept]
    for name, value in table.constants.items():
        text[name] = pd.Series(value, index=index, dtype="str")
        kinds[name] = pd.Series("s" if value else "", index=index, dtype="str")
        columns[name] = Column("", name)
    return RawTable(
        record=table.record,
        sheet=table.sheet,
        columns=columns,
        text=pd.DataFrame(text, index=index),
        kinds=pd.DataFrame(kinds, index=index),
        rows_in=len(reason),
        set_aside={str(name): int(count) for name, count in reason[~kept].value_counts().items()},
    )


def _joined(table: TableLayout, mapped: Mapped, text: pd.DataFrame) -> pd.Series[str]:
    """The field's text; several columns of one field are joined as its type allows."""
    column = text[mapped.letters[0]]
    between = joiner(mapped.field, table.set_separator)
    for letter in mapped.letters[1:] if between is not None else ():
        gap = pd.Series(between, index=text.index, dtype="str")
        gap = gap.mask((column == "") | (text[letter] == ""), "")
        column = column + gap + text[letter]
    return column


def _first_kind(mapped: Mapped, kinds: pd.DataFrame) -> pd.Series[str]:
    column = kinds[mapped.letters[0]]
    for letter in mapped.letters[1:]:
        column = column.mask(column == "", kinds[letter])
    return column
