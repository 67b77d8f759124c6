"""The data dictionary of a report: its measures, the fields behind them, and their codes."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipelines.publish.edition import Material
from pipelines.publish.labels import Labels
from pipelines.publish.markers import EMPTY, legend, statuses_in
from pipelines.publish.sheets import Column, Row, Sheet, text_cells
from schemas.model import Additivity, Confidentiality, Field, Mark, Measure, Release

ADDS_UP = {
    Additivity.FLOW: ("Summed", "Summed"),
    Additivity.UNDUPLICATED: (
        "Counted once in the period; never summed",
        "Summed; each agency counts its own",
    ),
    Additivity.STOCK: ("Never summed", "Summed"),
    Additivity.RATIO: ("Worked out anew from its parts", "Worked out anew from its parts"),
}
CHECKED = {
    Mark.VERIFIED: "Seen in public material",
    Mark.PARTLY: "Outline seen; compare details with the live form",
    Mark.MEMORY: "Not verified; compare with the live form",
    Mark.PROPOSED: "Proposed by this consortium",
}
CLASSES = {
    Confidentiality.ADMINISTRATIVE: "Administrative",
    Confidentiality.DIRECT_IDENTIFIER: "Identifies a person",
    Confidentiality.QUASI_IDENTIFIER: "May help to identify a person",
    Confidentiality.FREE_TEXT: "Free text",
}
LEAVES = {
    Release.AS_IS: "In totals",
    Release.BAND: "In totals, by band",
    Release.MONTH: "In totals, by month",
    Release.AREA: "In totals, by area",
    Release.PERSON_NO: "Never; people are counted without it",
    Release.NEVER: "Never; dropped on arrival",
}


def measures_sheet(material: Material) -> Sheet:
    """What every measure of the report means and how it adds up.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    headings = (
        ("Measure", 190),
        ("Name in the CSV", 210),
        ("Definition", 370),
        ("Unit", 110),
        ("Over months", 150),
        ("Over agencies", 150),
        ("Source", 190),
        ("Wording checked", 150),
    )
    rows = tuple(_measure_row(measure) for measure in material.measures)
    return Sheet(
        name="Measures",
        title="Measures: what is counted, and how it adds up",
        lines=("Definitions are the same in every report of the consortium.", _legend(rows)),
        table="measures",
        columns=tuple(Column(heading=text, pixels=pixels) for text, pixels in headings),
        rows=rows,
    )


def _legend(rows: tuple[Row, ...]) -> str:
    return legend(statuses_in(cell.value for row in rows for cell in row.cells))


def _measure_row(measure: Measure) -> Row:
    return Row(
        cells=text_cells(
            measure.label,
            measure.name,
            measure.definition or EMPTY,
            measure.unit or EMPTY,
            *ADDS_UP[measure.additivity],
            measure.source or EMPTY,
            CHECKED[measure.mark],
        )
    )


def fields_sheet(material: Material) -> Sheet:
    """The shared fields of the records behind the report, and what leaves the agency.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    headings = (
        ("Field", 170),
        ("Name in files", 180),
        ("Records", 190),
        ("Holds", 150),
        ("Required", 90),
        ("Confidentiality", 150),
        ("Leaves the agency", 170),
        ("Description", 330),
    )
    used = {measure.record for measure in material.measures}
    records: dict[Field, list[str]] = {}
    for name, record in material.catalog.records.items():
        for field in record.fields if name in used else ():
            records.setdefault(field, []).append(record.label)
    rows = tuple(_field_row(field, labels) for field, labels in records.items())
    return Sheet(
        name="Data dictionary",
        title="Data dictionary: the shared fields behind this report",
        lines=(
            "Agencies send these fields, or totals made from them at their own desk.",
            "Nothing about one person is in this workbook.",
            _legend(rows),
        ),
        table="data_dictionary",
        columns=tuple(Column(heading=text, pixels=pixels) for text, pixels in headings),
        rows=rows,
    )


def _field_row(field: Field, records: list[str]) -> Row:
    holds = f"{field.type.value.replace('_', ' ')}, list {field.codes}" if field.codes else ""
    return Row(
        cells=text_cells(
            field.label,
            field.name,
            "; ".join(records),
            holds or field.type.value + (f" ({field.unit})" if field.unit else ""),
            "Yes" if field.required else "No",
            CLASSES[field.confidentiality],
            LEAVES[field.released_as],
            field.description or EMPTY,
        )
    )


def code_words(figures: pd.DataFrame, labels: Labels) -> Iterator[tuple[str, str, str]]:
    """List, code and word of what figures are split by: breakdowns, agencies, hubs and places.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    names = [name for name in dict.fromkeys(figures["breakdown"]) if name != "total"]
    breakdowns = [labels.catalog.breakdowns[name] for name in names]
    lists = [(breakdown.label, labels.codes(breakdown.codes)) for breakdown in breakdowns]
    kinds = set(figures["geography_type"])
    places = (
        ("partner", "Agency", labels.partners),
        ("hub", "Hub", labels.hubs),
        ("grant", "Joint grant", labels.grants),
        ("county", "County", labels.codes("county") if "county" in kinds else {}),
        ("region", "Region", labels.codes("region") if "region" in kinds else {}),
    )
    lists += [(word, words) for kind, word, words in places if kind in kinds]
    for name, words in lists:
        yield from ((name, code, label) for code, label in words.items())


def codes_sheet(material: Material, labels: Labels) -> Sheet:
    """Codes of the CSV in words.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    rows = tuple(Row(cells=text_cells(*words)) for words in code_words(material.frame, labels))
    return Sheet(
        name="Codes",
        title="Codes: the words for the codes of the CSV file",
        lines=(
            "The code total stands for all of a breakdown.",
            "" if rows else legend(["not_applicable"]),
        ),
        table="codes",
        columns=(
            Column(heading="List", pixels=260),
            Column(heading="Code", pixels=330),
            Column(heading="In words", pixels=560),
        ),
        rows=rows or (Row(cells=text_cells("This report uses no codes", EMPTY, EMPTY)),),
    )
