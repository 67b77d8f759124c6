"""Months that have not begun: nothing can be reported of them."""

from __future__ import annotations

from pipelines.clock import now
from pipelines.errors import UsageError
from schemas.periods import Month


def refuse_future(month: Month) -> None:
    """UsageError for a month that has not begun."""
    if month > Month.of(now().date()):
        raise UsageError("MONTH-01", f"{month} has not begun yet")
