"""Sheets under another name than the layout has for them, and files that are not the partner's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.errors import UnknownLayout
from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.tables.boxes import parse_boxes
from pipelines.intake.tables.mapping import wanted_headings
from pipelines.intake.tables.regions import regions_of
from pipelines.intake.wording import refusal
from pipelines.layouts import Layout, TableLayout
from pipelines.listed import first_of

ANOTHER_FILE, NOTHING_IN_IT = "LAYOUT-19", "LAYOUT-20"
MOST = 0.75  # of the headings, for a sheet under another name
LONGEST_LIST = 8


def renamed_sheets(
    unknown: Sequence[Sheet], missing: Mapping[str, Sequence[TableLayout]]
) -> dict[str, Sheet]:
    """For each sheet that is missing the only unknown one that has its headings, if there is one.

    Privacy: identifiable in, identifiable out.
    """
    fits = {
        name: [sheet.number for sheet in unknown if _has_headings(sheet, tables)]
        for name, tables in missing.items()
    }
    wanted = [number for numbers in fits.values() for number in numbers]
    plain = {
        name: numbers[0]
        for name, numbers in fits.items()
        if len(numbers) == 1 and wanted.count(numbers[0]) == 1
    }
    by_number = {sheet.number: sheet for sheet in unknown}
    return {name: by_number[number] for name, number in plain.items()}


def stop_at_another_file(
    opened: OpenedFile,
    layout: Layout,
    known: Sequence[str],
    others: int,
) -> None:
    """UnknownLayout if nothing is filled, or too little of the file is as the layout has it.

    Args:
        opened: The file.
        layout: What was expected.
        known: Names of the layout whose sheet was found, with its headings.
        others: How many sheets with data are nothing that the layout knows.

    Privacy: identifiable in; the error holds words of the layout and a count.
    """
    filled = [sheet for sheet in opened.sheets if (sheet.kinds != "").any(axis=None)]
    if not filled:
        raise UnknownLayout(*refusal(NOTHING_IN_IT))
    names = dict.fromkeys(table.sheet for table in layout.tables)
    is_mostly_unknown = 2 * len(known) < len(names) and others > len(known)
    if is_mostly_unknown or (not known and (others or len(names) > 1)):
        words = {
            "codes": listed_sheets(layout),
            "count": f"{len(filled)} {'sheet' if len(filled) == 1 else 'sheets'}",
            "word": str(len(known) or "none"),
        }
        raise UnknownLayout(*refusal(ANOTHER_FILE, words=words), words=words)


def listed_sheets(layout: Layout) -> str:
    """The sheets that a layout expects, or the headings where its only sheet has no name."""
    names = list(dict.fromkeys(table.sheet for table in layout.tables if table.sheet))
    if names:
        return f"the {'sheet' if len(names) == 1 else 'sheets'} {first_of(names, LONGEST_LIST)}"
    return f"a table with the headings {listed_headings(layout.tables)}"


def listed_headings(tables: Sequence[TableLayout]) -> str:
    """The headings that mean something, in the order of the layout, the first of them in full."""
    every = [word for table in tables for word in wanted_headings(table).values()]
    return first_of(list(dict.fromkeys(every)), LONGEST_LIST)


def _has_headings(sheet: Sheet, tables: Sequence[TableLayout]) -> bool:
    regions = regions_of(sheet, parse_boxes(sheet.merged), tables, wanted_headings)
    wanted = [word for region in regions for table in region.tables for word in _words(table)]
    there = [
        word
        for region in regions
        for table in region.tables
        for word in _words(table)
        if word in region.headings.letters
    ]
    return len(there) >= MOST * len(wanted) > 0


def _words(table: TableLayout) -> list[str]:
    return list(wanted_headings(table))
