"""The tally: a workbook of totals that says in plain words what leaves the building."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

import pandas as pd
import xlsxwriter

from pipelines.findings import RowCount
from pipelines.intake.tally_workbook import (
    ABOUT,
    ABOUT_HEADINGS,
    CODES,
    FIGURE,
    FORM,
    LEAVES,
    MARK,
    SEAL,
    TOTAL_HEADINGS,
    TOTALS,
    WORDS,
    seal_of,
    words_of,
)
from pipelines.publish.formats import Formats, book_options, page_footer
from pipelines.publish.sheets import LINE_PIXELS, PAGE_PIXELS, lines_needed
from pipelines.settings import Consortium, Partner
from pipelines.storage.marks import EDITION, Marks
from pipelines.types import Cells
from schemas.catalog import Catalog
from schemas.periods import Month

TOP = 3  # the row of headings, from zero
LETTER_PAPER = 1
TITLE_PIXELS, SECTION_PIXELS, GAP_PIXELS = 32, 44, 7
CHARACTER_PIXELS, INDENT_PIXELS = 9, 24
LEAST_PIXELS, MOST_PIXELS = 80, 330
TITLE = "Tally, {month}"
EMPTY = "An empty cell means that there is nothing to say there."
BETWEEN = "Between {agency} and the coalition only: small numbers are not protected here."
LEAVING = (
    ("What this file is", None),
    ("Totals of {agency} for {month}, counted at your own desk by the consortium program.", ""),
    ("{cells} totals are in it: how many people, services, nights, contacts and requests.", ""),
    ("What leaves the building with this file", None),
    ("The totals on the sheet Totals, by county, age, kind of service and the like.", ""),
    ("How many rows of your file were read, counted and left out, and why.", ""),
    ("For which months and records your agency had something, or nothing, to report.", ""),
    ("What does not leave the building", None),
    ("No names, no birth dates, no addresses, no telephone numbers, no case notes.", ""),
    ("No client IDs, and nothing made from them: no codes, no hashes.", ""),
    ("No rows: nothing in this file is a record of one person, one stay or one call.", ""),
    ("Small numbers", None),
    ("Small numbers are in it as they are. A total of one or two may still point to a person.", ""),
    ("So this file is between your agency and the coalition only. Do not pass it on.", ""),
    ("The coalition withholds small numbers before it publishes anything.", ""),
    ("If something is wrong", None),
    ("Correct your own file and tally the month again. Do not type over a figure here.", ""),
    ("Your own records stay on this machine, encrypted. Questions? Write to {contact}.", ""),
)


@dataclass(frozen=True, repr=False)
class Told:
    """All that a tally says beside its cells. Privacy: aggregate."""

    consortium: Consortium
    partner: Partner
    row_counts: Sequence[RowCount]
    rests_on: Marks
    code_version: str

    def __repr__(self) -> str:
        """Counts only."""
        return f"Told({len(self.rests_on)} months)"


def tally_workbook(cells: Cells, told: Told, catalog: Catalog) -> bytes:
    """Three sheets: what leaves the building, the totals, and what they rest on.

    Shape: a row a cell; the same cells give the same bytes.
    Privacy: aggregate in, aggregate out; between the agency and the coalition only.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, book_options())
    created = datetime.combine(cells.month.last_day, time())  # pinned: same cells, same bytes
    name = told.consortium.name
    title = TITLE.format(month=cells.month.label)
    book.set_properties({"title": title, "author": name, "created": created})
    book.set_custom_property("Language", "en-US")
    formats = Formats(book)
    book.define_name(MARK, f'="{FORM}"')
    facts = _facts(cells, told, catalog)
    _leaves(book, formats, cells, told)
    _totals(book, formats, cells, told, catalog)
    _about(book, formats, cells, told, facts)
    book.close()
    return buffer.getvalue()


def _facts(cells: Cells, told: Told, catalog: Catalog) -> Mapping[tuple[str, str, str], str]:
    facts = {
        ("Form", "", ""): FORM,
        ("Reporting fields, version", "", ""): catalog.version,
        ("Program, version", "", ""): told.code_version,
        ("Agency", "", ""): told.partner.name,
        ("Agency id", "", ""): told.partner.id,
        ("Month", "", ""): str(cells.month),
    }
    for name in ("Rows read", "Rows counted", "Rows set aside"):
        facts |= _counts(name, told.row_counts)
    for month, mark in sorted(told.rests_on.items()):
        for record, state in mark.items():
            if record != EDITION:
                facts["State", str(month), record] = state
        if mark[EDITION]:
            facts["Edition", str(month), ""] = mark[EDITION]
    return facts | {(SEAL, "", ""): seal_of(facts, cells.frame)}


def _counts(name: str, counts: Sequence[RowCount]) -> dict[tuple[str, str, str], str]:
    """Rows of each record over all sheets, by reason where they were set aside."""
    found: dict[tuple[str, str, str], int] = {}
    for count in counts:
        own = {"Rows read": [("", count.rows_in)], "Rows counted": [("", count.accepted)]}
        for reason, number in own.get(name, count.set_aside):
            key = (name, reason, count.record)
            found[key] = found.get(key, 0) + number
    return {key: str(number) for key, number in found.items()}


def _leaves(book: xlsxwriter.Workbook, formats: Formats, cells: Cells, told: Told) -> None:
    sheet = book.add_worksheet(LEAVES)
    plain = formats.of(text_wrap=True, valign="top")
    sheet.set_column_pixels(0, 0, PAGE_PIXELS)
    sheet.write_string(0, 0, LEAVES, formats.title)
    words = {
        "agency": told.partner.name,
        "month": cells.month.label,
        "cells": f"{len(cells.frame):,}",
        "contact": told.consortium.contact,
    }
    for row, (text, kind) in enumerate(LEAVING, start=1):
        is_heading = kind is None
        if is_heading:
            sheet.set_row_pixels(row, SECTION_PIXELS)
        said = text.format(**words)
        sheet.write_string(row, 0, said, formats.section if is_heading else plain)
    _for_print(sheet, cells.month, (len(LEAVING), 0))


def _totals(
    book: xlsxwriter.Workbook, formats: Formats, cells: Cells, told: Told, catalog: Catalog
) -> None:
    title = f"Totals of {told.partner.name}, {cells.month.label}"
    sheet = _titled(book, formats, TOTALS, told, title)
    words = words_of(cells.frame, catalog)
    value = cells.frame["value"].astype("object").where(cells.frame["value"].notna(), "")
    codes = cells.frame[list(CODES)].set_axis(list(CODES.values()), axis=1)
    shown = words.set_axis([WORDS[name] for name in words.columns], axis=1)
    frame = pd.concat([shown, value.rename(FIGURE), codes], axis=1)[list(TOTAL_HEADINGS)]
    rows = frame.to_numpy().tolist()
    last = _table(sheet, formats, TOTALS, TOTAL_HEADINGS, rows)
    # the codes are for the program, and are not printed
    _for_print(sheet, cells.month, (last, len(WORDS)))


def _about(
    book: xlsxwriter.Workbook,
    formats: Formats,
    cells: Cells,
    told: Told,
    facts: Mapping[tuple[str, str, str], str],
) -> None:
    sheet = _titled(book, formats, ABOUT, told, "What the totals rest on")
    rows = [[*key, says] for key, says in facts.items()]
    last = _table(sheet, formats, ABOUT, ABOUT_HEADINGS, rows)
    _for_print(sheet, cells.month, (last, len(ABOUT_HEADINGS) - 1))


def _titled(
    book: xlsxwriter.Workbook, formats: Formats, name: str, told: Told, title: str
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_row_pixels(0, TITLE_PIXELS)
    sheet.write_string(0, 0, title, formats.title)
    for row, text in enumerate((BETWEEN.format(agency=told.partner.name), EMPTY), start=1):
        sheet.write_string(row, 0, text, formats.of(valign="top"))
    sheet.set_row_pixels(TOP - 1, LINE_PIXELS + GAP_PIXELS)
    return sheet


def _table(
    sheet: xlsxwriter.worksheet.Worksheet,
    formats: Formats,
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> int:
    """One real table, a cell with nothing to say left blank; returns its last row."""
    columns = [
        {
            "header": one,
            "header_format": formats.heading(is_number=one == FIGURE, indent=int(one != FIGURE)),
        }
        for one in headings
    ]
    last = TOP + len(rows)
    options = {"name": name, "autofilter": False, "style": None, "columns": columns}
    sheet.add_table(TOP, 0, last, len(headings) - 1, options)
    pixels = [_pixels(column) for column in zip(headings, *rows, strict=True)]
    for place, width in enumerate(pixels):
        sheet.set_column_pixels(place, place, width)
    text = formats.cell(is_number=False, number_format="", rule="part", indent=1)
    whole = formats.cell(is_number=True, number_format="#,##0", rule="part")
    finer = formats.cell(is_number=True, number_format="#,##0.00", rule="part")
    for number, row in enumerate(rows, start=TOP + 1):
        lines = max(lines_needed(str(cell), px) for cell, px in zip(row, pixels, strict=True))
        sheet.set_row_pixels(number, lines * LINE_PIXELS + GAP_PIXELS)
        for place, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(
                    number, place, cell, whole if float(cell).is_integer() else finer
                )
            else:
                sheet.write_string(number, place, str(cell), text)
    sheet.repeat_rows(TOP)
    return last


def _pixels(column: Sequence[object]) -> int:
    """A width that holds the longest text of a column in one line, or in two."""
    longest = max(len(str(cell)) for cell in column)
    return min(max(longest * CHARACTER_PIXELS + INDENT_PIXELS, LEAST_PIXELS), MOST_PIXELS)


def _for_print(
    sheet: xlsxwriter.worksheet.Worksheet, month: Month, corner: tuple[int, int]
) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(LETTER_PAPER)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, *corner)
    sheet.set_footer(page_footer(TITLE.format(month=month.label)))
