"""Some rows of a table by themselves: what they are of its total, and one measure per another."""

from __future__ import annotations

from pipelines.publish.labels import Labels
from pipelines.publish.sheets import Cell, Column, Emphasis, Row, label_pixels
from pipelines.publish.views.laid import (
    ONE_DECIMAL,
    PERCENT,
    Laid,
    figure_cell,
    heading_of,
    number_column,
    worked_cell,
)
from pipelines.publish.views.seen import PLACE, WHOLE, Place, Seen, ratio
from schemas.model import Measure, TableSpec
from schemas.views import ViewSpec

PIXELS = 165
SHARE = "{heading}, share of the total"
PER_HUNDRED = "{part} for each 100 {whole}"
WORKED = "Shares are worked out from the figures as published in the table {sheet}."


def parts(seen: Seen, spec: ViewSpec) -> Laid:
    """The rows of one kind of a table, with the total, and the share of each in it.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    labels, table = Labels(seen.catalog, seen.consortium), seen.table(spec.of)
    measures = seen.measures(spec)
    places = [WHOLE, *_places(seen, spec, table)]
    texts = [_label(labels, spec, place) for place in places]
    rows = tuple(
        Row(
            cells=(Cell(value=text), *_cells(seen, spec, measures, place)),
            emphasis=Emphasis.TOTAL if place == WHOLE else Emphasis.PART,
        )
        for text, place in zip(texts, places, strict=True)
    )
    headings = [heading_of(measure) for measure in measures]
    headings += [SHARE.format(heading=measure.label) for measure in measures]
    if spec.ratio:
        part, whole = (seen.measure(name).label for name in spec.ratio.split("/"))
        headings.append(PER_HUNDRED.format(part=part, whole=whole.lower()))
    return Laid(
        columns=(
            Column(heading=spec.row_heading, pixels=label_pixels(texts)),
            *(number_column(heading, PIXELS) for heading in headings),
        ),
        rows=rows,
        lines=(WORKED.format(sheet=table.sheet),),
    )


def _places(seen: Seen, spec: ViewSpec, table: TableSpec) -> list[Place]:
    """The rows of that kind in the order of the table; those of one roll-up if it is named."""
    frame = seen.now.frame
    kind, _, name = spec.rows.partition(":")
    own = frame[frame["table_id"] == table.id]
    own = own[own["geography_type" if kind == "geography" else "breakdown"] == name]
    found = list(own[PLACE].drop_duplicates().itertuples(index=False, name=None))
    if not spec.within:
        return found
    breakdown = seen.catalog.breakdowns[name]
    column = seen.catalog.breakdowns[breakdown.parent].codes
    codes = seen.catalog.code_lists[breakdown.codes].codes
    inside = {code.code for code in codes if code.rollups[column] == spec.within}
    return [place for place in found if place[3] in inside]


def _label(labels: Labels, spec: ViewSpec, place: Place) -> str:
    kind, _, name = spec.rows.partition(":")
    if kind == "geography":
        return labels.geography(name, "all" if place == WHOLE else place[1])
    return labels.breakdown(name, place[3])


def _cells(
    seen: Seen, spec: ViewSpec, measures: tuple[Measure, ...], place: Place
) -> tuple[Cell, ...]:
    period = seen.period(spec.of)
    told = {measure.name: seen.now.told(measure, period, place) for measure in measures}
    whole = {measure.name: seen.now.told(measure, period) for measure in measures}
    cells = [figure_cell(told[measure.name], measure) for measure in measures]
    cells += [worked_cell(ratio(told[m.name], whole[m.name]), PERCENT) for m in measures]
    if spec.ratio:
        part, base = spec.ratio.split("/")
        cells.append(worked_cell(ratio(told[part], told[base], 100), ONE_DECIMAL))
    return tuple(cells)
