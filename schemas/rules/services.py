"""Hours, services and repeated rows of client services."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from schemas.declared import read_code_list
from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import repeated, sure

SERVICES = read_code_list(Path(__file__).parents[1] / "codes" / "service.csv")
IN_HOURS = frozenset(
    service.code
    for service in SERVICES.codes
    if service.rollups["unit"] == "hours" and service.rollups["client_level"] == "yes"
)
COMMUNITY = frozenset(
    service.code for service in SERVICES.codes if service.rollups["service_group"] == "community"
)
HOURS_OF_A_DAY = 24
LONGEST_SERVICE = 12
ALIKE = ["client_key", "service_date", "service_code", "hours"]


def _hours_missing(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return frame["service_code"].isin(IN_HOURS) & frame["hours"].isna()


def _no_time(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return sure(frame["hours"] <= 0)


def _more_than_a_day(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    total = frame.groupby(["client_key", "service_date"])["hours"].transform("sum")
    return sure(total > HOURS_OF_A_DAY)


def _long_service(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    """Rows that are long by themselves, unless the whole day is asked about already."""
    is_long = frame["service_code"].isin(IN_HOURS) & sure(frame["hours"] > LONGEST_SERVICE)
    return is_long & ~_more_than_a_day(frame, context)


def _community_service(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return frame["service_code"].isin(COMMUNITY).astype(bool)


def _twice(frame: pd.DataFrame, context: RuleContext) -> pd.Series[bool]:
    """Repeated rows, unless it is asked already who paid for them."""
    return repeated(frame, ALIKE) & ~_paid_twice(frame, context)


def _paid_twice(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    """Repeated rows that name another funding stream than the first that names any."""
    again = frame[frame.duplicated(ALIKE, keep=False) & frame["client_key"].notna()]
    first = again.groupby(ALIKE, dropna=False)["grant_code"].transform("first")
    other = sure(again["grant_code"] != first) & again["grant_code"].notna()
    return other.reindex(frame.index, fill_value=False).astype(bool)


_ROW = {"client_key": "C-1", "service_date": "2026-03-02", "service_code": "safety_planning"}

RULES: tuple[Rule, ...] = (
    Rule(
        id="E05a",
        record="client_service",
        field="hours",
        severity=Severity.MUST_FIX,
        title="Hours missing",
        message="Hours are missing for a service that is measured in hours.",
        fix="Enter the hours in quarter hours, such as 0.25 or 1.5.",
        breaks=_hours_missing,
        passing=(
            ({"service_code": "safety_planning", "hours": "0.5"},),
            ({"service_code": "referral_other"},),
        ),
        failing=(({"service_code": "safety_planning"},),),
        source="Standard E05; InfoNet",
        mark=Mark.VERIFIED,
    ),
    Rule(
        id="E05b",
        record="client_service",
        field="hours",
        severity=Severity.PLEASE_CONFIRM,
        title="No time",
        message="The service took no time at all.",
        fix="Enter the hours, remove the row if nothing was given, or confirm it.",
        breaks=_no_time,
        passing=(({"hours": "0.25"},), ({},)),
        failing=(({"hours": "0"},),),
        source="Standard (b1): hours are more than 0",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="E05c",
        record="client_service",
        field="hours",
        severity=Severity.PLEASE_CONFIRM,
        title="More than a day of service in a day",
        message="The services of one person on one day add up to more than 24 hours.",
        fix="Check for minutes typed as hours and for rows entered twice, or confirm them.",
        breaks=_more_than_a_day,
        passing=(({**_ROW, "hours": "12"}, {**_ROW, "hours": "12"}),),
        failing=(({**_ROW, "hours": "12"}, {**_ROW, "hours": "12.25"}),),
        source="Standard (b1): at most 24 hours a day",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X19",
        record="client_service",
        field="hours",
        severity=Severity.PLEASE_CONFIRM,
        title="More than half a day in one row",
        message="One service to one person on one day took more than 12 hours.",
        fix=(
            "Check for minutes typed as hours, and for the hours of several days or of a whole "
            "group in one row, or confirm them."
        ),
        breaks=_long_service,
        passing=(
            ({**_ROW, "hours": "12"},),
            ({**_ROW, "service_code": "shelter_on_site", "hours": "24"},),
            ({**_ROW, "hours": "12.25"}, {**_ROW, "hours": "12"}),
        ),
        failing=(
            ({**_ROW, "hours": "12.25"},),
            ({**_ROW, "service_code": "support_group_adult", "hours": "15"},),
        ),
        source="Proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X04",
        record="client_service",
        field="service_code",
        severity=Severity.PLEASE_CONFIRM,
        title="Community service under a client",
        message="A service to the community is entered as a service to one person.",
        fix="Enter it with the community events, or confirm that one person received it.",
        breaks=_community_service,
        passing=(({"service_code": "safety_planning"},),),
        failing=(({"service_code": "community_education"},),),
        source="Proposed, from the level of each service in the list",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X05",
        record="client_service",
        field="service_code",
        severity=Severity.PLEASE_CONFIRM,
        title="Row entered twice",
        message="The same service of the same length is there twice for one person and day.",
        fix="Remove the row if it was entered twice, or confirm that both were given.",
        breaks=_twice,
        passing=(
            ({**_ROW, "hours": "1"}, {**_ROW, "hours": "0.5"}),
            (
                {**_ROW, "hours": "1", "grant_code": "voca"},
                {**_ROW, "hours": "1", "grant_code": "stop"},
            ),
        ),
        failing=(
            ({**_ROW, "hours": "1"}, {**_ROW, "hours": "1"}),
            ({**_ROW, "hours": "1", "grant_code": "voca"}, {**_ROW, "hours": "1"}),
        ),
        source="Proposed",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="X05b",
        record="client_service",
        field="grant_code",
        severity=Severity.PLEASE_CONFIRM,
        title="Service under two funding streams",
        message=(
            "The same service of the same length is there for one person and day under another "
            "funding stream too."
        ),
        fix=(
            "Keep the row of the stream that paid; if two streams share the cost, divide the hours "
            "between the rows. Confirm only if the service was given twice."
        ),
        breaks=_paid_twice,
        passing=(
            (
                {**_ROW, "hours": "1", "grant_code": "voca"},
                {**_ROW, "hours": "1", "grant_code": "voca"},
            ),
            (
                {**_ROW, "hours": "1", "grant_code": "voca"},
                {**_ROW, "hours": "0.5", "grant_code": "stop"},
            ),
            ({**_ROW, "hours": "1", "grant_code": "voca"}, {**_ROW, "hours": "1"}),
        ),
        failing=(
            (
                {**_ROW, "hours": "1", "grant_code": "voca"},
                {**_ROW, "hours": "1", "grant_code": "stop"},
            ),
        ),
        source="VAWA MEI: the same victim and service is not reported under two grants [O3]",
        mark=Mark.PROPOSED,
    ),
)
