"""Nights and days of a stay within a month, from its dates.

Nights are nights slept: the night of leaving is not counted, an open stay lasts to the end of the
month. Days count first and last day both (InfoNet). A bed night row is one night and one day.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from schemas.rule import RuleContext
from schemas.rules.shared.masks import sure

ONE_DAY = pd.Timedelta(days=1)


def is_bed_night(frame: pd.DataFrame) -> pd.Series[bool]:
    """Rows that record one night each."""
    return sure(frame["stay_kind"].eq("bed_night"))


def is_lodged(frame: pd.DataFrame) -> pd.Series[bool]:
    """Rows with a bed: everything but enrollments without lodging."""
    return sure(frame["shelter_type"].ne("not_lodged")) & frame["shelter_type"].notna()


def has_sure_dates(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    """Rows whose dates are neither turned round nor ahead of today: rules of dates ask about those.

    A bed night ends on the morning after, which may be tomorrow.
    """
    ends = frame["end_date"].fillna(frame["begin_date"])
    return ~sure(ends < frame["begin_date"]) & ~sure(ends > pd.Timestamp(context.today) + ONE_DAY)


def clipped(frame: pd.DataFrame, context: RuleContext) -> pd.DataFrame:
    """`first` night and `until` (the morning after the last night) within the month."""
    month_end = pd.Timestamp(context.last_day) + ONE_DAY
    begin = frame["begin_date"]
    until = frame["end_date"].fillna(month_end)
    until = until.mask(is_bed_night(frame), begin + ONE_DAY)
    month_begin = pd.Timestamp(context.first_day)
    first = begin.mask(begin < month_begin, month_begin)
    return pd.DataFrame({"first": first, "until": until.mask(until > month_end, month_end)})


def nights(frame: pd.DataFrame, context: RuleContext) -> pd.Series[Any]:
    """Nights slept within the month; missing where the begin is missing."""
    spans = clipped(frame, context)
    return (spans["until"] - spans["first"]).dt.days.clip(lower=0)


def days(frame: pd.DataFrame, context: RuleContext) -> pd.Series[Any]:
    """Days within the month, both ends counted; missing where the begin is missing."""
    spans = clipped(frame, context)
    last_day = pd.Timestamp(context.last_day)
    end = frame["end_date"].fillna(last_day)
    end = end.mask(end > last_day, last_day)
    counted = (end - spans["first"]).dt.days + 1
    return counted.mask(is_bed_night(frame) & counted.notna(), 1).clip(lower=0)


def lodged_nights(frame: pd.DataFrame, context: RuleContext) -> pd.DataFrame:
    """One row for each night lodged in the month: `row` (position), `client`, `kind`, `night`."""
    usable = is_lodged(frame) & frame["client_key"].notna() & frame["begin_date"].notna()
    positions = np.flatnonzero(usable.to_numpy())
    stays = frame.iloc[positions]
    counts = nights(stays, context).to_numpy(dtype=np.int64)
    starts = clipped(stays, context)["first"] - pd.Timestamp(context.first_day)
    begins = starts.dt.days.to_numpy(dtype=np.int64)
    ends = np.cumsum(counts)
    offset = np.arange(counts.sum()) - np.repeat(ends - counts, counts)
    client, _ = pd.factorize(stays["client_key"])
    kind, _ = pd.factorize(stays["shelter_type"])
    return pd.DataFrame(
        {
            "row": np.repeat(positions, counts),
            "client": np.repeat(client, counts),
            "kind": np.repeat(kind, counts),
            "night": np.repeat(begins, counts) + offset,
        }
    )
