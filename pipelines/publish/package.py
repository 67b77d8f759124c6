"""What may be inside a published workbook's package: an allow-list of parts, and what they hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipelines.publish.opened import DRAWING, MAIN, ON_SHEET, WORKBOOK, Element, Opened, local
from pipelines.publish.refusals import Refusal

CONTENT_TYPES = "[Content_Types].xml"
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml"
    r"|xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml"
    r"|xl/(worksheets/sheet|tables/table|charts/chart|drawings/drawing)\d+\.xml"
    r"|xl/(worksheets/_rels/sheet|drawings/_rels/drawing)\d+\.xml\.rels"
)
# a part of a workbook that has a map; pictures.py says what may be in it
MEDIA = re.compile(r"xl/media/image\d+\.png")
KINDS = {
    "CUSTOM-XML": r"customXml/",
    "PRINTER": r"xl/printerSettings/",
    "PIVOT": r"xl/pivot",
    "COMMENT": r"xl/(comments|threadedComments|persons|drawings/vmlDrawing)",
    "EXTERNAL": r"xl/externalLinks/",
    "MACRO": r"xl/(vba|macrosheets|dialogsheets)",
    "EMBEDDED": r"xl/(media|embeddings|activeX|ctrlProps)/",
    "CONNECTION": r"xl/(connections|queryTables|model|xmlMaps)",
}
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
PROPERTIES = {
    "docProps/core.xml": {
        "title", "subject", "creator", "keywords", "lastModifiedBy", "created", "modified",
    },
    "docProps/app.xml": {
        "Application", "DocSecurity", "ScaleCrop", "HeadingPairs", "TitlesOfParts", "Company",
        "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "AppVersion",
    },
    "docProps/custom.xml": {"Language"},
}  # fmt: skip
OF_A_NAME = frozenset({"creator", "lastModifiedBy", "Company"})
IN_A_WORKBOOK = frozenset(
    {
        "fileVersion", "workbookPr", "bookViews", "workbookView", "sheets", "sheet",
        "definedNames", "definedName", "calcPr",
    }
)  # fmt: skip
OTHERS_IN_A_WORKBOOK = {
    "externalReference": "EXTERNAL",
    "fileSharing": "PERSONAL",
    "absPath": "PERSONAL",
    "pivotCache": "PIVOT",
}
PRINT_NAMES = frozenset({"_xlnm.Print_Area", "_xlnm.Print_Titles"})
SHEET_OF_NAME = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!")
SHAPES = frozenset({"sp", "pic", "cxnSp", "grpSp", "contentPart"})
INVISIBLE_FORMAT = re.compile(r"\s*;+\s*")


def package_problems(
    opened: Opened, author: str, with_picture: Collection[str] = ()
) -> set[Refusal]:
    """Problems of the zip and of what its parts hold; `author` is the only name allowed.

    `with_picture` names the sheets that may hold a picture.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    found = set(_zip_problems(opened)) | set(_part_problems(opened, _allowed(with_picture)))
    if {CONTENT_TYPES, WORKBOOK, "_rels/.rels"} - set(opened.parts):
        return found | {Refusal("NOT-A-WORKBOOK")}
    found |= set(_relation_problems(opened))
    found |= set(_property_problems(opened, author))
    found |= set(_workbook_problems(opened))
    pictured = {opened.sheet_parts.get(sheet, "") for sheet in with_picture}
    drawings = {part for sheet in pictured for part in opened.targets(sheet).values()}
    return found | set(_text_problems(opened)) | set(_drawing_problems(opened, drawings))


def _zip_problems(opened: Opened) -> Iterator[Refusal]:
    if opened.comment or any(info.comment or info.extra for info in opened.infos):
        yield Refusal("ZIP-COMMENT")
    for info in opened.infos:
        if info.date_time != FIXED_TIME:
            yield Refusal("ZIP-TIME", info.filename)


def _allowed(with_picture: Collection[str]) -> re.Pattern[str]:
    """The names that parts may have."""
    return re.compile(f"{PARTS.pattern}|{MEDIA.pattern}") if with_picture else PARTS


def _part_problems(opened: Opened, allowed: re.Pattern[str]) -> Iterator[Refusal]:
    names = [info.filename for info in opened.infos]
    if len({name.lower() for name in names}) < len(names):
        yield Refusal("UNKNOWN-PART", "a name that stands twice")
    for name in names:
        if not allowed.fullmatch(name):
            kinds = (kind for kind, start in KINDS.items() if re.match(start, name, re.IGNORECASE))
            # the name of a part that we do not know may itself be a word that must not be seen
            kind = next(kinds, "UNKNOWN-PART")
            yield Refusal(kind, "" if kind == "UNKNOWN-PART" else name.partition("/")[0])
    if b"macroEnabled" in opened.parts.get(CONTENT_TYPES, b""):
        yield Refusal("MACRO", CONTENT_TYPES)


def _relation_problems(opened: Opened) -> Iterator[Refusal]:
    """Links to the outside, links that lead nowhere, and parts that nothing leads to."""
    reached = {CONTENT_TYPES, "_rels/.rels"}
    for name in opened.parts:
        folder, _, last = name.rpartition("/")
        if last.endswith(".rels"):
            reached.add(name)
            if any(one.get("TargetMode") for one in opened.xml(name)):
                yield Refusal("EXTERNAL", name)
            source = f"{folder.removesuffix('_rels')}{last.removesuffix('.rels')}"
            leads = set(opened.targets(source).values())
            reached |= leads
            if leads - set(opened.parts):
                yield Refusal("ORPHAN", name)
    known = {name for name in opened.parts if PARTS.fullmatch(name) or MEDIA.fullmatch(name)}
    shown = set(opened.sheet_parts.values())
    lost = known - reached
    lost |= {name for name in known if name.startswith("xl/worksheets/sheet")} - shown
    yield from (Refusal("ORPHAN", name) for name in sorted(lost))


def _property_problems(opened: Opened, author: str) -> Iterator[Refusal]:
    """Author, last author and company are the consortium; nothing else names anybody."""
    for part, allowed in PROPERTIES.items():
        if part not in opened.parts:
            yield Refusal("PERSONAL", f"{part}, which is missing")
            continue
        for one in opened.xml(part):
            name = one.get("name") or local(one.tag)
            is_other = name in OF_A_NAME and (one.text or "") != author
            if name not in allowed or is_other:
                yield Refusal("PERSONAL", part)


def _workbook_problems(opened: Opened) -> Iterator[Refusal]:
    root = opened.xml(WORKBOOK)
    sheets = list(opened.sheet_parts)
    for one in root.iter():
        name = local(one.tag)
        if name == "sheet" and one.get("state", "visible") != "visible":
            place = f"sheet {sheets.index(one.get('name', '')) + 1}"
            yield Refusal("HIDDEN-SHEET", place)
        elif name == "definedName":
            yield from _name_problems(one, sheets)
        elif name in OTHERS_IN_A_WORKBOOK:
            yield Refusal(OTHERS_IN_A_WORKBOOK[name], WORKBOOK)
        elif name not in IN_A_WORKBOOK and one is not root:
            yield Refusal("ELEMENT", WORKBOOK)


def _name_problems(one: Element, sheets: list[str]) -> Iterator[Refusal]:
    place = f"{WORKBOOK}, name of sheet {int(one.get('localSheetId', '-1')) + 1}"
    is_hidden = one.get("hidden") in {"1", "true"}
    if one.get("name") not in PRINT_NAMES or is_hidden:
        yield Refusal("NAME", place)
    text = one.text or ""
    named = {
        (quoted or plain).replace("''", "'").lstrip(",")
        for quoted, plain in SHEET_OF_NAME.findall(text)
    }
    if "#REF!" in text or not named or not named <= set(sheets):
        yield Refusal("DEAD-NAME", place)


def _text_problems(opened: Opened) -> Iterator[Refusal]:
    """Shared texts that no cell shows, readings hidden behind text, and formats that show nothing.

    A text that was taken out of its cell stays in the list of shared texts.
    """
    part = "xl/sharedStrings.xml"
    used = {
        int(value.text or -1)
        for sheet in opened.sheet_parts.values()
        for cell in opened.xml(sheet).iter(f"{MAIN}c")
        if cell.get("t") == "s"
        for value in cell.iter(f"{MAIN}v")
    }
    shared = opened.xml(part) if part in opened.parts else ()
    if used != set(range(len(shared))):
        yield Refusal("HIDDEN-TEXT", part)
    for text in shared:
        if {local(one.tag) for one in text.iter()} & {"rPh", "phoneticPr"}:
            yield Refusal("HIDDEN-TEXT", part)
    styles = opened.xml("xl/styles.xml") if "xl/styles.xml" in opened.parts else ()
    for group in styles:
        for one in group.iter(f"{MAIN}numFmt"):
            if INVISIBLE_FORMAT.fullmatch(one.get("formatCode", "")):
                yield Refusal("HIDDEN-TEXT", "xl/styles.xml")


def _drawing_problems(opened: Opened, with_picture: Collection[str]) -> Iterator[Refusal]:
    """A drawing holds charts alone, and shows them; a chart has no data of its own elsewhere.

    A picture may be on the drawings that are named.
    """
    for name in opened.parts:
        if name.startswith("xl/drawings/drawing"):
            for one in opened.xml(name).iter():
                kind = local(one.tag)
                is_shape = one.tag.startswith((ON_SHEET, DRAWING)) and kind in SHAPES
                is_shape = is_shape and not (kind == "pic" and name in with_picture)
                if is_shape or one.get("hidden") in {"1", "true"}:
                    yield Refusal("SHAPE", name)
        if name.startswith("xl/charts/chart") and any(
            local(one.tag) in {"externalData", "userShapes", "pivotSource"}
            for one in opened.xml(name).iter()
        ):
            yield Refusal("EXTERNAL", name)
