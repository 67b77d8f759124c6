"""How a view lays out its table: columns, rows, and what its lines say beside the declared note."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.publish.markers import LOW, number_format, places
from pipelines.publish.sheets import Cell, Chart, Column, Picture, Row
from pipelines.publish.views.seen import Told
from schemas.model import Measure
from schemas.views import ChartSpec

PERCENT = "0.0%"
CHANGE = "+0.0%;-0.0%;0.0%"
ONE_DECIMAL = "#,##0.0"
DECIMALS = {PERCENT: 3, CHANGE: 3, ONE_DECIMAL: 1, "#,##0": 0}
NUMBER_PIXELS = 118


@dataclass(frozen=True, kw_only=True)
class Laid:
    """The table of a view, its lines, and what is drawn beside it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    lines: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    picture: Picture | None = None


def number_column(heading: str, pixels: int = NUMBER_PIXELS) -> Column:
    """A column of figures."""
    return Column(heading=heading, pixels=pixels, is_number=True)


def heading_of(measure: Measure) -> str:
    """A measure as a heading, with its unit where the words do not name it."""
    is_told = measure.unit.lower() in measure.label.lower() or measure.unit == "percent"
    return measure.label if is_told else f"{measure.label} ({measure.unit})"


def figure_cell(told: Told, measure: Measure) -> Cell:
    """A figure as its own table prints it, at the precision of its measure."""
    if isinstance(told, str):
        return Cell(value=told)
    return Cell(value=_whole(round(told, places(measure))), number_format=number_format(measure))


def worked_cell(told: Told, look: str) -> Cell:
    """A figure that is worked out, as fine as its format shows; no zero that is none."""
    if isinstance(told, str):
        return Cell(value=told)
    rounded = round(told, DECIMALS[look])
    if told and not rounded and look != CHANGE:
        return Cell(value=LOW.text)
    return Cell(value=_whole(rounded), number_format=look)


def _whole(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number


def column_charts(
    charts: tuple[ChartSpec, ...], measures: tuple[Measure, ...], rows: tuple[Row, ...]
) -> tuple[Chart, ...]:
    """The declared charts of measures that stand in the columns after the first."""
    names = [measure.name for measure in measures]
    found = [
        Chart(
            kind=chart.kind,
            title=chart.title,
            alternative_text=chart.alternative_text,
            column=names.index(chart.measure) + 1,
            rows=tuple(range(len(rows))),
        )
        for chart in charts
    ]
    return tuple(
        chart
        for chart in found
        if any(not isinstance(row.cells[chart.column].value, str) for row in rows)
    )
