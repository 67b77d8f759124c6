"""A column of dates: the order of day and month is told for the whole column, never by cell."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.validate.reads import (
    DATE_AS_NUMBER,
    DATE_AS_NUMBER_READ,
    DATE_ORDER_OPEN,
    DATE_ORDER_OTHER,
    DATE_ORDERS_MIXED,
    DATES_TURNED,
    NOT_A_DATE,
    Cell,
    Fault,
    Read,
    Reading,
    fault,
)
from pipelines.validate.written_dates import DMY, MDY, ORDERS, Dates, dates_of, serial_of
from schemas.model import Field

MONTH = "month"
ORDER_WORDS = {"mdy": "the month first", "dmy": "the day first", "ymd": "the year first"}
# So many times as many cells must show one order as contradict it, or it is not the column's.
CLEARLY_MORE = 3
# A program that turns dates round turns those with a day up to 12, and leaves the others text.
TURNABLE_DAY = 12
FEWEST_TURNED = 5
FEWEST_LEFT = 2


def read_dates(field: Field, cells: Sequence[Cell], reading: Reading) -> list[Read]:
    """Every distinct cell of a column of dates, read together.

    Privacy: identifiable in, identifiable out.
    """
    is_month, year = field.unit == MONTH, reading.last_day.year
    found = [dates_of(cell, year, is_month=is_month) for cell in cells]
    reads = _in_order(found, reading.date_order)
    if _are_turned(cells, found, reading):
        reads = [
            fault(DATES_TURNED) if cell.kind == "d" and read.value else read
            for cell, read in zip(cells, reads, strict=True)
        ]
    return _with_serials(cells, reads, reading)


def _in_order(found: Sequence[Dates], declared: str) -> list[Read]:
    """Read by the declared order; where that says nothing, by what the whole column shows."""
    orders = _orders([dates for dates in found if declared not in dates])
    reads = []
    for dates in found:
        if not dates:
            reads.append(fault(NOT_A_DATE))
        elif declared in dates:
            reads.append(Read(dates[declared]))
        elif declared in (MDY, DMY):
            reads.append(fault(DATE_ORDER_OTHER, ORDER_WORDS[declared]))
        else:
            reads.append(_undeclared(dates, orders))
    return reads


def _undeclared(dates: Dates, orders: Sequence[str]) -> Read:
    """A cell that stands alone against its column is named; so is one that could be two days."""
    meant = {dates[order] for order in orders if order in dates}
    if not meant:
        return fault(DATE_ORDERS_MIXED, ORDER_WORDS[orders[0]])
    return Read(meant.pop()) if len(meant) == 1 else fault(DATE_ORDER_OPEN)


def _orders(found: Sequence[Dates]) -> Sequence[str]:
    """The orders in which a column may be read: those of every cell, or that of nearly all.

    A column that is divided in itself settles nothing: then any order is possible.
    """
    dated = [dates for dates in found if dates]
    common = [order for order in ORDERS if all(order in dates for dates in dated)]
    if common:
        return common
    for order in ORDERS:
        show = sum([*dates] == [order] for dates in dated)
        if show >= CLEARLY_MORE * sum(order not in dates for dates in dated):
            return (order,)
    return ORDERS


def _are_turned(cells: Sequence[Cell], found: Sequence[Dates], reading: Reading) -> bool:
    """Whether the column looks as if a spreadsheet program had read it in the wrong order.

    Then all real dates have a day up to 12, and all that stayed text has a day above. Dates of the
    month that is reported are as they should be: turned ones would be spread over the year.
    """
    if not any(found):
        return False
    pairs = list(zip(cells, found, strict=True))
    real = {day for cell, dates in pairs if cell.kind == "d" for day in dates.values()}
    typed = [dates for cell, dates in pairs if cell.kind == "s" and dates]
    turned = [day for day in real if day.day != day.month]
    in_month = sum(reading.first_day <= day <= reading.last_day for day in turned)
    return (
        len(turned) >= FEWEST_TURNED
        and in_month * 2 < len(turned)
        and all(day.day <= TURNABLE_DAY for day in real)
        and len(typed) >= FEWEST_LEFT
        and all(len(dates) == 1 and _day_of(dates) > TURNABLE_DAY for dates in typed)
    )


def _day_of(dates: Dates) -> int:
    return next(iter(dates.values())).day


def _with_serials(cells: Sequence[Cell], reads: list[Read], reading: Reading) -> list[Read]:
    """Numbers that are dates: read if the column is otherwise dates and they lie in the month."""
    serials = {at: day for at, cell in enumerate(cells) if (day := serial_of(cell))}
    dates = sum(read.value is not None for read in reads)
    for at, day in serials.items():
        if dates > len(serials) and reading.first_day <= day <= reading.last_day:
            reads[at] = Read(day, note=Fault(DATE_AS_NUMBER_READ))
        else:
            reads[at] = fault(DATE_AS_NUMBER)
    return reads
