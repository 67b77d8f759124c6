"""The sheet that says why two funders' figures for the same thing differ, to the last unit."""

from __future__ import annotations

from pipelines.publish.compared import Published, ToldLine, told_lines
from pipelines.publish.edition import Material
from pipelines.publish.markers import EMPTY, figure, is_shown, legend, number_format, statuses_in
from pipelines.publish.sheets import Cell, Column, Emphasis, Row, Sheet, text_cells
from schemas.compared import Reconciliation
from schemas.reconciling import explained_by

RECONCILIATION = "Reconciliation"
HEADINGS = (
    ("Comparison", 220, False),
    ("Figure", 260, False),
    ("Reported in", 230, False),
    ("Period", 210, False),
    ("Why it is not the figure above", 360, False),
    ("Unit", 100, False),
    ("Difference", 120, True),
    ("Number", 120, True),
)
HOW = (
    "Each comparison begins with one figure and ends with another that is taken for the same. "
    "Every line says why it is not the figure above it, and the differences add up exactly to the "
    "last line of the comparison."
)
RESTS_ON = (
    "All numbers are published ones: they stand on other sheets of this workbook or in reports of "
    "earlier months, in their newest version. A difference that rests on a figure that is not "
    "shown is not shown either."
)
BEGINS = "Begins here."
SINCE_TOLD = "With the lines above it that have no number: {difference} in all."
TOTAL = "{title}: total difference"
FROM_TO = "From the first figure to the last"
STEPS = "{told} of {all} differences can be told one by one."
SEVERAL = {
    "month": "Sum of {count} months, {period}",
    "quarter": "Sum of {count} quarters, {period}",
}


def reconciliation_sheets(material: Material) -> tuple[Sheet, ...]:
    """The sheet, if this report explains any differences.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    explained = explained_by(material.catalog, material.report)
    if not explained:
        return ()
    published = Published(material.frame, material.edition.earlier.counterparts)
    rows = tuple(row for one in explained for row in _rows(one, material, published))
    marked = statuses_in(cell.value for row in rows for cell in row.cells)
    sheet = Sheet(
        name=RECONCILIATION,
        title="Reconciliation: why figures that are taken for the same differ",
        lines=(HOW, RESTS_ON, legend(marked)),
        table="reconciliation",
        columns=tuple(
            Column(heading=text, pixels=pixels, is_number=is_number)
            for text, pixels, is_number in HEADINGS
        ),
        rows=rows,
    )
    return (sheet,)


def _rows(one: Reconciliation, material: Material, published: Published) -> tuple[Row, ...]:
    report, catalog = material.report, material.catalog
    lines = told_lines(one, report, catalog, material.edition.month, published)
    parts = tuple(
        Row(
            cells=(
                *text_cells(one.title, line.compared.label, _reported(line, material)),
                *text_cells(_periods(line), _why(line), line.measure.unit),
                _difference(line.difference, line.difference_status, line),
                Cell(
                    value=figure(line.value, line.status, line.measure),
                    number_format=number_format(line.measure) if is_shown(line.status) else "",
                ),
            )
        )
        for line in lines
    )
    return (*parts, _total(one, lines))


def _total(one: Reconciliation, lines: tuple[ToldLine, ...]) -> Row:
    """The whole gap, and how much of it is told line by line."""
    first, last = lines[0], lines[-1]
    hidden = next((end.status for end in (first, last) if not is_shown(end.status)), "shown")
    told = sum(is_shown(line.difference_status) for line in lines)
    said = STEPS.format(told=told, all=len(lines) - 1)
    return Row(
        cells=(
            *text_cells(TOTAL.format(title=one.title), FROM_TO, EMPTY, EMPTY, said, EMPTY),
            _difference(last.value - first.value, hidden, last),
            Cell(value=EMPTY),
        ),
        emphasis=Emphasis.TOTAL,
    )


def _difference(value: float, status: str, line: ToldLine) -> Cell:
    if not is_shown(status):
        return Cell(value=figure(0.0, status, line.measure))
    plain = number_format(line.measure)
    return Cell(
        value=figure(value, status, line.measure), number_format=f"+{plain};-{plain};{plain}"
    )


def _reported(line: ToldLine, material: Material) -> str:
    report = material.catalog.reports[line.compared.report]
    return "this workbook" if report.id == material.report.id else report.title


def _periods(line: ToldLine) -> str:
    if not line.compared.each:
        return line.periods[0].label
    first, last = line.periods[0].months[0], line.periods[-1].last
    period = f"{first.label} to {last.label}"
    return SEVERAL[line.compared.each].format(count=len(line.periods), period=period)


def _why(line: ToldLine) -> str:
    if not line.compared.why:
        return BEGINS
    if line.since_told is None:
        return line.compared.why
    places = line.measure.decimals
    since = SINCE_TOLD.format(difference=f"{line.since_told:+,.{places}f}")
    return f"{line.compared.why} {since}"
