"""How a sheet value becomes cells, a table, charts and a picture on a page of a workbook."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from pipelines.errors import InternalError
from pipelines.publish.charts import build_chart, chart_height
from pipelines.publish.cover import COVER
from pipelines.publish.formats import Formats, book_options, page_footer
from pipelines.publish.sheets import (
    LINE_PIXELS,
    PAGE_PIXELS,
    Cell,
    Picture,
    Row,
    Sheet,
    row_pixels,
    split_lines,
)

LETTER_PAPER = 1
DEFAULT_PIXELS = 80
GAP_PIXELS = 40
CHART_PIXELS = (500, 700)
BESIDE_PIXELS = PAGE_PIXELS - CHART_PIXELS[0] - GAP_PIXELS - DEFAULT_PIXELS
PAGE_HEIGHT = 790
MOST_SHRINKING = 1.4
TITLE_PIXELS = 32
LINK_PIXELS = 30


@dataclass(frozen=True)
class Described:
    """What a workbook says of itself; `created` is the moment of the newest event it rests on."""

    title: str
    subject: str
    author: str
    created: datetime


def write_sheets(sheets: Sequence[Sheet], described: Described) -> bytes:
    """A workbook of sheets alone, the first of them its cover; the same sheets, the same bytes.

    Privacy: aggregate in, aggregate out.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, book_options())
    formats = Formats(book)
    book.set_properties({**vars(described), "company": described.author})
    book.set_custom_property("Language", "en-US")
    for sheet in sheets:
        write_sheet(book, book.add_worksheet(sheet.name), formats, sheet, described.title)
    book.close()
    return stream.getvalue()


def write_sheet(book: Any, page: Any, formats: Formats, sheet: Sheet, foot: str) -> None:
    """One sheet: title and lines, its table, charts or picture, and print setup.

    Privacy: aggregate in, aggregate out.
    """
    for at, pixels in enumerate(sheet.widths):
        page.set_column_pixels(at, at, pixels)
    head = _write_lines(page, formats, sheet)
    _write_table(page, formats, sheet, head)
    page.fit_to_pages(1, 0)
    corner = _insert_charts(book, page, sheet, head)
    page.repeat_rows(head)
    set_page(page, foot, corner)


def _write_lines(page: Any, formats: Formats, sheet: Sheet) -> int:
    """Title and lines; returns the row of the table's header."""
    page.set_row_pixels(0, TITLE_PIXELS)
    page.write_string(0, 0, sheet.title, formats.title)
    lines = _lines_of(sheet)
    for row, text in enumerate(lines, start=1):
        page.write_string(row, 0, text, formats.line)
    row = len(lines) + 1
    back = ("Contents", "Back to the table of contents")
    target, words = (COVER, "Back to the cover") if sheet.name == "Contents" else back
    page.write_url(row, 0, f"internal:'{target}'!A1", formats.link, words)
    page.set_row_pixels(row, LINK_PIXELS)
    return head_of(sheet)


def _lines_of(sheet: Sheet) -> tuple[str, ...]:
    return (f"This sheet holds {sheet.holds}.", *split_lines(sheet.lines))


def head_of(sheet: Sheet) -> int:
    """The row of the table's header, from zero: below title, lines and the link back."""
    return len(_lines_of(sheet)) + 2


def _write_table(page: Any, formats: Formats, sheet: Sheet, head: int) -> None:
    indents = sheet.indents
    columns = [
        {
            "header": column.heading,
            "header_format": formats.heading(is_number=column.is_number, indent=indent),
        }
        for column, indent in zip(sheet.columns, indents, strict=True)
    ]
    last = (head + len(sheet.rows), len(sheet.columns) - 1)
    options = {
        "name": sheet.table,
        "columns": columns,
        "autofilter": False,
        "style": None,
        "title": sheet.title,
    }
    if page.add_table(head, 0, *last, options) != 0:
        raise InternalError("PUBLISH-08", f"table {sheet.table} could not be written")
    page.set_row_pixels(head, row_pixels(_header(sheet).cells, sheet.columns) + 6)
    for at, row in enumerate(sheet.rows, start=head + 1):
        page.set_row_pixels(at, row_pixels(row.cells, sheet.columns))
        for column, cell in enumerate(row.cells):
            style = formats.cell(
                is_number=sheet.columns[column].is_number,
                number_format=cell.number_format,
                rule=row.emphasis.value,
                is_link=bool(cell.link),
                indent=indents[column],
            )
            _write_cell(page, (at, column), cell, style)


def _write_cell(page: Any, place: tuple[int, int], cell: Cell, style: Any) -> None:
    if cell.link:
        page.write_url(*place, f"internal:'{cell.link}'!A1", style, str(cell.value))
    elif isinstance(cell.value, str):
        page.write_string(*place, cell.value, style)
    else:
        page.write_number(*place, cell.value, style)


def _insert_charts(book: Any, page: Any, sheet: Sheet, head: int) -> tuple[int, int]:
    """Charts beside a narrow table or below a wide one; the last row and column in print."""
    last_row = head + len(sheet.rows)
    if sheet.picture:
        return _insert_picture(page, sheet, head, sheet.picture)
    is_beside = sheet.pixels <= BESIDE_PIXELS
    spare = max(0, PAGE_PIXELS - sheet.pixels)
    last_column = len(sheet.columns) - 1 + spare // DEFAULT_PIXELS
    column, offset, width = 0, 0, max(sheet.pixels, CHART_PIXELS[0])
    page_height = PAGE_HEIGHT * max(PAGE_PIXELS, sheet.pixels) // PAGE_PIXELS
    row, used = last_row + 2, _height(sheet, head) + 2 * LINE_PIXELS
    if is_beside:
        column, offset, row, used = len(sheet.columns), GAP_PIXELS, head, 0
        width = min(spare - GAP_PIXELS - DEFAULT_PIXELS, CHART_PIXELS[1])
    for chart in sheet.charts:
        height = chart_height(chart, page_height - used)
        drawn = build_chart(book, sheet, chart, head + 1, (width, height))
        place = {"description": chart.alternative_text, "object_position": 2, "x_offset": offset}
        if page.insert_chart(row, column, drawn, place) == -1:
            raise InternalError("PUBLISH-09", f"a chart of table {sheet.table} could not be placed")
        used += height
        row += height // LINE_PIXELS + 2
        last_row = max(last_row, row)
    if page_height < used < page_height * MOST_SHRINKING:
        page.fit_to_pages(1, 1)
    return last_row, last_column


def _insert_picture(page: Any, sheet: Sheet, head: int, picture: Picture) -> tuple[int, int]:
    """The picture right of its table, below the headings, which are printed on every page."""
    width, height = picture.size
    drawn = struct.unpack(">II", picture.png[16:24])
    place = {
        "image_data": io.BytesIO(picture.png),
        "description": picture.alternative_text,
        "object_position": 2,
        "x_offset": GAP_PIXELS,
        "x_scale": width / drawn[0],
        "y_scale": height / drawn[1],
    }
    if page.insert_image(head + 1, len(sheet.columns), "map.png", place) == -1:
        raise InternalError("PUBLISH-11", f"the picture of {sheet.table} could not be placed")
    last_column = len(sheet.columns) + (GAP_PIXELS + width) // DEFAULT_PIXELS
    return head + max(len(sheet.rows), height // LINE_PIXELS + 2), last_column


def _height(sheet: Sheet, head: int) -> int:
    """The height of everything down to the end of the table, in pixels."""
    rows = sum(row_pixels(row.cells, sheet.columns) for row in (_header(sheet), *sheet.rows))
    return TITLE_PIXELS + (head - 2) * LINE_PIXELS + LINK_PIXELS + rows


def _header(sheet: Sheet) -> Row:
    return Row(cells=tuple(Cell(value=column.heading) for column in sheet.columns))


def set_page(page: Any, foot: str, corner: tuple[int, int]) -> None:
    """Print setup, and no grid on screen.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(LETTER_PAPER)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.print_area(0, 0, *corner)
    page.set_footer(page_footer(foot))
