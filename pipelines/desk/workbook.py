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
from pipelines.publish.formats import book_options
from pipelines.settings import Consortium, Partner
from pipelines.storage.marks import EDITION, Marks
from pipelines.types import Cells
from schemas.catalog import Catalog

TOP = 3  # the row of headings, from zero
WIDTHS = (44, 20, 18, 24, 36, 10, 28)  # of the columns in words, in characters
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
    book.set_properties(
        {"title": f"Tally, {cells.month.label}", "author": name, "created": created}
    )
    book.define_name(MARK, f'="{FORM}"')
    facts = _facts(cells, told, catalog)
    _leaves(book, cells, told)
    _totals(book, cells, told, catalog)
    _about(book, told, facts)
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


def _leaves(book: xlsxwriter.Workbook, cells: Cells, told: Told) -> None:
    sheet = book.add_worksheet(LEAVES)
    title = book.add_format({"bold": True, "font_size": 16})
    heading = book.add_format({"bold": True, "font_size": 13})
    plain = book.add_format({"text_wrap": True, "valign": "top", "font_size": 12})
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, LEAVES, title)
    words = {
        "agency": told.partner.name,
        "month": cells.month.label,
        "cells": f"{len(cells.frame):,}",
        "contact": told.consortium.contact,
    }
    for row, (text, kind) in enumerate(LEAVING, start=1):
        sheet.write_string(row, 0, text.format(**words), heading if kind is None else plain)
    _for_print(sheet)


def _totals(book: xlsxwriter.Workbook, cells: Cells, told: Told, catalog: Catalog) -> None:
    sheet = _titled(book, TOTALS, told, f"Totals of {told.partner.name}, {cells.month.label}")
    words = words_of(cells.frame, catalog)
    value = cells.frame["value"].astype("object").where(cells.frame["value"].notna(), "")
    codes = cells.frame[list(CODES)].set_axis(list(CODES.values()), axis=1)
    shown = words.set_axis([WORDS[name] for name in words.columns], axis=1)
    frame = pd.concat([shown, value.rename(FIGURE), codes], axis=1)[list(TOTAL_HEADINGS)]
    sheet.set_column(0, len(TOTAL_HEADINGS) - 1, 24)
    apart = book.add_format({"indent": 1})  # beside a figure, which is set to the right
    for column, width in enumerate(WIDTHS):
        is_last = column == len(WIDTHS) - 1
        sheet.set_column(column, column, width, apart if is_last else None)
    _table(sheet, TOTALS, TOTAL_HEADINGS, frame.to_numpy().tolist())
    sheet.print_area(0, 0, len(frame) + TOP, len(WIDTHS) - 1)  # the codes are for the program


def _about(
    book: xlsxwriter.Workbook, told: Told, facts: Mapping[tuple[str, str, str], str]
) -> None:
    sheet = _titled(book, ABOUT, told, "What the totals rest on")
    sheet.set_column(0, len(ABOUT_HEADINGS) - 1, 30)
    _table(sheet, ABOUT, ABOUT_HEADINGS, [[*key, says] for key, says in facts.items()])


def _titled(
    book: xlsxwriter.Workbook, name: str, told: Told, title: str
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, BETWEEN.format(agency=told.partner.name))
    _for_print(sheet)
    return sheet


def _table(
    sheet: xlsxwriter.worksheet.Worksheet,
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> None:
    """One real table; a cell with nothing to say stays blank."""
    columns = [{"header": heading} for heading in headings]
    options = {"name": name, "autofilter": False, "columns": columns}
    sheet.add_table(TOP, 0, TOP + len(rows), len(headings) - 1, options)
    for number, row in enumerate(rows, start=TOP + 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell:
                sheet.write_string(number, place, cell)
            elif not isinstance(cell, str):
                sheet.write_number(number, place, cell)
    sheet.repeat_rows(TOP)


def _for_print(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
