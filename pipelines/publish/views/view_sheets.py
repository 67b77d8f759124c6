"""Views as sheets: laid out by their kind, below lines that say what they rest on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType

from pipelines.publish.coverage import coverage_words
from pipelines.publish.edition import Material
from pipelines.publish.flat import write_flat
from pipelines.publish.labels import NOTHING_DUE
from pipelines.publish.markers import EMPTY, legend, statuses_in
from pipelines.publish.sheets import Row, Sheet, text_cells
from pipelines.publish.views.agreements import agreements
from pipelines.publish.views.laid import Laid
from pipelines.publish.views.last_year import last_year
from pipelines.publish.views.months import months
from pipelines.publish.views.need import need
from pipelines.publish.views.parts import parts
from pipelines.publish.views.seen import Seen
from pipelines.publish.views.systems import systems
from schemas.views import ViewSpec

KINDS: Mapping[str, Callable[[Seen, ViewSpec], Laid]] = MappingProxyType(
    {
        "last_year": last_year,
        "months": months,
        "need": need,
        "parts": parts,
        "systems": systems,
        "agreements": agreements,
    }
)
PERIOD = "Period: {period}."
SOURCE = (
    "Source: worked out from the published figures of this report and of its earlier releases, and "
    "from the consortium's list of agreements. No figure here is counted anew."
)
COVERAGE = "Coverage: {words}"


def seen_of(material: Material) -> Seen:
    """What the views of a report may see.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    return Seen(
        report=material.report,
        catalog=material.catalog,
        consortium=material.consortium,
        month=material.edition.month,
        flat=write_flat(material),
        released=material.edition.earlier.released,
    )


def laid_out(seen: Seen, spec: ViewSpec) -> Laid:
    """The columns and rows of a view; where nothing is to be told, one row says so.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    laid = KINDS[spec.kind](seen, spec)
    nothing = text_cells(NOTHING_DUE, *[EMPTY] * (len(laid.columns) - 1))
    return laid if laid.rows else dataclasses.replace(laid, rows=(Row(cells=nothing),))


def view_sheet(seen: Seen, spec: ViewSpec, material: Material) -> Sheet:
    """One view as a sheet.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    laid = laid_out(seen, spec)
    marks = statuses_in(cell.value for row in laid.rows for cell in row.cells)
    covered = material.coverage_of({"victim_services"})
    return Sheet(
        name=spec.sheet,
        title=spec.title,
        lines=(
            PERIOD.format(period=material.period.label),
            SOURCE,
            COVERAGE.format(words=coverage_words(covered, material.period.months)),
            legend(marks),
            *laid.lines,
            spec.note,
        ),
        table=f"view_{spec.id}",
        columns=laid.columns,
        rows=laid.rows,
        charts=laid.charts,
        picture=laid.picture,
    )
