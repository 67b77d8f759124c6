"""Month by month: the newest release of each of the last months, and this one."""

from __future__ import annotations

from pipelines.publish.markers import MARKERS
from pipelines.publish.sheets import Cell, Column, Row
from pipelines.publish.views.laid import (
    Laid,
    column_charts,
    figure_cell,
    heading_of,
    number_column,
    worked_cell,
)
from pipelines.publish.views.seen import MISSING, Seen, Told
from schemas.model import Measure
from schemas.periods import Month, span
from schemas.views import ViewSpec

MOST = 13
YES = "Yes"
BREAK = MARKERS["break"].text
AGENCIES = "Agencies counted"
SAME = "Same agencies as the month before"
RELEASES = "Earlier months as their newest release tells them; a later correction is not shown."
COMPARABLE = (
    "Months may be compared as far as no break stands between them: a break is where the agencies "
    "counted are not those of the month before, for any measure here. Agencies are those counted "
    "under {measure}."
)


def months(seen: Seen, spec: ViewSpec) -> Laid:
    """Months as rows, measures as columns, and whether the agencies are those of this month.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    measures = seen.measures(spec)
    first = min([*seen.released, seen.month])
    told = span(max(first, seen.month.plus(1 - MOST)), seen.month)
    rows = tuple(_row(seen, measures, month) for month in told)
    return Laid(
        columns=(
            Column(heading="Month", pixels=170),
            *(number_column(heading_of(measure), pixels=112) for measure in measures),
            number_column(AGENCIES, pixels=100),
            Column(heading=SAME, pixels=150),
        ),
        rows=rows,
        lines=(RELEASES, COMPARABLE.format(measure=measures[0].label.lower())),
        charts=column_charts(spec.charts, measures, rows),
    )


def _row(seen: Seen, measures: tuple[Measure, ...], month: Month) -> Row:
    figures = seen.of(month)
    told = [figures.told(one, str(month)) if figures else MISSING for one in measures]
    counted: Told = len(figures.agencies(measures[0], str(month))) if figures else MISSING
    return Row(
        cells=(
            Cell(value=month.label),
            *(figure_cell(part, measure) for part, measure in zip(told, measures, strict=True)),
            worked_cell(counted, "#,##0"),
            Cell(value=_same(seen, measures, month)),
        )
    )


def _same(seen: Seen, measures: tuple[Measure, ...], month: Month) -> str:
    before = month.plus(-1)
    figures, earlier = seen.of(month), seen.of(before)
    if figures is None or earlier is None:
        return MISSING
    is_same = all(
        figures.agencies(measure, str(month)) == earlier.agencies(measure, str(before))
        for measure in measures
    )
    return YES if is_same else BREAK
