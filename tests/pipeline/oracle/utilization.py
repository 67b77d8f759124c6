"""People, services, shelter, hotline, education and surveys: one small count a measure.

Each is written from the measure's definition in words.
"""

from __future__ import annotations

from tests.pipeline.oracle.counted import Counted, amounts, people
from tests.pipeline.oracle.declared import codes


def _served(facts):
    found = facts.with_people(facts.events)
    return found.assign(service_group=found["service"].map(codes("service")["service_group"]))


def people_served(facts):
    return people(_served(facts))


def of_newness(newness):
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


def calls_of(facts):
    calls = facts.rows("hotline_contact")
    return calls[calls["is_countable"].fillna(value=False).astype(bool)]


def hotline_contacts(facts):
    return amounts(calls_of(facts), "contact_count")


def hotline_minutes(facts):
    return amounts(calls_of(facts), "minutes")


def anonymous_contacts(facts):
    calls = calls_of(facts)
    return amounts(calls[calls["is_anonymous"].fillna(value=False).astype(bool)], "contact_count")


def hotline_of_grant(facts):
    """A contact counts by the share that the grant paid; each agency is rounded once."""
    calls = calls_of(facts)
    if "grant_share" not in calls:
        return amounts(calls.assign(none=0), "none")
    paid = calls.assign(amount=calls["contact_count"] * calls["grant_share"].fillna(0))
    return Counted(paid.groupby("partner", as_index=False)["amount"].sum().round())


def orders(stage):
    def count(facts):
        rows = facts.rows("protection_order")
        rows = rows.assign(order_term=rows["order_type"].map(codes("order_type")["order_term"]))
        return amounts(rows[rows["stage"] == stage], "order_count")

    return count


def surveys(*columns):
    """For each agency, month and service the question that says most stands for the survey."""

    def count(facts):
        rows = facts.rows("outcome_survey")
        rows = rows.assign(amount=sum(rows[column].fillna(0) for column in columns))
        survey = ["partner", "month", "survey_group"]
        by_question = rows.groupby([*survey, "question"], as_index=False)["amount"].sum()
        return Counted(by_question.groupby(survey, as_index=False)["amount"].max())

    return count


def events_of(column):
    return lambda facts: amounts(facts.rows("community_event"), column)


def answers(question, *columns):
    def count(facts):
        rows = facts.rows("outcome_survey")
        rows = rows[rows["question"] == question]
        return Counted(rows.assign(amount=sum(rows[column] for column in columns)))

    return count
