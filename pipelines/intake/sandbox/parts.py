"""Which parts a workbook (.xlsx, .xlsm) may have, and what it says of its own kind."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.markup import Element, events, scan
from pipelines.intake.sandbox.refusal import Notice, Reason, RefusedFile

ALLOWED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docmetadata/[\w.-]+\.xml"
    r"|docprops/(core|app|custom)\.xml|docprops/thumbnail\.\w+"
    r"|(docprops/|docmetadata/)?_rels/[\w.-]+"
    r"|customxml/(_rels/)?[\w.-]+\.(xml|rels)"
    r"|customui/(_rels/|images/)?[\w. -]+\.(xml|rels|\w{3,4})"
    r"|_xmlsignatures/(_rels/)?[\w.-]+\.(xml|rels|sigs)"
    r"|xl/(workbook|sharedstrings|styles|calcchain|metadata|volatiledependencies|connections"
    r"|xmlmaps|cellimages|sharedlinks)\.xml"
    r"|xl/(comments|threadedcomments|persons|theme|tables|drawings|charts|diagrams|richdata"
    r"|worksheets|chartsheets|pivottables|pivotcache|slicers|slicercaches|timelines"
    r"|timelinecaches|featurepropertybag|ctrlprops|querytables|externallinks|revisions)"
    r"/(_rels/|theme/|_rels/)?[\w. -]+\.(xml|rels|vml)"
    r"|xl/_rels/[\w.-]+\.rels|xl/comments\d*\.xml|xl/media/[\w. -]+|xl/model/item\.data"
    r"|xl/(printersettings|customproperty)/?[\w. -]+\.bin|xl/vbaproject(signature\w*)?\.bin"
    r"|xl/vbadata\.xml"
)
FORBIDDEN = {
    re.compile(r"xl/(intl)?macrosheets/|xl/dialogsheets/"): Reason.MACRO_SHEET,
    re.compile(r"activex|/embeddings/|webextensions"): Reason.EMBEDDED,
}
OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
VBA_PARTS = re.compile(r"xl/vbaproject(signature\w*)?\.bin")
PLAIN = re.compile(r"openxmlformats-officedocument\.spreadsheetml\.(sheet|template)\.main\+xml$")
MACROS = re.compile(r"ms-excel\.(sheet|template)\.macroenabled\.main\+xml$")
BINARY = re.compile(r"ms-excel\.sheet\.binary")
OUTSIDE = re.compile(r"xl/(externallinks|connections|querytables)")
LIVE = frozenset(("ddeLink", "oleLink"))


def check_names(names: Iterable[str]) -> None:
    """Refuse a workbook with a part of a dangerous kind, or of no known kind."""
    for pattern, reason in FORBIDDEN.items():
        if any(pattern.search(name.casefold()) for name in names):
            raise RefusedFile(reason)
    for name in names:
        if not ALLOWED.fullmatch(name.casefold()):
            raise RefusedFile(Reason.UNKNOWN_PART)


def kind_of(archive: Archive, parts: dict[str, str]) -> str:
    """`xlsx` or `xlsm` as the workbook declares itself; refused if it holds what it denies."""
    told, has_macros = _declared(events(archive.chunks(parts["[content_types].xml"])))
    has_macros = has_macros or any(VBA_PARTS.fullmatch(part) for part in parts)
    if BINARY.search(told) or any(part.endswith("workbook.bin") for part in parts):
        raise RefusedFile(Reason.BINARY_WORKBOOK)
    if MACROS.search(told):
        return "xlsm"
    if has_macros:
        raise RefusedFile(Reason.DISGUISED_MACRO)
    if told and not PLAIN.search(told):
        raise RefusedFile(Reason.NOT_A_SPREADSHEET)
    return "xlsx"


def _declared(stream: Iterable[Element | str]) -> tuple[str, bool]:
    """The content type of the workbook's own part, and whether a part is said to be macros."""
    told, has_macros = "", False
    for event in stream:
        if isinstance(event, str):
            continue
        content_type = event[1].get("ContentType", "").casefold()
        has_macros = has_macros or (event[0] == "Override" and "vbaproject" in content_type)
        if event[1].get("PartName", "").casefold() in ("/xl/workbook.xml", "/xl/workbook.bin"):
            told = content_type
    return told, has_macros


def read_aside(archive: Archive, part: str) -> set[Notice]:
    """Read a part that holds no cells to its end: well formed, checksum right, nothing live."""
    name, notices = part.casefold(), set()
    chunks = archive.chunks(part)
    if OUTSIDE.match(name):
        notices.add(Notice.OTHER_FILES)
        if any(not isinstance(event, str) and event[0] in LIVE for event in events(chunks)):
            raise RefusedFile(Reason.LIVE_LINK)
    elif name.endswith((".xml", ".rels", ".vml")) and "drawings/" not in name:
        scan(chunks)
    else:
        start = next(chunks, b"")
        if start.startswith(OLE2) and not VBA_PARTS.fullmatch(name):
            raise RefusedFile(Reason.DISGUISED_MACRO)
        for _ in chunks:
            pass
    return notices
