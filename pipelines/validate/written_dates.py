"""The dates that one text can mean, by order of day, month and year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta

from pipelines.validate.reads import Cell, tidy

MDY, DMY, YMD = "mdy", "dmy", "ymd"
ORDERS = (MDY, DMY, YMD)
EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 1, 1)
# A year of two digits lies in the hundred years that end a year after the month handed in.
YEARS_AHEAD = 1
CENTURY = 100
# Spreadsheets count days from here; the range is 2000 to 2099.
DAY_ZERO = date(1899, 12, 30)
SERIALS = range(36526, 73051)
KINDS = "snd"
ISO_LENGTH = 10
DAYS_OF_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {
    name[:length]: n for name, n in MONTHS.items() for length in (3, 4) if length < len(name)
}

Dates = Mapping[str, date]

_TIME = re.compile(
    r"[t, ] ?(?:at )?(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?"
    r" ?(?:[ap]\.?m\.?)? ?(?:z|utc|gmt|[+-]\d\d:?\d\d)?$",
)
_WEEKDAY = re.compile(
    r"^(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|r|rs|rsday|nesday|urday)?\.?,? (?=\S)"
)
_BEGINS = re.compile(
    r"\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.ASCII
)
_NUMERIC = re.compile(r"(\d{1,4}) ?([-/. ]) ?(\d{1,2}) ?\2 ?(\d{1,4})", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_NUMBER = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_GAP = r"[-/., ]{0,3}"
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?{_GAP}([a-z]{{3,9}}){_GAP}'?(\d{{4}}|\d\d)", re.ASCII
)
_MONTH_FIRST = re.compile(
    rf"([a-z]{{3,9}}){_GAP}(\d{{1,2}})(?:st|nd|rd|th)?[-/., ]{{1,3}}'?(\d{{4}}|\d\d)", re.ASCII
)
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_GAP}([a-z]{{3,9}}){_GAP}(\d{{1,2}})", re.ASCII)
NAMED = ((_DAY_FIRST, (2, 1, 0)), (_MONTH_FIRST, (2, 0, 1)), (_YEAR_FIRST, (0, 1, 2)))
_MONTH_WORD = re.compile(rf"([a-z]{{3,9}}){_GAP}'?(\d{{4}}|\d\d)", re.ASCII)
_MONTH_NUMBER = re.compile(r"(\d{1,2}) ?[-/.] ?(\d{4})|(\d{4}) ?[-/.] ?(\d{1,2})", re.ASCII)


def serial_of(cell: Cell) -> date | None:
    """The date of a number of days as spreadsheets count them, if the cell holds one."""
    match = _NUMBER.fullmatch(cell.text.strip())
    if match is None or cell.kind not in KINDS or int(match[1]) not in SERIALS:
        return None
    return DAY_ZERO + timedelta(days=int(match[1]))


def dates_of(cell: Cell, last_year: int, *, is_month: bool) -> Dates:
    """The date that a cell means under each order; all three where there is no doubt.

    Args:
        cell: The cell.
        last_year: The year of the month handed in, for years of two digits.
        is_month: Whether the field is a month, which March 2026 is enough for.

    Privacy: identifiable in, identifiable out.
    """
    if cell.kind not in KINDS:
        return {}
    try:
        if cell.kind == "d" and len(cell.text) >= ISO_LENGTH:
            return _sane(_certain(date.fromisoformat(cell.text[:ISO_LENGTH])))
    except ValueError:
        return {}
    return _typed_dates(tidy(cell.text).casefold(), last_year, is_month=is_month)


def _typed_dates(text: str, last_year: int, *, is_month: bool) -> Dates:
    if not _BEGINS.match(text):
        return {}
    text = _TIME.sub("", text).rstrip(".,")
    weekday = _WEEKDAY.match(text)
    if weekday:
        text = text[weekday.end() :]
    found: Dates = {}
    for read in (_numeric, _named, *((_month_only,) if is_month else ())):
        found = found or read(text, last_year)
    if weekday:  # the day of the week must be right, and may tell the order
        asked = DAYS_OF_WEEK.index(weekday[1])
        found = {order: day for order, day in found.items() if day.weekday() == asked}
    return _sane(found)


def _sane(found: Dates) -> Dates:
    return {order: day for order, day in found.items() if EARLIEST <= day < LATEST}


def _certain(day: date | None) -> Dates:
    return {} if day is None else dict.fromkeys(ORDERS, day)


def _day(year: int, month: int, day: int) -> date | None:
    is_day = 1 <= month <= 12 and year > 0 and 1 <= day <= calendar.monthrange(year, month)[1]  # noqa: PLR2004
    return date(year, month, day) if is_day else None


def _year(text: str, last_year: int) -> int:
    """A year of four digits, or of two within the hundred years up to next year; else 0."""
    if len(text) == 4:  # noqa: PLR2004
        return int(text)
    if len(text) != 2:  # noqa: PLR2004
        return 0
    newest = last_year + YEARS_AHEAD
    return newest - (newest - int(text)) % CENTURY


def _numeric(text: str, last_year: int) -> Dates:
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _certain(_day(*(int(part) for part in compact.groups())))
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return {}
    first, _, middle, last = match.groups()
    if len(first) == 4:  # noqa: PLR2004
        is_whole = len(last) <= 2  # noqa: PLR2004
        return _certain(_day(int(first), int(middle), int(last))) if is_whole else {}
    year = _year(last, last_year)
    if not year or len(first) > 2:  # noqa: PLR2004
        return {}
    found = {MDY: _day(year, int(first), int(middle)), DMY: _day(year, int(middle), int(first))}
    if len(first) == len(last) == 2:  # noqa: PLR2004
        found[YMD] = _day(_year(first, last_year), int(middle), int(last))
    return {order: day for order, day in found.items() if day}


def _named(text: str, last_year: int) -> Dates:
    for form, places in NAMED:
        match = form.fullmatch(text)
        if match is None:
            continue
        year, month, day = (match.groups()[place] for place in places)
        if month in MONTHS:
            return _certain(_day(_year(year, last_year), MONTHS[month], int(day)))
    return {}


def _month_only(text: str, last_year: int) -> Dates:
    word, number = _MONTH_WORD.fullmatch(text), _MONTH_NUMBER.fullmatch(text)
    if word and word[1] in MONTHS:
        return _certain(_last_day(_year(word[2], last_year), MONTHS[word[1]]))
    if number:
        month, year = number[1] or number[4], number[2] or number[3]
        return _certain(_last_day(int(year), int(month)))
    return {}


def _last_day(year: int, month: int) -> date | None:
    is_month = 1 <= month <= 12 and year > 0  # noqa: PLR2004
    return date(year, month, calendar.monthrange(year, month)[1]) if is_month else None
