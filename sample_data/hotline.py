"""Calls, texts and chats to the hotline, one by one or tallied as the agency keeps them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import vocabulary
from sample_data.clock import DAYS, ENDS, MONTH_NAMES, Ints, dates, month_index, season
from sample_data.profiles import Profile


def make_calls(profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """Hotline contacts: a row a call, or tallied for a day or a month, as the agency does."""
    each_day = profile.calls / 365 * season(np.arange(DAYS))
    day = np.repeat(np.arange(DAYS), rng.poisson(each_day))
    count = len(day)
    caller = vocabulary.draw(vocabulary.CALLER, count, rng)
    frame = pd.DataFrame(
        {
            "day": _batch_day(day, profile.hotline),
            "channel": vocabulary.draw(vocabulary.CHANNEL, count, rng),
            "caller_type": caller,
            "is_anonymous": vocabulary.chance(0.28, count, rng) & (caller != "existing_client"),
            "is_countable": vocabulary.chance(0.96, count, rng) | (caller == "victim"),
            "contact_count": 1,
            "minutes": np.clip(rng.gamma(1.6, 9, count), 1, 110).astype(np.int64),
        }
    )
    if profile.hotline != "each":
        keys = ["day", "channel", "caller_type", "is_anonymous", "is_countable"]
        frame = frame.groupby(keys, as_index=False, sort=True).sum()
    number = frame.pop("day").to_numpy()
    frame.insert(0, "contact_date", dates(number))
    frame.insert(0, "month", MONTH_NAMES[month_index(number)])
    return frame


def _batch_day(day: Ints, hotline: str) -> Ints:
    """A month's tally is dated the last of the month, as batch entries are."""
    return ENDS[month_index(day)] if hotline == "month" else day
