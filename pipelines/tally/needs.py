"""What has to be counted at the end of a month: measure by breakdown by period, from the reports.

Only what a due report prints is counted, and the month's total of most measures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from schemas.catalog import Catalog
from schemas.due import due_reports, table_period
from schemas.model import Measure, TableSpec
from schemas.periods import Month, Period, month_period

TOTAL = "total"


@dataclass(frozen=True, order=True)
class Need:
    """One measure, split by one breakdown ("total" if by none), over the period of that name."""

    period: str
    measure: str
    breakdown: str


@dataclass(frozen=True)
class Needs:
    """Everything to count for one month; `periods` by their names, the month itself first."""

    periods: dict[str, Period]
    needs: tuple[Need, ...]

    @property
    def earliest(self) -> Month:
        """The first month of which records are needed."""
        return min(period.year_begins for period in self.periods.values())

    def only(self, measures: Collection[str]) -> Needs:
        """The same for these measures alone; periods that none of them needs are left out."""
        kept = tuple(need for need in self.needs if need.measure in measures)
        used = {need.period for need in kept}
        return Needs({name: p for name, p in self.periods.items() if name in used}, kept)

    def measures(self, period: str) -> tuple[str, ...]:
        """Measures wanted for that period."""
        return tuple(sorted({need.measure for need in self.needs if need.period == period}))


def needs_of(catalog: Catalog, month: Month) -> Needs:
    """What the reports due with `month` print, and totals of what is counted every month.

    Privacy: disclosure-safe in, disclosure-safe out (declarations only).
    """
    this_month = month_period(month)
    periods = {this_month.id: this_month}
    measures = catalog.measures.values()
    counted = [m.name for m in measures if m.every_month and not m.value.startswith("ratio:")]
    found = {Need(this_month.id, measure, TOTAL) for measure in counted}
    for report in due_reports(catalog.reports.values(), month):
        for table in report.tables:
            period = table_period(report, table, month)
            periods[period.id] = period
            for measure in _counted(catalog, table):
                found |= {Need(period.id, measure, name) for name in _breakdowns(table)}
    return Needs(periods, tuple(sorted(found)))


def ratio_parts(measure: Measure) -> tuple[str, ...]:
    """The two measures a ratio is made of; none for other measures."""
    kind, _, parts = measure.value.partition(":")
    return tuple(parts.split("/")) if kind == "ratio" else ()


def _counted(catalog: Catalog, table: TableSpec) -> Iterator[str]:
    for name in table.measures:
        yield from ratio_parts(catalog.measures[name]) or (name,)


def _breakdowns(table: TableSpec) -> set[str]:
    kind, _, name = table.rows.partition(":")
    if kind == "breakdown":
        return {TOTAL, name, table.subtotals or TOTAL}
    return {TOTAL, "county"} if name in {"county", "region"} else {TOTAL}
