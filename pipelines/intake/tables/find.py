"""The tables of an opened file found by a partner's layout, every row below them accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipelines.findings import Finding
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.tables.above import other_month
from pipelines.intake.tables.boxes import parse_boxes
from pipelines.intake.tables.mapping import check_layout, wanted_headings
from pipelines.intake.tables.region_tables import RegionTables
from pipelines.intake.tables.regions import Region, outside, regions_of
from pipelines.intake.tables.sheets import (
    hidden_parts,
    label_of,
    place_of,
    sheets_called,
    unknown_sheets,
)
from pipelines.intake.tables.unknown_sheets import (
    listed_headings,
    renamed_sheets,
    stop_at_another_file,
)
from pipelines.intake.wording import finding
from pipelines.layouts import Layout, TableLayout
from pipelines.types import RawTable
from schemas.model import RecordType
from schemas.periods import Month

Found = tuple[tuple[RawTable, ...], tuple[Finding, ...]]


def find_tables(
    opened: OpenedFile, layout: Layout, records: Mapping[str, RecordType], month: Month
) -> Found:
    """All tables the layout declares, and what is wrong with sheets, headings and rows.

    Where the titles name another month than the one handed in, that is said alone.

    Raises: UnknownLayout if the file is empty, or not the one that the layout describes.
    Privacy: identifiable in, identifiable out.
    """
    groups: dict[str, list[TableLayout]] = {}
    for table in layout.tables:
        check_layout(table, records)
        groups.setdefault(table.sheet, []).append(table)
    meant = sheets_called(opened, groups)
    used = [
        _UsedSheet(sheet, name, groups[name]) for name, sheets in meant.items() for sheet in sheets
    ]
    findings = _sheet_findings(opened, layout, groups, used)
    if layout.other_months != "expected":
        wrong = [one for sheet in used for one in sheet.other_month(month)]
        if wrong:
            return _tables_of(used, records, month)[0], tuple(wrong)
    tables, more = _tables_of(used, records, month)
    return tables, (*findings, *more)


def _tables_of(
    used: Sequence[_UsedSheet], records: Mapping[str, RecordType], month: Month
) -> Found:
    tables: list[RawTable] = []
    findings: list[Finding] = []
    for sheet in used:
        for region in sheet.whole_regions():
            made = RegionTables(sheet.sheet, region, sheet.merged, records, month, sheet.label)
            tables.extend(made.tables())
            findings.extend(made.findings())
        findings.extend(sheet.findings())
    return tuple(tables), tuple(findings)


def _sheet_findings(
    opened: OpenedFile,
    layout: Layout,
    groups: Mapping[str, Sequence[TableLayout]],
    used: Sequence[_UsedSheet],
) -> list[Finding]:
    """Sheets that are missing, new, or there under another name; another file is refused."""
    there = {one.name for one in used}
    missing = {name: tables for name, tables in groups.items() if name not in there}
    taken = {one.sheet.number for one in used}
    unknown = unknown_sheets(opened, layout.ignored_sheets, taken)
    named = unknown if opened.kind != "csv" else ()  # a text file has no names of sheets
    renamed = renamed_sheets(named, missing)
    known = {one.name for one in used if one.whole_regions()} | renamed.keys()
    found = {sheet.number for sheet in renamed.values()}
    new = [one for one in unknown if one.number not in found]
    stop_at_another_file(opened, layout, sorted(known), len(new))
    return [
        *(finding("LAYOUT-06", sheet=place_of(sheet)) for sheet in new),
        *(finding("LAYOUT-02", sheet=name) for name in missing if name not in renamed),
        *(_renamed(name, sheet) for name, sheet in renamed.items()),
    ]


def _renamed(name: str, sheet: Sheet) -> Finding:
    return replace(finding("LAYOUT-35", sheet=place_of(sheet), heading=name), heading="")


class _UsedSheet:
    """A sheet that the layout means, with its regions. Privacy: identifiable."""

    def __init__(self, sheet: Sheet, name: str, tables: Sequence[TableLayout]) -> None:
        self.sheet, self.name, self.label = sheet, name, label_of(sheet, name)
        self.merged = parse_boxes(sheet.merged)
        self._regions = regions_of(sheet, self.merged, tables, wanted_headings)

    def whole_regions(self) -> tuple[Region, ...]:
        """Regions whose headings were found."""
        return tuple(one for one in self._regions if one.is_titled and one.headings.is_found)

    def other_month(self, month: Month) -> Iterator[Finding]:
        """Whether the title rows name another month."""
        first = min((one.headings.row for one in self.whole_regions()), default=0)
        yield from other_month(self.sheet, first, month, self.label)

    def findings(self) -> Iterator[Finding]:
        """Tables that are not there, columns that belong to none, hidden parts."""
        for region in self._regions:
            table = region.tables[0]
            place = f"{region.columns[0] if region.columns else 'A'}{max(region.headings.row, 1)}"
            if not region.is_titled:
                yield finding("LAYOUT-18", sheet=self.label, heading=table.title)
            elif not region.headings.is_found:
                expected = (listed_headings(region.tables),)
                yield finding("LAYOUT-08", sheet=self.label, places=(place,), codes=expected)
        places = outside(self.sheet, self.whole_regions()) if self.whole_regions() else ()
        if places:
            yield finding("LAYOUT-04", sheet=self.label, places=places, count=len(places))
        yield from hidden_parts(self.sheet, self.label)
