"""The sheets to fill in, one for each kind of record: headings, an example above them, open rows.

The example stands above the headings, so that no row below them is ever anything but an entry.
"""

from __future__ import annotations

import re

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.errors import InternalError
from pipelines.intake.template import (
    EXAMPLE_ROW,
    EXAMPLE_WORD,
    HEADING_ROW,
    NEEDED_ROW,
    SET_SEPARATOR,
    template_fields,
)
from pipelines.publish.formats import Formats
from pipelines.publish.sheets import lines_needed
from pipelines.template.checks import gap, odd_entry, validation
from pipelines.template.material import Material, list_of
from schemas.model import Field, FieldType, RecordType

ENTRIES = 20_000
PIXELS = {FieldType.DATE: 130, FieldType.INTEGER: 110, FieldType.DECIMAL: 110}
LIST_PIXELS = (140, 300)
CHARACTER_PIXELS, HEADING_PIXELS = 9, 10
LINE_PIXELS = 21
DATE_FORMAT = "m/d/yyyy"
EXAMPLE_DAY = 14
GRAY = "#F2F2F2"
PLAIN_NUMBER = re.compile(r"\d+(\.\d+)?")
ODD = {"bg_color": "#FCE4D6", "font_color": "#833C0B", "bold": True}
MISSING = {"bg_color": "#FFF2CC", "border": 1, "border_color": "#C55A11"}


def write_entry_sheet(
    book: Workbook, formats: Formats, material: Material, record: RecordType
) -> None:
    """One sheet to fill in."""
    sheet = book.get_worksheet_by_name(record.label)
    fields = template_fields(record)
    sheet.write_string(0, 0, f"{record.label}, {material.month.label}", formats.title)
    sheet.write_string(
        1,
        0,
        f"{record.description} Enter or paste from row {HEADING_ROW + 1} on, under the headings. "
        f"Row {EXAMPLE_ROW} is an example and is not counted.",
        formats.line,
    )
    widths = [_pixels(field, material) for field in fields]
    for place, (field, width) in enumerate(zip(fields, widths, strict=True)):
        plain = formats.of(num_format=DATE_FORMAT) if field.type is FieldType.DATE else formats.of()
        sheet.set_column_pixels(place, place, width, plain)
        _write_head(sheet, formats, place, field)
        _write_example(sheet, formats, material, place, field)
    lines = [lines_needed(f.label, w, is_bold=True) for f, w in zip(fields, widths, strict=True)]
    sheet.set_row_pixels(HEADING_ROW - 1, LINE_PIXELS * max(lines) + 6)
    shown = [
        lines_needed(f"{EXAMPLE_WORD} {_example(field, material)}", width)
        for field, width in zip(fields, widths, strict=True)
    ]
    sheet.set_row_pixels(EXAMPLE_ROW - 1, LINE_PIXELS * max(shown) + 6)
    _add_checks(book, sheet, material, record)
    sheet.freeze_panes(HEADING_ROW, 0)
    sheet.repeat_rows(HEADING_ROW - 1)


def _pixels(field: Field, material: Material) -> int:
    """Wide enough for the entries, and for the longest word of the heading in one line."""
    word = max(map(len, field.label.split()))
    return max(_entry_pixels(field, material), word * HEADING_PIXELS + 16)


def _entry_pixels(field: Field, material: Material) -> int:
    if not list_of(field):
        return PIXELS.get(field.type, 150)
    longest = max(len(word) for word, _ in material.words(list_of(field)))
    low, high = LIST_PIXELS
    return min(max(longest * CHARACTER_PIXELS + 30, low), high)


def _write_head(sheet: Worksheet, formats: Formats, place: int, field: Field) -> None:
    need = "Needed" if field.required else "If known"
    sheet.write_string(NEEDED_ROW - 1, place, need, formats.of(bg_color=GRAY, bold=field.required))
    sheet.write_string(HEADING_ROW - 1, place, field.label, formats.heading(is_number=False))


def _write_example(
    sheet: Worksheet, formats: Formats, material: Material, place: int, field: Field
) -> None:
    text = _example(field, material)
    look = formats.of(bg_color=GRAY, text_wrap=True, valign="top")
    if text:
        sheet.write_string(EXAMPLE_ROW - 1, place, f"{EXAMPLE_WORD} {text}", look)
    else:
        sheet.write_blank(EXAMPLE_ROW - 1, place, None, look)


def _example(field: Field, material: Material) -> str:
    if list_of(field):
        words = [word for word, _ in material.words(list_of(field))]
        several = field.type is FieldType.CODE_SET
        return f"{SET_SEPARATOR} ".join(words[:2]) if several else words[0]
    if field.type is FieldType.DATE:
        return f"{material.month.number}/{EXAMPLE_DAY}/{material.month.year}"
    if field.type in (FieldType.INTEGER, FieldType.DECIMAL) and not field.required:
        return ""  # a row has some of these, and seldom all
    plain = [text for text in field.valid if field.type is FieldType.TEXT or _is_above_zero(text)]
    return plain[0] if plain else ""


def _is_above_zero(text: str) -> bool:
    return PLAIN_NUMBER.fullmatch(text) is not None and float(text) > 0


def _add_checks(book: Workbook, sheet: Worksheet, material: Material, record: RecordType) -> None:
    odd, missing = book.add_format(ODD), book.add_format(MISSING)
    fields, first, last = template_fields(record), HEADING_ROW, HEADING_ROW + ENTRIES - 1
    ends = [xl_rowcol_to_cell(first, at, col_abs=True) for at in (0, len(fields) - 1)]
    for place, field in enumerate(fields):
        area, cell = (first, place, last, place), xl_rowcol_to_cell(first, place)
        if sheet.data_validation(*area, validation(field, record, material.month)):
            raise InternalError("TEMPLATE-50", f"the hint of {field.name} does not fit")
        formula = odd_entry(field, record, material.month, cell)
        if formula:
            rule = {"type": "formula", "criteria": formula, "format": odd}
            sheet.conditional_format(*area, rule)
        if field.required:
            rule = {"type": "formula", "criteria": gap(cell, ":".join(ends)), "format": missing}
            sheet.conditional_format(*area, rule)
