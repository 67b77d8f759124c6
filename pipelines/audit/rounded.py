"""How far a rounded figure may be from the true one, as its readers can see it."""

from __future__ import annotations

import math
from collections.abc import Iterable

ROUNDED = "rounded"


def base_of(values: Iterable[float]) -> int:
    """What all rounded figures of a report are multiples of; 1 if they were changed at random."""
    return max(1, math.gcd(*(round(value) for value in values)))


def limits_of(printed: float, base: int, threshold: int) -> tuple[float, float]:
    """The least and largest true value: half a base away, or what is changed at random at most.

    The least multiple that is no small count may stand for any count from the threshold up.
    """
    if base == 1:
        return max(0.0, printed - threshold), printed + threshold
    low, high = printed - base / 2, printed + base / 2
    is_least = printed == math.ceil(threshold / base) * base
    return max(0.0, min(low, threshold) if is_least else low), high
