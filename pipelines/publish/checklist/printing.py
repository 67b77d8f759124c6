"""Items about print: a sheet comes out whole, numbered and with its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.publish.checklist.areas import filled, print_area, tables_of, texts
from pipelines.publish.checklist.items import Item, Kind
from pipelines.publish.opened import MAIN, Opened, local

CODES = re.compile(r"&(?:[A-Z]|\d+)")
SIDES = re.compile(r"&[LCR]")
PAPERS = frozenset({"1", "9"})  # letter and A4
CODES_BESIDE = "codes for the program stand beside the words, and are not printed"
GROWS = "rows are added, and are to be printed too"


def _one_page_wide(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        setup = sheet.page_setup
        is_fitted = (
            sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
        )
        if not is_fitted or (setup.fitToWidth or 1) != 1:
            yield sheet.title


def _headings_repeat(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        for area in tables_of(sheet):
            rows = str(sheet.print_title_rows or "").replace("$", "").partition(":")
            if not rows[0] or not int(rows[0]) <= area.top <= int(rows[2]):
                yield sheet.title


def _page_numbers(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        if not any("&P" in text for text in _footers(opened, sheet.title)):
            yield sheet.title


def _footers(opened: Opened, sheet: str) -> Iterator[str]:
    for one in opened.sheet(sheet).iter():
        if local(one.tag) in {"oddFooter", "oddHeader"}:
            yield one.text or ""


def _area_is_set(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        area = print_area(sheet)
        if area is None or not all(area.holds(cell) for cell in filled(sheet)):
            yield sheet.title


def _paper(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        setups = list(opened.sheet(sheet.title).iter(f"{MAIN}pageSetup"))
        papers = {one.get("paperSize", "") for one in setups}
        if papers - PAPERS or not setups or setups[0].get("orientation") != "landscape":
            yield sheet.title


def _nothing_in_footers_alone(opened: Opened) -> Iterator[str]:
    """A screen reader passes over headers and footers: what they say stands in a cell as well."""
    said = " ".join(
        [*(cell.value for sheet in opened.book for cell in texts(sheet)), *opened.book.sheetnames]
    )
    title = str(opened.book.properties.title or "")
    for sheet in opened.book:
        for footer in _footers(opened, sheet.title):
            sides = SIDES.split(footer.replace("&&", "\0"))
            words = [CODES.sub("", one).replace("\0", "&").strip() for one in sides]
            if not all(one in f"{said} {title}" or one.split() == ["Page", "of"] for one in words):
                yield sheet.title


PRINTING = (
    Item(id="PRT-01", sentence="A sheet is printed one page wide.", check=_one_page_wide),
    Item(
        id="PRT-02", sentence="The headings repeat on every printed page.", check=_headings_repeat
    ),
    Item(id="PRT-03", sentence="Printed pages are numbered.", check=_page_numbers),
    Item(
        id="PRT-04",
        sentence="The area to print is set, and holds everything.",
        check=_area_is_set,
        but_for={Kind.FORM: GROWS, Kind.REPLY: CODES_BESIDE},
    ),
    Item(id="PRT-05", sentence="Pages are letter or A4, landscape.", check=_paper),
    Item(
        id="PRT-06",
        sentence="Nothing is said in a header or footer alone.",
        check=_nothing_in_footers_alone,
    ),
)
