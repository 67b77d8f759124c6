"""Changes since the last release, and the history of versions."""

from __future__ import annotations

from typing import Any

from pipelines.publish.edition import Material, long_date
from pipelines.publish.labels import Labels
from pipelines.publish.markers import EMPTY, legend, number_format, printed, statuses_in
from pipelines.publish.sheets import Cell, Column, Row, Sheet, text_cells
from schemas.periods import parse_period

NO_CHANGE = "No figure has changed"
# why figures changed, by the codes of the ledger; never which agency it was
WHY = {
    "late_file": "A file of an agency came after the last release.",
    "corrected_file": "An agency corrected its file after the last release.",
    "nil_return": "An agency said after the last release that it has nothing to report.",
    "declared": "What is counted or published was defined or protected in another way.",
}
NOW_WITHHELD = (
    "A figure that was shown before may be withheld now: beside the version before, the new one "
    "could tell of a few people."
)
HEADINGS = (
    ("Measure", 300, False),
    ("Period", 240, False),
    ("Place", 220, False),
    ("Part", 260, False),
    ("Before", 110, True),
    ("Now", 110, True),
)


def changes_sheet(material: Material, labels: Labels) -> Sheet:
    """Every figure that differs from the version before, with both.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    changes = material.edition.changes
    rows = tuple(_row(change, material, labels) for change in changes.to_dict("records"))
    statuses = statuses_in(cell.value for row in rows for cell in row.cells)
    return Sheet(
        name="Changes",
        title="Changes since the last release",
        lines=(
            *_history(material),
            *(WHY[code] for code in material.edition.why),
            NOW_WITHHELD if (changes["new_status"] == "withheld").any() else "",
            legend(statuses if rows else ["not_applicable"]),
        ),
        table="changes",
        columns=tuple(
            Column(heading=text, pixels=pixels, is_number=is_number)
            for text, pixels, is_number in HEADINGS
        ),
        rows=rows or (Row(cells=text_cells(NO_CHANGE, *[EMPTY] * (len(HEADINGS) - 1))),),
    )


def _row(change: dict[Any, Any], material: Material, labels: Labels) -> Row:
    measure = material.catalog.measures[change["measure"]]
    cells = []
    for side in ("old", "new"):
        status = change[f"{side}_status"]
        shown = printed(change[side], status, measure)
        number = "" if isinstance(shown, str) else number_format(measure)
        cells.append(Cell(value=shown, number_format=number))
    texts = (
        measure.label,
        parse_period(change["period"]).label,
        labels.geography(change["geography_type"], change["geography"]),
        labels.breakdown(change["breakdown"], change["dim1"]),
    )
    return Row(cells=(*text_cells(*texts), *cells))


def _history(material: Material) -> tuple[str, ...]:
    edition = material.edition
    earlier = tuple(
        f"Version {past.version}, {past.state}, state of {long_date(past.as_of)}."
        for past in edition.history
    )
    if not earlier:
        return (f"Version {edition.version} is the first release of this report for the period.",)
    now = f"Version {edition.version}, {edition.state}, state of {long_date(edition.as_of)}: this."
    return (*earlier, now)
