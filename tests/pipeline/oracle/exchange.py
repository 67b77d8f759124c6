"""Who served in whose county: one small count a measure.

Each is written from the measure's definition in words.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from tests.pipeline.oracle.counted import amounts, people
from tests.pipeline.oracle.declared import codes
from tests.pipeline.oracle.facts import PERSON


def _elsewhere(facts):
    """What was given to people from counties of others, and whether each of it was agreed."""
    rows = facts.with_people(facts.events.assign(number=range(len(facts.events))))
    own = {
        (name, county) for name, one in facts.members.partners.items() for county in one["counties"]
    }
    names_some = {name for name, _ in own}
    pairs = list(zip(rows["partner"], rows["county"], strict=True))
    is_elsewhere = [
        name in names_some and county.isdigit() and (name, county) not in own
        for name, county in pairs
    ]
    rows = rows[is_elsewhere]
    group = codes("service")["service_group"]
    agreements = facts.members.settings["mou"]
    agreed = [
        any(_covers(mou, row, group[row.service]) for mou in agreements)
        for row in rows.itertuples()
    ]
    rows = rows.assign(agreed=pd.Series(agreed, index=rows.index, dtype=bool))
    return rows.assign(all_agreed=rows.groupby(PERSON)["agreed"].transform("all").astype(bool))


def _covers(mou, row, group):
    is_there = row.partner in mou["partners"] and row.county in mou["counties"]
    is_named = {row.service, group} & set(mou["services"])
    until = mou.get("valid_to", date(2999, 1, 1))
    return bool(is_there and is_named and mou["valid_from"] <= row.day.date() <= until)


def _contacts(facts, rows):
    """Services alone: each as often as it was given."""
    kept = facts.services.merge(rows[PERSON].drop_duplicates(), on=PERSON)
    return amounts(facts.with_people(kept.assign(contacts=kept["contacts"].fillna(1))), "contacts")


def people_elsewhere(facts):
    return people(_elsewhere(facts))


def contacts_elsewhere(facts):
    return _contacts(facts, _elsewhere(facts))


def people_of(*, agreed):
    def count(facts):
        rows = _elsewhere(facts)
        return people(rows[rows["all_agreed"] == agreed])

    return count


def contacts_of(*, agreed):
    def count(facts):
        rows = _elsewhere(facts)
        return _contacts(facts, rows[rows["all_agreed"] == agreed])

    return count
