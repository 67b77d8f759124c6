"""A month that is far from what the same agency reported before.

Braces name the measure; the figures themselves are not repeated.
"""

from __future__ import annotations

from schemas.messages.shared.wording import CONFIRM, INFORM, message

_CHECK = "Look for rows that are missing or there twice, or confirm that the month was like this."
_LOOK = "Look for rows that are missing or there twice; nothing to do if the month was like this."

MESSAGES = (
    message(
        "HIST-01",
        CONFIRM,
        "Far above usual",
        "{field}: this month is far above what is usual for your agency.",
        _CHECK,
    ),
    message(
        "HIST-02",
        CONFIRM,
        "Far below usual",
        "{field}: this month is far below what is usual for your agency.",
        _CHECK,
    ),
    message(
        "HIST-03",
        INFORM,
        "Far above last month",
        "{field}: this month is far above last month.",
        _LOOK,
    ),
    message(
        "HIST-04",
        INFORM,
        "Far below last month",
        "{field}: this month is far below last month.",
        _LOOK,
    ),
)
