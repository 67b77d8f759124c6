"""Whether a column of dates holds dates of birth: most of them lie far before the newest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

YEAR = r"((?:19|20)\d\d)"
DATE = re.compile(
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]{YEAR}|{YEAR}[/.-]\d{{1,2}}[/.-]\d{{1,2}})(?:[T ].*)?$"
)
FEWEST = 3
LOOKED_AT = 1000
MOST = 0.8
YEARS_BEFORE = 12


def look_like_birth_dates(distinct: Sequence[str]) -> bool:
    """Whether most texts are dates, spread over decades as the ages of people are.

    Privacy: identifiable in, aggregate out.
    """
    years = [int(match[1] or match[2]) for match in map(DATE.match, distinct) if match]
    if len(years) < max(FEWEST, MOST * len(distinct)):
        return False
    return max(years) - median(years) >= YEARS_BEFORE
