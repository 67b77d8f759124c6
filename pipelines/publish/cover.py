"""The cover: what this is, for whom, how far it can be trusted, and the figures that matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.errors import InternalError
from pipelines.publish.coverage import coverage_words
from pipelines.publish.edition import Material, long_date
from pipelines.publish.formats import Formats
from pipelines.publish.markers import legend, statuses_in
from pipelines.publish.methodology import disclosure_rule
from pipelines.publish.notes import without_notes
from pipelines.publish.sheets import LINE_PIXELS, Emphasis, Sheet, lines_needed
from schemas.model import Mark
from schemas.periods import FIRST_MONTH, Month, year_start

COVER = "Cover"
COLUMN_PIXELS = (330, 830)
HEADLINES = 5
GAP_PIXELS = 8
FIGURE_PIXELS = 200
CHART_PIXELS = (COLUMN_PIXELS[1] - FIGURE_PIXELS - 2 * GAP_PIXELS, 270)
CHANGE_PIXELS = 23
NUMBERS = "The numbers of this chart: {sheet}"
DESCRIPTION = "Chart: {title}. Its numbers are in the table of the sheet {sheet}."
CALENDAR_WORDS = {"CY": "calendar year", "SFY": "state fiscal year", "FFY": "federal fiscal year"}
STATE_WORDS = {
    "provisional": "provisional; late or corrected returns may change it",
    "final": "final",
    "restated": "restated; sheet Changes lists every figure that differs",
}


def period_words(material: Material) -> str:
    """The period by the calendar, and where it lies in the fiscal years."""
    months = material.period.months
    if len(months) > 1:
        return material.period.label
    places = [_place(name, months[0]) for name in FIRST_MONTH if name != "CY"]
    return f"{months[0].label} ({'; '.join(places)})"


def _place(calendar: str, month: Month) -> str:
    start = year_start(calendar, month)
    index = (month.year - start.year) * 12 + month.number - start.number + 1
    return f"month {index} of {CALENDAR_WORDS[calendar]} {start.plus(11).year}"


def cover_entries(material: Material) -> tuple[tuple[str, str], ...]:
    """Labels and texts of the cover's second half; one without text is left out."""
    edition, report, consortium = material.edition, material.report, material.consortium
    title = f"{report.title}, {material.period.label}"
    is_unverified = report.mark in {Mark.PARTLY, Mark.MEMORY}
    wording = "Not all wording is compared with the live form; see sheet Measures."
    entries = (
        ("Prepared for", report.funder),
        ("Held together by", _holders(material)),
        ("Period", period_words(material)),
        ("Version", f"{edition.version}, {STATE_WORDS.get(edition.state, edition.state)}"),
        ("Newest event included", long_date(edition.as_of)),
        ("Next report due", long_date(edition.next_due) if edition.next_due else ""),
        ("Coverage", coverage_words(material.coverage, material.period.months)),
        (
            "Method",
            f"{report.description} Made from the agencies' monthly returns; see Methodology.",
        ),
        ("Small numbers", disclosure_rule(report)),
        ("Wording", wording if is_unverified else ""),
        ("Sharing", " ".join(filter(None, (report.sharing, consortium.sharing)))),
        ("Contact", consortium.contact),
        (
            "To report a problem",
            "Tell the contact the sheet and the row; a correction appears as a new version.",
        ),
        ("Cite as", f"{consortium.name}: {title}, version {edition.version}."),
    )
    return tuple((label, text) for label, text in entries if text)


def _holders(material: Material) -> str:
    """The joint grant and its agencies, or nothing."""
    if material.grant is None:
        return ""
    names = [material.consortium.partner(name).name for name in material.grant.partners]
    return f"{material.grant.name}: {'; '.join(names)}"


def headlines(sheet: Sheet) -> tuple[tuple[str, int | float | str, str], ...]:
    """The first figures of the first table: label, value and number format."""
    if sheet.columns[1].heading == "Unit":
        cells = [(str(row.cells[0].value), row.cells[2]) for row in sheet.rows]
    else:
        total = next((row for row in sheet.rows if row.emphasis is Emphasis.TOTAL), sheet.rows[0])
        headings = [column.heading for column in sheet.columns[1:]]
        cells = list(zip(headings, total.cells[1:], strict=True))
    return tuple(
        (without_notes(text), cell.value, cell.number_format) for text, cell in cells[:HEADLINES]
    )


@dataclass(frozen=True)
class CoverChart:
    """A chart made for the cover: the sheet of its cells, its title, height and marks."""

    drawn: Any
    sheet: str
    title: str
    height: int
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Glance:
    """What a cover tells at a glance: the first table, its changes by measure, and a chart."""

    first: Sheet
    changes: Mapping[str, str]
    chart: CoverChart | None


def write_cover(page: Any, formats: Formats, material: Material, glance: Glance) -> int:
    """Write the cover and return its number of rows.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    for column, pixels in enumerate(COLUMN_PIXELS):
        page.set_column_pixels(column, column, pixels)
    page.set_row_pixels(0, 46)
    page.write_string(0, 0, material.report.title, formats.cover_title)
    page.write_string(1, 0, material.consortium.name, formats.of(font_size=16))
    page.write_string(2, 0, material.period.label, formats.of(font_size=16))
    page.set_row_pixels(1, 28)
    page.set_row_pixels(2, 28)
    row = _write_headlines(page, formats, glance, 3)
    return _write_entries(page, formats, material, row)


def _section(page: Any, formats: Formats, row: int, text: str) -> int:
    page.set_row_pixels(row, 44)
    page.write_string(row, 0, text, formats.section)
    page.write_blank(row, 1, None, formats.section)
    return row + 1


def _write_headlines(page: Any, formats: Formats, glance: Glance, row: int) -> int:
    row = _section(page, formats, row, "At a glance")
    first, chart = glance.first, glance.chart
    told = headlines(first)
    room = (chart.height + 2 * GAP_PIXELS) // len(told) if chart else 0
    if chart:
        _place_chart(page, chart, row)
    for headline in told:
        row = _write_headline(page, formats, headline, (room, glance.changes), row)
    shown = [value for _, value, _ in told]
    marks = legend(statuses_in([*shown, *chart.marks] if chart else shown))
    if marks:
        page.write_string(row, 1, marks, formats.of(text_wrap=True))
        row += 1
    link = f"internal:'{first.name}'!A1"
    page.write_url(row, 0, link, formats.link, f"All of this table: {first.name}")
    if chart:
        row += 1
        link = f"internal:'{chart.sheet}'!A1"
        page.write_url(row, 0, link, formats.link, NUMBERS.format(sheet=chart.sheet))
    return row + 1


def _write_headline(
    page: Any,
    formats: Formats,
    headline: tuple[str, int | float | str, str],
    around: tuple[int, Mapping[str, str]],
    row: int,
) -> int:
    """One figure, and below its words how it changed; as high as the chart beside them needs."""
    text, value, number_format = headline
    room, changes = around
    change = changes.get(text, "")
    pixels = LINE_PIXELS * lines_needed(text, COLUMN_PIXELS[0]) + 11
    page.set_row_pixels(row, max(pixels, room - (CHANGE_PIXELS if change else 0)))
    page.write_string(row, 0, text, formats.of(text_wrap=True, valign="vcenter"))
    look = {"font_size": 16, "bold": True, "align": "left", "valign": "vcenter"}
    if isinstance(value, str):
        page.write_string(row, 1, value, formats.of(**look))
    else:
        page.write_number(row, 1, value, formats.of(num_format=number_format, **look))
    if not change:
        return row + 1
    page.set_row_pixels(row + 1, CHANGE_PIXELS)
    page.write_string(row + 1, 0, change, formats.of(valign="top"))
    return row + 2


def _place_chart(page: Any, chart: CoverChart, row: int) -> None:
    """The chart right of the figures."""
    said = DESCRIPTION.format(title=chart.title, sheet=chart.sheet)
    place = {
        "description": said,
        "object_position": 2,
        "x_offset": FIGURE_PIXELS,
        "y_offset": GAP_PIXELS,
    }
    if page.insert_chart(row, 1, chart.drawn, place) == -1:
        raise InternalError("PUBLISH-10", "the chart of the cover could not be placed")


def _write_entries(page: Any, formats: Formats, material: Material, row: int) -> int:
    row = _section(page, formats, row, "About this release")
    label = formats.of(bold=True, valign="vcenter")
    text_look = formats.of(text_wrap=True, valign="vcenter")
    for name, text in cover_entries(material):
        page.set_row_pixels(row, LINE_PIXELS * lines_needed(text, COLUMN_PIXELS[1]) + 7)
        page.write_string(row, 0, name, label)
        page.write_string(row, 1, text, text_look)
        row += 1
    page.write_url(row, 0, "internal:'Contents'!A1", formats.link, "Go to the table of contents")
    return row + 1
