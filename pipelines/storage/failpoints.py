"""Places where the machine may stop: each durable step has one, and a test stops there."""

from __future__ import annotations

import os
from collections import Counter

FAILPOINT = "CONSORTIUM_FAILPOINT"
KILLED = 137
REACHED: Counter[str] = Counter()


def reach(name: str) -> None:
    """Go on; or end this process at once, as a power cut would, if it is told so.

    `CONSORTIUM_FAILPOINT=file_written` ends it where it first comes to that place, `file_written:3`
    where it comes there for the third time. Nothing is flushed, and nothing is tidied.
    """
    REACHED[name] += 1
    wanted, _, time = os.environ.get(FAILPOINT, "").partition(":")
    if wanted == name and REACHED[name] == int(time or 1):
        os._exit(KILLED)
