"""Native charts: which cells of a table they draw, and how they look.

A chart draws cells of its own sheet, never numbers of its own. A withheld figure is no bar and no
point of the stored data; it keeps its place and its mark, so that it is not taken for zero.
"""

from __future__ import annotations

from typing import Any

from pipelines.errors import InternalError
from pipelines.publish.notes import without_notes
from pipelines.publish.sheets import Chart, Emphasis, Row, Sheet
from schemas.model import Measure, TableSpec
from schemas.views import ChartSpec

CHART_KINDS = ("bar", "column")
MOST_BARS = 20
LARGEST = "{title}, {count} largest"
NO_BAR = "{name} (no bar where {marks}: not zero, see Marks)"
COLOR = "#1F5C7A"
TEXT_COLOR = "#262626"
LINE_COLOR = "#D9D9D9"
FONT = {"name": "Arial", "size": 10, "bold": False, "color": TEXT_COLOR}
TITLE_FONT = {"name": "Arial", "size": 13, "bold": True, "color": TEXT_COLOR}
BAR_PIXELS = (30, 21)
FRAME_PIXELS = 140
LABEL_PIXELS = 5.6
COLUMN_CHART_PIXELS = (420, 280)


def plan_charts(
    spec: TableSpec,
    rows: tuple[Row, ...],
    measures: tuple[Measure, ...],
) -> tuple[Chart, ...]:
    """The charts of a table, by position of their column and rows; one without bars is left out."""
    found = []
    for chart in spec.charts:
        if chart.kind not in CHART_KINDS:
            raise InternalError("PUBLISH-06", f"table {spec.id}: chart kind {chart.kind} not known")
        column = _column(spec, chart, measures)
        drawn = _rows(spec, rows, column, _unit(chart, measures))
        if drawn:
            is_cut = len(drawn) < sum(row.emphasis is Emphasis.PART for row in rows)
            is_named = is_cut and spec.rows != "measures"
            title = LARGEST.format(title=chart.title, count=len(drawn)) if is_named else chart.title
            found.append(
                Chart(
                    kind=chart.kind,
                    title=title,
                    alternative_text=chart.alternative_text,
                    column=column,
                    rows=drawn,
                )
            )
    return tuple(found)


def _unit(chart: ChartSpec, measures: tuple[Measure, ...]) -> str:
    return next((m.unit for m in measures if m.name == chart.measure), measures[0].unit)


def _column(spec: TableSpec, chart: ChartSpec, measures: tuple[Measure, ...]) -> int:
    if spec.rows == "measures":
        return 2
    names = [measure.name for measure in measures]
    if chart.measure not in names:
        raise InternalError("PUBLISH-07", f"table {spec.id}: chart of a column it does not have")
    return names.index(chart.measure) + 1


def _rows(spec: TableSpec, rows: tuple[Row, ...], column: int, unit: str) -> tuple[int, ...]:
    """Parts only, since a total dwarfs them; the largest where there are too many to read."""
    parts = [at for at, row in enumerate(rows) if row.emphasis is Emphasis.PART]
    if spec.rows == "measures":
        parts = [at for at in parts if rows[at].cells[1].value == unit]
    values = {at: rows[at].cells[column].value for at in parts}
    shown = {at: value for at, value in values.items() if not isinstance(value, str)}
    if not any(shown.values()):
        return ()
    if len(parts) <= MOST_BARS:
        return tuple(parts)
    largest = sorted((at for at in shown if shown[at]), key=lambda at: (-shown[at], at))
    return tuple(sorted(largest[:MOST_BARS]))


def chart_height(chart: Chart, room: int) -> int:
    """Height in pixels: what it needs, or less if it then still fits in the room that is left."""
    wished, least = COLUMN_CHART_PIXELS
    if chart.kind == "bar":
        wished, least = (FRAME_PIXELS + bar * len(chart.rows) for bar in BAR_PIXELS)
    return max(min(wished, room), least)


def build_chart(
    book: Any, sheet: Sheet, chart: Chart, first_row: int, size: tuple[int, int]
) -> Any:
    """The chart over cells of its sheet; `first_row` is the table's first row of data."""
    cells = [sheet.rows[at].cells for at in chart.rows]
    values = [cell[chart.column].value for cell in cells]
    drawn = book.add_chart({"type": chart.kind})
    drawn.add_series(
        {
            "name": without_notes(sheet.columns[chart.column].heading),
            "categories": _reference(sheet.name, chart.rows, 0, first_row),
            "values": _reference(sheet.name, chart.rows, chart.column, first_row),
            "categories_data": [cell[0].value for cell in cells],
            "values_data": [None if isinstance(value, str) else value for value in values],
            "fill": {"color": COLOR},
            "border": {"none": True},
            "gap": 45,
            "data_labels": {
                "value": True,
                "font": FONT,
                "num_format": _label_format(cells, chart.column),
                "custom": [
                    {"value": v, "font": FONT} if isinstance(v, str) else None for v in values
                ],
            },
        }
    )
    if chart.kind == "bar":
        labels = [str(cell[0].value) for cell in cells]
        drawn.set_plotarea({"layout": _plot_layout(labels, *size)})
    drawn.set_size({"width": size[0], "height": size[1]})
    _dress(drawn, sheet, chart)
    return drawn


def _label_format(cells: list[Any], column: int) -> str:
    formats = [str(cell[column].number_format) for cell in cells]
    return next(filter(None, formats))


def _dress(drawn: Any, sheet: Sheet, chart: Chart) -> None:
    """Title, axes and fonts; the category axis of bars runs from the top, as the table does."""
    drawn.set_title({"name": chart.title, "name_font": TITLE_FONT, "overlay": False})
    drawn.set_legend({"none": True})
    drawn.set_chartarea({"border": {"color": LINE_COLOR}})
    drawn.show_na_as_empty_cell()
    drawn.show_blanks_as("gap")
    categories = {
        "name": without_notes(sheet.columns[0].heading),
        "name_font": FONT,
        "num_font": FONT,
        "line": {"color": LINE_COLOR},
        "major_tick_mark": "none",
        "interval_unit": 1,
        "reverse": chart.kind == "bar",
    }
    values = {
        "name": without_notes(sheet.columns[chart.column].heading),
        "name_font": FONT,
        "num_font": FONT,
        "min": 0,
        "major_gridlines": {"visible": True, "line": {"color": LINE_COLOR, "width": 0.75}},
        "line": {"none": True},
        "label_position": "high" if chart.kind == "bar" else "next_to",
        "num_format": "#,##0",
    }
    is_bar = chart.kind == "bar"
    level = values if is_bar else categories
    marks = marks_of(sheet, chart)
    if marks:
        level["name"] = NO_BAR.format(name=level["name"], marks=", ".join(marks))
    drawn.set_x_axis(values if is_bar else categories)
    drawn.set_y_axis(categories if is_bar else values)


def marks_of(sheet: Sheet, chart: Chart) -> list[str]:
    """Marks of the places without a bar."""
    marks = {sheet.rows[at].cells[chart.column].value for at in chart.rows}
    return sorted(mark for mark in marks if isinstance(mark, str))


def _plot_layout(labels: list[str], width: int, height: int) -> dict[str, float]:
    """Where the bars stand: right of the longest label, within a bound."""
    share = min(0.62, (max(map(len, labels)) * LABEL_PIXELS + 90) / width)
    top, bottom = 48, 66
    return {
        "x": share,
        "y": top / height,
        "width": 0.94 - share,
        "height": (height - top - bottom) / height,
    }


def _reference(name: str, rows: tuple[int, ...], column: int, first_row: int) -> str:
    """Cells of a column as one reference, runs joined."""
    runs: list[list[int]] = []
    for at in rows:
        if runs and at == runs[-1][1] + 1:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    quoted = "'" + name.replace("'", "''") + "'"
    letter = chr(ord("A") + column)
    ranges = [
        f"{quoted}!${letter}${first_row + a + 1}:${letter}${first_row + b + 1}" for a, b in runs
    ]
    return "=" + (ranges[0] if len(ranges) == 1 else f"({','.join(ranges)})")
