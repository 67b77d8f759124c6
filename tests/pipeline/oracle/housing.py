"""Stays and enrollments in the terms of HUD, and the one-day count: one small count a measure.

Each is written from the measure's definition in words.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from tests.pipeline.oracle.counted import amounts, people
from tests.pipeline.oracle.declared import codes
from tests.pipeline.oracle.facts import ADULT_AT, PERSON
from tests.pipeline.oracle.need import requests_of
from tests.pipeline.oracle.utilization import calls_of

WEDNESDAY = 2
QUARTERLY = {1: "january", 4: "april", 7: "july", 10: "october"}


def _last_enrollment(facts):
    """Each person's last enrollment, as the newest file tells it."""
    rows = facts.stays[facts.stays["stay_kind"].ne("bed_night")]
    rows = rows.sort_values("month", kind="stable")
    rows = rows.drop_duplicates([*PERSON, "shelter_type", "begin_date"], keep="last")
    far = pd.Timestamp("2999-01-01")
    rows = rows.assign(until=rows["end_date"].fillna(far)).sort_values(
        ["shelter_type"], ascending=False, kind="stable"
    )
    rows = rows.sort_values(["begin_date", "until"], kind="stable")
    return rows.drop_duplicates(PERSON, keep="last")


def _hud_race(answers):
    told = set(answers.split(";"))
    others = sorted(told - {"hispanic"})
    if not others:
        return "hispanic"
    name = others[0] if len(others) == 1 else "multiple"
    return f"{name}_hispanic" if "hispanic" in told else name


def _length(days):
    bands = codes("enrollment_length")
    bands = bands[bands["min_days"] != ""]
    bounds = zip(bands.index, bands["min_days"], bands["max_days"], strict=True)
    return next(code for code, low, high in bounds if int(low) <= days <= int(high or 99999))


TOLD = ("household_role", "household_kind", "living_situation", "dv_history", "dv_when")
HOUSEHOLD = ["partner", "month", "household_key"]


def _with_roles(stays):
    """Heads as stated, or else the primary adult, the oldest and the first of the household."""
    stays = stays.assign(**{name: stays.get(name) for name in (*TOLD, "household_key")})
    rank = stays["client_role"].map({"primary_adult": 0, "child": 2}).fillna(1)
    age = stays["age_years"].astype("Float64").fillna(-1).astype(float)
    order = stays.assign(
        unsaid=stays["household_role"].ne("head"), rank=rank, younger=-age
    ).sort_values(["unsaid", "rank", "younger", "client_key"], kind="stable")
    first = order[order["household_key"].notna()].drop_duplicates(HOUSEHOLD)
    heads = set(first[["partner", "month", "household_key", "client_key"]].itertuples(index=False))
    rows = stays[["partner", "month", "household_key", "client_key"]].itertuples(index=False)
    by_key = ["head" if row in heads else "member" for row in rows]
    by_key = pd.Series(by_key, index=stays.index).where(stays["household_key"].notna(), None)
    return stays.assign(household_role=stays["household_role"].fillna(by_key))


def _with_kinds(stays):
    """Kinds as stated, or as the household's rows say alike, or else by who is in it."""
    members, said = defaultdict(lambda: defaultdict(list)), defaultdict(set)
    columns = [*HOUSEHOLD, "client_key", "client_role", "age_years", "household_kind"]
    rows = list(stays[columns].itertuples(index=False, name=None))
    for *household, client, role, age, kind in rows:
        members[tuple(household)][client].append((role, age))
        said[tuple(household)] |= set() if pd.isna(kind) else {kind}
    kinds = {
        one: next(iter(said[one])) if len(said[one]) == 1 else _kind(people_in.values())
        for one, people_in in members.items()
    }
    by_household = pd.Series([kinds[tuple(row[:3])] for row in rows], index=stays.index)
    by_household = by_household.where(stays["household_key"].notna(), None)
    return stays.assign(household_kind=stays["household_kind"].fillna(by_household))


def _kind(members):
    grown_up = {_is_grown_up(told) for told in members}
    if {True, False} <= grown_up:
        return "children_and_adults"
    if None in grown_up:
        return "unknown"
    return "without_children" if True in grown_up else "only_children"


def _is_grown_up(told):
    """Of 18 years or more; of no age a child by the role is none, and of others nobody knows."""
    ages = [age for _, age in told if not pd.isna(age)]
    if ages:
        return max(ages) >= ADULT_AT
    return False if "child" in {role for role, _ in told} else None


def _told(facts):
    """What each person's last stay says that says anything, and which agencies say anything."""
    stays = _with_kinds(_with_roles(facts.stays)).sort_values(
        ["begin_date", "month"], kind="stable"
    )
    people_found = stays[PERSON].drop_duplicates().set_index(PERSON)
    for name in TOLD:
        said = stays[stays[name].notna()]
        last = said.drop_duplicates(PERSON, keep="last").set_index(PERSON)
        people_found[name] = last[name].fillna("unknown")
        asking = set(said["partner"])
        partners = people_found.index.get_level_values("partner")
        people_found[f"tells_{name}"] = [one in asking for one in partners]
    people_found[list(TOLD)] = people_found[list(TOLD)].fillna("unknown")
    groups = codes("living_situation")["living_situation_group"]
    people_found["living_situation_group"] = people_found["living_situation"].map(groups)
    return people_found.reset_index()


def _is_adult_or_head(rows):
    return rows["client_kind"].eq("adult") | rows["household_role"].eq("head")


def households(*roles):
    def count(facts):
        rows = _housed(facts)
        return people(rows[rows["tells_household_role"] & rows["household_role"].isin(roles)])

    return count


def households_on_night(facts):
    heads = _told(facts)
    heads = heads.loc[heads["household_role"].eq("head"), PERSON]
    return people(_on_nights(facts).merge(heads, on=PERSON))


def dv(*answers):
    def count(facts):
        rows = _housed(facts)
        rows = rows[_is_adult_or_head(rows) & rows["tells_dv_history"]]
        return people(rows[rows["dv_history"].isin(answers)])

    return count


def lived_before(facts):
    rows = _housed(facts)
    return people(rows[_is_adult_or_head(rows) & rows["tells_living_situation"]])


def _housed(facts):
    last_day = pd.Timestamp(facts.months[-1]) + pd.offsets.MonthEnd(0)
    latest = _last_enrollment(facts)
    has_left = latest["end_date"].le(last_day)
    until = latest["end_date"].where(has_left, last_day + pd.Timedelta(days=1))
    days = (until - latest["begin_date"]).dt.days
    latest = latest.assign(
        participation=np.where(has_left, "leaver", "stayer"),
        enrollment_length=days.map(_length),
        last_destination=latest["exit_destination"].fillna("unknown"),
    )
    kept = [*PERSON, "participation", "enrollment_length", "last_destination"]
    found = facts.with_people(facts.stays).merge(latest[kept], on=PERSON, how="left")
    found = found.drop(columns=[*TOLD, "household_key"], errors="ignore")
    found = found.merge(_told(facts), on=PERSON, how="left")
    found["participation"] = found["participation"].fillna("night_by_night")
    return found.assign(race_hud=found["race_ethnicity"].map(_hud_race))


def housed_people(facts):
    return people(_housed(facts))


def housed(*participation):
    def count(facts):
        rows = _housed(facts)
        return people(rows[rows["participation"].isin(participation)])

    return count


def _lodged_on(facts, night):
    rows = facts.stays[facts.stays["is_lodged"].astype(bool)]
    rows = rows[rows["month"] == f"{night:%Y-%m}"]
    is_that_night = rows["stay_kind"].eq("bed_night") & rows["begin_date"].eq(night)
    covers = rows["stay_kind"].ne("bed_night") & rows["begin_date"].le(night)
    covers &= rows["end_date"].isna() | rows["end_date"].gt(night)
    return rows[is_that_night | covers]


def housed_on_night(facts):
    return people(_on_nights(facts))


def _on_nights(facts):
    found = []
    for month in facts.months:
        days = pd.date_range(f"{month}-01", pd.Timestamp(month) + pd.offsets.MonthEnd(0))
        last = max(day for day in days if day.weekday() == WEDNESDAY)
        if last.month in QUARTERLY:
            found.append(_lodged_on(facts, last).assign(pit_night=QUARTERLY[last.month]))
    return pd.concat(found)


# ---- the one-day count


def _the_day(facts):
    days = pd.to_datetime(codes("census_day")["code"])
    return next(day for day in days if f"{day:%Y-%m}" in facts.months)


def _on_the_day(facts):
    day = _the_day(facts)
    served = facts.services[facts.services["service_date"].eq(day)]
    lodged = _lodged_on(facts, day).assign(is_lodged=True)
    rows = pd.concat([served[[*PERSON, "is_lodged"]], lodged[[*PERSON, "is_lodged"]]])
    is_housed = rows.groupby(PERSON)["is_lodged"].any().rename("is_housed").reset_index()
    return facts.with_people(is_housed)


def day_people(facts):
    return people(_on_the_day(facts))


def day_housed(facts):
    rows = _on_the_day(facts)
    return people(rows[rows["is_housed"]])


def day_not_housed(facts):
    rows = _on_the_day(facts)
    return people(rows[~rows["is_housed"]])


def day_hotline(facts):
    calls = calls_of(facts)
    return amounts(calls[calls["contact_date"].eq(_the_day(facts))], "contact_count")


def day_unmet(*, housing=None):
    def count(facts):
        rows = requests_of(facts)
        rows = rows[rows["request_date"].eq(_the_day(facts))]
        rows = rows[rows["reason"].map(codes("unmet_reason")["nnedv"]).ne("")]
        is_housing = rows["service_group"].eq("shelter")
        return amounts(rows if housing is None else rows[is_housing == housing], "requests")

    return count
