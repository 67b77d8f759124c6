"""What may be inside a published workbook's package: an allow-list of parts, and what they hold."""

from __future__ import annotations

import io
import re
import zipfile

PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml"
    r"|xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml"
    r"|xl/(worksheets/sheet|tables/table|charts/chart|drawings/drawing)\d+\.xml"
    r"|xl/(worksheets/_rels/sheet|drawings/_rels/drawing)\d+\.xml\.rels"
)
NAMES = frozenset({"_xlnm.Print_Area", "_xlnm.Print_Titles"})
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
SHEET_PATTERNS = {
    "FORMULA": rb"<f[ >/]",
    "HIDDEN": rb'\bhidden="(1|true)"|\bzeroHeight="|\b(ht|width)="0(\.0*)?"',
    "MERGED": rb"<mergeCell\b",
    "AUTOFILTER": rb"<autoFilter\b",
    "FROZEN": rb"<pane\b",
    "COMMENT": rb"<legacyDrawing\b",
}
WORKBOOK_PATTERNS = {
    "HIDDEN": rb'\bstate="(hidden|veryHidden)"|\bhidden="(1|true)"',
    "EXTERNAL": rb"<externalReference",
    "PERSONAL": rb"<fileSharing\b|\bpath=|absPath",
}
TEXT_OF = r"<{0}>([^<]*)</{0}>"


def package_problems(content: bytes, author: str) -> set[str]:
    """Problems of the zip and of its parts' bytes; `author` is the only name allowed.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    found: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        infos = package.infolist()
        if package.comment or any(info.comment or info.extra for info in infos):
            found.add("ZIP-COMMENT")
        if any(info.date_time != FIXED_TIME for info in infos):
            found.add("ZIP-TIME")
        names = [info.filename for info in infos]
        if len({name.lower() for name in names}) < len(names) or not all(
            map(PARTS.fullmatch, names)
        ):
            found.add("PART")
        for name in names:
            found |= _part_problems(name, package.read(name))
        found |= _property_problems(package, author)
    return found


def _part_problems(name: str, part: bytes) -> set[str]:
    patterns = {}
    if name.startswith("xl/worksheets/sheet"):
        patterns = SHEET_PATTERNS
    elif name == "xl/workbook.xml":
        patterns = WORKBOOK_PATTERNS
    found = {code for code, pattern in patterns.items() if re.search(pattern, part)}
    if name.endswith(".rels") and b"TargetMode" in part:
        found.add("EXTERNAL")
    if name.startswith("xl/tables/") and re.search(rb"<(totalsRowFormula|calculatedColumn)", part):
        found.add("FORMULA")
    if name == "xl/workbook.xml":
        defined = re.findall(r'<definedName name="([^"]*)"', part.decode("utf-8"))
        if not set(defined) <= NAMES:
            found.add("NAME")
    return found


def _property_problems(package: zipfile.ZipFile, author: str) -> set[str]:
    """Author, last author and company are the consortium; nobody manages it."""
    escaped = author.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    names = []
    for part, tags in (
        ("docProps/core.xml", ("dc:creator", "cp:lastModifiedBy")),
        ("docProps/app.xml", ("Company", "Manager")),
    ):
        if part not in package.namelist():
            return {"PROPERTIES"}
        text = package.read(part).decode("utf-8")
        names += [name for tag in tags for name in re.findall(TEXT_OF.format(tag), text)]
    return set() if names and set(names) == {escaped} else {"PERSONAL"}
