"""Unmet requests and hotline contacts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import sure

LONGEST_CONTACT = 240


def _nobody(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return sure(frame["adults"] + frame["children"] < 1)


def _not_dv_but_dv(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return sure(frame["dv_related"]) & sure(frame["reason_code"].eq("not_eligible_not_dv"))


def _batch(day: str, count: str) -> Callable[[pd.DataFrame, RuleContext], pd.Series[bool]]:
    def breaks(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
        on_last_day = frame[day].eq(pd.Timestamp(context.last_day))
        return sure(on_last_day) & sure(frame[count] > 1)

    return breaks


def _minutes_each(frame: pd.DataFrame) -> pd.Series[Any]:
    return frame["minutes"].astype("Float64") / frame["contact_count"]


def _too_long(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return sure(_minutes_each(frame) > LONGEST_CONTACT)


def _hours_typed(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    each = _minutes_each(frame)
    return sure((each > 0) & (each < 1))


def _batch_rule(rule_id: str, record: str, day: str, count: str) -> Rule:
    return Rule(
        id=rule_id,
        record=record,
        field=day,
        severity=Severity.INFORMATION,
        title="A month in one row",
        message="Some rows seem to sum up a whole month: dated its last day, with many in one row.",
        fix="Nothing to do; daily rows would show more, such as the days and the families.",
        breaks=_batch(day, count),
        passing=(({day: "2026-03-31", count: "1"},), ({day: "2026-03-30", count: "9"},)),
        failing=(({day: "2026-03-31", count: "9"},),),
        source="Standard E20; InfoNet allows monthly entry",
        mark=Mark.VERIFIED,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        id="E14",
        record="unmet_request",
        field="adults",
        severity=Severity.MUST_FIX,
        title="A request by nobody",
        message="The request has neither adults nor children.",
        fix="Enter how many adults and children asked.",
        breaks=_nobody,
        passing=(({"adults": "0", "children": "1"},), ({"adults": "0"},)),
        failing=(({"adults": "0", "children": "0"},),),
        source="Standard E14; InfoNet ranges",
        mark=Mark.VERIFIED,
    ),
    Rule(
        id="X10",
        record="unmet_request",
        field="reason_code",
        severity=Severity.PLEASE_CONFIRM,
        title="Reason and need disagree",
        message="By the reason the need is not from domestic violence, by another column it is.",
        fix="Correct one of the two, or confirm both.",
        breaks=_not_dv_but_dv,
        passing=(
            ({"dv_related": "no", "reason_code": "not_eligible_not_dv"},),
            ({"dv_related": "yes", "reason_code": "no_bed_space"},),
        ),
        failing=(({"dv_related": "yes", "reason_code": "not_eligible_not_dv"},),),
        source="Proposed",
        mark=Mark.PROPOSED,
    ),
    _batch_rule("E20a", "hotline_contact", "contact_date", "contact_count"),
    _batch_rule("E20b", "unmet_request", "request_date", "requests"),
    Rule(
        id="E19a",
        record="hotline_contact",
        field="minutes",
        severity=Severity.PLEASE_CONFIRM,
        title="Very long contacts",
        message="The contacts lasted more than four hours each.",
        fix="Correct the minutes or the number of contacts, or confirm both.",
        breaks=_too_long,
        passing=(({"minutes": "480", "contact_count": "2"},), ({"contact_count": "2"},)),
        failing=(({"minutes": "481", "contact_count": "2"},),),
        source="Standard E19",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="E19b",
        record="hotline_contact",
        field="minutes",
        severity=Severity.PLEASE_CONFIRM,
        title="Hours instead of minutes",
        message="The contacts lasted less than a minute each, as if hours were typed.",
        fix="Enter minutes, or confirm.",
        breaks=_hours_typed,
        passing=(({"minutes": "12", "contact_count": "12"},), ({"minutes": "0"},)),
        failing=(({"minutes": "11", "contact_count": "12"},),),
        source="Standard E19",
        mark=Mark.PROPOSED,
    ),
)
