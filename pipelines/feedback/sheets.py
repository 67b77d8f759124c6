"""One sheet of the feedback workbook: a title, lines about it, and one real table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipelines.errors import InternalError
from pipelines.publish.formats import ACCENT, MEDIUM, RULE, SOLID, Formats, page_footer
from pipelines.publish.sheets import LINE_PIXELS, Column, lines_needed, split_lines

LETTER_PAPER = 1
TITLE_PIXELS = 32
GAP_PIXELS = 7
NOTHING = "None"  # stands where there is nothing to name: an empty cell could be a slip
INDENT_PIXELS = 14
_SIDES = ("top", "bottom", "left", "right")
_BOX: dict[str, Any] = {
    "valign": "vcenter",
    "align": "left",
    "indent": 1,
    "locked": False,
    **dict.fromkeys(_SIDES, SOLID),
    **{f"{side}_color": ACCENT for side in _SIDES},
}


@dataclass(frozen=True)
class Opens:
    """A cell that shows a place and opens the partner's own file there."""

    text: str
    formula: str


@dataclass(frozen=True)
class Jump:
    """A cell that leads to another sheet of this workbook."""

    text: str
    sheet: str


@dataclass(frozen=True)
class Entry:
    """A cell for the reader to fill in."""

    text: str


@dataclass(frozen=True)
class Choice:
    """An empty cell to be filled with a word from a named list of cells."""

    source: str
    text: str = ""


Value = str | int | Opens | Jump | Entry | Choice
CHOOSE = {"input_title": "Your answer", "input_message": "Choose one from the list."}
NOT_LISTED = {
    "error_title": "Not on the list",
    "error_message": "Choose one from the list, or leave the cell empty.",
}


@dataclass(frozen=True, kw_only=True)
class Page:
    """What stands on one sheet."""

    name: str
    title: str
    lines: tuple[str, ...]
    table: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    bold_columns: tuple[int, ...] = ()
    breaks: Collection[int] = ()  # rows that begin another group
    is_locked: bool = False


def write_page(book: Any, formats: Formats, page: Page, footer: str) -> int:
    """Add the sheet to the workbook; returns the first row of the table's body, from zero."""
    sheet = book.add_worksheet(page.name)
    for at, column in enumerate(page.columns):
        sheet.set_column_pixels(at, at, column.pixels)
    head = _write_lines(sheet, formats, page)
    _write_table(sheet, formats, page, head)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(LETTER_PAPER)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, head + len(page.rows), len(page.columns) - 1)
    if page.is_locked:
        sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_footer(page_footer(footer))
    return head + 1


def _write_lines(sheet: Any, formats: Formats, page: Page) -> int:
    sheet.set_row_pixels(0, TITLE_PIXELS)
    sheet.write_string(0, 0, page.title, formats.title)
    lines = split_lines(page.lines)
    for row, text in enumerate(lines, start=1):
        sheet.write_string(row, 0, text, formats.of(valign="top"))
    if lines:
        sheet.set_row_pixels(len(lines), LINE_PIXELS + GAP_PIXELS)
    return len(lines) + 1


def _write_table(sheet: Any, formats: Formats, page: Page, head: int) -> None:
    columns = [
        {"header": one.heading, "header_format": _heading(formats, one)} for one in page.columns
    ]
    options = {"name": page.table, "columns": columns, "autofilter": False, "style": None}
    last = (head + len(page.rows), len(page.columns) - 1)
    if sheet.add_table(head, 0, *last, options) != 0:
        raise InternalError("FEEDBACK-01", f"table {page.table} could not be written")
    heights = [
        _lines(one.heading, one.pixels - INDENT_PIXELS, is_bold=True) for one in page.columns
    ]
    sheet.set_row_pixels(head, LINE_PIXELS * max(heights) + GAP_PIXELS)
    for at, row in enumerate(page.rows):
        sheet.set_row_pixels(head + 1 + at, _row_pixels(page, row))
        rule = MEDIUM if at in page.breaks else 0
        for column, value in enumerate(row):
            look = _look(is_bold=column in page.bold_columns, rule=rule)
            _write(sheet, formats, (head + 1 + at, column), value, look)


def _heading(formats: Formats, column: Column) -> Any:
    return formats.of(
        bold=True,
        text_wrap=True,
        align="right" if column.is_number else "left",
        indent=1,
        valign="bottom",
        top=MEDIUM,
        top_color=ACCENT,
        bottom=SOLID,
        bottom_color=ACCENT,
    )


def _look(*, is_bold: bool, rule: int) -> dict[str, Any]:
    """How a cell looks; the indent keeps columns apart, a rule above begins another group."""
    look: dict[str, Any] = {"valign": "top", "text_wrap": True, "indent": 1, "bold": is_bold}
    look |= {"align": "left", "bottom": SOLID, "bottom_color": RULE}
    return look | ({"top": rule, "top_color": ACCENT} if rule else {})


def _write(
    sheet: Any, formats: Formats, place: tuple[int, int], value: Value, look: dict[str, Any]
) -> None:
    """One cell; text is always written as text, a formula only where it is our own link."""
    linked = look | {"font_color": ACCENT, "underline": 1}
    if isinstance(value, int):
        sheet.write_number(
            *place, value, formats.of(**look | {"align": "right"}, num_format="#,##0")
        )
    elif isinstance(value, Opens):
        sheet.write_formula(*place, value.formula, formats.of(**linked), value.text)
    elif isinstance(value, Jump):
        target = f"internal:'{value.sheet}'!A1"
        sheet.write_url(*place, target, formats.of(**linked), value.text)
    elif isinstance(value, Entry):
        sheet.write_string(*place, value.text, formats.of(**_BOX))
    elif isinstance(value, Choice):
        sheet.write_blank(*place, None, formats.of(**_BOX, text_wrap=True))
        rule = {"validate": "list", "source": f"={value.source}", **CHOOSE, **NOT_LISTED}
        if sheet.data_validation(*place, *place, rule) != 0:
            raise InternalError("FEEDBACK-02", "the list of a cell could not be written")
    else:
        sheet.write_string(*place, value or NOTHING, formats.of(**look))


def _row_pixels(page: Page, row: Sequence[Value]) -> int:
    needed = [
        _lines(_shown(value), column.pixels - INDENT_PIXELS, is_bold=at in page.bold_columns)
        for at, (value, column) in enumerate(zip(row, page.columns, strict=True))
    ]
    return LINE_PIXELS * max(needed) + GAP_PIXELS


@lru_cache(maxsize=4096)
def _lines(text: str, pixels: int, *, is_bold: bool) -> int:
    return lines_needed(text, pixels, is_bold=is_bold)


def _shown(value: Value) -> str:
    return str(value) if isinstance(value, str | int) else value.text
