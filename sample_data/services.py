"""What clients are given: months in which a person is active, and each service in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import vocabulary
from sample_data.clock import (
    DAYS,
    ENDS,
    MONTH_NAMES,
    MONTHS,
    STARTS,
    Ints,
    dates,
    month_index,
    onto_weekday,
)
from sample_data.profiles import Profile

MEAN_MONTHS = 2.7
COMES_AGAIN = 0.11
ROWS_BEYOND_FIRST = 2.6
PERSON_FIELDS = (
    "client_key",
    "client_role",
    "age_years",
    "race_ethnicity",
    "gender",
    "special_populations",
    "victimization_types",
    "offender_relationship",
    "grant_code",
    "service_outcome",
    "partial_reasons",
)


def make_services(profile: Profile, people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row a client, service and date, for every month of the simulated world."""
    person, month = _active_months(people["first_contact"].to_numpy(), rng)
    repeats = 1 + rng.poisson(ROWS_BEYOND_FIRST, len(person))
    person, month = np.repeat(person, repeats), np.repeat(month, repeats)
    first = people["first_contact"].to_numpy()[person]
    start = np.maximum(STARTS[month], first)
    day = start + (rng.random(len(start)) * (ENDS[month] - start + 1)).astype(np.int64)
    day = onto_weekday(day, start)
    frame = people.loc[person, list(PERSON_FIELDS)].reset_index(drop=True)
    frame["month"] = MONTH_NAMES[month]
    frame["service_date"] = dates(day)
    frame["first_contact_date"] = dates(first)
    has_moved = day >= people["moves_on"].to_numpy()[person]
    home, later = (people[name].to_numpy()[person] for name in ("county_fips", "county_later"))
    frame["county_fips"] = np.where(has_moved, later, home)
    frame["age_basis"] = "first_contact"
    _add_what(frame, profile, rng)
    once = frame.drop_duplicates(["client_key", "service_date", "service_code"])
    return once.sort_values(["service_date", "client_key", "service_code"], ignore_index=True)


def _active_months(first_contact: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Pairs of person and simulated month: a run of months from the first contact, and returns."""
    count = len(first_contact)
    started = np.where(first_contact < 0, -1 - (-first_contact // 31), month_index(first_contact))
    comes_again = np.nonzero(vocabulary.chance(COMES_AGAIN, count, rng))[0]
    again = started[comes_again] + rng.integers(4, 15, len(comes_again))
    person = np.concatenate([np.arange(count), comes_again])
    begin = np.concatenate([started, again])
    length = rng.geometric(1 / MEAN_MONTHS, len(person))
    offset = np.arange(length.sum()) - np.repeat(length.cumsum() - length, length)
    person, month = np.repeat(person, length), np.repeat(begin, length) + offset
    is_active = (offset == 0) | vocabulary.chance(0.85, len(offset), rng)
    keep = is_active & (month >= 0) & (month < len(MONTHS))
    keep &= first_contact[person] < DAYS
    pairs = np.unique(np.stack([person[keep], month[keep]]), axis=1)
    return pairs[0], pairs[1]


def _add_what(frame: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> None:
    count = len(frame)
    mixed = vocabulary.adult_services(profile.legal_share)
    frame["service_code"] = np.where(
        frame["client_role"] == "child",
        vocabulary.draw(vocabulary.SERVICES_CHILD, count, rng),
        vocabulary.draw(mixed, count, rng),
    )
    is_long = frame["service_code"].isin(vocabulary.LONG_SERVICES)
    quarters = np.where(is_long, rng.integers(4, 11, count), rng.integers(1, 9, count))
    frame["hours"] = quarters / 4
    is_repeated = frame["service_code"].isin(vocabulary.REPEATED_SERVICES).to_numpy()
    frame["contacts"] = np.where(is_repeated, rng.integers(1, 4, count), 1)


def make_stays(
    people: pd.DataFrame, household_stays: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Every member of a household lodged with it: one row a person and stay, in days."""
    members = people.reset_index(names="person")[["person", "household", *STAY_FIELDS]]
    stays = household_stays.reset_index(names="stay").merge(members, on="household")
    destination = vocabulary.draw(vocabulary.DESTINATION, len(household_stays), rng)
    stays["exit_destination"] = destination[stays["stay"]]
    stays["first_contact_date"] = dates(stays["first_contact"].to_numpy())
    stays["stay_kind"] = "stay"
    return stays.sort_values(["begin", "client_key"], ignore_index=True)


STAY_FIELDS = (
    "client_key",
    "client_role",
    "age_years",
    "county_fips",
    "race_ethnicity",
    "gender",
    "grant_code",
    "first_contact",
)
