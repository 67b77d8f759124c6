"""Months, quarters and the fiscal calendars, and how they are written (design, section 5).

A fiscal year is named by the calendar year in which it ends. HUD operating years are set for each
project in the consortium's own folder and so are not a calendar here.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

FIRST_MONTH = {"CY": 1, "SFY": 7, "FFY": 10}


class PeriodError(ValueError):
    """A month or period that is not written as the contract says."""


@total_ordering
@dataclass(frozen=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `YYYY-MM`; PeriodError otherwise."""
        match = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text)
        if match is None:
            raise PeriodError("write the month as year and number, such as 2026-09")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds `day`."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        """As in every file name and cell: YYYY-MM."""
        return f"{self.year:04d}-{self.number:02d}"

    def __lt__(self, other: Month) -> bool:
        """Earlier in time."""
        return (self.year, self.number) < (other.year, other.number)

    def plus(self, months: int) -> Month:
        """The month that many months later (earlier if negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def label(self) -> str:
        """For readers: `March 2026`."""
        return f"{calendar.month_name[self.number]} {self.year}"


@dataclass(frozen=True)
class Period:
    """A span of whole months with its contract name."""

    id: str
    months: tuple[Month, ...]

    @property
    def last(self) -> Month:
        """The month it ends with."""
        return self.months[-1]

    @property
    def year_begins(self) -> Month:
        """The first month of the fiscal year that names the period; a month's own if none does."""
        calendar_name = next((name for name in FIRST_MONTH if self.id.startswith(name)), "")
        return year_start(calendar_name, self.months[0]) if calendar_name else self.months[0]

    @property
    def label(self) -> str:
        """For readers: name and both ends."""
        first, last = self.months[0], self.months[-1]
        return first.label if first == last else f"{self.id} ({first.label} to {last.label})"


def span(first: Month, last: Month) -> tuple[Month, ...]:
    """All months from first to last, both included."""
    months = [first]
    while months[-1] < last:
        months.append(months[-1].plus(1))
    return tuple(months)


def year_start(calendar_name: str, month: Month) -> Month:
    """The first month of the fiscal year that holds `month`."""
    first = FIRST_MONTH[calendar_name]
    return Month(month.year if month.number >= first else month.year - 1, first)


def month_period(month: Month) -> Period:
    """The month as a period."""
    return Period(str(month), (month,))


def to_date(calendar_name: str, month: Month) -> Period:
    """The year to date that ends with `month`; a whole year when it is the last month."""
    start = year_start(calendar_name, month)
    end = start.plus(11)
    if month == end:
        return Period(f"{calendar_name}{end.year}", span(start, end))
    return Period(f"{calendar_name}{end.year}-YTD-{month.number:02d}", span(start, month))


def quarter(calendar_name: str, month: Month) -> Period | None:
    """The quarter that ends with `month`, or None."""
    start = year_start(calendar_name, month)
    index = len(span(start, month))
    if index % 3:
        return None
    name = f"{calendar_name}{start.plus(11).year}-Q{index // 3}"
    return Period(name, span(month.plus(-2), month))


def year(calendar_name: str, month: Month) -> Period | None:
    """The year that ends with `month`, or None."""
    period = to_date(calendar_name, month)
    return period if len(period.months) == 12 else None  # noqa: PLR2004  months in a year


def parse_period(text: str) -> Period:
    """Read a contract name of a period; PeriodError otherwise."""
    match = re.fullmatch(r"(CY|SFY|FFY)(20\d\d)(?:-Q([1-4])|-YTD-(0[1-9]|1[0-2]))?", text)
    if match is None:
        return month_period(Month.parse(text))
    name, end_year, quarter_no, ytd = match[1], int(match[2]), match[3], match[4]
    first = FIRST_MONTH[name]
    start = Month(end_year if first == 1 else end_year - 1, first)
    if quarter_no:
        begin = start.plus(3 * (int(quarter_no) - 1))
        return Period(text, span(begin, begin.plus(2)))
    if ytd:
        last = next(month for month in span(start, start.plus(11)) if month.number == int(ytd))
        return Period(text, span(start, last))
    return Period(text, span(start, start.plus(11)))
