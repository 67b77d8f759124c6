"""Every cell of a report, from the words it is printed under to the shared fields it is made of."""

from __future__ import annotations

import sys

from pipelines.publish.dictionary import CHECKED
from pipelines.publish.labels import GEOGRAPHY_HEADING
from pipelines.publish.markers import EMPTY, legend, statuses_in
from pipelines.publish.sheets import Column, Row, Sheet, text_cells
from schemas.catalog import Catalog, load_catalog
from schemas.derivation import Derived, derived
from schemas.model import Additivity, FunderReport, Measure, TableSpec

CROSSWALK = "Crosswalk"
GUIDE = "docs/crosswalk.md"
HEADINGS = (
    ("Sheet", 120),
    ("Item", 180),
    ("Table and measure in the CSV", 200),
    ("Split by; period", 140),
    ("Shared fields", 270),
    ("What is counted", 230),
    ("How it is counted", 170),
    ("Unit", 110),
    ("Adding up", 150),
    ("Source", 160),
    ("Wording checked", 130),
)
HOW = (
    "Each figure of this workbook, the fields it is made of and the rule by which it is counted. A "
    "row stands for all cells of one measure in one table."
)
ADDED = {
    Additivity.FLOW: "Months and agencies: added",
    Additivity.UNDUPLICATED: "Months: counted anew. Agencies: added",
    Additivity.STOCK: "Months: never added. Agencies: added",
    Additivity.RATIO: "Worked out anew from its parts",
}
FIELDS = "{record}: {fields}."
ALL = "Everything recorded in the period"
PERIODS = {
    "month": "Month",
    "quarter": "Quarter",
    "report": "Whole period of the report",
    "sfy_to_date": "State fiscal year to date",
}
INTRODUCTION = """# Crosswalk

<!-- Made by `make guide`; a test holds it to the declarations. -->

From every figure of every report to the shared fields it is made of. Each workbook has its own part
on the sheet Crosswalk. A field is named by its record and label; `consortium fields` says what each
holds. Where a table is split, each of its rows counts the same of one code, agency or place.
"""


def crosswalk_rows(report: FunderReport, catalog: Catalog) -> tuple[tuple[str, ...], ...]:
    """One row a measure of a table, in the order of HEADINGS.

    Privacy: disclosure-safe in, disclosure-safe out (declarations only).
    """
    return tuple(
        _row(spec, catalog.measures[name], catalog)
        for spec in report.tables
        for name in spec.measures
    )


def crosswalk_sheet(report: FunderReport, catalog: Catalog) -> Sheet:
    """The crosswalk of one report.

    Privacy: disclosure-safe in, disclosure-safe out (declarations only).
    """
    rows = tuple(Row(cells=text_cells(*texts)) for texts in crosswalk_rows(report, catalog))
    return Sheet(
        name=CROSSWALK,
        title="Crosswalk: from each figure to the shared fields",
        lines=(
            HOW,
            legend(statuses_in(cell.value for row in rows for cell in row.cells)),
        ),
        table="crosswalk",
        columns=tuple(Column(heading=text, pixels=pixels) for text, pixels in HEADINGS),
        rows=rows,
    )


def crosswalk_page(catalog: Catalog) -> str:
    """The crosswalk of all reports as a page of the documentation.

    Privacy: disclosure-safe in, disclosure-safe out (declarations only).
    """
    parts = [INTRODUCTION]
    for report in catalog.reports.values():
        parts.append(f"## {report.title}\n")
        headings = [text for text, _ in HEADINGS]
        lines = [headings, ["---"] * len(headings), *crosswalk_rows(report, catalog)]
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    return "\n".join(parts)


def _row(spec: TableSpec, measure: Measure, catalog: Catalog) -> tuple[str, ...]:
    made = derived(catalog, measure, spec)
    return (
        spec.sheet,
        (spec.column_labels or {}).get(measure.name, measure.label),
        f"{spec.id}: {measure.name}",
        f"{_split_by(spec, catalog)}; {PERIODS[spec.period]}",
        _fields(made, catalog),
        "; ".join(made.conditions) or ALL,
        made.rule,
        measure.unit or EMPTY,
        ADDED[measure.additivity],
        spec.source or EMPTY,
        CHECKED[spec.mark],
    )


def _split_by(spec: TableSpec, catalog: Catalog) -> str:
    kind, _, name = spec.rows.partition(":")
    if kind == "breakdown":
        return catalog.breakdowns[name].label
    return GEOGRAPHY_HEADING[name] if kind == "geography" else "Not split"


def _fields(made: Derived, catalog: Catalog) -> str:
    return " ".join(
        FIELDS.format(
            record=catalog.records[name].label, fields="; ".join(field.label for field in fields)
        )
        for name, fields in made.fields
    )


if __name__ == "__main__":
    sys.stdout.write(crosswalk_page(load_catalog()))
