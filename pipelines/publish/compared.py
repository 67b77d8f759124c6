"""The lines of a reconciliation in figures: what is printed or released, and how far it is apart.

Nothing here has seen an exact figure. A difference of two figures that are both shown tells a
reader no more than the two do; where one of them is not shown, the difference is not told either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipelines.publish.edition import COUNTERPART_COLUMNS, no_counterparts
from pipelines.publish.flat import read_flat
from pipelines.publish.markers import is_shown, places
from schemas.catalog import Catalog
from schemas.compared import Compared, Reconciliation
from schemas.model import FunderReport, Measure
from schemas.periods import Month, Period
from schemas.reconciling import periods_of

WHOLE = ("total", "total")
NIL = "nil"
MISSING = "not_available"
# where several figures of a sum cannot be told, the first of these reasons is given
REASONS = ("withheld", "not_received", "not_available", "not_collected", "not_applicable")
Key = tuple[str, str, str, str, str]
Figure = tuple[float, str]


@dataclass(frozen=True)
class ToldLine:
    """One line: its periods, its figure, and how far that is from the line above.

    `since_told` is the difference from the last line that has a figure, where others lie between.
    """

    compared: Compared
    measures: tuple[Measure, ...]
    periods: tuple[Period, ...]
    value: float
    status: str
    difference: float
    difference_status: str
    since_told: float | None

    @property
    def measure(self) -> Measure:
        """The measure that is printed most finely."""
        return max(self.measures, key=places)


class Published:
    """Figures of the whole consortium: those of one report, and those released before it."""

    def __init__(self, own: pd.DataFrame, released: pd.DataFrame) -> None:
        """Take the frame of the report (TABLE_COLUMNS) and COUNTERPART_COLUMNS."""
        self._figures = {**_by_key(released), **_by_key(own.assign(report=""))}

    def of(self, report: str, measure: str, period: Period, part: tuple[str, str]) -> Figure:
        """A figure as the report itself shows it, or else as that other report was released."""
        own = ("", measure, period.id, *part)
        return self._figures.get(own) or self._figures.get((report, *own[1:]), (0.0, MISSING))


def released_figures(flats: Sequence[tuple[str, bytes]]) -> pd.DataFrame:
    """The figures of released flat files, each with the name of its report: COUNTERPART_COLUMNS.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    frames = [read_flat(content).assign(report=name) for name, content in flats]
    columns = list(COUNTERPART_COLUMNS)
    return pd.concat(frames)[columns] if frames else no_counterparts()


def _by_key(frame: pd.DataFrame) -> Mapping[Key, Figure]:
    whole = frame[frame["geography_type"] == "consortium"]
    keys = zip(
        *(whole[n] for n in ("report", "measure", "period", "breakdown", "dim1")), strict=True
    )
    told = zip(whole["value"].astype(float), whole["status"], strict=True)
    return dict(zip(keys, told, strict=True))


def told_lines(
    one: Reconciliation,
    report: FunderReport,
    catalog: Catalog,
    month: Month,
    published: Published,
) -> tuple[ToldLine, ...]:
    """The lines of a reconciliation with figures and differences.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    found: list[ToldLine] = []
    for line in one.lines:
        measures = tuple(catalog.measures[name] for name in line.measures)
        periods = periods_of(line, report, month)
        value, status = _figure(line, periods, published)
        difference, why_not, since = _apart(value, status, found)
        found.append(ToldLine(line, measures, periods, value, status, difference, why_not, since))
    return tuple(found)


def _figure(line: Compared, periods: tuple[Period, ...], published: Published) -> Figure:
    part = (line.breakdown, line.code) if line.breakdown else WHOLE
    found = [published.of(line.report, m, p, part) for p in periods for m in line.measures]
    return added(found)


def added(found: list[Figure]) -> Figure:
    """The sum of figures that are all shown, or why there is none."""
    hidden = [status for _, status in found if not is_shown(status) and status != NIL]
    if hidden:
        order = [*REASONS, *hidden]
        return 0.0, min(hidden, key=order.index)
    return sum(value for value, status in found if status != NIL), "shown"


def _apart(value: float, status: str, above: list[ToldLine]) -> tuple[float, str, float | None]:
    """The difference from the line above, why there is none, and the one from the last figure."""
    if not above:
        return 0.0, "not_applicable", None
    if not is_shown(status):
        return 0.0, status, None
    if is_shown(above[-1].status):
        return value - above[-1].value, "shown", None
    last = next((line for line in reversed(above) if is_shown(line.status)), None)
    return 0.0, above[-1].status, None if last is None else value - last.value
