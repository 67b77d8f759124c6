"""What one funding stream paid for: VOCA and STOP, one small count a measure.

Each is written from the measure's definition in words.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from tests.pipeline.oracle.counted import amounts, people
from tests.pipeline.oracle.declared import codes
from tests.pipeline.oracle.facts import PERSON

SAYS_NOTHING = {"", "none", "unknown"}


def _single_race(answers):
    """Two or more are multiple, but Hispanic with White is Hispanic."""
    told = set(answers.split(";"))
    if told == {"hispanic", "white"}:
        return "hispanic"
    if len(told) > 1:
        return "multiple"
    return codes("race_ethnicity").loc[answers, "race_voca"]


def _together(answers):
    told = {code for answer in answers.dropna() for code in answer.split(";")}
    known = told - SAYS_NOTHING
    return ";".join(sorted(known)) or ("none" if "none" in told else "unknown")


def _disclosed(facts):
    """One row a person: all that was told in the services of the period."""
    names = {
        "victimization": "victimization_types",
        "special_population": "special_populations",
        "offender_relationship": "offender_relationship",
        "partial_reason": "partial_reasons",
    }
    services = facts.services
    rows = services.assign(partial_reasons=services.get("partial_reasons")).groupby(PERSON)
    return pd.DataFrame({new: rows[old].agg(_together) for new, old in names.items()})


def _stop_types(types):
    kinds = codes("victimization")["stop_victimization"]
    return ";".join(sorted({kinds[one] for one in types.split(";")}))


@lru_cache(maxsize=16)
def paid_by(facts, stream):
    """Services and stays that the stream paid for, with the person's particulars."""
    found = facts.with_people(facts.events)
    found = found[found["grant_code"].eq(stream)]
    found = found.merge(_disclosed(facts), left_on=PERSON, right_index=True, how="left")
    told = ["victimization", "special_population", "offender_relationship", "partial_reason"]
    item = found["service"].map(codes("service")["voca_service"])
    item = item.where(item.ne(""), "unknown")
    found = found.assign(**{name: found[name].fillna("unknown") for name in told})
    return found.assign(
        stop_victimization=found["victimization"].map(_stop_types),
        race_voca=found["race_ethnicity"].map(_single_race),
        gender_voca=found["gender"].map(codes("gender")["gender_voca"]),
        voca_service=item,
        voca_category=item.map(codes("voca_service")["voca_category"]),
        service_group=found["service"].map(codes("service")["service_group"]),
    )


def _with_newness(facts, stream, calendar):
    rows, before = paid_by(facts, stream), facts.before_in_year(calendar)
    earlier = before.events if before else facts.events[:0]
    known = earlier.loc[earlier["grant_code"].eq(stream), PERSON].drop_duplicates()
    marked = rows.merge(known, on=PERSON, how="left", indicator="seen")
    return marked.assign(is_new=marked["seen"].eq("left_only"))


def voca_people(facts):
    return people(paid_by(facts, "voca"))


def voca_new(facts):
    rows = _with_newness(facts, "voca", "FFY")
    return people(rows[rows["is_new"]])


def voca_continuing(facts):
    rows = _with_newness(facts, "voca", "FFY")
    return people(rows[~rows["is_new"]])


def voca_several_victimizations(facts):
    rows = paid_by(facts, "voca")
    return people(rows[rows["victimization"].str.contains(";")])


def voca_times(facts):
    return amounts(paid_by(facts, "voca"), "times")


def people_no_stream(facts):
    rows = facts.with_people(facts.events)
    return people(rows[rows["grant_code"].isna()])


# ---- STOP

PRIMARY = ("primary_adult", "primary_youth")
SECONDARY = ("child", "secondary_other")


def _by_stop(facts):
    """Without those who got nothing but information or referral."""
    rows = paid_by(facts, "stop").merge(_last_status(facts), on=PERSON, how="left")
    is_service = rows["service_group"].ne("information")
    got_more = is_service.groupby([rows[name] for name in PERSON]).transform("any")
    role = rows["client_role"].fillna("unknown")
    is_small_child = rows["age_years"].lt(13).fillna(value=False).astype(bool)
    primary = role.isin(PRIMARY) & ~is_small_child
    kind = primary.map({True: "primary", False: ""}).where(
        primary, role.isin(SECONDARY).map({True: "secondary", False: "other"})
    )
    status = rows["stop_status"].fillna("unknown")
    return rows.assign(kind=kind, stop_status=status)[got_more]


def _last_status(facts):
    rows = facts.services
    if "service_outcome" not in rows:
        return rows[PERSON].drop_duplicates().assign(stop_status=None)
    told = rows[rows["service_outcome"].notna()]
    told = told.sort_values("service_outcome", kind="stable", ascending=False)
    told = told.sort_values("day", kind="stable")
    last = told.drop_duplicates(PERSON, keep="last")
    return last[[*PERSON, "service_outcome"]].rename(columns={"service_outcome": "stop_status"})


def stop_people(facts):
    return people(_by_stop(facts))


def stop_of(*kinds):
    def count(facts):
        rows = _by_stop(facts)
        return people(rows[rows["kind"].isin(kinds)])

    return count


def stop_served(*statuses):
    """Primary victims by the status that was recorded last."""

    def count(facts):
        rows = _by_stop(facts)
        return people(rows[rows["kind"].eq("primary") & rows["stop_status"].isin(statuses)])

    return count


# ---- claimed under two streams


def _claimed(facts):
    """All but the rows of the first stream, where the same service stands under several."""
    rows = facts.services[facts.services["grant_code"].notna()]
    alike = [*PERSON, "day", "service", "hours"]
    first = rows.sort_values("grant_code").drop_duplicates(alike)[[*alike, "grant_code"]]
    both = rows.merge(first, on=alike, suffixes=("", "_first"))
    return facts.with_people(both[both["grant_code"].ne(both["grant_code_first"])])


def claimed_people(facts):
    return people(_claimed(facts))


def claimed(column):
    return lambda facts: amounts(_claimed(facts), column)
