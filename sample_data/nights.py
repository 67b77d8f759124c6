"""The agency that exports from its HMIS: night-by-night beds, and attributes as HMIS asks them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data.clock import Ints, dates
from sample_data.vocabulary import chance

ADULT = 18
NIGHT_BY_NIGHT = 0.35
SLEEPS = 0.7
AS_HMIS = {"transgender": "unknown", "nonbinary_or_other": "unknown"}


def make_nights(
    people: pd.DataFrame, stays: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Some single clients sleep night by night; roles, ages and sex are as an export gives them."""
    people = people.copy()
    people["gender"] = people["gender"].replace(AS_HMIS)
    people["race_ethnicity"] = people["race_ethnicity"].replace({"not_asked": "unknown"})
    stays = _as_enrolled(people, stays)
    alone = stays["person"].map(people["children"]).eq(0)
    chosen = alone & stays["shelter_type"].eq("shelter_on_site")
    chosen &= chance(NIGHT_BY_NIGHT, len(stays), rng)
    nights = _nights(stays[chosen], rng)
    stays.loc[chosen, "shelter_type"] = "not_lodged"
    return people, pd.concat([stays, nights], ignore_index=True)


def _as_enrolled(people: pd.DataFrame, stays: pd.DataFrame) -> pd.DataFrame:
    """Age on the day of entry and the role that follows from it; no first contact in HMIS."""
    person = people.loc[stays["person"]].reset_index(drop=True)
    entry, born = dates(stays["begin"].to_numpy()), person["dob"]
    before = (entry.dt.month < born.dt.month) | (
        (entry.dt.month == born.dt.month) & (entry.dt.day < born.dt.day)
    )
    age = (entry.dt.year - born.dt.year - before).astype("Int64")
    age = age.mask(person["age_years"].isna())
    is_head, is_minor = ~person["client_role"].eq("child"), age.lt(ADULT).fillna(value=False)
    is_minor = is_minor.astype(bool)
    role = np.select(
        [age.isna() & is_head, age.isna(), is_minor & is_head, is_minor],
        ["primary_adult", "", "primary_youth", "child"],
        "primary_adult",
    )
    found = stays.assign(age_years=age, client_role=role, gender=person["gender"])
    found["race_ethnicity"] = person["race_ethnicity"]
    for name, blank in (("client_role", ""), ("gender", "unknown"), ("race_ethnicity", "unknown")):
        found[name] = found[name].mask(found[name] == blank, None)
    found["exit_destination"] = found["exit_destination"].replace({"abusive_partner": "other"})
    found["first_contact_date"] = pd.Series(pd.NaT, index=found.index, dtype="datetime64[s]")
    found["grant_code"] = None
    return found


def _nights(stays: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    length: Ints = (stays["end"] - stays["begin"]).to_numpy()
    nights = stays.loc[stays.index.repeat(length)].copy()
    nights["begin"] += np.arange(length.sum()) - np.repeat(length.cumsum() - length, length)
    nights["end"] = nights["begin"] + 1
    nights["stay_kind"] = "bed_night"
    nights["exit_destination"] = None
    return nights[chance(SLEEPS, len(nights), rng)]
