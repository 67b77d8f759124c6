"""Requests that could not be met: turn-aways, waiting lists, refusals, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import vocabulary
from sample_data.clock import DAYS, MONTH_NAMES, Flags, Ints, Texts, dates, month_index, season
from sample_data.profiles import Profile
from sample_data.shelter import LARGE_FAMILY, Front

BEDS_WANTED = {"shelter_on_site": 0.85, "shelter_off_site": 0.15}


def make_unmet(profile: Profile, front: Front, rng: np.random.Generator) -> pd.DataFrame:
    """Turn-aways at the shelter's door, and waiting lists and refusals elsewhere."""
    turned = np.array(front.turned_away, dtype=np.int64).reshape(-1, 2)
    others = np.repeat(
        np.arange(DAYS), rng.poisson(profile.clients * 0.14 / 365 * season(np.arange(DAYS)))
    )
    family = np.where(vocabulary.chance(0.6, len(others), rng), 0, rng.integers(1, 5, len(others)))
    day, children = np.concatenate([turned, np.stack([others, family], axis=1)]).T
    count, is_bed = len(day), np.arange(len(day)) < len(turned)
    frame = pd.DataFrame(
        {
            "month": MONTH_NAMES[month_index(day)],
            "request_date": dates(day),
            "service_requested": _wanted(is_bed, rng),
            "adults": 1 + vocabulary.chance(0.05, count, rng),
            "children": children,
            "requests": 1,
            "reason_code": _reasons(is_bed, children, rng),
        }
    )
    has_more = pd.Series(is_bed & vocabulary.chance(0.15, count, rng))
    frame["reason_codes_more"] = pd.Series("insufficient_funding", frame.index).where(has_more)
    _add_circumstances(frame, profile, rng)
    return frame.sort_values(["request_date", "reason_code", "children"], ignore_index=True)


def _wanted(is_bed: Flags, rng: np.random.Generator) -> Texts:
    shelter = vocabulary.draw(BEDS_WANTED, len(is_bed), rng)
    return np.where(is_bed, shelter, vocabulary.draw(vocabulary.WANTED, len(is_bed), rng))


def _reasons(is_bed: Flags, children: Ints, rng: np.random.Generator) -> Texts:
    is_large = (children >= LARGE_FAMILY) & vocabulary.chance(0.5, len(is_bed), rng)
    full = np.where(is_large, "household_size_mismatch", "no_bed_space")
    return np.where(is_bed, full, vocabulary.draw(vocabulary.REASON, len(is_bed), rng))


def _add_circumstances(frame: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> None:
    count = len(frame)
    is_dv = ~frame["reason_code"].eq("not_eligible_not_dv")
    frame["dv_related"] = is_dv & vocabulary.chance(0.99, count, rng)
    frame["referred"] = vocabulary.draw({"yes": 0.68, "no": 0.24, "unknown": 0.08}, count, rng)
    placed = vocabulary.chance(0.06, count, rng)
    frame["later_served_here"] = placed & frame["service_requested"].str.startswith("shelter")
    homes = {**profile.counties, "unknown": 0.06, "out_of_state": 0.03}
    frame["county_fips"] = vocabulary.draw(homes, count, rng)
    age = pd.Series(np.clip(rng.gamma(9, 3.9, count), 18, 88).astype(np.int64), dtype="Int64")
    frame["age_years"] = age.mask(pd.Series(vocabulary.chance(0.15, count, rng)))
