"""Services read across systems: courts, law enforcement, housing, health.

The system of a code is a roll-up of its list. People are not told: one person meets several.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.publish.sheets import Cell, Column, Emphasis, Row, label_pixels
from pipelines.publish.views.laid import Laid, figure_cell, heading_of, number_column
from pipelines.publish.views.seen import NOT_APPLICABLE, Seen, Told, total
from schemas.model import Code, Measure, TableSpec
from schemas.periods import parse_period
from schemas.views import ViewSpec

SYSTEM = "system"
OTHER = "Other services, of no one system"
ALL = "Total"
PIXELS = 165
MADE_OF = "Counted under {system}: {groups}."
SEVERAL = "Several periods stand side by side: {told}."
COVERS = "{measure}, {period}"


def systems(seen: Seen, spec: ViewSpec) -> Laid:
    """Systems as rows; each figure is the sum of the codes of its list that belong to the system.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    measures = seen.measures(spec)
    tables = {measure.name: _table(seen, measure) for measure in measures}
    names = dict.fromkeys(name for table in tables.values() for _, name in _codes(seen, table))
    named = [*filter(None, names), ""]
    rows = [
        Row(
            cells=(
                Cell(value=name or OTHER),
                *(
                    figure_cell(_sum(seen, measure, tables[measure.name], name), measure)
                    for measure in measures
                ),
            )
        )
        for name in named
    ]
    return Laid(
        columns=(
            Column(
                heading=spec.row_heading, pixels=label_pixels([name or OTHER for name in named])
            ),
            *(number_column(heading_of(measure), PIXELS) for measure in measures),
        ),
        rows=(_total(seen, measures, tables), *rows),
        lines=tuple(_lines(seen, measures, tables)),
    )


def _table(seen: Seen, measure: Measure) -> TableSpec:
    """The table that has a measure by codes that belong to systems."""
    return next(
        table
        for table in seen.report.tables
        if measure.name in table.measures
        and table.rows.startswith("breakdown:")
        and any(SYSTEM in code.rollups for code in _list(seen, table))
    )


def _list(seen: Seen, table: TableSpec) -> tuple[Code, ...]:
    breakdown = seen.catalog.breakdowns[table.rows.partition(":")[2]]
    return seen.catalog.code_lists[breakdown.codes].codes


def _codes(seen: Seen, table: TableSpec) -> Iterator[tuple[str, str]]:
    """Codes of the rows of a table, each with its system."""
    yield from ((code.code, code.rollups[SYSTEM]) for code in _list(seen, table))


def _sum(seen: Seen, measure: Measure, table: TableSpec, system: str) -> Told:
    """The codes of a system together; codes that the table does not print are left out."""
    breakdown = table.rows.partition(":")[2]
    period = seen.period(table.id)
    places = [
        ("consortium", "all", breakdown, code)
        for code, its in _codes(seen, table)
        if its == system
        and seen.now.status(measure, period, ("consortium", "all", breakdown, code))
    ]
    if not places:
        return NOT_APPLICABLE
    return total(seen.now.told(measure, period, place) for place in places)


def _total(seen: Seen, measures: tuple[Measure, ...], tables: dict[str, TableSpec]) -> Row:
    cells = (
        figure_cell(seen.now.told(one, seen.period(tables[one.name].id)), one) for one in measures
    )
    return Row(cells=(Cell(value=ALL), *cells), emphasis=Emphasis.TOTAL)


def _lines(
    seen: Seen, measures: tuple[Measure, ...], tables: dict[str, TableSpec]
) -> Iterator[str]:
    """Which codes belong to which system, and the periods where they differ."""
    told: dict[str, dict[str, None]] = {}
    for table in tables.values():
        for code in _list(seen, table):
            if code.rollups[SYSTEM]:
                told.setdefault(code.rollups[SYSTEM], {})[code.label] = None
    for system, labels in told.items():
        yield MADE_OF.format(system=system, groups="; ".join(labels))
    periods = {one.label: parse_period(seen.period(tables[one.name].id)).label for one in measures}
    if len(set(periods.values())) > 1:
        said = "; ".join(COVERS.format(measure=m, period=p) for m, p in periods.items())
        yield SEVERAL.format(told=said)
