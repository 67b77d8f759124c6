"""Numbered notes: what a reader must know of more than one table, said once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipelines.publish.edition import Material
from pipelines.publish.sheets import Column, Row, Sheet, text_cells
from schemas.model import Additivity, Counts, Mark, Measure, TableSpec

ONCE_PER_AGENCY = (
    "People are counted once per agency and period. A person who was served by two agencies is "
    "counted by both: totals over agencies may count a person more than once."
)
WITHHELD = (
    "Counts of people or requests from 1 to {largest} are withheld, and so are other figures from "
    "which one of them could be worked out. Parts may therefore not add up to their totals. "
    "Totals are not reduced: they include what is withheld. A zero is a true zero."
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
        texts = {
            "once": ONCE_PER_AGENCY,
            "withheld": WITHHELD.format(largest=largest),
            "several": SEVERAL,
            "unverified": UNVERIFIED,
            "received": ONLY_RECEIVED,
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
    """A heading without its references to notes."""
    return heading.partition(" [note")[0]


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
        lines=("Headings refer to these notes by number.",),
        table="notes",
        columns=(Column(heading="Note", pixels=110), Column(heading="Text", pixels=1000)),
        rows=rows,
    )
