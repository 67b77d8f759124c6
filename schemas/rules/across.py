"""Rules between records: the same client in two of them, nights against beds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schemas.model import Mark, Severity
from schemas.rule import CrossRule, Frames, RuleContext
from schemas.rules.shared.masks import sure
from schemas.rules.shared.stays import lodged_nights

ON_SITE = "shelter_on_site"


def _opened(frames: Frames, record: str, other: str) -> pd.Series[Any]:
    """For each row of `record`, the earliest first contact that `other` gives for the client."""
    told = frames[other][["client_key", "first_contact_date"]].dropna()
    earliest = told.groupby("client_key")["first_contact_date"].min()
    keys = frames[record]["client_key"]
    return earliest.reindex(keys.to_numpy()).set_axis(keys.index)


def _service_before_contact(frames: Frames, _context: RuleContext) -> pd.Series[bool]:
    frame = frames["client_service"]
    opened = _opened(frames, "client_service", "shelter_stay")
    own = sure(frame["first_contact_date"] > frame["service_date"])
    return sure(opened > frame["service_date"]) & ~own


def _stay_before_contact(frames: Frames, _context: RuleContext) -> pd.Series[bool]:
    frame = frames["shelter_stay"]
    opened = _opened(frames, "shelter_stay", "client_service")
    own = sure(frame["first_contact_date"] > frame["begin_date"])
    return sure(opened > frame["begin_date"]) & ~own


def _more_nights_than_beds(frames: Frames, context: RuleContext) -> pd.Series[bool]:
    """Census nights with more people on site than beds and cribs, if they exceed in sum as well."""
    census, stays = frames["shelter_census"], frames["shelter_stay"]
    slept = lodged_nights(stays[sure(stays["shelter_type"].eq(ON_SITE))], context)
    people = slept.drop_duplicates(["client", "night"])["night"].value_counts()
    beds = census["beds_available"] + census["cribs_available"].fillna(0)
    room = beds.groupby(census["night"]).transform("sum")  # a night may have a row for each house
    night = (census["night"] - pd.Timestamp(context.first_day)).dt.days
    lodged = night.map(people).fillna(0)
    once = ~census["night"].duplicated() & beds.notna()
    in_sum = lodged[once].sum() > room[once].sum()
    return sure(lodged > room) & bool(in_sum)


def _unserved_later(frames: Frames, _context: RuleContext) -> pd.Series[bool]:
    requests, services = frames["unmet_request"], frames["client_service"]
    served_from = requests["request_date"] <= services["service_date"].max()
    stays = frames["shelter_stay"]["begin_date"].max()
    lodged_from = requests["request_date"] <= stays
    return sure(requests["later_served_here"]) & ~sure(served_from) & ~sure(lodged_from)


_SERVICE = {"client_key": "C-1", "service_date": "2026-03-02"}
_STAY = {"client_key": "C-1", "shelter_type": ON_SITE, "begin_date": "2026-03-02"}
_TWO_BEDS = {"night": "2026-03-02", "beds_available": "1", "cribs_available": "1"}
_LATER = {"request_date": "2026-03-05", "later_served_here": "yes"}


def _people(count: int, **changed: str) -> tuple[dict[str, str], ...]:
    stay = {**_STAY, "end_date": "2026-03-03"} | changed
    return tuple({**stay, "client_key": f"C-{number}"} for number in range(count))


RULES: tuple[CrossRule, ...] = (
    CrossRule(
        id="E02c",
        record="client_service",
        others=("shelter_stay",),
        field="service_date",
        severity=Severity.PLEASE_CONFIRM,
        title="Service before the first contact of the stay",
        message="The service is earlier than the first contact given with the person's stay.",
        fix="Correct the first contact there, which is the earliest ever, or confirm both.",
        breaks=_service_before_contact,
        passing=(
            {
                "client_service": (_SERVICE,),
                "shelter_stay": ({**_STAY, "first_contact_date": "2026-03-02"},),
            },
            {
                "client_service": (_SERVICE,),
                "shelter_stay": (
                    {**_STAY, "client_key": "C-2", "first_contact_date": "2026-03-09"},
                ),
            },
        ),
        failing=(
            {
                "client_service": (_SERVICE,),
                "shelter_stay": ({**_STAY, "first_contact_date": "2026-03-03"},),
            },
        ),
        source="Standard E02, between records",
        mark=Mark.PROPOSED,
    ),
    CrossRule(
        id="E02d",
        record="shelter_stay",
        others=("client_service",),
        field="begin_date",
        severity=Severity.PLEASE_CONFIRM,
        title="Stay before the first contact of the services",
        message="The stay begins before the first contact given with the person's services.",
        fix="Correct the first contact there, which is the earliest ever, or confirm both.",
        breaks=_stay_before_contact,
        passing=(
            {
                "shelter_stay": (_STAY,),
                "client_service": ({**_SERVICE, "first_contact_date": "2026-03-02"},),
            },
        ),
        failing=(
            {
                "shelter_stay": (_STAY,),
                "client_service": ({**_SERVICE, "first_contact_date": "2026-03-03"},),
            },
        ),
        source="Standard E02, between records",
        mark=Mark.PROPOSED,
    ),
    CrossRule(
        id="E11c",
        record="shelter_census",
        others=("shelter_stay",),
        field="beds_available",
        severity=Severity.PLEASE_CONFIRM,
        title="More people than beds",
        message="More people slept on site than there were beds and cribs, over the nights given.",
        fix="Close stays that have ended and check the beds, or confirm that extra beds were up.",
        breaks=_more_nights_than_beds,
        passing=(
            {"shelter_census": (_TWO_BEDS,), "shelter_stay": _people(2)},
            {
                "shelter_census": (_TWO_BEDS,),
                "shelter_stay": _people(3, shelter_type="shelter_off_site"),
            },
            {"shelter_census": (_TWO_BEDS, _TWO_BEDS), "shelter_stay": _people(4)},
        ),
        failing=({"shelter_census": (_TWO_BEDS,), "shelter_stay": _people(3)},),
        source="Standard E11; stays that are never closed (standard f)",
        mark=Mark.PROPOSED,
    ),
    CrossRule(
        id="X17",
        record="unmet_request",
        others=("client_service", "shelter_stay"),
        field="later_served_here",
        severity=Severity.PLEASE_CONFIRM,
        title="Served later, but by nothing",
        message="The request was met later in the month, but no service or stay began after it.",
        fix="Add the service or stay, or correct the answer.",
        breaks=_unserved_later,
        passing=(
            {"unmet_request": (_LATER,), "client_service": ({"service_date": "2026-03-05"},)},
            {"unmet_request": (_LATER,), "shelter_stay": ({"begin_date": "2026-03-09"},)},
        ),
        failing=({"unmet_request": (_LATER,), "client_service": (_SERVICE,)},),
        source="Standard (b3): later served in the same month",
        mark=Mark.PROPOSED,
    ),
)
