"""Items about the whole workbook: its properties, its sheets and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.publish.checklist.areas import filled, place
from pipelines.publish.checklist.items import Item, Kind
from pipelines.publish.opened import MAIN, WORKBOOK, Opened, local

LONGEST_NAME = 31
FEW_SHEETS = 3
SAYS_NOTHING = re.compile(r"(sheet|table|tab|worksheet)\s*\d*", re.IGNORECASE)
BARE_LINK = re.compile(
    r"(click )?here|link|more|read more|this|(https?|mailto|internal):.*|www\..*", re.IGNORECASE
)
CODE_OF_OTHERS = ("vbaProject", "externalLinks/", "activeX/", "pivot", "macrosheets")
SLIPS = "cells that are not for answers are locked against slips, without a password"


def _text_of(opened: Opened, part: str, name: str) -> str:
    if part not in opened.parts:
        return ""
    found = [one for one in opened.xml(part).iter() if local(one.tag) == name]
    return "".join(text or "" for one in found for text in (one.text,)).strip()


def _title(opened: Opened) -> Iterator[str]:
    if not _text_of(opened, "docProps/core.xml", "title"):
        yield "properties"


def _language(opened: Opened) -> Iterator[str]:
    custom = "docProps/custom.xml"
    named = custom in opened.parts and any(
        one.get("name") == "Language" and "".join(one.itertext()).strip()
        for one in opened.xml(custom)
    )
    if not named and not _text_of(opened, "docProps/core.xml", "language"):
        yield "properties"


def _author(opened: Opened) -> Iterator[str]:
    if not _text_of(opened, "docProps/core.xml", "creator"):
        yield "properties"


def _opens_at_the_start(opened: Opened) -> Iterator[str]:
    if any(view.get("activeTab", "0") != "0" for view in opened.book_views()):
        yield "workbook"
    for sheet in opened.book:
        for view in opened.sheet(sheet.title).iter(f"{MAIN}sheetView"):
            is_scrolled = view.get("topLeftCell", "A1") != "A1"
            cells = {one.get("activeCell", "A1") for one in view.iter(f"{MAIN}selection")}
            has_pane = view.find(f"{MAIN}pane") is not None
            if is_scrolled or (not has_pane and cells - {"A1"}):
                yield sheet.title


def _names_of_sheets(opened: Opened) -> Iterator[str]:
    seen: set[str] = set()
    for number, name in enumerate(opened.book.sheetnames, start=1):
        is_odd = len(name) > LONGEST_NAME or SAYS_NOTHING.fullmatch(name.strip())
        if is_odd or name.casefold() in seen or name != name.strip():
            yield f"sheet {number}"
        seen.add(name.casefold())


def _no_empty_sheet(opened: Opened) -> Iterator[str]:
    yield from (sheet.title for sheet in opened.book if not any(True for _ in filled(sheet)))


def _nothing_hidden(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        root = opened.sheet(sheet.title)
        marked = (one for one in root.iter() if one.get("hidden") in {"1", "true"})
        if sheet.sheet_state != "visible" or any(True for _ in marked):
            yield sheet.title


def _nothing_that_runs(opened: Opened) -> Iterator[str]:
    if any(word in name for name in opened.parts for word in CODE_OF_OTHERS):
        yield "workbook"


def _not_locked(opened: Opened) -> Iterator[str]:
    yield from (sheet.title for sheet in opened.book if sheet.protection.sheet)
    if opened.xml(WORKBOOK).find(f"{MAIN}workbookProtection") is not None:
        yield "workbook"


def _links(opened: Opened, sheet: Any) -> Iterator[tuple[Any, str]]:
    """Cells with a link within the workbook, and the sheet that it leads to."""
    for link in opened.sheet(sheet.title).iter(f"{MAIN}hyperlink"):
        name = link.get("location", "").rpartition("!")[0].strip("'").replace("''", "'")
        yield sheet[link.get("ref", "A1").partition(":")[0]], name


def _list_of_sheets(opened: Opened) -> Iterator[str]:
    names = opened.book.sheetnames
    if len(names) <= FEW_SHEETS:
        return
    led = [
        {name for _, name in _links(opened, sheet)} | {sheet.title}
        for sheet in list(opened.book)[:2]
    ]
    reached = max(led, key=len)
    yield from (name for name in names[1:] if name not in reached)


def _links_that_say_where(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        for cell, name in _links(opened, sheet):
            words = str(cell.value or "").strip()
            if not words or BARE_LINK.fullmatch(words) or name not in opened.book.sheetnames:
                yield place(cell)


DOCUMENT = (
    Item(id="DOC-01", sentence="The document has a title in its properties.", check=_title),
    Item(id="DOC-02", sentence="The language is set in the properties.", check=_language),
    Item(id="DOC-03", sentence="The author is set, and is an organization.", check=_author),
    Item(
        id="DOC-04",
        sentence="The workbook opens at its first sheet, and each sheet at its first cell.",
        check=_opens_at_the_start,
    ),
    Item(
        id="DOC-05",
        sentence="Sheets have short names of their own that say what they hold.",
        check=_names_of_sheets,
    ),
    Item(id="DOC-06", sentence="No sheet is empty.", check=_no_empty_sheet),
    Item(id="DOC-07", sentence="No sheet, row or column is hidden.", check=_nothing_hidden),
    Item(
        id="DOC-08",
        sentence="There are no macros, links to other files, controls or pivot tables.",
        check=_nothing_that_runs,
    ),
    Item(
        id="DOC-09",
        sentence="Nothing is locked: readers may sort, filter and copy.",
        check=_not_locked,
        but_for={Kind.FORM: SLIPS, Kind.REPLY: SLIPS},
    ),
    Item(
        id="DOC-10",
        sentence="With more than three sheets, one of the first two has links to all others.",
        check=_list_of_sheets,
    ),
    Item(
        id="DOC-11",
        sentence="The words of a link say where it leads, and it leads there.",
        check=_links_that_say_where,
    ),
)
