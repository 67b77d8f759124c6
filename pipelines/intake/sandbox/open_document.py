"""An .ods workbook: parts allowed one by one, tables counted, read, both counts compared."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from python_calamine import CalamineWorkbook

from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.grid import Grid
from pipelines.intake.sandbox.markup import events, pieces, scan
from pipelines.intake.sandbox.open_document_scan import Table, TableScan
from pipelines.intake.sandbox.refusal import Notice, Reason, RefusedFile
from pipelines.intake.sandbox.workbook import Opened, compare, grid_of_sheet

KIND = re.compile(rb"application/vnd\.oasis\.opendocument\.spreadsheet(-template)?\s*")
DOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|presentation|graphics)")
SCANNED = re.compile(
    r"(object [\d/ ]*\d/)?(content|styles|meta|settings)\.xml|meta-inf/manifest\.xml"
)
ALLOWED = re.compile(
    r"mimetype|layout-cache|manifest\.rdf|thumbnails/[\w. -]+|pictures/[\w. -]+|media/[\w. -]+"
    r"|objectreplacements/[\w. -]+|object [\d/ ]*\d/(meta\.xml|[\w. -]+/[\w. -]+)"
    r"|configurations2/([\w. -]+/)*[\w. -]*|(basic|scripts|dialogs)/([\w. -]+/)*[\w. -]+"
    r"|meta-inf/(documentsignatures|macrosignatures)\.xml|fonts/[\w. -]+"
)
# what stands within a text for a tab or a new line, which the reader drops without a word
BREAKS = re.compile(rb"<text:(tab|line-break)(?:\s[^<>]*)?(?:/>|></text:\1>)")
BROKEN = {b"tab": b"\t", b"line-break": b"\n"}
READ = ("mimetype", "meta-inf/manifest.xml")
LOCKED = ("encryption-data", "encrypted-key")
_DURATION = re.compile(r"(-?)PT(\d{1,5})H(\d{1,2})M(\d{1,2})(?:[.,]\d*)?S")


def read_open_document(archive: Archive, content: bytes) -> Opened:
    """Every sheet, in the order of its tabs; RefusedFile if locked, or no spreadsheet."""
    parts = {name.casefold(): name for name in archive.names}
    kind = archive.read(parts["mimetype"])
    if not KIND.fullmatch(kind) or "content.xml" not in parts:
        is_document = DOCUMENT.match(kind) is not None
        raise RefusedFile(Reason.DOCUMENT if is_document else Reason.NOT_A_SPREADSHEET)
    _check_manifest(archive, parts)
    for key, part in parts.items():
        if SCANNED.fullmatch(key):
            scan(archive.chunks(part))
        elif ALLOWED.fullmatch(key):
            for _ in archive.chunks(part):
                pass
        else:
            raise RefusedFile(Reason.EMBEDDED if key.startswith("object") else Reason.UNKNOWN_PART)
    markup = archive.read(parts["content.xml"])
    if BREAKS.search(markup):
        markup = BREAKS.sub(lambda found: BROKEN[found[1]], markup)
        content = _with_markup(archive, parts, markup)
    found = TableScan()
    for event in events(pieces(markup), ends=True):
        found.see(event)
    grids = _read_sheets(content, found.tables)
    notices = {Notice.OTHER_FILES} if found.has_links else set()
    return Opened("ods", grids, found.names(grids), notices)


def _check_manifest(archive: Archive, parts: dict[str, str]) -> None:
    manifest = parts.get("meta-inf/manifest.xml")
    if manifest is None:
        raise RefusedFile(Reason.NOT_A_SPREADSHEET)
    for event in events(archive.chunks(manifest)):
        if event[0] in LOCKED:
            raise RefusedFile(Reason.ENCRYPTED)


def _with_markup(archive: Archive, parts: dict[str, str], markup: bytes) -> bytes:
    """The parts that the reader needs, tables in other words; both counts are of these."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for key in READ:
            target.writestr(parts[key], archive.read(parts[key]))
        target.writestr(parts["content.xml"], markup)
    return made.getvalue()


def _read_sheets(content: bytes, tables: list[Table]) -> tuple[Grid, ...]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = [table.name for table in tables]
    if workbook.sheet_names != names or len(set(names)) < len(names):
        raise RefusedFile(Reason.COUNTS_DIFFER)
    grids = []
    for number, table in enumerate(tables, start=1):
        grid = grid_of_sheet(workbook.get_sheet_by_name(table.name), number)
        _tell_durations(grid)
        compare(grid, table.count)
        grids.append(grid)
    return tuple(grids)


def _tell_durations(grid: Grid) -> None:
    """Durations beyond a day, which the reader leaves as the format writes them."""
    for code, word in enumerate(grid.words):
        if found := _DURATION.fullmatch(word):
            sign, hours, minutes, seconds = found.groups()
            length = dt.timedelta(minutes=int(minutes), seconds=int(seconds)).seconds
            minute, second = divmod(length, 60)
            hour = int(hours) + minute // 60
            grid.words[code] = f"{sign}{hour:02d}:{minute % 60:02d}:{second:02d}"
            grid.kinds[code] = "t"
