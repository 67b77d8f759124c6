"""How the report is made, in words that a reader can hold us to."""

from __future__ import annotations

from collections import Counter

from pipelines.publish.edition import Material
from pipelines.publish.notes import is_people
from pipelines.publish.sheets import Column, Row, Sheet, text_cells
from schemas.model import Mark

STEPS = (
    "Member agencies send a monthly file, a total made at their own desk, or a nil return. Every "
    "file is checked cell by cell against one shared set of fields; the agency corrects what is "
    "wrong. Names, contact data and notes are removed, totals are counted, and only totals leave "
    "the restricted part of the system."
)
PEOPLE = (
    "Within an agency a person is counted once in a period, however many services were given. "
    "Agencies do not share who their clients are, so a person served by two agencies is counted "
    "by each. A person whose particulars differ within a period is counted under those of the "
    "first service that states them."
)
AUDIT = (
    "An independent program tries to work out every withheld figure from all published figures. "
    "Result: {result}; figures checked: {checked}; figures withheld: {withheld}."
)
VERSIONS = "Catalog of fields and measures: {}. Program: {}."
RATES = "Rates and charts are made from the published, protected figures only."
MISSING = (
    "A return that has not come is shown as not received, never as zero. A zero comes from a "
    "counted return or a nil return."
)
VERIFY = (
    "Of the {all} tables of this report, {V} follow wording seen in public material, {P} an "
    "outline whose details are not verified, {M} wording that is not verified, and {X} are in "
    "the words of this consortium. Compare what is not verified with the live form; sheet "
    "Measures gives the state of each measure."
)


def disclosure_rule(threshold: int) -> str:
    """The rule in one sentence."""
    return (
        f"Counts of people or requests from 1 to {threshold - 1} are withheld, and so is every "
        "figure that would give one of them away by subtraction, in this or any earlier release."
    )


def methodology_sheet(material: Material) -> Sheet:
    """Topics and explanations.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    return Sheet(
        name="Methodology",
        title="Methodology",
        lines=("How the figures are collected, counted and protected.",),
        table="methodology",
        columns=(Column(heading="Topic", pixels=250), Column(heading="Explanation", pixels=880)),
        rows=tuple(Row(cells=text_cells(*topic)) for topic in _topics(material)),
    )


def _topics(material: Material) -> tuple[tuple[str, str], ...]:
    report, audit = material.report, material.edition.audit
    marks = Counter(table.mark for table in report.tables)
    counts = {mark.value: marks[mark] for mark in Mark}
    has_people = any(is_people(measure) for measure in material.measures)
    topics = (
        ("What this report is", report.description),
        ("How figures are made", STEPS),
        ("How people are counted", PEOPLE if has_people else ""),
        ("Protection of small numbers", disclosure_rule(report.threshold)),
        (
            "Audit of the protection",
            AUDIT.format(
                result=audit.result,
                checked=f"{audit.figures_checked:,}",
                withheld=f"{audit.figures_withheld:,}",
            ),
        ),
        ("Rates and charts", RATES),
        ("What is missing", MISSING),
        ("Source of the instrument", report.source),
        ("How far wording is verified", VERIFY.format(all=len(report.tables), **counts)),
        (
            "Versions",
            VERSIONS.format(material.catalog.version, material.edition.code_version),
        ),
    )
    return tuple((topic, text) for topic, text in topics if text)
