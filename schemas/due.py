"""Which reports end with a month, and which period each of their tables covers."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.model import FunderReport, TableSpec
from schemas.periods import Month, Period, month_period, quarter, to_date, year

MONTHS_OF_A_YEAR = 12


def report_period(report: FunderReport, month: Month) -> Period | None:
    """The period of the report that ends with `month`, or None if none does."""
    if report.due == "monthly":
        return month_period(month)
    if report.due == "quarterly":
        return quarter(report.calendar, month)
    whole = year(report.calendar, month)
    return month_period(month) if whole and report.due == "one_month_a_year" else whole


def due_reports(reports: Iterable[FunderReport], month: Month) -> tuple[FunderReport, ...]:
    """The reports whose declared rhythm ends with `month`, in the order given."""
    return tuple(report for report in reports if report_period(report, month) is not None)


def table_period(report: FunderReport, table: TableSpec, month: Month) -> Period:
    """The period of a table of a report that is due with `month`."""
    if table.period == "sfy_to_date":
        return to_date("SFY", month)
    whole = report_period(report, month) if table.period == "report" else None
    whole = quarter(report.calendar, month) if table.period == "quarter" else whole
    return whole if whole is not None else month_period(month)


def months_compared(report: FunderReport) -> int:
    """How many months back the views of a report look: a state fiscal year to date and the last."""
    return 2 * MONTHS_OF_A_YEAR - 1 if report.views else 0
