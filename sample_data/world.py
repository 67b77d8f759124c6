"""The invented world: for each agency its people and its true records of every month."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from sample_data.circumstances import add_circumstances
from sample_data.clock import Ints
from sample_data.community import make_events, make_orders, make_paip, make_surveys
from sample_data.hotline import make_calls
from sample_data.nights import make_nights
from sample_data.people import make_people
from sample_data.profiles import PROFILES, Profile
from sample_data.services import make_services, make_stays
from sample_data.shelter import Front, by_month, census, open_door, stay_frame
from sample_data.story import QUIET
from sample_data.unmet import make_unmet

SEED = 20261122
NO_ROWS: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Agency:
    """One agency's people (identities included), stays in days, and records by month.

    `records` holds the standard fields and a column `month`; nothing of a name is in it.
    """

    profile: Profile
    people: pd.DataFrame
    stays: pd.DataFrame
    records: Mapping[str, pd.DataFrame]

    def of_month(self, record: str, month: str) -> pd.DataFrame:
        """The true rows of one record type and month."""
        rows = self._places[record].get(month, NO_ROWS)
        return self.records[record].take(rows).reset_index(drop=True)

    def is_quiet(self, record: str, month: str) -> bool:
        """Whether there is no row of that record type in the month."""
        return month not in self._places[record]

    @cached_property
    def _places(self) -> dict[str, dict[str, Ints]]:
        return {record: _by_month(frame["month"]) for record, frame in self.records.items()}


def _by_month(month: pd.Series[Any]) -> dict[str, Ints]:
    place, names = pd.factorize(month)
    return {str(name): np.flatnonzero(place == number) for number, name in enumerate(names)}


@cache
def make_world(seed: int = SEED) -> Mapping[str, Agency]:
    """Every agency, each from its own stream of random numbers, so that one can change alone."""
    return {profile.id: make_agency(profile, seed) for profile in PROFILES}


def make_agency(profile: Profile, seed: int) -> Agency:
    """One agency's simulated years."""
    rng = np.random.default_rng([seed, zlib.crc32(profile.id.encode())])
    if profile.expected == ("paip_activity",):
        nobody = pd.DataFrame()
        paip = {"paip_activity": _hushed(profile, "paip_activity", make_paip(rng))}
        return Agency(profile=profile, people=nobody, stays=nobody, records=paip)
    front = open_door(profile, rng)
    people = make_people(profile, front, rng)
    stays = make_stays(people, stay_frame(front), rng)
    if profile.expected == ("shelter_stay",):
        people, stays = make_nights(people, stays, rng)
    people, stays = add_circumstances(profile, people, stays, seed)
    records = _records(profile, front, people, stays, rng)
    return Agency(profile=profile, people=people, stays=stays, records=records)


def _records(
    profile: Profile,
    front: Front,
    people: pd.DataFrame,
    stays: pd.DataFrame,
    rng: np.random.Generator,
) -> dict[str, pd.DataFrame]:
    makers = {
        "client_service": lambda: make_services(profile, people, rng),
        "shelter_stay": lambda: by_month(stays),
        "shelter_census": lambda: census(stays, profile, rng),
        "unmet_request": lambda: make_unmet(profile, front, rng),
        "hotline_contact": lambda: make_calls(profile, rng),
        "community_event": lambda: make_events(profile, rng),
        "outcome_survey": lambda: make_surveys(profile, rng),
        "protection_order": lambda: make_orders(profile, rng),
    }
    return {record: _hushed(profile, record, makers[record]()) for record in profile.expected}


def _hushed(profile: Profile, record: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows without those of months in which, by the story, there was nothing."""
    quiet = [month for partner, month, kind in QUIET if (partner, kind) == (profile.id, record)]
    return frame[~frame["month"].isin(quiet)].reset_index(drop=True)
