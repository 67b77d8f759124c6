"""An .xlsx or .xlsm workbook: its parts allowed one by one, scanned, read, both counts compared."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.defined_names import Names, defined_names
from pipelines.intake.sandbox.grid import Grid, grid_of
from pipelines.intake.sandbox.markup import events
from pipelines.intake.sandbox.notes import notes_of, related
from pipelines.intake.sandbox.parts import check_names, kind_of, read_aside
from pipelines.intake.sandbox.refusal import Notice, Reason, RefusedFile
from pipelines.intake.sandbox.shared_text import string_lengths
from pipelines.intake.sandbox.sheet_scan import SheetCount, count_sheet, count_slowly

HIDDEN = ("hidden", "veryHidden")


@dataclass(repr=False)
class Opened:
    """What was read from a file. Privacy: identifiable."""

    kind: str
    grids: tuple[Grid, ...]
    names: dict[str, str] = field(default_factory=dict)
    notices: set[Notice] = field(default_factory=set)


@dataclass(repr=False)
class _Tab:
    part: str
    is_hidden: bool
    count: SheetCount = field(default_factory=SheetCount)


def read_workbook(archive: Archive, content: bytes) -> Opened:
    """Every worksheet of an honest workbook, in the order of its tabs."""
    parts = {name.casefold(): name for name in archive.names}
    kind = kind_of(archive, parts)
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(parts):
        raise RefusedFile(Reason.NOT_A_SPREADSHEET)
    check_names(archive.names)
    strings = parts.get("xl/sharedstrings.xml")
    lengths = string_lengths(archive.read(strings)) if strings else []
    tabs, names = _tabs(archive, parts)
    known = {tab.part for tab in tabs.values()} | {strings}
    notices: set[Notice] = set()
    for part in archive.names:
        if part not in known:
            notices |= read_aside(archive, part)
    for tab in tabs.values():
        tab.count = count_sheet(archive.read(tab.part), lengths)
        tab.count.facts.is_hidden = tab.is_hidden
        tab.count.facts.notes = notes_of(archive, parts, tab.part)
    grids = _read_or_explain(archive, content, tabs, lengths)
    return Opened(kind, grids, defined_names(names, grids), notices)


def _tabs(archive: Archive, parts: dict[str, str]) -> tuple[dict[str, _Tab], Names]:
    """The part of each worksheet by the name on its tab, and the names the workbook defines."""
    relations = archive.chunks(parts["xl/_rels/workbook.xml.rels"])
    targets = dict(related(relations, "xl", "/worksheet"))
    found: dict[str, _Tab] = {}
    names = Names()
    for event in events(archive.chunks(parts["xl/workbook.xml"])):
        names.see(event)
        if isinstance(event, str) or event[0] != "sheet":
            continue
        attributes = event[1]
        links = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
        target = targets.get(links[0] if links else "")
        if target is not None:  # else a sheet of another kind, such as a chart
            part = parts.get(target.casefold(), "")
            name = attributes.get("name", "")
            if name in found:
                raise RefusedFile(Reason.LYING_ARCHIVE)
            found[name] = _Tab(part, attributes.get("state") in HIDDEN)
    used = [tab.part for tab in found.values()]
    if "" in used or len(set(used)) < len(used):
        raise RefusedFile(Reason.LYING_ARCHIVE)
    return found, names


def _read_or_explain(
    archive: Archive, content: bytes, tabs: dict[str, _Tab], lengths: list[int]
) -> tuple[Grid, ...]:
    """The grids; where the reader fails or counts otherwise, the parser says what is wrong."""
    failed = Reason.STOPPED
    try:
        return _read_sheets(content, tabs)
    except RefusedFile as refused:
        failed = refused.reason
    except CalamineError:
        failed = Reason.DAMAGED
    except BaseException:  # noqa: BLE001, S110  a panic is no Exception; what it says holds cells
        pass
    for tab in tabs.values():
        count_slowly(archive.read(tab.part), lengths)
    raise RefusedFile(failed)


def _read_sheets(content: bytes, tabs: dict[str, _Tab]) -> tuple[Grid, ...]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    grids = []
    for number, name in enumerate(workbook.sheet_names, start=1):
        if name in tabs:
            count = tabs[name].count
            sheet = workbook.get_sheet_by_name(name)
            grids.append(grid_of_sheet(sheet, number, booleans=count.booleans))
            compare(grids[-1], count)
    if len(grids) != len(tabs):
        raise RefusedFile(Reason.COUNTS_DIFFER)
    return tuple(grids)


def grid_of_sheet(sheet: CalamineSheet, number: int, *, booleans: bool = True) -> Grid:
    """The grid of a sheet of the reader."""
    rows, width = padded_rows(sheet)
    return grid_of(sheet.name, number, rows, width, booleans=booleans)


def padded_rows(sheet: CalamineSheet) -> tuple[Iterator[list[Any]], int]:
    """The rows from A1 and their width: the reader leaves out blank columns to the left."""
    if sheet.start is None or sheet.end is None:
        return iter(()), 0
    left, width = sheet.start[1], sheet.end[1] + 1
    rows: Iterator[list[Any]] = sheet.iter_rows()
    if left:
        rows = map(list.__add__, repeat([""] * left), rows)
    return rows, width


def compare(grid: Grid, count: SheetCount) -> None:
    """Both readers must have seen the same rows and cells; then mark what only one can see."""
    if grid.counted() != count.counted():
        raise RefusedFile(Reason.COUNTS_DIFFER)
    grid.mark(count.errors, "e")
    grid.mark(count.uncached, "f")
    grid.facts = count.facts
