"""Dates that are known to follow each other: two columns with all of them reversed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pandas as pd

from pipelines.types import RawTable
from schemas.model import RecordType

FEWEST_ROWS, MOST = 3, 0.8
# a person is born, comes for the first time, and then is served or stays
LIFE = ("dob", "first_contact_date")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = "|".join(_MONTHS)
_YEAR_FIRST = r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
_WRITTEN = (
    rf"^(?P<d>\d{{1,2}})[- ]?(?P<m>{_NAME})[a-z]*\.?[-, ]+(?P<y>\d{{2,4}})$",
    rf"^(?P<m>{_NAME})[a-z]*\.? +(?P<d>\d{{1,2}}),? +(?P<y>\d{{4}})$",
)
_NUMERIC = {
    "mdy": r"^(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4}|\d{2})$",
    "dmy": r"^(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})$",
}
_THIS_CENTURY = 40


def reversed_pairs(
    table: RawTable, record: RecordType, date_order: str
) -> Iterator[tuple[str, str]]:
    """Pairs of fields of which nearly every row has the later date under the earlier one's heading.

    Of columns that overlap in several such pairs the outermost is told: it makes the others. Where
    nobody has said in which order dates are written, the one that most dates fit tells, or both.

    Privacy: identifiable in; names of fields out.
    """
    chain = [name for name in (*LIFE, record.begin, record.end) if name in table.text]
    if len(chain) < 2:  # noqa: PLR2004  a pair
        return
    places = {name: at for at, name in enumerate(chain)}
    pairs = sorted(combinations(chain, 2), key=lambda two: places[two[0]] - places[two[1]])
    every = [date_order] if date_order else sorted(_NUMERIC)
    days = {order: _days(table.text[chain], order) for order in every}
    fitting = {o: sum(int(days[o][name].notna().sum()) for name in chain) for o in every}
    orders = [order for order in every if fitting[order] == max(fitting.values())]
    told: set[str] = set()
    for first, second in pairs:
        is_free = not told & {first, second}
        if is_free and all(_is_reversed(days[o][first], days[o][second]) for o in orders):
            told |= {first, second}
            yield first, second


def _is_reversed(first: pd.Series[Any], second: pd.Series[Any]) -> bool:
    differ = first.notna() & second.notna() & (first != second)
    later = int((first[differ] > second[differ]).sum())
    return later >= max(FEWEST_ROWS, MOST * int(differ.sum()))


def _days(text: pd.DataFrame, order: str) -> pd.DataFrame:
    """Each date as a number that grows with time; missing where a cell is no date.

    All columns are read at once: the same days stand in most of them.
    """
    at, distinct = pd.factorize(pd.concat([text[name] for name in text]))
    texts = pd.Series(distinct, dtype="str").str.strip().str.casefold()
    days = pd.Series(float("nan"), index=texts.index)
    for form in (_YEAR_FIRST, *_WRITTEN, *([_NUMERIC[order]] if order in _NUMERIC else [])):
        parts = texts[days.isna()].str.extract(re.compile(form)).dropna(how="all")
        if len(parts):
            days = days.fillna(_number(parts))
    found = days.to_numpy()[at].reshape(text.shape, order="F")
    return pd.DataFrame(found, index=text.index, columns=text.columns)


def _number(parts: pd.DataFrame) -> pd.Series[Any]:
    months = parts["m"].map({name: str(at) for at, name in enumerate(_MONTHS, start=1)})
    year, month, day = (
        pd.to_numeric(column, errors="coerce").astype(float)
        for column in (parts["y"], months.fillna(parts["m"]), parts["d"])
    )
    year += ((year < 100) * 1900) + (year < _THIS_CENTURY) * 100  # noqa: PLR2004  two digits
    number: pd.Series[Any] = (year * 100 + month) * 100 + day
    return number.where(month.between(1, 12) & day.between(1, 31))
