"""The template as bytes: its sheets in order, its structure locked against slips."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time

import xlsxwriter

from pipelines.errors import InternalError
from pipelines.intake.template import CHANGES, LISTS, READ_ME, SUBMISSION
from pipelines.publish.formats import Formats, book_options, page_footer
from pipelines.template.entry import write_entry_sheet
from pipelines.template.front import write_changes, write_read_me, write_submission
from pipelines.template.lists import write_lists
from pipelines.template.material import Material

LETTER_PAPER = 1
WORKBOOK_PART = "xl/workbook.xml"
BEFORE = b"<bookViews>"
LOCK = b'<workbookProtection lockStructure="1"/>'


def template_workbook(material: Material) -> bytes:
    """The standard workbook of one partner and month; the same material gives the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, book_options())
    created = datetime.combine(material.month.first_day, time())
    title = f"Report for {material.month.label}"
    author = material.consortium.name
    book.set_properties({"title": title, "author": author, "created": created})
    book.set_custom_property("Language", "en-US")
    entry_sheets = [record.label for record in material.records]
    for name in (READ_ME, SUBMISSION, *entry_sheets, LISTS, CHANGES):
        sheet = book.add_worksheet(name)
        sheet.set_paper(LETTER_PAPER)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(page_footer(title))
    formats = Formats(book)
    write_read_me(book, formats, material)
    write_submission(book, formats, material)
    for record in material.records:
        write_entry_sheet(book, formats, material, record)
    write_lists(book, formats, material)
    write_changes(book, formats, material)
    book.close()
    return _with_locked_structure(buffer.getvalue())


def _with_locked_structure(content: bytes) -> bytes:
    """The workbook with tabs that cannot be renamed or removed by a slip: no password is set."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            data = source.read(part)
            if part.filename == WORKBOOK_PART:
                if data.count(BEFORE) != 1:
                    raise InternalError("TEMPLATE-51", "the workbook has no place for its lock")
                data = data.replace(BEFORE, LOCK + BEFORE)
            target.writestr(part, data)
    return made.getvalue()
