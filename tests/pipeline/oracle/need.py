"""Unmet need in its five meanings, capacity, and coordination: one small count a measure.

Each is written from the measure's definition in words.
"""

from __future__ import annotations

from tests.pipeline.oracle.counted import Counted, amounts
from tests.pipeline.oracle.declared import codes

DONE_SECTIONS = ("a", "b", "c")


def requests_of(facts):
    found = facts.rows("unmet_request")
    reason, service = codes("unmet_reason"), codes("service")
    return found.assign(
        service=found["service_requested"],
        service_group=found["service_requested"].map(service["service_group"]),
        is_shelter=found["service_requested"].isin(("shelter_on_site", "shelter_off_site")),
        reason=found["reason_code"],
        reason_family=found["reason_code"].map(reason["unmet_reason_family"]),
        county=found["county_fips"].fillna("unknown"),
        is_dv=found["dv_related"].fillna(value=False).astype(bool),
        was_placed=found["later_served_here"].fillna(value=False).astype(bool),
        requests=found["requests"].fillna(1),
    )


def _reason_is(rows, column, *words):
    return rows["reason"].map(codes("unmet_reason")[column]).isin(words)


def unmet_requests(facts):
    return amounts(requests_of(facts), "requests")


def unmet_adults(facts):
    return amounts(requests_of(facts), "adults")


def unmet_children(facts):
    return amounts(requests_of(facts), "children")


def unmet_fvpsa(facts):
    rows = requests_of(facts)
    is_full = _reason_is(rows, "fvpsa", "yes", "if_shelter")
    wanted = rows["is_shelter"] & rows["adults"].ge(1) & rows["is_dv"]
    return amounts(rows[wanted & is_full], "requests")


def unmet_voca(facts):
    rows = requests_of(facts)
    return amounts(rows[_reason_is(rows, "voca", "yes")], "requests")


def unmet_stop(facts):
    """Withdrawing is served, and a reason that nobody recorded is accepted by no instrument."""
    rows = requests_of(facts)
    reason = rows["reason"].map(codes("unmet_reason")["stop"])
    is_listed = ~reason.str.startswith(("NOT unmet", "not accepted"))
    return amounts(rows[rows["is_dv"] & ~rows["was_placed"] & is_listed], "adults")


def _no_bed(facts):
    rows = requests_of(facts)
    return rows[_reason_is(rows, "infonet", "lack of bed space")]


def unmet_infonet_adults(facts):
    return amounts(_no_bed(facts), "adults")


def unmet_infonet_children(facts):
    return amounts(_no_bed(facts), "children")


def unmet_nnedv(facts):
    rows = requests_of(facts)
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


def different(*sections):
    return lambda facts: Counted(_duties(facts, *sections), once=("partner", "activity_code"))


def paip_activities(facts):
    return amounts(_duties(facts, *DONE_SECTIONS).assign(one=1), "one")


def sum_of_done(column):
    def count(facts):
        rows = facts.rows("paip_activity")
        rows = rows.assign(paip_activity=rows["activity_code"])
        return amounts(rows[rows["status"] == "done"], column)

    return count


def has_done(code):
    """Programs that did something under one item."""

    def count(facts):
        rows = facts.rows("paip_activity")
        is_done = rows["status"].eq("done") & rows["activity_code"].eq(code)
        return Counted(rows[is_done], once=("partner",))

    return count


def paip_has_d(facts):
    rows = facts.rows("paip_activity")
    is_noted = rows["noncompliance_flag"].fillna(value=False).astype(bool)
    return Counted(rows[is_noted], once=("partner",))


def paip_d_flags(facts):
    rows = facts.rows("paip_activity")
    is_noted = rows["noncompliance_flag"].fillna(value=False).astype(bool)
    return amounts(rows[is_noted].assign(one=1), "one")
