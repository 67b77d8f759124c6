"""One small function a measure, each written from the measure's definition in words.

A function gets the facts of a period and gives rows to add up, or people to count once per agency.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tests.pipeline.oracle.declared import codes
from tests.pipeline.oracle.facts import PERSON

SETS = ("race_ethnicity",)
DONE_SECTIONS = ("a", "b", "c")


@dataclass(frozen=True)
class Counted:
    """Rows with `partner`, breakdown columns and either `amount` or the columns to count once."""

    rows: pd.DataFrame
    once: tuple[str, ...] = ()

    def figure(self, keep=None):
        rows = self.rows if keep is None else self.rows[keep]
        if self.once:
            return float(len(rows[list(self.once)].drop_duplicates()))
        return float(rows["amount"].sum())

    def holds(self, breakdown, code):
        column = self.rows[breakdown].fillna("unknown")
        if breakdown in SETS:
            return column.str.split(";").map(lambda told: code in told).astype(bool)
        return column.eq(code)


def amounts(rows, column):
    return Counted(rows.assign(amount=pd.to_numeric(rows[column]).fillna(0)))


def people(rows):
    return Counted(rows, once=tuple(PERSON))


# ---- people and services


def _served(facts):
    found = facts.with_people(facts.events)
    return found.assign(service_group=found["service"].map(codes("service")["service_group"]))


def people_served(facts):
    return people(_served(facts))


def _of_newness(newness):
    def count(facts):
        served = _served(facts)
        return people(served[served["newness"] == newness])

    return count


def _given(facts):
    found = facts.with_people(facts.services)
    return found.assign(service_group=found["service"].map(codes("service")["service_group"]))


def service_contacts(facts):
    given = _given(facts)
    return amounts(given.assign(contacts=given["contacts"].fillna(1)), "contacts")


def service_hours(facts):
    return amounts(_given(facts), "hours")


def people_sheltered(facts):
    served = _served(facts)
    return people(served[served["is_lodged"].astype(bool)])


def people_not_sheltered(facts):
    served = _served(facts)
    return people(served[~served["was_sheltered"].astype(bool)])


def shelter_nights(facts):
    return amounts(facts.with_people(facts.stays), "nights")


def shelter_days(facts):
    return amounts(facts.with_people(facts.stays), "days")


def shelter_exits(facts):
    stays = facts.stays
    return amounts(stays[stays["is_exit"]].assign(one=1), "one")


# ---- hotline, education, orders, surveys


def _calls(facts):
    calls = facts.rows("hotline_contact")
    return calls[calls["is_countable"].fillna(False).astype(bool)]


def hotline_contacts(facts):
    return amounts(_calls(facts), "contact_count")


def hotline_minutes(facts):
    return amounts(_calls(facts), "minutes")


def _events_of(column):
    return lambda facts: amounts(facts.rows("community_event"), column)


def _answers(question, *columns):
    def count(facts):
        rows = facts.rows("outcome_survey")
        rows = rows[rows["question"] == question]
        return Counted(rows.assign(amount=sum(rows[column] for column in columns)))

    return count


# ---- unmet need, five meanings


def _unmet(facts):
    found = facts.rows("unmet_request")
    reason, service = codes("unmet_reason"), codes("service")
    return found.assign(
        service=found["service_requested"],
        service_group=found["service_requested"].map(service["service_group"]),
        is_shelter=found["service_requested"].isin(("shelter_on_site", "shelter_off_site")),
        reason=found["reason_code"],
        reason_family=found["reason_code"].map(reason["unmet_reason_family"]),
        county=found["county_fips"].fillna("unknown"),
        is_dv=found["dv_related"].fillna(False).astype(bool),
        was_placed=found["later_served_here"].fillna(False).astype(bool),
        requests=found["requests"].fillna(1),
    )


def _reason_is(rows, column, *words):
    return rows["reason"].map(codes("unmet_reason")[column]).isin(words)


def unmet_requests(facts):
    return amounts(_unmet(facts), "requests")


def unmet_adults(facts):
    return amounts(_unmet(facts), "adults")


def unmet_children(facts):
    return amounts(_unmet(facts), "children")


def unmet_fvpsa(facts):
    rows = _unmet(facts)
    is_full = _reason_is(rows, "fvpsa", "yes", "if_shelter")
    return amounts(rows[rows["is_shelter"] & rows["adults"].ge(1) & rows["is_dv"] & is_full], "requests")


def unmet_voca(facts):
    rows = _unmet(facts)
    return amounts(rows[_reason_is(rows, "voca", "yes")], "requests")


def unmet_stop(facts):
    """Withdrawing is served, and a reason that nobody recorded is accepted by no instrument."""
    rows = _unmet(facts)
    reason = rows["reason"].map(codes("unmet_reason")["stop"])
    is_listed = ~reason.str.startswith(("NOT unmet", "not accepted"))
    return amounts(rows[rows["is_dv"] & ~rows["was_placed"] & is_listed], "adults")


def _no_bed(facts):
    rows = _unmet(facts)
    return rows[_reason_is(rows, "infonet", "lack of bed space")]


def unmet_infonet_adults(facts):
    return amounts(_no_bed(facts), "adults")


def unmet_infonet_children(facts):
    return amounts(_no_bed(facts), "children")


def unmet_nnedv(facts):
    rows = _unmet(facts)
    return amounts(rows[~_reason_is(rows, "nnedv", "")], "requests")


# ---- capacity


def beds(facts):
    rows = facts.rows("shelter_census")
    last = rows.groupby("partner")["night"].transform("max")
    return amounts(rows[rows["night"] == last], "beds_available")


def bed_nights_available(facts):
    return amounts(facts.rows("shelter_census"), "beds_available")


def bed_nights_occupied(facts):
    return amounts(facts.rows("shelter_census"), "beds_occupied")


def nights_counted(facts):
    return Counted(facts.rows("shelter_census"), once=("partner", "night"))


def nights_no_bed_free(facts):
    rows = facts.rows("shelter_census")
    full = rows["beds_available"].gt(0) & rows["beds_occupied"].ge(rows["beds_available"])
    return Counted(rows[full], once=("partner", "night"))


# ---- coordination by partner abuse intervention programs


def _duties(facts, *sections):
    rows = facts.rows("paip_activity")
    section = rows["activity_code"].map(codes("paip_activity")["subsection"])
    rows = rows.assign(paip_activity=rows["activity_code"])
    return rows[section.isin(sections) & rows["status"].eq("done")]


def _different(*sections):
    return lambda facts: Counted(_duties(facts, *sections), once=("partner", "activity_code"))


def paip_activities(facts):
    return amounts(_duties(facts, *DONE_SECTIONS).assign(one=1), "one")


def _sum_of_done(column):
    def count(facts):
        rows = facts.rows("paip_activity")
        return amounts(rows[rows["status"] == "done"], column)

    return count


def paip_d_flags(facts):
    rows = facts.rows("paip_activity")
    return amounts(rows[rows["noncompliance_flag"].fillna(False).astype(bool)].assign(one=1), "one")


MEASURES = {
    "people_served": people_served,
    "clients_new": _of_newness("new"),
    "clients_ongoing": _of_newness("ongoing"),
    "clients_newness_unknown": _of_newness("unknown"),
    "service_contacts": service_contacts,
    "service_hours": service_hours,
    "people_sheltered": people_sheltered,
    "people_not_sheltered": people_not_sheltered,
    "people_all_fvpsa": people_served,
    "shelter_nights": shelter_nights,
    "shelter_days": shelter_days,
    "shelter_exits": shelter_exits,
    "hotline_contacts": hotline_contacts,
    "hotline_minutes": hotline_minutes,
    "education_presentations": _events_of("presentations"),
    "education_participants": _events_of("participants"),
    "education_session_hours": _events_of("session_hours"),
    "education_staff_hours": _events_of("staff_hours"),
    "safety_yes": _answers("safety_planning", "answered_yes"),
    "safety_no": _answers("safety_planning", "answered_no"),
    "safety_answers": _answers("safety_planning", "answered_yes", "answered_no"),
    "resources_yes": _answers("community_resources", "answered_yes"),
    "resources_no": _answers("community_resources", "answered_no"),
    "resources_answers": _answers("community_resources", "answered_yes", "answered_no"),
    "unmet_requests": unmet_requests,
    "unmet_adults": unmet_adults,
    "unmet_children": unmet_children,
    "unmet_fvpsa": unmet_fvpsa,
    "unmet_voca": unmet_voca,
    "unmet_stop": unmet_stop,
    "unmet_infonet_adults": unmet_infonet_adults,
    "unmet_infonet_children": unmet_infonet_children,
    "unmet_nnedv": unmet_nnedv,
    "beds": beds,
    "bed_nights_available": bed_nights_available,
    "bed_nights_occupied": bed_nights_occupied,
    "nights_counted": nights_counted,
    "nights_no_bed_free": nights_no_bed_free,
    "paip_duties": _different("a", "b", "c"),
    "paip_a_items": _different("a"),
    "paip_b_counterparts": _different("b"),
    "paip_c_counterparts": _different("c"),
    "paip_activities": paip_activities,
    "paip_meetings": _sum_of_done("meetings"),
    "paip_trainings": _sum_of_done("trainings"),
    "paip_d_flags": paip_d_flags,
}
RATIOS = {"occupancy": ("bed_nights_occupied", "bed_nights_available")}

_PEOPLE = ("client_service", "shelter_stay")
_BY_START = {
    "shelter_nights": ("shelter_stay",),
    "shelter_days": ("shelter_stay",),
    "shelter_exits": ("shelter_stay",),
    "service_": ("client_service",),
    "people_": _PEOPLE,
    "clients_": _PEOPLE,
    "hotline_": ("hotline_contact",),
    "education_": ("community_event",),
    "safety_": ("outcome_survey",),
    "resources_": ("outcome_survey",),
    "unmet_": ("unmet_request",),
    "beds": ("shelter_census",),
    "bed_nights_": ("shelter_census",),
    "nights_": ("shelter_census",),
    "paip_": ("paip_activity",),
}


def records_of(measure):
    """The record types that an agency must send for the measure to be known."""
    return next(found for start, found in _BY_START.items() if measure.startswith(start))
