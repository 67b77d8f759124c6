"""Which count belongs to which measure, and which records it needs."""

from __future__ import annotations

from tests.pipeline.oracle import funded, need, utilization

MEASURES = {
    "people_served": utilization.people_served,
    "clients_new": utilization.of_newness("new"),
    "clients_ongoing": utilization.of_newness("ongoing"),
    "clients_newness_unknown": utilization.of_newness("unknown"),
    "service_contacts": utilization.service_contacts,
    "service_hours": utilization.service_hours,
    "people_sheltered": utilization.people_sheltered,
    "people_not_sheltered": utilization.people_not_sheltered,
    "people_all_fvpsa": utilization.people_served,
    "shelter_nights": utilization.shelter_nights,
    "shelter_days": utilization.shelter_days,
    "shelter_exits": utilization.shelter_exits,
    "hotline_contacts": utilization.hotline_contacts,
    "hotline_minutes": utilization.hotline_minutes,
    "anonymous_contacts": utilization.anonymous_contacts,
    "education_presentations": utilization.events_of("presentations"),
    "education_participants": utilization.events_of("participants"),
    "education_session_hours": utilization.events_of("session_hours"),
    "education_staff_hours": utilization.events_of("staff_hours"),
    "safety_yes": utilization.answers("safety_planning", "answered_yes"),
    "safety_no": utilization.answers("safety_planning", "answered_no"),
    "safety_answers": utilization.answers("safety_planning", "answered_yes", "answered_no"),
    "resources_yes": utilization.answers("community_resources", "answered_yes"),
    "resources_no": utilization.answers("community_resources", "answered_no"),
    "resources_answers": utilization.answers("community_resources", "answered_yes", "answered_no"),
    "surveys_given": utilization.surveys("surveys_given"),
    "surveys_returned": utilization.surveys("answered_yes", "answered_no"),
    "voca_people": funded.voca_people,
    "voca_new": funded.voca_new,
    "voca_continuing": funded.voca_continuing,
    "voca_several_victimizations": funded.voca_several_victimizations,
    "voca_times": funded.voca_times,
    "people_no_stream": funded.people_no_stream,
    "unmet_requests": need.unmet_requests,
    "unmet_adults": need.unmet_adults,
    "unmet_children": need.unmet_children,
    "unmet_fvpsa": need.unmet_fvpsa,
    "unmet_voca": need.unmet_voca,
    "unmet_stop": need.unmet_stop,
    "unmet_infonet_adults": need.unmet_infonet_adults,
    "unmet_infonet_children": need.unmet_infonet_children,
    "unmet_nnedv": need.unmet_nnedv,
    "beds": need.beds,
    "bed_nights_available": need.bed_nights_available,
    "bed_nights_occupied": need.bed_nights_occupied,
    "nights_counted": need.nights_counted,
    "nights_no_bed_free": need.nights_no_bed_free,
    "paip_duties": need.different("a", "b", "c"),
    "paip_a_items": need.different("a"),
    "paip_b_counterparts": need.different("b"),
    "paip_c_counterparts": need.different("c"),
    "paip_activities": need.paip_activities,
    "paip_meetings": need.sum_of_done("meetings"),
    "paip_trainings": need.sum_of_done("trainings"),
    "paip_d_flags": need.paip_d_flags,
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
    "voca_": _PEOPLE,
    "hotline_": ("hotline_contact",),
    "anonymous_": ("hotline_contact",),
    "surveys_": ("outcome_survey",),
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
