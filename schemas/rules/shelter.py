"""Nights, days and overlapping stays."""

from __future__ import annotations

import numpy as np
import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import repeated, sure
from schemas.rules.shared.stays import (
    days,
    has_sure_dates,
    is_bed_night,
    is_lodged,
    lodged_nights,
    nights,
)


def _too_many_nights(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    # A stay that begins and ends on one day may still have been across a night.
    same_day = sure(frame["begin_date"].eq(frame["end_date"]))
    more = sure(frame["nights_in_month"] > nights(frame, context) + same_day.astype(int))
    return more & has_sure_dates(frame, context)


def _too_few_nights(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    fewer = is_lodged(frame) & sure(frame["nights_in_month"] < nights(frame, context))
    return fewer & has_sure_dates(frame, context)


def _days_against_nights(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    more = frame["days_in_month"] - frame["nights_in_month"]
    return is_lodged(frame) & sure((more < 0) | (more > 1))


def _days_against_dates(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    differs = sure(frame["days_in_month"] != days(frame, context)) & frame["begin_date"].notna()
    return differs & has_sure_dates(frame, context)


def _long_open(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    length = (pd.Timestamp(context.last_day) - frame["begin_date"]).dt.days
    is_open = frame["end_date"].isna() & ~is_bed_night(frame) & is_lodged(frame)
    return sure(length > context.longest_open_stay) & is_open


def _two_places(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    slept = lodged_nights(frame, context)
    places = slept.drop_duplicates(["client", "night", "kind"])
    twice = places[places.duplicated(["client", "night"], keep=False)]
    rows = slept.merge(twice[["client", "night"]].drop_duplicates(), on=["client", "night"])["row"]
    mask = np.zeros(len(frame), dtype=bool)
    mask[rows.to_numpy(dtype=np.int64)] = True
    return pd.Series(mask, index=frame.index, dtype=bool)


def _twice(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return repeated(frame, ["client_key", "begin_date", "end_date", "shelter_type", "stay_kind"])


_STAY = {
    "client_key": "C-1",
    "shelter_type": "shelter_on_site",
    "begin_date": "2026-03-01",
    "end_date": "2026-03-04",
}
_HOTEL = {**_STAY, "shelter_type": "shelter_off_site", "end_date": "2026-03-09"}

RULES: tuple[Rule, ...] = (
    Rule(
        id="E11a",
        record="shelter_stay",
        field="nights_in_month",
        severity=Severity.MUST_FIX,
        title="More nights than the stay has",
        message="The nights are more than lie between the two dates of the stay within the month.",
        fix="Correct the nights or the dates. The night of leaving does not count.",
        breaks=_too_many_nights,
        passing=(({**_STAY, "nights_in_month": "3"},), (_STAY,)),
        failing=(({**_STAY, "nights_in_month": "4"},),),
        source="Standard E11; FVPSA nights",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="E11b",
        record="shelter_stay",
        field="nights_in_month",
        severity=Severity.PLEASE_CONFIRM,
        title="Fewer nights than the stay has",
        message="There are fewer nights than the dates of the stay have within the month.",
        fix="Correct the nights or the dates, or confirm that the person slept elsewhere.",
        breaks=_too_few_nights,
        passing=(({**_STAY, "nights_in_month": "3"},),),
        failing=(({**_STAY, "nights_in_month": "2"},),),
        source="Standard E11; InfoNet keeps a stay open for one to three nights away",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="E12a",
        record="shelter_stay",
        field="days_in_month",
        severity=Severity.MUST_FIX,
        title="Days and nights do not match",
        message="The number of days should be the number of nights, or one more.",
        fix="Correct one of them: a stay from the 1st to the 4th is 4 days and 3 nights.",
        breaks=_days_against_nights,
        passing=(({**_STAY, "nights_in_month": "3", "days_in_month": "4"},), (_STAY,)),
        failing=(
            ({**_STAY, "nights_in_month": "3", "days_in_month": "5"},),
            ({**_STAY, "nights_in_month": "3", "days_in_month": "2"},),
        ),
        source="Standard E12",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="E12b",
        record="shelter_stay",
        field="days_in_month",
        severity=Severity.MUST_FIX,
        title="Days do not match the dates",
        message="The number of days does not fit the two dates within the month.",
        fix="Correct the days or the dates. First and last day both count, within the month.",
        breaks=_days_against_dates,
        passing=(({**_STAY, "days_in_month": "4"},), (_STAY,)),
        failing=(({**_STAY, "days_in_month": "3"},),),
        source="Standard (b2); InfoNet day rule",
        mark=Mark.VERIFIED,
    ),
    Rule(
        id="E13a",
        record="shelter_stay",
        field="end_date",
        severity=Severity.PLEASE_CONFIRM,
        title="Stay open for very long",
        message="The stay has been open for longer than stays usually are.",
        fix="Enter the day of leaving, or confirm that the person still stays.",
        breaks=_long_open,
        passing=(
            ({"begin_date": "2025-06-01", "shelter_type": "shelter_on_site"},),
            ({"begin_date": "2023-06-01", "shelter_type": "not_lodged"},),
        ),
        failing=(({"begin_date": "2025-03-01", "shelter_type": "shelter_on_site"},),),
        source="Standard E13; InfoNet exception report, 365 days proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="E13b",
        record="shelter_stay",
        field="shelter_type",
        severity=Severity.PLEASE_CONFIRM,
        title="Two places on one night",
        message="One person has two kinds of shelter on the same night.",
        fix="Correct the dates, close the earlier stay, or confirm both.",
        breaks=_two_places,
        passing=(
            (_STAY, {**_HOTEL, "begin_date": "2026-03-04"}),
            (_STAY, {**_HOTEL, "client_key": "C-2"}),
        ),
        failing=((_STAY, {**_HOTEL, "begin_date": "2026-03-03"}),),
        source="Standard E13",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X06",
        record="shelter_stay",
        field="begin_date",
        severity=Severity.PLEASE_CONFIRM,
        title="Stay entered twice",
        message="The same stay is there twice for one person.",
        fix="Remove the row if it was entered twice, or confirm both.",
        breaks=_twice,
        passing=((_STAY, {**_STAY, "client_key": "C-2"}),),
        failing=((_STAY, _STAY),),
        source="Proposed",
        mark=Mark.PROPOSED,
    ),
)
