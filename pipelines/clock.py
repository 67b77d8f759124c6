"""This machine's clock in one place, so that a story or a test can be told at another time."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def now() -> datetime:
    """Now in UTC without a zone, or the moment named by CONSORTIUM_NOW (ISO)."""
    named = os.environ.get("CONSORTIUM_NOW")
    if named:
        return datetime.fromisoformat(named)
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
