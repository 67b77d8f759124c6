"""How the report is made, in words that a reader can hold us to."""

from __future__ import annotations

from collections import Counter

from pipelines.publish.edition import AuditSummary, Material
from pipelines.publish.markers import MARKERS
from pipelines.publish.notes import changed_by_key, is_people, rounded_to
from pipelines.publish.sheets import Column, Row, Sheet, text_cells
from schemas.model import FunderReport, Mark, Method

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
    "An independent program tries to work out every withheld figure, and every difference of a "
    "few people, from all that is or was published. Result: {result}; figures checked: "
    "{checked:,}; figures withheld: {withheld:,}."
)
ATTACKERS = {
    "outsider": "A reader who has every published file, ours and other funders'",
    "empty places": "A reader who also knows where nobody was served",
    "partners": "Each member agency, which also knows its own figures",
}
TRIED = " {who}: {checked:,} tried, {result}."
WHY = (
    "A small count can tell who somebody is: if one woman of a small county came in a month, her "
    "neighbors may know her. Such counts are withheld and marked {mark}. A large figure is "
    "withheld too where a small one could be worked out with it, for example by taking the other "
    "rows off the total. Everything that is or was published counts: other sheets, other funders' "
    "reports and earlier releases."
)
SAYS_NOTHING = (
    "{mark} says nothing about the size of a figure. It may stand for few or for many; do not read "
    "it as a small number, and do not put a zero or an estimate in its place. Totals include what "
    "is withheld, so that rows may not add up to them."
)
MAY_NOT = (
    "Figures that are shown may be quoted, added and compared. Nobody may try to work out a "
    "withheld figure, or who is behind a figure: not by subtracting, not by putting this report "
    "beside others, not by what is known of an agency or a place. Whoever sees that it can be done "
    "tells the contact below, and nobody else."
)
WHOM = (
    "{contact}. Ask what can be said of a group that is withheld: a larger area or a longer period "
    "can often be shown. The withheld figures themselves are not given out."
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


def disclosure_rule(report: FunderReport) -> str:
    """The rule in one sentence, and in a second one how figures that are not exact were changed."""
    if report.protection is Method.CELL_KEY:
        return changed_by_key(report)
    rule = (
        f"Counts of people or requests from 1 to {report.threshold - 1} are withheld, and so is "
        "every figure that would give one of them away by subtraction, in this or any earlier "
        "release."
    )
    return f"{rule} {rounded_to(report)}" if report.protection is Method.ROUND else rule


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


def _audit(audit: AuditSummary) -> str:
    """What was tried, and by whom."""
    said = AUDIT.format(
        result=audit.result, checked=audit.figures_checked, withheld=audit.figures_withheld
    )
    return said + "".join(
        TRIED.format(who=ATTACKERS[name], **one) for name, one in audit.attackers.items()
    )


def _topics(material: Material) -> tuple[tuple[str, str], ...]:
    report, audit = material.report, material.edition.audit
    mark = MARKERS["withheld"].text
    marks = Counter(table.mark for table in report.tables)
    counts = {one.value: marks[one] for one in Mark}
    has_people = any(is_people(measure) for measure in material.measures)
    withholds = report.protection is not Method.CELL_KEY
    topics = (
        ("What this report is", report.description),
        ("How figures are made", STEPS),
        ("How people are counted", PEOPLE if has_people else ""),
        ("Protection of small numbers", disclosure_rule(report)),
        ("Why numbers are missing", WHY.format(mark=mark) if withholds else ""),
        (f"What {mark} does not say", SAYS_NOTHING.format(mark=mark) if withholds else ""),
        ("What may not be done", MAY_NOT),
        ("Whom to ask", WHOM.format(contact=material.consortium.contact)),
        (
            "Audit of the protection",
            _audit(audit),
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
