"""What may be inside a published sheet: an allow-list of what it is made of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipelines.publish.opened import Element, Opened, local
from pipelines.publish.refusals import Refusal

IN_A_SHEET = frozenset(
    {
        "worksheet", "sheetPr", "pageSetUpPr", "dimension", "sheetViews", "sheetView",
        "selection", "sheetFormatPr", "cols", "col", "sheetData", "row", "c", "v", "hyperlinks",
        "hyperlink", "printOptions", "pageMargins", "pageSetup", "headerFooter", "oddFooter",
        "rowBreaks", "brk", "drawing", "tableParts", "tablePart",
    }
)  # fmt: skip
IN_A_TABLE = frozenset({"table", "tableColumns", "tableColumn", "tableStyleInfo", "extLst", "ext"})
OTHERS = {
    "f": "FORMULA",
    "calculatedColumnFormula": "FORMULA",
    "totalsRowFormula": "FORMULA",
    "mergeCell": "MERGED",
    "autoFilter": "FILTER",
    "pane": "FROZEN",
    "legacyDrawing": "COMMENT",
    "oleObject": "EMBEDDED",
    "control": "EMBEDDED",
}
INSIDE = frozenset({"mergeCells", "oleObjects", "controls", "filterColumn", "filters"})
NOTHING = re.compile(r"0(\.0*)?")
YES = frozenset({"1", "true"})


def grid_problems(opened: Opened, known: Collection[str]) -> set[Refusal]:
    """What stands in sheets and tables that no report holds, or that no reader would see.

    A sheet whose name is not `known` is told by its number: its name may be what must not be seen.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    found = set()
    for number, (title, part) in enumerate(opened.sheet_parts.items(), start=1):
        name = title if title in known else f"sheet {number}"
        found |= set(_sheet_problems(name, opened.xml(part)))
        for table in opened.targets(part).values():
            if table.startswith("xl/tables/"):
                found |= set(_others(opened.xml(table), IN_A_TABLE, name))
    return found


def _sheet_problems(name: str, root: Element) -> Iterator[Refusal]:
    yield from _others(root, IN_A_SHEET, name)
    for one in root.iter():
        kind = local(one.tag)
        if kind == "row" and (_is_hidden(one) or NOTHING.fullmatch(one.get("ht", "1"))):
            yield Refusal("HIDDEN-ROW", f"{name}, row {one.get('r', '?')}")
        elif kind == "col" and (_is_hidden(one) or NOTHING.fullmatch(one.get("width", "1"))):
            yield Refusal("HIDDEN-COLUMN", f"{name}, column {one.get('min', '?')}")
        elif kind == "sheetFormatPr" and one.get("zeroHeight") in YES:
            yield Refusal("HIDDEN-ROW", f"{name}, all rows without a height")


def _others(root: Element, allowed: frozenset[str], name: str) -> Iterator[Refusal]:
    cell = ""
    for one in root.iter():
        kind = local(one.tag)
        if kind == "c":
            cell = one.get("r", "")
        if kind in OTHERS:
            place = f"{name}!{cell}" if kind == "f" else name
            yield Refusal(OTHERS[kind], place)
        elif kind not in allowed and kind not in INSIDE:
            yield Refusal("ELEMENT", name)


def _is_hidden(one: Element) -> bool:
    return one.get("hidden") in YES or one.get("collapsed") in YES
