"""Households ask for shelter; a bed, a hotel room, or a turn-away: occupancy drives unmet need."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sample_data.clock import DAYS, ENDS, MONTH_NAMES, STARTS, Ints, dates, season
from sample_data.profiles import Profile

CHILDREN = (0.46, 0.23, 0.18, 0.09, 0.04)
LARGE_FAMILY = 3
MEAN_STAY = 24.0
LONGEST_STAY = 170
RETURNS = 0.08
TRANSITIONAL = 0.03
TRANSITIONAL_BEDS = 16


@dataclass
class Front:
    """What the simulation of one agency's front door leaves behind, one list entry an event."""

    children: list[int] = field(default_factory=list)
    stays: list[tuple[int, str, int, int]] = field(default_factory=list)
    turned_away: list[tuple[int, int]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def open_door(profile: Profile, rng: np.random.Generator) -> Front:
    """Every request for shelter at one agency, day by day, against the beds that are free."""
    front = Front()
    rate = _rate(profile) * season(np.arange(DAYS))
    taken = np.zeros(DAYS + 400, dtype=np.int64)
    for day, arrivals in enumerate(rng.poisson(rate)):
        for _ in range(int(arrivals)):
            _arrive(front, profile, day, taken, rng)
    return front


def _rate(profile: Profile) -> float:
    if profile.beds:
        return profile.beds / (2.05 * MEAN_STAY) * 1.35
    return profile.hotel_share * profile.clients / 365 * 0.16


def _arrive(
    front: Front, profile: Profile, day: int, taken: Ints, rng: np.random.Generator
) -> None:
    is_back = bool(front.gone) and rng.random() < RETURNS
    household = front.gone.pop(int(rng.integers(len(front.gone)))) if is_back else -1
    children = front.children[household] if is_back else int(rng.choice(5, p=CHILDREN))
    length = int(np.clip(rng.gamma(1.2, MEAN_STAY / 1.2), 1, LONGEST_STAY))
    if taken[day : day + length].max() + 1 + children <= profile.beds:
        taken[day : day + length] += 1 + children
        kind = "shelter_on_site"
    elif rng.random() < profile.hotel_share:
        length, kind = min(length, int(rng.integers(1, 9))), "shelter_off_site"
    else:
        front.turned_away.append((day, children))
        return
    if not is_back:
        household = len(front.children)
        front.children.append(children)
    front.stays.append((household, kind, day, day + length))
    has_units = profile.beds >= TRANSITIONAL_BEDS and kind == "shelter_on_site"
    if has_units and rng.random() < TRANSITIONAL:
        moved_out = day + length + int(rng.integers(120, 360))
        front.stays.append((household, "transitional_housing", day + length, moved_out))
    else:
        front.gone.append(household)


def stay_frame(front: Front) -> pd.DataFrame:
    """The stays of households: household, shelter_type, begin and end as day numbers."""
    return pd.DataFrame(front.stays, columns=["household", "shelter_type", "begin", "end"])


def by_month(stays: pd.DataFrame) -> pd.DataFrame:
    """One row a stay and month it touches, as known when the month ends.

    A stay that ends later is open in that month's file. Nights are those slept in the month (the
    night of leaving excluded); days count both ends, as InfoNet does. A bed night belongs to the
    month of its evening alone; an enrollment without lodging has neither nights nor days.
    """
    is_night = stays["stay_kind"].eq("bed_night").to_numpy()
    begin, end = stays["begin"].to_numpy(), stays["end"].to_numpy()
    leaves = np.where(is_night, begin, end)
    row, month = np.nonzero((begin[:, None] <= ENDS) & (leaves[:, None] >= STARTS))
    found = stays.iloc[row].reset_index(drop=True)
    begin, end, leaves, is_night = begin[row], end[row], leaves[row], is_night[row]
    lodged = found["shelter_type"].ne("not_lodged").to_numpy()
    start, last = STARTS[month], ENDS[month]
    found["month"] = MONTH_NAMES[month]
    found["nights_in_month"] = lodged * (np.minimum(end, last + 1) - np.maximum(begin, start))
    found["days_in_month"] = lodged * (np.minimum(leaves, last) - np.maximum(begin, start) + 1)
    found["begin_date"] = dates(begin)
    found["end_date"] = dates(end).where(is_night | (end <= last))
    found["exit_destination"] = found["exit_destination"].where(found["end_date"].notna(), None)
    return found


def census(stays: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """One row a night: beds and cribs there are and are in use, from the people in the house."""
    on_site = stays[stays["shelter_type"] == "shelter_on_site"]
    change = np.zeros(DAYS + 400, dtype=np.int64)
    np.add.at(change, on_site["begin"].to_numpy(), 1)
    np.add.at(change, on_site["end"].to_numpy(), -1)
    occupied = change.cumsum()[:DAYS]
    cribs = np.minimum(rng.binomial(occupied, 0.06), profile.cribs)
    return pd.DataFrame(
        {
            "month": np.repeat(MONTH_NAMES, ENDS - STARTS + 1),
            "night": dates(np.arange(DAYS)),
            "beds_available": profile.beds,
            "beds_occupied": occupied,
            "cribs_available": profile.cribs,
            "cribs_occupied": cribs,
            "zero_beds_free": occupied >= profile.beds,
        }
    )
