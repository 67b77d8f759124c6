"""What a view is worked out from: flat files as published, declarations and settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from pipelines.publish.flat import read_flat
from pipelines.publish.markers import MARKERS, is_shown, printed
from pipelines.settings import Consortium
from pipelines.types import Released
from schemas.catalog import Catalog
from schemas.due import table_period
from schemas.model import FunderReport, Measure, TableSpec
from schemas.periods import Month
from schemas.views import ViewSpec

# a figure as a reader meets it: a number, or the mark for why there is none
Told = int | float | str
# where a figure stands: its type of geography, the geography, the breakdown and its code
Place = tuple[str, str, str, str]
WHOLE: Place = ("consortium", "all", "total", "total")
WITHHELD = MARKERS["withheld"].text
MISSING = MARKERS["not_available"].text
NOT_APPLICABLE = MARKERS["not_applicable"].text
PLACE = ["geography_type", "geography", "breakdown", "dim1"]


@dataclass(frozen=True, repr=False)
class Figures:
    """The figures of one flat file. Privacy: disclosure-safe."""

    content: bytes

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The flat file as a table."""
        return read_flat(self.content)

    @cached_property
    def _known(self) -> Mapping[tuple[str, ...], tuple[float, str]]:
        frame = self.frame
        keys = zip(*(frame[name] for name in ("measure", "period", *PLACE)), strict=True)
        return dict(zip(keys, zip(frame["value"], frame["status"], strict=True), strict=True))

    @cached_property
    def _agencies(self) -> Mapping[tuple[str, str], frozenset[str]]:
        rows = self.frame[self.frame["geography_type"] == "partner"]
        is_counted = rows["status"].map(is_shown) | rows["status"].isin(["withheld", "nil"])
        found: dict[tuple[str, str], set[str]] = {}
        counted = rows[is_counted.astype(bool)]
        for name, period, agency in zip(
            counted["measure"], counted["period"], counted["geography"], strict=True
        ):
            found.setdefault((name, period), set()).add(agency)
        return {key: frozenset(agencies) for key, agencies in found.items()}

    def agencies(self, measure: Measure, period: str) -> frozenset[str]:
        """The agencies whose figures the total of a measure is made of."""
        return self._agencies.get((measure.name, period), frozenset())

    def status(self, measure: Measure, period: str, place: Place) -> str:
        """Why a figure is or is not there; "" if the file has no such figure."""
        return self._known.get((measure.name, period, *place), (0.0, ""))[1]

    def told(self, measure: Measure, period: str, place: Place = WHOLE) -> Told:
        """A figure as it is printed; a mark if the file does not have it."""
        found = self._known.get((measure.name, period, *place))
        return MISSING if found is None else printed(*found, measure)


@dataclass(frozen=True, repr=False)
class Seen:
    """The flat file of a report for a month, and those of its releases for earlier months."""

    report: FunderReport
    catalog: Catalog
    consortium: Consortium
    month: Month
    flat: bytes
    released: Mapping[Month, Released] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Counts only."""
        return f"Seen({self.month}, {len(self.released)} earlier months)"

    @cached_property
    def _figures(self) -> dict[Month, Figures]:
        earlier = {month: Figures(one.flat) for month, one in self.released.items()}
        return {**earlier, self.month: Figures(self.flat)}

    @property
    def now(self) -> Figures:
        """The figures of the month of the report."""
        return self._figures[self.month]

    def of(self, month: Month) -> Figures | None:
        """The figures of a month, if its report is released or is this one."""
        return self._figures.get(month)

    def measure(self, name: str) -> Measure:
        """The declaration of a measure."""
        return self.catalog.measures[name]

    def measures(self, spec: ViewSpec) -> tuple[Measure, ...]:
        """The measures of a view."""
        return tuple(self.measure(name) for name in spec.measures)

    def table(self, name: str) -> TableSpec:
        """A table of the report."""
        return next(table for table in self.report.tables if table.id == name)

    def period(self, table: str) -> str:
        """The period that a table covers."""
        return table_period(self.report, self.table(table), self.month).id


def mark_among(parts: Iterable[Told]) -> str:
    """The mark of a figure that is worked out from these; "" if all of them are numbers."""
    marks = {part for part in parts if isinstance(part, str)}
    if WITHHELD in marks:
        return WITHHELD
    return MISSING if marks else ""


def total(parts: Iterable[Told]) -> Told:
    """The sum of figures, or a mark if one of them has none."""
    told = list(parts)
    return mark_among(told) or sum(part for part in told if not isinstance(part, str))


def ratio(part: Told, whole: Told, times: float = 1.0) -> Told:
    """One figure divided by another; a mark if either has none or the second is zero."""
    mark = mark_among((part, whole))
    if isinstance(part, str) or isinstance(whole, str):
        return mark
    return part * times / whole if whole else NOT_APPLICABLE
