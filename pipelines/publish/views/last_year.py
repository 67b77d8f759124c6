"""The month and the state fiscal year to date, beside those of a year ago."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.publish.markers import MARKERS
from pipelines.publish.sheets import Cell, Column, Row, label_pixels, text_cells
from pipelines.publish.views.alike import Pair, pair_of
from pipelines.publish.views.laid import CHANGE, Laid, figure_cell, number_column, worked_cell
from pipelines.publish.views.seen import NOT_APPLICABLE, Seen, Told, ratio, total
from schemas.model import Additivity, Measure
from schemas.periods import Month, span, year_start
from schemas.views import ViewSpec

MONTHS = 12
CALENDAR = "SFY"
YES = "Yes"
BREAK = MARKERS["break"].text
HEADINGS = (
    "Change in the month",
    "Same agencies in both months",
    "Change to date",
    "Same agencies in all months to date",
)
CHANGE_COLUMN = 4
ON_THE_COVER = "{change} on {month}, like for like"
TO_DATE = "{first} to {last}"
NOT_BOTH = "Counted in one of the two months only, for some measures at least: {names}."
BASIS = (
    "A change is worked out like for like: from the figures of the agencies that are counted in "
    "both periods, month by month. Where they are not the same agencies, the total columns must "
    "not be compared; the change may be."
)
ADDED = "People are counted once in each month, so their months are not added up."
NO_RELEASE = "No report of {month} is released, so that there is nothing to compare with."


def last_year(seen: Seen, spec: ViewSpec) -> Laid:
    """Measures as rows: now, a year ago and the change, for the month and for the year to date.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    earlier = seen.month.plus(-MONTHS)
    measures = seen.measures(spec)
    pairs = {measure.name: pair_of(seen, measure, seen.month, earlier) for measure in measures}
    only = frozenset[str]().union(*(pair.only for pair in pairs.values()))
    names = [one.name for one in seen.consortium.partners if one.id in only]
    missing = () if seen.of(earlier) else (NO_RELEASE.format(month=earlier.label),)
    labels = [measure.label for measure in measures]
    return Laid(
        columns=_columns(seen.month, earlier, label_pixels(labels)),
        rows=tuple(_row(seen, measure, pairs[measure.name]) for measure in measures),
        lines=(
            BASIS,
            ADDED,
            *missing,
            *((NOT_BOTH.format(names=", ".join(names)),) if names else ()),
        ),
    )


def _columns(month: Month, earlier: Month, pixels: int) -> tuple[Column, ...]:
    now, then = (
        TO_DATE.format(first=year_start(CALENDAR, last).label, last=last.label)
        for last in (month, earlier)
    )
    in_month, same, to_date, all_same = HEADINGS
    return (
        Column(heading="Measure", pixels=pixels),
        Column(heading="Unit", pixels=96),
        number_column(month.label),
        number_column(earlier.label),
        number_column(in_month),
        Column(heading=same, pixels=110),
        number_column(now),
        number_column(then),
        number_column(to_date),
        Column(heading=all_same, pixels=110),
    )


def _row(seen: Seen, measure: Measure, pair: Pair) -> Row:
    months = span(year_start(CALENDAR, seen.month), seen.month)
    is_added = measure.additivity is Additivity.FLOW
    pairs = (
        [pair_of(seen, measure, month, month.plus(-MONTHS)) for month in months] if is_added else []
    )
    year = [
        figure_cell(total(one.now for one in pairs), measure),
        figure_cell(total(one.then for one in pairs), measure),
        worked_cell(
            change(total(p.alike_now for p in pairs), total(p.alike_then for p in pairs)), CHANGE
        ),
        Cell(value=_same(pairs)),
    ]
    return Row(
        cells=(
            *text_cells(measure.label, measure.unit),
            figure_cell(pair.now, measure),
            figure_cell(pair.then, measure),
            worked_cell(change(pair.alike_now, pair.alike_then), CHANGE),
            Cell(value=_same([pair])),
            *(year if is_added else text_cells(*[NOT_APPLICABLE] * len(year))),
        )
    )


def changes_told(columns: Sequence[Column], rows: Sequence[Row]) -> dict[str, str]:
    """What this view says of the month in words, by measure; nothing where it is marked.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    return {
        str(row.cells[0].value): ON_THE_COVER.format(
            change=f"{row.cells[CHANGE_COLUMN].value:+.1%}",
            month=columns[CHANGE_COLUMN - 1].heading,
        )
        for row in rows
        if not isinstance(row.cells[CHANGE_COLUMN].value, str)
    }


def change(now: Told, then: Told) -> Told:
    """By how much a figure changed, as a share of what it was."""
    found = ratio(now, then)
    return found if isinstance(found, str) else found - 1


def _same(pairs: list[Pair]) -> str:
    if any(pair.only for pair in pairs):
        return BREAK
    worked = total(part for pair in pairs for part in (pair.alike_now, pair.alike_then))
    return worked if isinstance(worked, str) else YES
