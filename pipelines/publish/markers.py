"""What stands in a cell: a number, or a marker that says why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from pipelines.errors import InternalError
from schemas.model import Additivity, Measure

SHOWN = frozenset({"shown", "true_zero", "rounded"})
PERCENT_UNITS = frozenset({"percent", "%", "share"})


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A word in square brackets and what it means."""

    text: str
    meaning: str


LOW = Marker(text="[low]", meaning="rounds to zero but is not zero")
MARKERS = {
    "withheld": Marker(text="[c]", meaning="withheld to protect confidentiality"),
    "not_available": Marker(text="[x]", meaning="not available"),
    "not_applicable": Marker(text="[z]", meaning="not applicable"),
    "not_received": Marker(text="[nr]", meaning="not yet received"),
    "nil": Marker(text="[nil]", meaning="nil return: the agency reported nothing to count"),
    "not_collected": Marker(text="[nc]", meaning="not collected"),
    "refused_or_unknown": Marker(text="[unk]", meaning="refused or unknown"),
    "low": LOW,
    "provisional": Marker(text="[p]", meaning="provisional; late or corrected returns change it"),
    "revised": Marker(text="[r]", meaning="revised since the version before"),
    "break": Marker(text="[b]", meaning="not the same agencies in both"),
}
MARKED = "{mark} {meaning}"
LEGEND = "Marks: {marks}."
EMPTY = MARKERS["not_applicable"].text


def is_shown(status: str) -> bool:
    """Whether a figure of this status is printed as a number."""
    return status in SHOWN


def is_percent(measure: Measure) -> bool:
    """Whether a measure is a ratio that is printed as a percentage of one."""
    return measure.additivity is Additivity.RATIO and measure.unit in PERCENT_UNITS


def places(measure: Measure) -> int:
    """Decimal places of the stored number: 0.876 of one is a percentage of one decimal, 87.6%."""
    return measure.decimals + 2 if is_percent(measure) else measure.decimals


def number_format(measure: Measure) -> str:
    """The Excel number format of a measure."""
    point = "." + "0" * measure.decimals if measure.decimals else ""
    if is_percent(measure):
        return "0" + point + "%"
    return "#,##0" + point


def figure(value: float, status: str, measure: Measure) -> int | float | str:
    """What is published for one figure: a number as fine as its measure declares, or a marker.

    A value beside a status that shows none is never looked at.
    """
    if not is_shown(status):
        if status not in MARKERS:
            raise InternalError("PUBLISH-01", f"measure {measure.name}: unknown status of a figure")
        return MARKERS[status].text
    if pd.isna(value):
        raise InternalError("PUBLISH-02", f"measure {measure.name}: a shown figure has no value")
    rounded = round(float(value), places(measure))
    is_finer = abs(rounded - float(value)) > 1e-9  # noqa: PLR2004  float noise of sums
    if is_finer and measure.additivity is not Additivity.RATIO:
        raise InternalError("PUBLISH-03", f"measure {measure.name}: finer than it declares")
    return int(rounded) if rounded.is_integer() else rounded


def is_too_low(value: float, measure: Measure) -> bool:
    """Whether a ratio would be printed as zero though it is none."""
    is_ratio = measure.additivity is Additivity.RATIO
    return is_ratio and value != 0 and round(float(value), places(measure)) == 0


def printed(value: float, status: str, measure: Measure) -> int | float | str:
    """What a workbook prints for one figure: as published, but no zero that is none."""
    shown = figure(value, status, measure)
    is_number = not isinstance(shown, str)
    return LOW.text if is_number and is_too_low(value, measure) else shown


def statuses_in(values: Iterable[object]) -> set[str]:
    """Statuses whose markers stand among the values of cells."""
    texts = {value for value in values if isinstance(value, str)}
    return {name for name, mark in MARKERS.items() if mark.text in texts}


def legend(statuses: Iterable[str]) -> str:
    """One sentence that explains the markers of these statuses, in fixed order; "" if none."""
    present = set(statuses)
    parts = [
        MARKED.format(mark=mark.text, meaning=mark.meaning)
        for name, mark in MARKERS.items()
        if name in present
    ]
    return LEGEND.format(marks="; ".join(parts)) if parts else ""
