"""Beds and cribs of a night."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from schemas.model import Mark, Rule, RuleContext, Severity
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
)
