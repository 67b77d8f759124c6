"""Days and months of the simulated world as plain integers, so that numpy can do the work."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.periods import Month, span

ZERO = np.datetime64("2024-01-01", "D")
FIRST = Month(2024, 1)
LAST = Month(2026, 10)
MONTHS = span(FIRST, LAST)
STARTS = np.array([np.datetime64(month.first_day, "D") - ZERO for month in MONTHS]).astype(int)
ENDS = np.array([np.datetime64(month.last_day, "D") - ZERO for month in MONTHS]).astype(int)
MONTH_NAMES = np.array([str(month) for month in MONTHS])
DAYS = int(ENDS[-1]) + 1
SATURDAY = 5

# Share of a usual month's demand: high summer, a dip in the winter holidays, a rise in October.
SEASON = (0.93, 0.9, 0.98, 1.0, 1.03, 1.06, 1.14, 1.15, 1.04, 1.08, 0.89, 0.8)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


def season(day: Ints) -> NDArray[np.float64]:
    """The season's factor on each day."""
    return np.array(SEASON)[month_index(day) % 12]


def month_index(day: Ints) -> Ints:
    """Which simulated month holds each day."""
    return (np.searchsorted(STARTS, day, side="right") - 1).astype(np.int64)


def dates(day: Ints) -> pd.Series[pd.Timestamp]:
    """Day numbers as dates; negative year-off numbers are as good as any."""
    return pd.Series((ZERO + day.astype("timedelta64[D]")).astype("datetime64[s]"))


def weekday(day: Ints) -> Ints:
    """0 is a Monday, as was the first of January 2024."""
    return day % 7


def onto_weekday(day: Ints, not_before: Ints) -> Ints:
    """Weekend days moved back to the Friday, unless that is before `not_before`."""
    moved = day - np.maximum(weekday(day) - 4, 0)
    return np.where(moved >= not_before, moved, day)
