"""The sheets around the data: Read me, Submission and Changes."""

from __future__ import annotations

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.intake.template import (
    AGENCY,
    AGENCY_CODE,
    ASKED,
    CHANGES,
    EDITION,
    FIELDS_EDITION,
    FILLED_IN_BY,
    HINT,
    LISTS,
    MONTH,
    NAMED,
    NOTHING,
    READ_ME,
    STATEMENT,
    SUBMISSION,
    TEMPLATE_EDITION,
)
from pipelines.publish.formats import Formats
from pipelines.publish.sheets import lines_needed
from pipelines.template.material import Material

WIDE, LABEL, VALUE = 900, 380, 420
LINE_PIXELS = 21
SECTION_PIXELS = 44
FACTS = 2
GRAY = "#F2F2F2"
ENTRY_BORDER = "#1F5C7A"
LINES = (
    """1. Fill in the sheets named after what they hold, one row each time, and send the file to \
{coalition} by {due}.""",
    "2. On the sheet Submission, say who filled it in, and mark what you had nothing of.",
    """3. You can type or paste. A cell in bold on color is worth a second look; a framed empty \
one is needed. You can send the file all the same: it is checked again.""",
    """4. Never enter a name, an address, a phone number or a social security number. The client \
ID is your own code and means nothing outside your agency.""",
    """5. Some sheets are protected, without a password, only against slips. Questions? Write to \
{contact}.""",
)
LEAD = "Go to the sheet {sheet}"
EDITIONS = (("1", "First edition."),)


def write_read_me(book: Workbook, formats: Formats, material: Material) -> None:
    """Five lines."""
    sheet = book.get_worksheet_by_name(READ_ME)
    due = material.consortium.due_date(material.month)
    said = {
        "coalition": material.consortium.name,
        "contact": material.consortium.contact,
        "due": f"{due:%B} {due.day}, {due.year}",
    }
    title = f"{material.partner.name}: report for {material.month.label}"
    sheet.write_string(0, 0, title, formats.title)
    sheet.set_column_pixels(0, 0, WIDE)
    for row, line in enumerate(LINES, start=1):
        text = line.format_map(said)
        sheet.write_string(row, 0, text, formats.of(text_wrap=True, valign="top"))
        sheet.set_row_pixels(row, LINE_PIXELS * lines_needed(text, WIDE) + 12)
    names = (SUBMISSION, *(record.label for record in material.records), LISTS, CHANGES)
    for row, name in enumerate(names, start=1 + len(LINES)):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats.link, LEAD.format(sheet=name))
    sheet.protect("")
    sheet.hide_gridlines(2)


def write_submission(book: Workbook, formats: Formats, material: Material) -> None:
    """Who, for which month; the statement; one mark for each record with nothing to report."""
    sheet = book.get_worksheet_by_name(SUBMISSION)
    sheet.write_string(0, 0, SUBMISSION, formats.title)
    sheet.write_string(1, 0, HINT, formats.line)
    sheet.set_column_pixels(0, 0, LABEL)
    sheet.set_column_pixels(1, 1, VALUE)
    facts = {
        AGENCY: material.partner.name,
        AGENCY_CODE: material.partner.id,
        MONTH: str(material.month),
        TEMPLATE_EDITION: EDITION,
        FIELDS_EDITION: material.catalog.version,
    }
    for row, (label, text) in enumerate(facts.items(), start=FACTS):
        sheet.write_string(row, 0, label, formats.of())
        sheet.write_string(row, 1, text, formats.of(bg_color=GRAY))
        if label in NAMED:
            book.define_name(NAMED[label], f"={SUBMISSION}!$B${row + 1}")
    row = FACTS + len(facts)
    _entry(sheet, formats, row, FILLED_IN_BY, [])
    _entry(sheet, formats, row + 1, STATEMENT, ["Yes"])
    sheet.set_row_pixels(row + 2, SECTION_PIXELS)
    sheet.write_string(row + 2, 0, ASKED, formats.section)
    sheet.write_string(row + 2, 1, "Choose it for each that you had none of", formats.section)
    for at, record in enumerate(material.records, start=row + 3):
        _entry(sheet, formats, at, record.label, [NOTHING])
    sheet.protect("")
    sheet.hide_gridlines(2)


def _entry(sheet: Worksheet, formats: Formats, row: int, label: str, choices: list[str]) -> None:
    sheet.write_string(row, 0, label, formats.of())
    open_cell = formats.of(locked=False, border=1, border_color=ENTRY_BORDER)
    sheet.write_blank(row, 1, None, open_cell)
    if choices:
        rule = {
            "validate": "list",
            "source": choices,
            "error_title": "Please look again",
            "error_message": f"Choose {choices[0]}, or leave the cell empty.",
        }
        sheet.data_validation(row, 1, row, 1, rule)


def write_changes(book: Workbook, formats: Formats, material: Material) -> None:
    """What differs from edition to edition of the template."""
    sheet = book.get_worksheet_by_name(CHANGES)
    sheet.write_string(0, 0, CHANGES, formats.title)
    said = f"Edition of the list of fields: {material.catalog.version}."
    sheet.write_string(1, 0, said, formats.line)
    sheet.set_column_pixels(0, 0, 220)
    sheet.set_column_pixels(1, 1, 600)
    for place, heading in enumerate((TEMPLATE_EDITION, "What is new")):
        sheet.write_string(2, place, heading, formats.heading(is_number=False))
    for row, pair in enumerate(EDITIONS, start=3):
        sheet.write_row(row, 0, pair, formats.of(text_wrap=True, align="left"))
    sheet.protect("")
