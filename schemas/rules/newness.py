"""New or continuing: the flags of a person's first service in each fiscal year.

Everyone is new once a year and no oftener; a year's first month makes new whoever is served in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import sure

Breaks = Callable[[pd.DataFrame, RuleContext], "pd.Series[bool]"]
YEARS = (("a", "first_in_sfy", 7), ("b", "first_in_ffy", 10), ("c", "first_in_cy", 1))


def _says(frame: pd.DataFrame, flag: str, *, value: bool) -> pd.Series[bool]:
    return sure(frame[flag].eq(value)) & frame["client_key"].notna()


def _not_the_first(flag: str) -> Breaks:
    def breaks(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
        first = frame.groupby("client_key")["service_date"].transform("min")
        return _says(frame, flag, value=True) & sure(frame["service_date"] > first)

    return breaks


def _surely_new(flag: str, first_month: int) -> Breaks:
    def breaks(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
        denied = _says(frame, flag, value=False)
        is_new = sure(frame["first_contact_date"] >= pd.Timestamp(context.first_day))
        if context.first_day.month == first_month:
            is_new = pd.Series(data=True, index=frame.index)
        told: pd.Series[Any] = frame.loc[_says(frame, flag, value=True), "client_key"]
        return denied & is_new & ~frame["client_key"].isin(told)

    return breaks


def _row(day: int, flag: str, text: str, opened: str = "") -> dict[str, str]:
    row = {"client_key": "C-1", "service_date": f"2026-03-{day:02}", flag: text}
    return row | ({"first_contact_date": opened} if opened else {})


def _rules(letter: str, flag: str, first_month: int) -> tuple[Rule, Rule]:
    late = Rule(
        id=f"E08{letter}",
        record="client_service",
        field=flag,
        severity=Severity.PLEASE_CONFIRM,
        title="New at a later service",
        message="A later service in the month is marked as the person's first of the year.",
        fix="Mark the first service only, or confirm: a person is counted as new once a year.",
        breaks=_not_the_first(flag),
        passing=((_row(2, flag, "yes"), _row(9, flag, "no")), (_row(2, flag, "yes"),)),
        failing=(
            (_row(2, flag, "no"), _row(9, flag, "yes")),
            (_row(2, flag, "yes"), _row(9, flag, "yes")),
        ),
        source="Standard E08, facts 4 and (d): new is per agency and fiscal year",
        mark=Mark.PARTLY,
    )
    denied = Rule(
        id=f"X14{letter}",
        record="client_service",
        field=flag,
        severity=Severity.PLEASE_CONFIRM,
        title="New person marked as continuing",
        message="A person who must be new this year is marked as continuing.",
        fix="Mark the first service of the year, or confirm that this is not the first.",
        breaks=_surely_new(flag, first_month),
        passing=(
            (_row(2, flag, "no", "2025-03-01"),),
            (_row(2, flag, "yes", "2026-03-01"), _row(9, flag, "no", "2026-03-01")),
        ),
        failing=((_row(2, flag, "no", "2026-03-01"),),),
        source="Standard (a2) Q3, (d): new and continuing",
        mark=Mark.PARTLY,
    )
    return late, denied


RULES: tuple[Rule, ...] = tuple(rule for year in YEARS for rule in _rules(*year))
