"""Items about text and numbers in cells: large, plain, whole, explained."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from pipelines.publish.checklist.areas import (
    body_of,
    filled,
    lines_above,
    place,
    print_area,
    tables_of,
    texts,
    widths,
)
from pipelines.publish.checklist.colors import contrast, rgb_of
from pipelines.publish.checklist.items import Item, Kind
from pipelines.publish.opened import MAIN, Opened

SMALLEST, LARGE = 12, 18
FACES = frozenset({"Arial", "Helvetica", "Verdana", "Tahoma", "Calibri", "Aptos", "Segoe UI"})
LEAST_CONTRAST, LEAST_FOR_LARGE = 4.5, 3.0
SYMBOL_NOTE = re.compile(r"\S[*†‡§¶#]|[*†‡§¶]\s*$|[⁰¹²³⁴-⁹]")
NOTE = re.compile(r"\[note (\d+)\]")
MARK = re.compile(r"\[[a-z]{1,4}\]")
LETTER_SHARE = 0.78  # of a digit's width: what a letter takes at the least, on average
LINE_POINTS = 1.12  # of the size of the face: what a line takes at the least
STANDARD_WIDTH = 8.43
THOUSAND = 1000
NUMBER = re.compile(r"[+-]?[\d,]*\d(\.\d+)?%?")
UNIT_IN_FORMAT = re.compile(r'"[^"]+"|\\[A-Za-z]')


def _size(opened: Opened) -> Iterator[str]:
    yield from (place(c) for s in opened.book for c in filled(s) if (c.font.sz or 11) < SMALLEST)


def _face(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        yield from (place(cell) for cell in filled(sheet) if cell.font.name not in FACES)


def _contrast(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        for cell in filled(sheet):
            is_large = (cell.font.sz or 0) >= LARGE
            least = LEAST_FOR_LARGE if is_large else LEAST_CONTRAST
            behind = rgb_of(cell.fill.fgColor, "FFFFFF") if cell.fill.fill_type else "FFFFFF"
            if contrast(rgb_of(cell.font.color, "000000"), behind) < least:
                yield place(cell)


def _no_fill(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        yield from (place(cell) for cell in filled(sheet) if cell.fill.fill_type)


def _color_is_not_alone(opened: Opened) -> Iterator[str]:
    """What is marked as one types is marked by more than a color."""
    for sheet in opened.book:
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                look = rule.dxf
                is_bold = bool(look and look.font and look.font.b)
                has_frame = bool(look and look.border and look.border.top and look.border.top.style)
                if not is_bold and not has_frame:
                    yield f"{sheet.title}, {str(area.sqref).partition(' ')[0]}"


def _plain(opened: Opened) -> Iterator[str]:
    """No italics and no strokes; a line under text means a link."""
    for sheet in opened.book:
        linked = {one.get("ref") for one in opened.sheet(sheet.title).iter(f"{MAIN}hyperlink")}
        for cell in filled(sheet):
            is_link = cell.coordinate in linked or cell.data_type == "f"
            look = cell.font
            if look.i or look.strike or look.vertAlign or (look.u and not is_link):
                yield place(cell)


def _is_whole(opened: Opened) -> Iterator[str]:
    """A text has the width and the height that it needs."""
    for sheet in opened.book:
        wide, printed = widths(sheet), print_area(sheet)
        used = {(cell.row, cell.column) for cell in filled(sheet)}
        for cell in texts(sheet):
            size = (cell.font.sz or SMALLEST) / SMALLEST * LETTER_SHARE
            own = wide.get(cell.column, STANDARD_WIDTH)
            if cell.alignment.wrap_text:
                points = sheet.row_dimensions[cell.row].height
                lines = len(textwrap.wrap(cell.value, max(int(own / size), 1)))
                is_cut = points is not None and lines * cell.font.sz * LINE_POINTS > points + 1
                is_cut |= max(map(len, cell.value.split()), default=0) * size > own + 1
            else:
                last = _last_free(cell, used, printed.right if printed else cell.column + 30)
                room = sum(wide.get(at, STANDARD_WIDTH) for at in range(cell.column, last + 1))
                is_cut = len(cell.value) * size > room
            if is_cut:
                yield place(cell)


def _last_free(cell: Any, used: set[tuple[int, int]], last: int) -> int:
    """The last column over which a text may run on."""
    taken = [at for row, at in used if row == cell.row and cell.column < at <= last]
    return min(taken, default=last + 1) - 1


def _no_symbols(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        yield from (place(cell) for cell in texts(sheet) if SYMBOL_NOTE.search(cell.value))


def _notes_are_there(opened: Opened) -> Iterator[str]:
    """Each reference to a note leads to one, in a heading or title and not beside a figure."""
    told = {
        f"{cell.value.partition(' ')[2]}"
        for sheet in opened.book
        for cell in texts(sheet)
        if re.fullmatch(r"note \d+", cell.value)
    }
    for sheet in opened.book:
        for cell in texts(sheet):
            if not set(NOTE.findall(cell.value)) <= told:
                yield place(cell)


def _marks_are_explained(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        cells = list(texts(sheet))
        explained = {
            mark
            for cell in cells
            for mark in MARK.findall(cell.value)
            if re.search(re.escape(mark) + r" [a-z]", cell.value)
        }
        yield from (
            place(cell)
            for cell in cells
            if MARK.fullmatch(cell.value) and cell.value not in explained
        )


def _no_stray_spaces(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        for cell in texts(sheet):
            text = cell.value
            if text != text.strip() or "  " in text or "\n" in text or "\t" in text:
                yield place(cell)


def _numbers_are_numbers(opened: Opened) -> Iterator[str]:
    for sheet in opened.book:
        for area in tables_of(sheet):
            for column in zip(*body_of(sheet, area), strict=True):
                if any(isinstance(cell.value, (int, float)) for cell in column):
                    yield from (
                        place(cell)
                        for cell in column
                        if isinstance(cell.value, str) and NUMBER.fullmatch(cell.value.strip())
                    )


def _number_formats(opened: Opened) -> Iterator[str]:
    """Thousands are set apart; the unit stands in the heading and not in the cell."""
    for sheet in opened.book:
        for cell in filled(sheet):
            if not isinstance(cell.value, (int, float)) or isinstance(cell.value, bool):
                continue
            look = cell.number_format
            if (abs(cell.value) >= THOUSAND and "," not in look) or UNIT_IN_FORMAT.search(look):
                yield place(cell)


def _lines_are_said(opened: Opened) -> Iterator[str]:
    """Above a table stands more than its title: what the sheet holds."""
    yield from (s.title for s in opened.book if s.tables and len(lines_above(s)) < 2)  # noqa: PLR2004


TEXT = (
    Item(id="TXT-01", sentence="Text is at least 12 points high.", check=_size),
    Item(id="TXT-02", sentence="The face is plain, without serifs.", check=_face),
    Item(
        id="TXT-03",
        sentence="Text stands out from what is behind it: 4.5 to 1, large text 3 to 1.",
        check=_contrast,
    ),
    Item(
        id="TXT-04",
        sentence="Cells have no colored ground.",
        check=_no_fill,
        but_for={Kind.FORM: "a gray ground sets the example apart, which also says so in words"},
    ),
    Item(
        id="TXT-05",
        sentence="Color alone says nothing: a frame, bold or a word says it too.",
        check=_color_is_not_alone,
    ),
    Item(
        id="TXT-06",
        sentence="There are no italics, strokes or raised letters; only links are underlined.",
        check=_plain,
    ),
    Item(
        id="TXT-07",
        sentence="No text is cut off: it is wrapped, or has room to its right.",
        check=_is_whole,
        is_estimate=True,
    ),
    Item(
        id="TXT-08",
        sentence="Notes are referred to in words, not by symbols or raised figures.",
        check=_no_symbols,
    ),
    Item(
        id="TXT-09",
        sentence="Every note that is referred to is in the workbook.",
        check=_notes_are_there,
    ),
    Item(
        id="TXT-10",
        sentence="A mark in brackets is explained on the sheet where it stands.",
        check=_marks_are_explained,
    ),
    Item(
        id="TXT-11",
        sentence="No spaces or line breaks are used to place text.",
        check=_no_stray_spaces,
    ),
    Item(id="TXT-12", sentence="Numbers are stored as numbers.", check=_numbers_are_numbers),
    Item(
        id="TXT-13",
        sentence="Thousands are set apart, and units stand in headings, not in cells.",
        check=_number_formats,
    ),
    Item(
        id="TXT-14",
        sentence="Lines above a table say what the sheet holds.",
        check=_lines_are_said,
    ),
)
