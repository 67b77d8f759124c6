"""The cell-key method: every count is changed at random, the same count always in the same way.

Each contribution has a key, made from its place and number with the coalition's secret. The keys of
all contributions to a figure, added up, choose one of the changes that the table of noise allows.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.errors import InternalError
from pipelines.protect.contributions import NOW, PLACE, contributions_of
from pipelines.protect.editions import Editions
from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.keys import keys_of
from pipelines.protect.printed import KNOWN_NOTHING, figures_of
from pipelines.protect.rounding import ROUNDED

# How many standard deviations of a bell curve the largest change lies from none.
SPREADS = 3.0
HALVINGS = 100
STEEPEST = 20.0
BITS = 53
KEY_BYTES = 8


def perturbed(
    rows: pd.DataFrame, cells: pd.DataFrame, threshold: int, editions: Editions, secret: bytes
) -> pd.DataFrame:
    """Rows of counts, each changed by at most the threshold, none left between it and zero.

    A zero stays zero, but is marked as all others are: it may stand for a few.

    Privacy: aggregate in, disclosure-safe out.
    """
    hierarchy = editions.now
    whole = dict.fromkeys(rows["measure"].unique().tolist(), 1)
    if any(not hierarchy.facts(name).is_count for name in whole):
        raise InternalError("PROTECT-13", "a figure that is no count cannot be changed by key")
    own = cells[cells["measure"].isin(whole)].assign(said=NOW)
    told = contributions_of(own, hierarchy, whole).sort_values("unknown", ignore_index=True)
    printed = rows.assign(said=NOW, threshold=threshold)
    figures, members = figures_of(printed, told, editions, whole)
    keys = np.zeros(len(figures), dtype=np.uint64)
    np.add.at(keys, members["figure"], _keys(told, secret, hierarchy)[members["unknown"]])
    counts = figures["value"].to_numpy(dtype=np.int64)
    changed = dict(zip(figures["key"], counts + noise(counts, keys, threshold), strict=True))
    value = pd.Series([float(changed[key]) for key in keys_of(rows)], index=rows.index)
    is_absent = rows["status"].isin(KNOWN_NOTHING)
    return rows.assign(
        value=rows["value"].where(is_absent, value),
        status=rows["status"].where(is_absent, ROUNDED),
    )


def _keys(told: pd.DataFrame, secret: bytes, hierarchy: Hierarchy) -> NDArray[np.uint64]:
    """The key of each unknown: another number at the same place has another key.

    The same months have the same key, whatever they are called, and so have the same people.
    """
    once = told.drop_duplicates("unknown")
    months = once["period"].map(lambda period: "+".join(hierarchy.months(period)))
    measures = once["measure"].map(lambda name: hierarchy.facts(name).same_as or name)
    words = (
        once.assign(period=months, measure=measures)[[*PLACE, "value"]]
        .astype("str")
        .agg("|".join, axis=1)
    )
    found = [hmac.digest(secret, word.encode(), hashlib.sha256)[:KEY_BYTES] for word in words]
    return np.frombuffer(b"".join(found), dtype=">u8").astype(np.uint64)


def noise(counts: NDArray[np.int64], keys: NDArray[np.uint64], threshold: int) -> NDArray[np.int64]:
    """The change of each count that its key chooses from the table.

    Privacy: aggregate in, aggregate out; restricted.
    """
    table = np.cumsum(noise_table(threshold), axis=1)
    rows = table[np.minimum(counts, len(table) - 1)]
    draw = (keys >> np.uint64(64 - BITS)).astype(np.float64) / 2.0**BITS
    at = (draw[:, None] * rows[:, -1:] >= rows).sum(axis=1)
    return np.asarray(at - threshold, dtype=np.int64)


@cache
def noise_table(threshold: int) -> NDArray[np.float64]:
    """How probable each change from -threshold to threshold is, by count from 0 up.

    The last row holds for all larger counts. Every row has no change on average; it is a bell curve
    over what may be printed (zero, and the threshold or more), tilted until that is so.
    """
    changes = np.arange(-threshold, threshold + 1)
    counts = np.arange(2 * threshold + 1)[:, None]
    printed = counts + changes
    allowed = ((printed == 0) | (printed >= threshold)) & ((counts > 0) | (changes == 0))
    bell = -(changes**2) / (2 * (threshold / SPREADS) ** 2)
    low, high = (np.full(counts.shape, sign * STEEPEST) for sign in (-1, 1))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_over = (_tilted(bell, changes, middle, allowed) @ changes)[:, None] > 0
        low, high = np.where(is_over, low, middle), np.where(is_over, middle, high)
    return _tilted(bell, changes, (low + high) / 2, allowed)


def _tilted(
    bell: NDArray[np.float64],
    changes: NDArray[np.int64],
    tilt: NDArray[np.float64],
    allowed: NDArray[np.bool_],
) -> NDArray[np.float64]:
    power = np.where(allowed, bell + tilt * changes, -np.inf)
    weight = np.exp(power - power.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))
