"""Times that something took, in minutes: 1:30, 1h 30m, 90 min, 1.5 hrs.

Intake adds them up to compare totals, validation reads them: both must mean the same by them.
"""

from __future__ import annotations

import re

MINUTES = {"hours": 60.0, "minutes": 1.0}
_CLOCK = re.compile(r"(?:(\d+) days?, ?)?(\d{1,4}):([0-5]\d)(?::([0-5]\d)(?:\.0+)?)?", re.ASCII)
_NUMBER = r"(\d+(?:[.,]\d{1,2})?|\.\d+)"
_WORDS = re.compile(
    rf"(?:{_NUMBER} ?(?:hours?|hrs?|h)\.?,?)?(?: ?(?:and )?{_NUMBER} ?(?:minutes?|mins?|m)\.?)?",
    re.ASCII,
)
_HOURS_AND = re.compile(r"(\d+) ?(?:h|hrs?|hours?) ?([0-5]?\d)", re.ASCII)
HOURS = "hours"


def minutes_of(text: str, kind: str, unit: str) -> tuple[float | None, bool]:
    """The minutes that a cell means, None if it is not a duration; and whether that is in doubt.

    Figures with a colon are hours and minutes where the column is in hours. In a column of
    minutes they may be minutes and seconds, unless the first of them is zero.

    Args:
        text: The cell in small letters with single blanks.
        kind: The cell's kind as `RawTable` has it.
        unit: What a plain number in the column would count: hours or minutes.

    Privacy: identifiable in, identifiable out.
    """
    clock = _CLOCK.fullmatch(text)
    if clock:
        days, hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        total = (days * 24 + hours) * 60 + minutes + seconds / 60
        return total, unit != HOURS and total >= MINUTES[HOURS]
    return (None, False) if kind == "t" else (_worded(text), False)


def _worded(text: str) -> float | None:
    both = _HOURS_AND.fullmatch(text)
    if both:
        return int(both[1]) * MINUTES[HOURS] + int(both[2])
    words = _WORDS.fullmatch(text)
    if words is None or not any(words.groups()):
        return None
    hours, minutes = (float((part or "0").replace(",", ".")) for part in words.groups())
    return hours * MINUTES[HOURS] + minutes
