"""Households, what came before a stay, and how people were served: from a stream of their own.

What else is invented of an agency does not hang on it, and stays as it was.
"""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd

from sample_data.clock import Flags, Texts
from sample_data.profiles import Profile
from sample_data.vocabulary import draw

STREAM = "circumstances"
LIVED_BEFORE = {
    "rented": 0.31,
    "rented_subsidized": 0.07,
    "owned": 0.05,
    "with_family": 0.17,
    "with_friends": 0.12,
    "emergency_shelter": 0.09,
    "place_not_meant": 0.05,
    "hotel_motel": 0.06,
    "hospital": 0.015,
    "jail": 0.01,
    "transitional_housing": 0.015,
    "unknown": 0.02,
    "": 0.02,
}
HISTORY = {"yes": 0.9, "no": 0.05, "unknown": 0.03, "": 0.02}
WHEN = {
    "months_0_3": 0.56,
    "months_3_6": 0.17,
    "months_6_12": 0.11,
    "year_or_more": 0.1,
    "unknown": 0.06,
}
OUTCOME = {"served": 0.8, "partially_served": 0.16, "not_served": 0.02, "": 0.02}
PARTIAL_REASONS = {
    "insufficient_staff": 0.26,
    "program_full_waitlisted": 0.22,
    "insufficient_funding": 0.14,
    "insufficient_funding;insufficient_staff": 0.08,
    "transportation": 0.1,
    "child_care": 0.07,
    "language_capacity": 0.05,
    "conflict_of_interest": 0.03,
    "": 0.05,
}


def add_circumstances(
    profile: Profile, people: pd.DataFrame, stays: pd.DataFrame, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People with how they were served, and stays with household, home before and violence."""
    rng = np.random.default_rng(
        [seed, zlib.crc32(profile.id.encode()), zlib.crc32(STREAM.encode())]
    )
    count = len(people)
    is_head = people["client_role"].ne("child").to_numpy()
    history = _only(is_head, draw(HISTORY, count, rng))
    when = _only(history == "yes", draw(WHEN, count, rng))
    outcome = draw(OUTCOME, count, rng)
    is_partly = outcome == "partially_served"
    served = people.assign(
        service_outcome=outcome,
        partial_reasons=_only(is_partly, draw(PARTIAL_REASONS, count, rng)),
    )
    homes = draw(LIVED_BEFORE, int(stays["stay"].max()) + 1 if len(stays) else 0, rng)
    person = stays["person"].to_numpy()
    found = stays.assign(
        household_key=[f"F{1000 + number}" for number in stays["household"]],
        household_role=np.where(is_head[person], "head", "member"),
        living_situation=_only(is_head[person], homes[stays["stay"].to_numpy()]),
        dv_history=history[person],
        dv_when=when[person],
    )
    return served, found


def _only(chosen: Flags, values: Texts) -> Texts:
    """The values of those chosen, and nothing of the others."""
    found = values.copy()
    found[~chosen] = None
    return found
