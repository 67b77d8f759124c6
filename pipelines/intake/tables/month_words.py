"""Months as people write them in headings and titles."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from schemas.periods import Month

MONTHS = 12
_NUMBERS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_NAME = r"(?P<name>" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>20\d\d)"
_BEFORE = r"(?<![\w/.-])"
_AFTER = r"(?![\w/-]|\.\d)"
_NUMBER = r"(?P<number>0?[1-9]|1[0-2])"
_HEADINGS = [
    re.compile(pattern)
    for pattern in (
        rf"{_NAME}(?:[\s,/-]*(?:{_YEAR}|['\u2019]?(?P<short>\d\d)))?",
        rf"{_YEAR}[\s,/-]*{_NAME}",
        rf"{_NUMBER}[/.-]{_YEAR}",
        rf"{_YEAR}[/.-]{_NUMBER}",
    )
]
_IN_TEXT = [
    re.compile(_BEFORE + pattern + _AFTER)
    for pattern in (
        rf"{_NAME}[\s,/-]{{0,2}}(?:of\s)?{_YEAR}",
        rf"{_YEAR}[\s,/-]?{_NAME}",
        rf"{_NUMBER}[/.-]{_YEAR}",
        rf"{_YEAR}[/-](?P<number>0[1-9]|1[0-2])",
    )
]
# a fiscal year begins in July or in October
FIRST_BEGIN, LAST_BEGIN = 7, 10
_YEARS = re.compile(
    r"(?<![\w/.-])"
    r"(?:(?:[sf]?fy|fiscal(?: year)?)[\s'\u2019]*(?P<fiscal>20\d\d|\d\d)|(?P<year>20\d\d))"
    r"(?:\s?[/\u2013-]\s?(?P<last>20\d\d|\d\d))?(?![\w/-])"
)
_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?[.,]?\s(?:of\s)?$")
_DATE = re.compile(rf"{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)(?:t.*)?")


@dataclass(frozen=True)
class NamedMonth:
    """A month as named: `year` is 0 where none is written; `is_sure` is False for a day within.

    Typing "Oct-25" makes a spreadsheet hold the 25th of October of this year: whether the 25 was
    meant as a day or as a year cannot be seen. `years` are those that the words above it allow.
    """

    number: int
    year: int = 0
    is_sure: bool = True
    years: frozenset[int] = frozenset()

    def may_be(self, month: Month) -> bool:
        """Whether this can be `month`."""
        is_allowed = not self.years or month.year in self.years
        return self.number == month.number and self.year in (0, month.year) and is_allowed


def heading_month(parts: tuple[str, ...]) -> NamedMonth | None:
    """The month that a (normalized) heading names; a year may stand in a part above it."""
    found = _one_month(parts[-1]) if parts else None
    if found is None or found.year:
        return found
    years = {year for part in parts[:-1] for year in years_in(part, found.number)}
    if len(years) == 1:
        return NamedMonth(found.number, years.pop())
    return NamedMonth(found.number, years=frozenset(years))


def years_in(text: str, month: int) -> set[int]:
    """The years that a (normalized) text may mean for a month: 2025, 2025-26, FY2026.

    A fiscal year has the number of the year in which it ends; some begin in July, some in October.
    """
    found = set[int]()
    for match in _YEARS.finditer(text):
        year = 2000 + int((match["fiscal"] or match["year"])[-2:])
        is_span = bool(match["last"]) and int(match["last"][-2:]) == (year + 1) % 100
        if match["fiscal"]:
            found |= _fiscal(year + is_span, month)
        else:
            found |= {year, year + is_span}
    return found


def _fiscal(ends: int, month: int) -> set[int]:
    if month < FIRST_BEGIN:
        return {ends}
    return {ends - 1} if month >= LAST_BEGIN else {ends - 1, ends}


def _one_month(text: str) -> NamedMonth | None:
    date = _DATE.fullmatch(text)
    if date is not None and 1 <= int(date["number"]) <= MONTHS:
        month = Month(int(date["year"]), int(date["number"]))
        is_sure = int(date["day"]) in (1, month.last_day.day)
        return NamedMonth(month.number, month.year, is_sure=is_sure)
    return next((_month(found) for one in _HEADINGS if (found := one.fullmatch(text))), None)


def months_in(text: str) -> set[NamedMonth]:
    """Months with a year of four digits that a (normalized) text names; no days."""
    return {
        _month(found)
        for pattern in _IN_TEXT
        for found in pattern.finditer(text)
        if not _DAY.search(text[: found.start()])
    }


def _month(match: re.Match[str]) -> NamedMonth:
    groups = match.groupdict()
    name, short = groups.get("name"), groups.get("short")
    year = groups.get("year") or (f"20{short}" if short else "0")
    return NamedMonth(_NUMBERS[name] if name else int(groups["number"]), int(year))
