"""Numbered notes: what a reader must know of more than one table, said once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from pipelines.publish.edition import Material
from pipelines.publish.markers import MARKERS
from pipelines.publish.sheets import Column, Row, Sheet, text_cells
from schemas.model import Additivity, Counts, FunderReport, Mark, Measure, Method, TableSpec

ONCE_PER_AGENCY = (
    "People are counted once per agency and period. A person who was served by two agencies is "
    "counted by both: totals over agencies may count a person more than once."
)
WITHHELD = (
    "Counts of people or requests from 1 to {largest} are withheld, and so are other figures from "
    "which one of them could be worked out. Parts may therefore not add up to their totals. "
    "Totals are not reduced: they include what is withheld. A zero is a true zero. {mark} says "
    "nothing about the size of a figure; sheet Methodology says more."
)
SEVERAL = (
    "One person or request may stand under several rows, so that the rows add up to more than "
    "the total."
)
ONLY_RECEIVED = (
    "Totals include the agencies whose returns were received and accepted. What is missing is "
    "never read as zero; sheet Coverage lists it."
)
UNVERIFIED = (
    "Some wording of this table has not yet been compared with the funder's current form. Sheet "
    "Measures says so for each measure."
)
REFERRED = (
    "Headings refer to these notes by number. A note that no heading names holds for the whole "
    "report."
)
REFERENCES = re.compile(r"( \[(?:note \d+|[pr])\])+$")


def rounded_to(report: FunderReport) -> str:
    """How the figures of a report that rounds were changed."""
    base = report.rounding_base
    return (
        f"All other figures of people and requests, and of what they were given, are rounded to "
        f"the nearest {base}, each by itself, so that parts need not add up to their total; none "
        f"is rounded down to zero, and no count below {-(-report.threshold // base) * base}."
    )


def changed_by_key(report: FunderReport) -> str:
    """How the counts of a report that changes them by key were changed."""
    return (
        f"Counts of people or requests are each changed at random by at most {report.threshold}, "
        "up or down and by nothing on average, the same count always in the same way. Parts need "
        "not add up to their total. A 0 may stand for a few, and no count from 1 to "
        f"{report.threshold - 1} is ever shown."
    )


def is_people(measure: Measure) -> bool:
    """Whether a measure counts different people, each once per agency."""
    is_distinct = measure.additivity is Additivity.UNDUPLICATED
    return is_distinct and measure.counts is Counts.PERSONS


@dataclass(frozen=True)
class Notes:
    """The notes of one report; a heading refers to them as `[note 1]`."""

    material: Material

    @cached_property
    def texts(self) -> dict[str, str]:
        """Every note by a short name, in the order of its number."""
        own = {f"report_{at}": text for at, text in enumerate(self.material.report.notes)}
        largest = self.material.report.threshold - 1
        ways = {Method.ROUND: rounded_to, Method.CELL_KEY: changed_by_key}
        is_keyed = self.material.report.protection is Method.CELL_KEY
        withheld = WITHHELD.format(largest=largest, mark=MARKERS["withheld"].text)
        way = ways.get(self.material.report.protection)
        texts = {
            "once": ONCE_PER_AGENCY,
            **({} if is_keyed else {"withheld": withheld}),
            "several": SEVERAL,
            "unverified": UNVERIFIED,
            "received": ONLY_RECEIVED,
            **({"rounded": way(self.material.report)} if way else {}),
        }
        return {**texts, **own}

    def refer(self, *names: str) -> str:
        """References to notes as they follow a heading: ` [note 1] [note 3]`."""
        order = list(self.texts)
        return "".join(f" [note {order.index(name) + 1}]" for name in order if name in names)

    def of_table(self, spec: TableSpec) -> str:
        """References that belong to a table's title."""
        names = []
        if "withheld" in self._statuses(spec):
            names.append("withheld")
        if "rounded" in self._statuses(spec):
            names.append("rounded")
        kind, _, name = spec.rows.partition(":")
        if kind == "breakdown" and self.material.catalog.breakdowns[name].is_multi:
            names.append("several")
        if spec.mark in {Mark.PARTLY, Mark.MEMORY}:
            names.append("unverified")
        return self.refer(*names)

    def of_measure(self, measure: Measure) -> str:
        """References that belong to a measure's heading."""
        return self.refer("once") if is_people(measure) else ""

    def _statuses(self, spec: TableSpec) -> set[str]:
        frame = self.material.frame
        return set(frame.loc[frame["table_id"] == spec.id, "status"])


def without_notes(heading: str) -> str:
    """A heading without its references to notes and the marks of its state."""
    return REFERENCES.sub("", heading)


def notes_sheet(notes: Notes) -> Sheet:
    """The sheet of notes.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    rows = tuple(
        Row(cells=text_cells(f"note {number}", text))
        for number, text in enumerate(notes.texts.values(), start=1)
    )
    return Sheet(
        name="Notes",
        title="Notes",
        lines=(REFERRED,),
        table="notes",
        columns=(Column(heading="Note", pixels=110), Column(heading="Text", pixels=1000)),
        rows=rows,
    )
