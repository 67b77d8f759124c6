"""What a reconciliation compares: the periods of its lines, and whether somebody prints them."""

from __future__ import annotations

from schemas.compared import Compared, Reconciliation
from schemas.declared import Catalog, CatalogError
from schemas.due import report_period
from schemas.model import FunderReport
from schemas.periods import FIRST_MONTH, Month, Period, month_period, quarter, year

YEARS = {name.lower(): name for name in FIRST_MONTH}
SPANS = ("month", "quarter", "report", *YEARS)
PARTS = ("", "month", "quarter")
LEAST_LINES = 2


def periods_of(line: Compared, report: FunderReport, month: Month) -> tuple[Period, ...]:
    """The periods whose figures a line adds, in a report that is due with `month`."""
    whole = _whole(line, report, month)
    if line.each == "month":
        return tuple(map(month_period, whole.months))
    if line.each == "quarter":
        calendar = YEARS.get(line.period, report.calendar)
        return tuple(q for q in (quarter(calendar, one) for one in whole.months) if q)
    return (whole,)


def released_before(catalog: Catalog, report: FunderReport, month: Month) -> set[tuple[str, Month]]:
    """The reports of earlier months, by name and last month, on which a report's lines rest."""
    return {
        (line.report, period.last)
        for one in explained_by(catalog, report)
        for line in one.lines
        for period in periods_of(line, report, month)
        if period.last < month
    }


def explained_by(catalog: Catalog, report: FunderReport) -> tuple[Reconciliation, ...]:
    """The reconciliations in the workbook of a report."""
    return tuple(one for one in catalog.reconciliations.values() if one.report == report.id)


def _whole(line: Compared, report: FunderReport, month: Month) -> Period:
    if line.period in YEARS:
        return _newest_year(YEARS[line.period], month)
    named = quarter(report.calendar, month) if line.period == "quarter" else None
    if line.period == "report":
        named = report_period(report, month)
    return named or month_period(month)


def _newest_year(calendar: str, month: Month) -> Period:
    """The year that ends with the month, or else the last one that has ended before it."""
    return next(filter(None, (year(calendar, month.plus(-back)) for back in range(12))))


def check_reconciliations(catalog: Catalog) -> None:
    """Raise CatalogError for the first line that compares what nobody prints."""
    for one in catalog.reconciliations.values():
        file, name = f"funders/{one.report}/reconciliation.toml", one.name.partition(".")[2]
        if len(one.lines) < LEAST_LINES:
            raise CatalogError(file, name, "two figures at least are compared")
        for number, line in enumerate(one.lines, start=1):
            problem = _problem(line, one, catalog, is_first=number == 1)
            if problem:
                raise CatalogError(file, f"{name}.line {number}", problem)


def _problem(
    line: Compared, one: Reconciliation, catalog: Catalog, *, is_first: bool
) -> str | None:
    if {line.report, one.report} - set(catalog.reports):
        return "names a report that is not declared"
    if line.period not in SPANS or line.each not in PARTS:
        return "names a period that is not known"
    if bool(line.why) == is_first:
        return "says why it differs from the line above, unless it is the first"
    is_own = line.period not in YEARS and not line.each
    readers = {one.report} if is_own else {one.report, line.report}
    tables = [table for name in readers for table in catalog.reports[name].tables]
    for measure in line.measures:
        printed = [table for table in tables if measure in table.measures]
        wanted = {f"breakdown:{line.breakdown}"} if line.breakdown else {t.rows for t in printed}
        if not any(table.rows in wanted for table in printed):
            return f"compares {measure}, which is on no sheet"
    return None
