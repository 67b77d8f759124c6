"""Beds and cribs of a night."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import repeated, sure


def _over(things: str) -> Callable[[pd.DataFrame, RuleContext], pd.Series[bool]]:
    def breaks(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
        return sure(frame[f"{things}_occupied"] > frame[f"{things}_available"])

    return breaks


def _full_or_not(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    is_full = frame["beds_occupied"] >= frame["beds_available"]
    return sure(frame["zero_beds_free"] != is_full)


def _night_twice(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return repeated(frame, ["night"])


def _nights_missing(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    """The row of the night after each gap, or of the last night when the month's end is missing.

    A row without a readable night may be one of those missing, so as many gaps are not asked about.
    """
    month = pd.date_range(context.first_day, context.last_day)
    there = month[month.isin(frame["night"])]
    absent = month.difference(there)
    marked = pd.Series(data=False, index=frame.index)
    is_over = context.today > context.last_day
    if not is_over or there.empty or len(absent) <= frame["night"].isna().sum():
        return marked
    after = there.searchsorted(absent).clip(max=len(there) - 1)
    is_first = ~frame["night"].duplicated(keep="first")
    return frame["night"].isin(there[after]) & is_first


def _march(*days: int) -> tuple[dict[str, str], ...]:
    return tuple({"night": f"2026-03-{day:02}"} for day in days)


def _over_rule(rule_id: str, things: str) -> Rule:
    return Rule(
        id=rule_id,
        record="shelter_census",
        field=f"{things}_occupied",
        severity=Severity.PLEASE_CONFIRM,
        title=f"More {things} in use than there are",
        message=f"More {things} are in use than are available.",
        fix=f"Correct one of the two, or confirm that extra {things} were put up.",
        breaks=_over(things),
        passing=(({f"{things}_occupied": "5", f"{things}_available": "5"},), ({},)),
        failing=(({f"{things}_occupied": "6", f"{things}_available": "5"},),),
        source="Proposed; occupancy over 100 percent (standard f)",
        mark=Mark.PROPOSED,
    )


RULES: tuple[Rule, ...] = (
    _over_rule("X07a", "beds"),
    _over_rule("X07b", "cribs"),
    Rule(
        id="X08",
        record="shelter_census",
        field="zero_beds_free",
        severity=Severity.PLEASE_CONFIRM,
        title="Full or not",
        message="Whether a bed was free does not match the numbers of beds.",
        fix="Correct one of the three, or confirm that free beds could not be used.",
        breaks=_full_or_not,
        passing=(
            ({"beds_occupied": "5", "beds_available": "5", "zero_beds_free": "yes"},),
            ({"beds_occupied": "5", "beds_available": "5"},),
        ),
        failing=(({"beds_occupied": "4", "beds_available": "5", "zero_beds_free": "yes"},),),
        source="Proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X09",
        record="shelter_census",
        field="night",
        severity=Severity.PLEASE_CONFIRM,
        title="Night twice",
        message="The same night is there more than once.",
        fix="Remove the row if it was entered twice, or confirm that it is of another house.",
        breaks=_night_twice,
        passing=(({"night": "2026-03-01"}, {"night": "2026-03-02"}),),
        failing=(({"night": "2026-03-01"}, {"night": "2026-03-01"}),),
        source="Proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X20",
        record="shelter_census",
        field="night",
        severity=Severity.PLEASE_CONFIRM,
        title="Nights missing",
        message="Some nights of the month have no row.",
        fix="Add the nights that are missing, or confirm that the shelter was closed then.",
        breaks=_nights_missing,
        passing=(
            _march(*range(1, 32)),
            _march(*range(31, 0, -1), 5),
            (*_march(*range(1, 31)), {"beds_occupied": "4"}),
        ),
        failing=(
            _march(*range(2, 32)),
            _march(*range(1, 31)),
            _march(*range(1, 15), *range(16, 32)),
        ),
        source="Proposed; bed nights available add up over the nights",
        mark=Mark.PROPOSED,
    ),
)
