"""An xlsx workbook: its parts allowed one by one, scanned, read, and both counts compared."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterable, Iterator

from python_calamine import CalamineWorkbook

from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.grid import Grid, grid_of
from pipelines.intake.sandbox.markup import Element, events, scan
from pipelines.intake.sandbox.refusal import Reason, RefusedFile
from pipelines.intake.sandbox.shared_text import string_lengths
from pipelines.intake.sandbox.sheet_scan import SheetCount, count_sheet

ALLOWED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docmetadata/[\w.-]+\.xml"
    r"|docprops/(core|app|custom)\.xml|docprops/thumbnail\.\w+|(docprops/|docmetadata/)?_rels/[\w.-]+"
    r"|customxml/(_rels/)?[\w.-]+\.(xml|rels)"
    r"|xl/(workbook|sharedstrings|styles|calcchain|metadata|volatiledependencies)\.xml"
    r"|xl/(comments|threadedcomments|persons|theme|tables|drawings|charts|diagrams|richdata"
    r"|worksheets|chartsheets|pivottables|pivotcache|slicers|slicercaches|timelines"
    r"|timelinecaches|featurepropertybag|ctrlprops)/(_rels/|theme/|_rels/)?[\w. -]+\.(xml|rels|vml)"
    r"|xl/_rels/workbook\.xml\.rels|xl/comments\d*\.xml|xl/media/[\w. -]+"
    r"|xl/(printersettings|customproperty)/?[\w. -]+\.bin"
)
ACTIVE = re.compile(
    r"vbaproject|vbadata|macrosheets|activex|embeddings|externallinks|connections\.xml"
    r"|querytables|xl/model/|webextensions|customui|dialogsheets"
)


def read_workbook(archive: Archive, content: bytes) -> tuple[Grid, ...]:
    """Every worksheet of an honest workbook, in the order of its tabs."""
    _check_names(archive.names)
    parts = {name.casefold(): name for name in archive.names}
    strings = parts.get("xl/sharedstrings.xml")
    lengths = string_lengths(archive.chunks(strings)) if strings else []
    sheets = _sheet_parts(archive, parts)
    counts = {}
    for part in archive.names:
        if part in sheets.values():
            counts[part] = count_sheet(archive.chunks(part), lengths)
        elif part != strings:
            _read_other(archive, part)
    return _read_sheets(content, {name: counts[part] for name, part in sheets.items()})


def _check_names(names: Iterable[str]) -> None:
    for name in names:
        if ACTIVE.search(name.casefold()):
            raise RefusedFile(Reason.ACTIVE_CONTENT)
    for name in names:
        if not ALLOWED.fullmatch(name.casefold()):
            raise RefusedFile(Reason.LYING_ARCHIVE)


def _read_other(archive: Archive, part: str) -> None:
    chunks = archive.chunks(part)
    if part.casefold().endswith((".xml", ".rels")):
        scan(chunks)
    for _ in chunks:  # what is no XML is read to its end all the same: its checksum counts
        pass


def _sheet_parts(archive: Archive, parts: dict[str, str]) -> dict[str, str]:
    """The part of each worksheet by the name on its tab."""
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if part not in parts:
            raise RefusedFile(Reason.NOT_A_SPREADSHEET)
    targets = _targets(archive.chunks(parts["xl/_rels/workbook.xml.rels"]))
    found: dict[str, str] = {}
    for name, attributes in _elements(archive.chunks(parts["xl/workbook.xml"])):
        if name == "sheet":
            links = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
            target = targets.get(links[0] if links else "")
            if target is not None:  # else a sheet of another kind, such as a chart
                found[attributes.get("name", "")] = parts.get(target.casefold(), "")
    if "" in found.values() or len(set(found.values())) < len(found):
        raise RefusedFile(Reason.LYING_ARCHIVE)
    return found


def _targets(chunks: Iterable[bytes]) -> dict[str, str]:
    """The parts of worksheets by relationship, as the workbook points at them."""
    found = {}
    for name, attributes in _elements(chunks):
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.join("/xl", attributes.get("Target", ""))
            found[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")
    return found


def _elements(chunks: Iterable[bytes]) -> Iterator[Element]:
    return (event for event in events(chunks) if not isinstance(event, str))


def _read_sheets(content: bytes, counts: dict[str, SheetCount]) -> tuple[Grid, ...]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    grids = []
    for number, name in enumerate(workbook.sheet_names, start=1):
        if name in counts:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            grid = grid_of(name, number, rows)
            _compare(grid, counts[name])
            grids.append(grid)
    if len(grids) != len(counts):
        raise RefusedFile(Reason.COUNTS_DIFFER)
    return tuple(grids)


def _compare(grid: Grid, counted: SheetCount) -> None:
    """Both readers must have seen the same rows and cells; then mark what only one can see."""
    if (grid.cells(), grid.filled_rows()) != (counted.cells, len(counted.filled_rows)):
        raise RefusedFile(Reason.COUNTS_DIFFER)
    grid.mark(counted.errors, "e")
    grid.mark(counted.uncached, "f")
