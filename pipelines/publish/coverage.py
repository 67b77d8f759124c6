"""Coverage: which returns were expected, which came, and which are counted in the report."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines.publish.edition import Material, long_date
from pipelines.publish.labels import Labels
from pipelines.publish.markers import EMPTY, legend
from pipelines.publish.sheets import Cell, Column, Row, Sheet, label_pixels, text_cells
from pipelines.storage.board import COUNTED_STATES
from schemas.periods import Month

STATES = {
    "accepted": "Counted",
    "nil": "Nil return",
    "late": "Counted, came late",
    "refused": "Not accepted",
    "not_received": "Not received",
}
STATE_PIXELS = 112
ALL_COUNTED = "All {expected} expected returns are counted, nil returns included."
SOME_COUNTED = (
    "{counted} of {expected} expected returns are counted, nil returns included; "
    "sheet Coverage says which are missing."
)
ALL_BEGIN = (
    "Returns begin in {first}: sums leave out the months before, and different people of the "
    "whole period cannot be counted."
)
SOME_BEGIN = (
    "The returns of {late} of {all} agencies begin after {first}: sums leave out their months "
    "before."
)


def coverage_counts(coverage: pd.DataFrame) -> dict[str, int]:
    """How many returns were expected, and how many are in each state."""
    counts = coverage["state"].value_counts()
    return {"expected": len(coverage), **{name: int(counts.get(name, 0)) for name in STATES}}


def coverage_words(coverage: pd.DataFrame, months: Sequence[Month]) -> str:
    """What is counted of what was expected, and whether that is all of the period.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    expected = len(coverage)
    counted = int(coverage["state"].isin(COUNTED_STATES).sum())
    words = ALL_COUNTED if counted == expected else SOME_COUNTED
    return " ".join(
        filter(None, (words.format(counted=counted, expected=expected), _begins(coverage, months)))
    )


def _begins(coverage: pd.DataFrame, months: Sequence[Month]) -> str:
    """From when on returns were expected, where that is later than the period begins; else ""."""
    begins = coverage.groupby("partner")["month"].min().astype(str)
    late = begins[begins > str(months[0])]
    if late.empty:
        return ""
    if len(late) == len(begins):
        return ALL_BEGIN.format(first=Month.parse(begins.min()).label)
    return SOME_BEGIN.format(late=len(late), all=len(begins), first=months[0].label)


def coverage_sheet(material: Material, labels: Labels) -> Sheet:
    """Agencies by kind of record: the state of the month, or how many of the months are counted.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    coverage = material.coverage
    expected = set(coverage["record"])
    records = [name for name in material.catalog.records if name in expected]
    partners = [p.id for p in material.consortium.partners if p.id in set(coverage["partner"])]
    words = _words(coverage)
    rows = tuple(
        Row(
            cells=(
                Cell(value=labels.partners[partner]),
                *text_cells(*(words.get((partner, record), EMPTY) for record in records)),
            )
        )
        for partner in partners
    )
    headings = [material.catalog.records[name].label for name in records]
    return Sheet(
        name="Coverage",
        title="Coverage: what was expected and what is counted",
        lines=_lines(material, is_partial=len(words) < len(rows) * len(records)),
        table="coverage",
        columns=(
            Column(heading="Agency", pixels=label_pixels([row.cells[0].value for row in rows])),  # type: ignore[misc]  # names are text
            *(Column(heading=text, pixels=STATE_PIXELS) for text in headings),
        ),
        rows=rows or (Row(cells=text_cells("No returns are expected")),),
    )


def _words(coverage: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The state in words where there is one month, else how many months are counted."""
    found: dict[tuple[str, str], str] = {}
    for key, part in coverage.groupby(["partner", "record"], sort=False):
        partner, record = key
        states = list(part["state"])
        counted = sum(state in COUNTED_STATES for state in states)
        several = f"{counted} of {len(states)} months"
        found[str(partner), str(record)] = STATES[states[0]] if len(states) == 1 else several
    return found


def _lines(material: Material, *, is_partial: bool) -> tuple[str, ...]:
    counts = coverage_counts(material.coverage)
    parts = [f"{counts[name]} {words.lower()}" for name, words in STATES.items() if counts[name]]
    return (
        f"Period: {material.period.label}. State of {long_date(material.edition.as_of)}.",
        f"Returns expected: {counts['expected']}. Of these: {', '.join(parts) or 'none'}.",
        "Only counted and nil returns are in the figures. What is missing is never read as zero.",
        legend(["not_applicable"] if is_partial else []),
    )
