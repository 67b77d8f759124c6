"""The workbook of a report: its sheets in order, and its cover."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

import xlsxwriter

from pipelines.publish.changes import changes_sheet
from pipelines.publish.charts import build_chart, chart_height, marks_of
from pipelines.publish.contents import contents_sheet
from pipelines.publish.cover import CHART_PIXELS as CHART_ON_COVER
from pipelines.publish.cover import (
    COLUMN_PIXELS,
    COVER,
    CoverChart,
    Glance,
    write_cover,
)
from pipelines.publish.coverage import coverage_sheet
from pipelines.publish.crosswalk import crosswalk_sheet
from pipelines.publish.dictionary import codes_sheet, fields_sheet, measures_sheet
from pipelines.publish.edition import Material
from pipelines.publish.formats import Formats, book_options
from pipelines.publish.labels import Labels
from pipelines.publish.methodology import methodology_sheet
from pipelines.publish.notes import Notes, notes_sheet
from pipelines.publish.page import head_of, set_page, write_sheet
from pipelines.publish.reconciliation import reconciliation_sheets
from pipelines.publish.sheets import (
    Sheet,
)
from pipelines.publish.tables import TableWriter
from pipelines.publish.views.last_year import changes_told
from pipelines.publish.views.view_sheets import seen_of, view_sheet
from schemas.model import TableSpec

HIGHEST = 300


def all_sheets(material: Material) -> tuple[Sheet, ...]:
    """Every sheet after the cover, in order.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    labels, notes = Labels(material.catalog, material.consortium), Notes(material)
    writer, seen = TableWriter(material, labels, notes), seen_of(material)
    body = (
        notes_sheet(notes),
        *(
            writer.sheet(spec) if isinstance(spec, TableSpec) else view_sheet(seen, spec, material)
            for spec in material.report.sheets
        ),
        *reconciliation_sheets(material),
        measures_sheet(material),
        crosswalk_sheet(material.report, material.catalog),
        fields_sheet(material),
        codes_sheet(material, labels),
        coverage_sheet(material, labels),
        changes_sheet(material, labels),
        methodology_sheet(material),
    )
    return (contents_sheet(body), *body)


def write_workbook(material: Material) -> bytes:
    """The workbook as bytes; the same material gives the same bytes.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    sheets = all_sheets(material)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, book_options())
    formats = Formats(book)
    _describe(book, material)
    cover = book.add_worksheet(COVER)
    compared = {view.sheet for view in material.report.views if view.kind == "last_year"}
    changes: dict[str, str] = {}
    for sheet in sheets:
        changes |= changes_told(sheet.columns, sheet.rows) if sheet.name in compared else {}
    glance = Glance(sheets[2], changes, _cover_chart(book, sheets))
    last = write_cover(cover, formats, material, glance)
    cover.fit_to_pages(1, 1)
    foot = f"{material.report.title}, {material.period.label}"
    set_page(cover, foot, (last - 1, len(COLUMN_PIXELS) - 1))
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        write_sheet(book, page, formats, sheet, foot)
    cover.activate()
    book.close()
    return stream.getvalue()


def _cover_chart(book: Any, sheets: tuple[Sheet, ...]) -> CoverChart | None:
    """The first chart of the report that leaves room for the rest of the cover."""
    for sheet in sheets:
        for chart in sheet.charts:
            height = chart_height(chart, CHART_ON_COVER[1])
            if height <= HIGHEST:
                size = (CHART_ON_COVER[0], height)
                drawn = build_chart(book, sheet, chart, head_of(sheet) + 1, size)
                return CoverChart(
                    drawn, sheet.name, chart.title, height, tuple(marks_of(sheet, chart))
                )
    return None


def _describe(book: Any, material: Material) -> None:
    """Document properties: of the consortium, dated by what the report rests on."""
    report, consortium = material.report, material.consortium
    book.set_properties(
        {
            "title": f"{report.title}, {material.period.label}",
            "subject": f"Domestic violence services; prepared for {report.funder}",
            "author": consortium.name,
            "company": consortium.name,
            "keywords": "domestic violence, service utilization, unmet need",
            "created": datetime.combine(material.edition.as_of, time()),
        }
    )
    book.set_custom_property("Language", "en-US")
