"""The raw tables of one region of a sheet, and what is wrong with its headings and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from pipelines.durations import MINUTES
from pipelines.findings import Finding, ranges
from pipelines.intake.opening import Sheet
from pipelines.intake.tables.above import (
    data_above,
    data_above_findings,
    data_for_units,
    perhaps_data_above,
    texts_of,
    title_years,
)
from pipelines.intake.tables.body import Body, Known, body_of
from pipelines.intake.tables.boxes import Box, column_number
from pipelines.intake.tables.filling import filled_down, merged_figures, unmerged
from pipelines.intake.tables.headings import is_mixed_script, names_of, normalize
from pipelines.intake.tables.mapping import (
    field_findings,
    heading_findings,
    known_headings,
    mapped_fields,
    stray_columns,
    stray_findings,
)
from pipelines.intake.tables.raw import Part, raw_table
from pipelines.intake.tables.regions import Region
from pipelines.intake.tables.rows import DATA, fates
from pipelines.intake.tables.ticks import tick_findings, ticked_fields
from pipelines.intake.tables.wide import MonthColumns, month_columns, month_findings, without_figure
from pipelines.intake.wording import finding
from pipelines.layouts import TableLayout
from pipelines.types import RawTable
from schemas.model import FieldType, RecordType
from schemas.periods import Month

FIGURES = (FieldType.INTEGER, FieldType.DECIMAL)


class RegionTables:
    """The tables that share one region. Privacy: identifiable."""

    def __init__(
        self,
        sheet: Sheet,
        region: Region,
        merged: Sequence[Box],
        records: Mapping[str, RecordType],
        month: Month,
        label: str,
    ) -> None:
        """Find each table's columns and what becomes of each row."""
        self._sheet, self._region, self._records, self._label = sheet, region, records, label
        self._heading = region.headings
        self._units = max(table.unit_rows for table in region.tables)
        titles = range(region.above, self._heading.row)
        is_wide = any(table.wide for table in region.tables)
        years = title_years(sheet, titles, month) if is_wide else ()
        self._months = month_columns(self._heading, month, years)
        self._month = month
        self._parts = [self._part(table) for table in region.tables]
        known = self._known()
        own = slice(None, region.bottom), list(region.columns)
        written = body_of(sheet.text.loc[own], sheet.kinds.loc[own], self._heading, self._units)
        texts = [letter for letter in known.mapped if letter not in known.figures]
        self._body = replace(unmerged(written, merged, texts), spans=self._spans())
        self._fates = fates(self._body, self._heading, known, label)
        self._known_columns = known
        self._merged = tuple(merged_figures(written, merged, known.figures, label))
        self._done = [self._cut(part) for part in self._parts]

    def tables(self) -> Iterator[RawTable]:
        """One table a layout, unless the columns it needs to tell its rows are not there."""
        for part, (body, reason, _) in zip(self._parts, self._done, strict=True):
            is_whole = not part.table.wide or self._months.letter
            if reason is not None and part.letters and is_whole:
                yield raw_table(part, body, reason, self._label, self._month)

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the headings and rows, and which rows no table claims."""
        for part in self._parts:
            record = self._records[part.table.record]
            yield from heading_findings(part.table, record, self._heading, self._label)
            yield from field_findings(part.mapped, self._heading, self._label)
            if part.table.wide:
                value = part.table.wide["value"]
                yield from month_findings(self._months, self._heading, value, self._label)
        yield from self._unknown_columns()
        yield from self._misplaced_rows()
        yield from self._unclaimed_rows()
        yield from self._fates.findings
        yield from self._merged
        for _, _, said in self._done:
            yield from said

    def _part(self, table: TableLayout) -> Part:
        record = self._records[table.record]
        mapped = mapped_fields(table, record, self._heading)
        fields = {field.name: field for field in record.fields}
        ticked = ticked_fields(table.ticks, fields, self._heading)
        months = self._months if table.wide else MonthColumns("", {}, ())
        return Part(table, record, mapped, ticked, months)

    def _known(self) -> Known:
        mapped, keys, figures = set[str](), set[str](), set[str]()
        words: set[str] = set()
        ticked: set[str] = set()
        for part in self._parts:
            mapped |= part.letters
            words |= set(part.table.total_words)
            figures |= {part.months.letter} - {""}
            ticked |= {letter for one in part.ticked for letter in one.codes}
            filled_once = {normalize(heading) for heading in part.table.fill_down}
            for one in part.mapped:
                if one.field.type in FIGURES:
                    figures |= set(one.letters)
                elif one.field.required and normalize(one.heading) not in filled_once:
                    keys |= set(one.letters[:1])
        order = sorted(mapped, key=column_number)
        return Known(
            tuple(order),
            tuple(one for one in order if one in keys),
            tuple(one for one in order if one in figures),
            tuple(words),
            tuple(ticked),
            texts_of(self._sheet, range(self._region.above, self._heading.row)),
        )

    def _spans(self) -> dict[str, str]:
        """The unit of each column that holds times which something took."""
        units = {
            letter: part.table.units.get(one.field.name, one.field.unit)
            for part in self._parts
            for one in part.mapped
            for letter in one.letters
        }
        return {letter: unit for letter, unit in units.items() if unit in MINUTES}

    def _cut(self, part: Part) -> tuple[Body, pd.Series[str] | None, tuple[Finding, ...]]:
        """The part's own rows: chosen, filled down, without those that have no figure."""
        body, reason = self._body, self._fates.reasons
        said: tuple[Finding, ...] = ()
        down = [self._heading.letters.get(normalize(one), ())[:1] for one in part.table.fill_down]
        own = [letter for letters in down for letter in letters]
        if own:
            body, reason = filled_down(body, reason, own, sorted(part.letters, key=column_number))
        chosen = _chosen(part.table, self._heading.letters, body)
        if chosen is None:
            return body, None, said
        reason = reason.mask((reason == DATA) & ~chosen, "other_record")
        if part.months.letter:
            reason, said = without_figure(reason, body, part.months, self._label)
        kept = reason == DATA
        for one in part.ticked:
            said += tuple(tick_findings(one, body.text[kept], body.kinds[kept], self._label))
        return body, reason, said

    def _unknown_columns(self) -> Iterator[Finding]:
        known = set().union(*(known_headings(part.table) for part in self._parts))
        months = set().union(*(part.months.months for part in self._parts))
        parts = self._heading.parts
        unknown = [
            letter
            for letter, path in parts.items()
            if letter not in months and not names_of(path) & known
        ]
        filled = self._body.filled[self._fates.reasons == DATA]
        bare = [one for one in self._body.text.columns if filled[one].any() and one not in parts]
        stray = stray_columns(filled[bare])
        yield from stray_findings(filled[stray], self._label)
        bare = [one for one in bare if one not in stray]
        mixed = [letter for letter in unknown if self._is_mixed(letter)]
        row = self._heading.bottom
        for code, letters in (
            ("LAYOUT-09", mixed),
            ("LAYOUT-04", [one for one in (*unknown, *bare) if one not in mixed]),
        ):
            if letters and parts:
                places = [f"{letter}{row}" for letter in letters]
                yield finding(code, sheet=self._label, places=places, count=len(places))

    def _is_mixed(self, letter: str) -> bool:
        rows = self._sheet.text[letter].loc[self._heading.row : self._heading.bottom]
        return any(is_mixed_script(str(cell)) for cell in rows)

    def _misplaced_rows(self) -> Iterator[Finding]:
        """Rows above the headings, or where units should stand, that look like data."""
        mapped = self._known_columns.mapped
        letter = mapped[0] if mapped else "A"
        top, bottom = self._heading.row, self._heading.bottom
        above, units = range(self._region.above, top), range(bottom + 1, bottom + self._units + 1)
        found = data_above(self._sheet, above, self._body, mapped)
        is_data = self._fates.reasons == DATA
        perhaps = perhaps_data_above(self._sheet, above, self._body, is_data, mapped)
        code = "LAYOUT-10" if found else "LAYOUT-22"
        rows = sorted({*found, *perhaps})
        yield from data_above_findings(code, rows, letter, self._label)
        full = data_above(self._sheet, units, self._body, mapped)
        partly = data_for_units(self._sheet, units, self._known_columns)
        yield from data_above_findings("LAYOUT-11", sorted({*full, *partly}), letter, self._label)

    def _unclaimed_rows(self) -> Iterator[Finding]:
        tables = [part.table for part in self._parts]
        chosen = [_chosen(table, self._heading.letters, self._body) for table in tables]
        claims = [one for one in chosen if one is not None]
        if len(claims) < len(chosen):
            return
        claimed = pd.concat(claims, axis=1).any(axis=1)
        reasons = self._fates.reasons
        rows = reasons.index[(reasons == DATA) & ~claimed]
        if len(rows):
            heading = next(iter(tables[0].select), "")
            letter = self._heading.letters.get(normalize(heading), ("A",))[0]
            known = [word for table in tables for word in table.select.get(heading, ())]
            yield finding(
                "LAYOUT-05",
                sheet=self._label,
                places=ranges(letter, rows),
                heading=heading,
                codes=tuple(dict.fromkeys(known)),
                count=len(rows),
            )


def _chosen(
    table: TableLayout, letters: Mapping[str, tuple[str, ...]], body: Body
) -> pd.Series[bool] | None:
    """The rows that are this table's; None if a column to tell them by is not there."""
    chosen = pd.Series(data=True, index=body.text.index)
    for name, words in table.select.items():
        found = letters.get(normalize(name))
        if found is None:
            return None
        column = body.text[found[0]]
        wanted = {normalize(word) for word in words}
        chosen &= column.isin([text for text in column.unique() if normalize(text) in wanted])
    return chosen
