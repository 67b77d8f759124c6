"""The tables of an opened file found by a partner's layout, every row below them accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipelines.errors import UnknownLayout
from pipelines.findings import Finding
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.tables.above import other_month
from pipelines.intake.tables.boxes import parse_boxes
from pipelines.intake.tables.mapping import check_layout, wanted_headings
from pipelines.intake.tables.region_tables import RegionTables
from pipelines.intake.tables.regions import Region, outside, regions_of
from pipelines.intake.tables.sheets import hidden_parts, label_of, sheets_called, unknown_sheets
from pipelines.intake.wording import finding, refusal
from pipelines.settings import Layout, TableLayout
from pipelines.types import RawTable
from schemas.model import RecordType
from schemas.periods import Month

Found = tuple[tuple[RawTable, ...], tuple[Finding, ...]]


def find_tables(
    opened: OpenedFile, layout: Layout, records: Mapping[str, RecordType], month: Month
) -> Found:
    """All tables the layout declares, and what is wrong with sheets, headings and rows.

    Where the titles name another month than the one handed in, that is said alone.

    Raises: UnknownLayout if none of the declared sheets is there.
    Privacy: identifiable in, identifiable out.
    """
    groups: dict[str, list[TableLayout]] = {}
    for table in layout.tables:
        check_layout(table, records)
        groups.setdefault(table.sheet, []).append(table)
    meant = sheets_called(opened, groups)
    if not any(meant.values()):
        raise UnknownLayout(*refusal("LAYOUT-02"))
    used = [
        _UsedSheet(sheet, label_of(sheet, name), groups[name])
        for name, sheets in meant.items()
        for sheet in sheets
    ]
    if layout.other_months != "expected":
        wrong = [one for sheet in used for one in sheet.other_month(month)]
        if wrong:
            return (), tuple(wrong)
    taken = {sheet.number for sheets in meant.values() for sheet in sheets}
    findings = [*unknown_sheets(opened, layout.ignored_sheets, taken)]
    findings += [finding("LAYOUT-02", sheet=name) for name, found in meant.items() if not found]
    tables: list[RawTable] = []
    for sheet in used:
        for region in sheet.whole_regions():
            made = RegionTables(sheet.sheet, region, sheet.merged, records, month, sheet.label)
            tables.extend(made.tables())
            findings.extend(made.findings())
        findings.extend(sheet.findings())
    return tuple(tables), tuple(findings)


class _UsedSheet:
    """A sheet that the layout means, with its regions. Privacy: identifiable."""

    def __init__(self, sheet: Sheet, label: str, tables: Sequence[TableLayout]) -> None:
        self.sheet, self.label = sheet, label
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
                yield finding("LAYOUT-08", sheet=self.label, places=(place,))
        places = outside(self.sheet, self.whole_regions()) if self.whole_regions() else ()
        if places:
            yield finding("LAYOUT-04", sheet=self.label, places=places, count=len(places))
        yield from hidden_parts(self.sheet, self.label)
