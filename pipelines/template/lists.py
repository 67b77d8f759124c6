"""The sheet Lists: every word that can be chosen, beside it the code that stands for it."""

from __future__ import annotations

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.workbook import Workbook

from pipelines.intake.template import LISTS
from pipelines.publish.formats import Formats
from pipelines.publish.sheets import LINE_PIXELS, label_pixels, lines_needed
from pipelines.template.material import Material

HEADING = 2
CODE_PIXELS = 220
WORD_NAMES, KNOWN_NAMES = "words_{}", "known_{}"


def write_lists(book: Workbook, formats: Formats, material: Material) -> None:
    """Fill the sheet, and name the ranges of each list: its words, and its words with codes."""
    sheet = book.get_worksheet_by_name(LISTS)
    sheet.write_string(0, 0, LISTS, formats.title)
    said = f"The words that can be chosen in {material.month.label}. Codes are read as well."
    sheet.write_string(1, 0, said, formats.line)
    lines: dict[int, int] = {}
    for place, (name, title) in enumerate(material.lists.items()):
        words = material.words(name)
        left, last = place * 2, HEADING + len(words)
        sheet.set_column_pixels(left, left, label_pixels([title, *(word for word, _ in words)]))
        sheet.set_column_pixels(left + 1, left + 1, CODE_PIXELS)
        sheet.write_string(HEADING, left, title, formats.heading(is_number=False))
        sheet.write_string(HEADING, left + 1, f"{title} (code)", formats.heading(is_number=False))
        plain = formats.cell(is_number=False, number_format="", rule="part")
        for row, (word, code) in enumerate(words, start=HEADING + 1):
            lines[row] = max(lines.get(row, 1), lines_needed(word, label_pixels([word])))
            sheet.write_string(row, left, word, plain)
            sheet.write_string(row, left + 1, code, plain)
        for pattern, right in ((WORD_NAMES, left), (KNOWN_NAMES, left + 1)):
            area = xl_range_abs(HEADING + 1, left, last, right)
            book.define_name(pattern.format(name), f"={LISTS}!{area}")
    for row, needed in lines.items():
        sheet.set_row_pixels(row, LINE_PIXELS * needed + 5)
    sheet.freeze_panes(HEADING + 1, 0)
    sheet.protect("")
