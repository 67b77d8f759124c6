"""Who the clients of an agency are: households, roles, ages, places, and what they disclosed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import vocabulary
from sample_data.clock import DAYS, Flags, Ints, Texts, dates, onto_weekday, season
from sample_data.names import invent
from sample_data.profiles import Profile
from sample_data.shelter import Front

HISTORY = 270
ADULT = 18
PER_HOUSEHOLD = 1.62
NEW_SHARE = 0.73
MOVES = 0.012
SMALL_AGENCY = 500
ALONE = {"primary_adult": 0.94, "primary_youth": 0.03, "secondary_other": 0.03}


def make_people(profile: Profile, front: Front, rng: np.random.Generator) -> pd.DataFrame:
    """Everyone whom the agency ever served, one row a person, households in order of first stay."""
    households = _households(profile, front, rng)
    size = 1 + households["children"].to_numpy()
    household = np.repeat(np.arange(len(households)), size)
    is_head = np.concatenate([[True], household[1:] != household[:-1]])
    people = households.iloc[household].reset_index(drop=True)
    people["household"] = household
    people["client_role"] = _roles(is_head, people["children"].to_numpy(), rng)
    _add_ages(people, rng)
    _add_places(people, profile, rng)
    _add_disclosures(people, profile, rng)
    people["client_key"] = _keys(profile, people["first_contact"].to_numpy(), rng)
    born = dates(people["first_contact"].to_numpy() - people["age_days"].to_numpy())
    return pd.concat([people, invent(len(people), born, rng)], axis=1)


def _households(profile: Profile, front: Front, rng: np.random.Generator) -> pd.DataFrame:
    """Sheltered households first (their number is their stays' household), then all others."""
    begin = np.full(len(front.children), DAYS)
    for household, _, first_day, _ in front.stays:
        begin[household] = min(begin[household], first_day)
    called = np.maximum(begin - rng.integers(0, 15, len(begin)), -HISTORY)
    sheltered_a_year = (1 + np.array(front.children)).sum() / DAYS * 365 if front.children else 0.0
    wanted = max(profile.clients - sheltered_a_year, 0.0) * NEW_SHARE / PER_HOUSEHOLD / 365
    day = np.arange(-HISTORY, DAYS)
    walked_in = np.repeat(day, rng.poisson(wanted * season(np.maximum(day, 0))))
    walked_in = onto_weekday(walked_in, np.full(len(walked_in), -HISTORY))
    if profile.expected == ("shelter_stay",):
        walked_in = walked_in[:0]
    children = rng.integers(1, 4, len(walked_in))
    children[vocabulary.chance(0.62, len(walked_in), rng)] = 0
    return pd.DataFrame(
        {
            "first_contact": np.concatenate([called, walked_in]).astype(np.int64),
            "children": np.concatenate([front.children, children]).astype(np.int64),
            "is_sheltered": np.arange(len(called) + len(walked_in)) < len(called),
        }
    )


def _roles(is_head: Flags, children: Ints, rng: np.random.Generator) -> Texts:
    alone = vocabulary.draw(ALONE, len(is_head), rng)
    head = np.where(children > 0, "primary_adult", alone)
    return np.where(is_head, head, "child")


def _add_ages(people: pd.DataFrame, rng: np.random.Generator) -> None:
    count = len(people)
    adult = np.clip(rng.gamma(9, 3.9, count) + 2, ADULT, 91)
    years = np.select(
        [people["client_role"] == "child", people["client_role"] == "primary_youth"],
        [np.minimum(rng.gamma(1.9, 3.8, count), 17.5), rng.uniform(13, 18, count)],
        adult,
    )
    people["age_days"] = (years * 365.25).astype(np.int64) + 1
    age = pd.Series(years.astype(np.int64), dtype="Int64")
    people["age_years"] = age.mask(pd.Series(vocabulary.chance(0.02, count, rng)))


def _add_places(people: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> None:
    """The county of the household, and for a few the county they move to."""
    elsewhere = {"out_of_state": 0.015, "unknown": 0.02}
    weights = {**{code: share * 0.965 for code, share in profile.counties.items()}, **elsewhere}
    if set(profile.counties) == {"unknown"}:
        weights = {"unknown": 1.0}
    homes = vocabulary.draw(weights, people["household"].max() + 1, rng)
    people["county_fips"] = homes[people["household"]]
    later = vocabulary.draw(weights, len(people), rng)
    is_moving = vocabulary.chance(MOVES, len(people), rng)
    people["county_later"] = np.where(is_moving, later, people["county_fips"])
    people["moves_on"] = people["first_contact"] + rng.integers(5, 120, len(people))


def _add_disclosures(people: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> None:
    """Race, gender, victimization and the like: codes and sets joined by a semicolon."""
    count, households = len(people), int(people["household"].max()) + 1
    family = vocabulary.draw(vocabulary.RACE[profile.race], households, rng)[people["household"]]
    own = vocabulary.draw(vocabulary.RACE[profile.race], count, rng)
    people["race_ethnicity"] = np.where(vocabulary.chance(0.85, count, rng), family, own)
    is_child = people["client_role"].to_numpy() == "child"
    people["gender"] = np.where(
        is_child,
        vocabulary.draw(vocabulary.GENDER_CHILD, count, rng),
        vocabulary.draw(vocabulary.GENDER_ADULT, count, rng),
    )
    people["victimization_types"] = np.where(
        is_child,
        vocabulary.draw(vocabulary.VICTIMIZATION_CHILD, count, rng),
        vocabulary.draw(vocabulary.VICTIMIZATION_ADULT, count, rng),
    )
    people["special_populations"] = vocabulary.draw(vocabulary.SPECIAL[profile.race], count, rng)
    people["offender_relationship"] = np.where(
        is_child,
        vocabulary.draw(vocabulary.RELATIONSHIP_CHILD, count, rng),
        vocabulary.draw(vocabulary.RELATIONSHIP_ADULT, count, rng),
    )
    people["grant_code"] = vocabulary.draw(profile.funding or {"other": 1.0}, count, rng)


def _keys(profile: Profile, first_contact: Ints, rng: np.random.Generator) -> list[str]:
    """Local client IDs, given in order of first contact from a number of the agency's own."""
    if "X" in profile.key_format:
        return [rng.bytes(16).hex().upper() for _ in first_contact]
    bounds = (100, 300) if profile.clients < SMALL_AGENCY else (2000, 9000)
    start = int(rng.integers(*bounds))
    rank = np.empty(len(first_contact), dtype=np.int64)
    rank[np.argsort(first_contact, kind="stable")] = np.arange(len(first_contact))
    return [profile.key_format.format(start + number) for number in rank]
