"""What training on funder forms warns of: times for hours, child care, what was not asked."""

from __future__ import annotations

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import Rule, RuleContext
from schemas.rules.shared.masks import has_code, sure

SHORTEST_HOURS = 0.25
ENOUGH_ROWS = 20
ENOUGH_IN_GROUP = 5
NEARLY_ALL = 0.8
GROUPS = frozenset({"support_group_adult", "therapy_group", "child_counseling_group"})


def _times_as_hours(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    """Rows given oftener than they have quarter hours, if that is so of most rows with hours."""
    shortest = frame["contacts"].astype("Float64") * SHORTEST_HOURS
    has_hours = sure(frame["hours"] > 0) & frame["contacts"].notna()
    too_often = has_hours & sure(shortest > frame["hours"])
    return too_often & bool(
        has_hours.sum() >= ENOUGH_ROWS and too_often.sum() > has_hours.sum() / 2
    )


def _care_under_child(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    return sure(frame["service_code"].eq("child_care")) & sure(frame["client_role"].eq("child"))


def _unlike_the_group(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    """Hours that differ from those of nearly all others in the same kind of group on that day."""
    group = frame.loc[sure(frame["service_code"].isin(GROUPS)) & frame["hours"].notna()]
    sessions = group.groupby(["service_code", "service_date"])["hours"]
    people, usual = sessions.transform("size"), sessions.transform("median")
    alike = group["hours"].eq(usual)
    share = alike.groupby([group["service_code"], group["service_date"]]).transform("mean")
    differs = sure(~alike & (people >= ENOUGH_IN_GROUP) & (share >= NEARLY_ALL))
    return differs.reindex(frame.index, fill_value=False)


def _not_asked_of_some(frame: pd.DataFrame, _context: RuleContext) -> pd.Series[bool]:
    sets = frame["race_ethnicity"]
    not_asked = has_code(sets, "not_asked")
    answered = sets.notna() & ~not_asked & ~has_code(sets, "unknown")
    return not_asked & bool(answered.any())


_ATTENDED = {
    "service_code": "support_group_adult",
    "service_date": "2026-03-02",
    "hours": "1.5",
}
_TIMES = {"service_code": "safety_planning", "hours": "0.5", "contacts": "2"}

RULES: tuple[Rule, ...] = (
    Rule(
        id="X15",
        record="client_service",
        field="contacts",
        severity=Severity.PLEASE_CONFIRM,
        title="Times and hours in each other's place",
        message="Most services were given more often than their hours have quarter hours.",
        fix="Check that hours and times are not in each other's column, or confirm both.",
        breaks=_times_as_hours,
        passing=(
            (_TIMES,) * ENOUGH_ROWS,
            ({**_TIMES, "contacts": "3"},) * 19,
            (*(_TIMES,) * 10, *({**_TIMES, "contacts": "3"},) * 10),
        ),
        failing=(({**_TIMES, "contacts": "3"},) * ENOUGH_ROWS,),
        source="Standard (a2) Q8, (b1): hours in quarter hours, times given apart",
        mark=Mark.PROPOSED,
    ),
    Rule(
        id="E21",
        record="client_service",
        field="service_code",
        severity=Severity.INFORMATION,
        title="Child care under a child",
        message="Child care is entered under a child; it is a service to the adult.",
        fix="Nothing to do if the children are meant: the two counts differ on purpose.",
        breaks=_care_under_child,
        passing=(({"service_code": "child_care", "client_role": "primary_adult"},),),
        failing=(({"service_code": "child_care", "client_role": "child"},),),
        source="Standard E21; InfoNet",
        mark=Mark.VERIFIED,
    ),
    Rule(
        id="E22",
        record="client_service",
        field="hours",
        severity=Severity.INFORMATION,
        title="Hours unlike the group's",
        message="One person's hours differ from those of nearly all others in the group that day.",
        fix="Nothing to do if the person came late or left early; otherwise correct the hours.",
        breaks=_unlike_the_group,
        passing=(
            (_ATTENDED,) * 5,
            ({**_ATTENDED, "hours": "2"}, *(_ATTENDED,) * 2),
            (*({**_ATTENDED, "hours": "2"},) * 2, *(_ATTENDED,) * 3),
        ),
        failing=(({**_ATTENDED, "hours": "15"}, *(_ATTENDED,) * 4),),
        source="Standard E22; InfoNet; sessions are not told apart, so it only informs",
        mark=Mark.PARTLY,
    ),
    Rule(
        id="X16",
        record="client_service",
        field="race_ethnicity",
        severity=Severity.INFORMATION,
        title="Not asked of some",
        message="Race and ethnicity were not asked of some people, but of others they were.",
        fix="Enter not known where a person did not say; not asked is for what nobody is asked.",
        breaks=_not_asked_of_some,
        passing=(
            ({"race_ethnicity": "not_asked"}, {"race_ethnicity": "not_asked"}),
            ({"race_ethnicity": "white"}, {"race_ethnicity": "unknown"}),
        ),
        failing=(({"race_ethnicity": "not_asked"}, {"race_ethnicity": "white"}),),
        source="Standard (a2) Q4: not reported is not the same as not tracked",
        mark=Mark.PARTLY,
    ),
)
