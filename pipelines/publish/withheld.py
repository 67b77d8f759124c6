"""What a sheet says of its withheld figures: how many, and how much of each total is shown.

Both are worked out of what the same sheet prints, so that they tell a reader nothing that the
sheet does not. A share that rested on the exact figures would be one more figure about them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipelines.publish.edition import Material
from pipelines.publish.labels import WHOLES
from pipelines.publish.markers import MARKERS, is_shown
from schemas.adding import is_multi
from schemas.model import Additivity, Counts, Measure, TableSpec

TOTAL = "total"
WITHHELD = "withheld"
PEOPLE = frozenset({Counts.PERSONS, Counts.REQUESTS})
METHODOLOGY = "sheet Methodology says why, and what may not be done."
SHARES = "Rows with a number make up: {told}."


def withheld_lines(material: Material, spec: TableSpec, figures: pd.DataFrame) -> tuple[str, ...]:
    """How many figures of a table are withheld, and how much of its totals the rows show.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    hidden = int((figures["status"] == WITHHELD).sum())
    if not hidden:
        return ()
    counted = hidden + int(figures["status"].map(is_shown).sum())
    are = "is" if hidden == 1 else "are"
    mark = MARKERS[WITHHELD].text
    first = f"{hidden} of the {counted} figures here {are} withheld, marked {mark}; {METHODOLOGY}"
    shares = list(_shares(material, spec, figures))
    told = "; ".join(f"{share}% of the total of {_begun(m.label)}" for m, share in shares)
    return (first, SHARES.format(told=told)) if told else (first,)


def _begun(label: str) -> str:
    """A label within a sentence: only its first letter changes, for VOCA stays VOCA."""
    return label[:1].lower() + label[1:]


def _shares(
    material: Material, spec: TableSpec, figures: pd.DataFrame
) -> Iterator[tuple[Measure, int]]:
    """Whole percent of a total of people or requests, rounded down, where its parts add up."""
    kind, _, name = spec.rows.partition(":")
    column = "geography_type" if kind == "geography" else "breakdown"
    is_total = figures["geography_type"].isin(WHOLES) & (figures["dim1"] == TOTAL)
    for measure in _added(material, spec):
        own = figures["measure"] == measure.name
        parts, whole = figures[own & (figures[column] == name)], figures[own & is_total]
        if WITHHELD not in set(parts["status"]) or not whole["status"].map(is_shown).all():
            continue
        total = float(whole["value"].sum())
        shown = float(parts.loc[parts["status"].map(is_shown), "value"].sum())
        if total > 0:
            yield measure, min(int(100 * shown // total), 99)


def _added(material: Material, spec: TableSpec) -> Iterator[Measure]:
    """Counts of people and requests whose rows add up to their total."""
    kind, _, name = spec.rows.partition(":")
    for measure in map(material.catalog.measures.__getitem__, spec.measures):
        is_count = measure.counts in PEOPLE and measure.additivity is not Additivity.RATIO
        is_people = measure.additivity is Additivity.UNDUPLICATED or not measure.people
        is_split = kind == "breakdown" and not is_multi(measure, material.catalog.breakdowns[name])
        if is_count and is_people and (kind == "geography" or is_split):
            yield measure
