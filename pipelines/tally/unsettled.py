"""Cells of longer periods that reach back to a month which has changed since they were counted."""

from __future__ import annotations

from collections.abc import Collection

from pipelines.tally.needs import TOTAL
from pipelines.types import Cells
from schemas.periods import Month, parse_period, span

NOT_APPLICABLE = "not_applicable"


def without_unsettled(cells: Cells, months: Collection[Month]) -> Cells:
    """The cells with "not_available" for every longer period that holds one of the months.

    A figure that rests on records which no longer count would be wrong in silence; the month's own
    figures stay as they are.

    Privacy: aggregate in, aggregate out.
    """
    if not months:
        return cells
    frame, wanted = cells.frame, set(months)
    # who is new in a quarter is told by the months of the fiscal year before it
    named = {one: parse_period(one) for one in frame["period"].unique()}
    reach = {one: bool(wanted & set(span(p.year_begins, p.last))) for one, p in named.items()}
    waits = frame["period"].map(reach).astype(bool) & (frame["status"] != NOT_APPLICABLE)
    kept = frame[~(waits & (frame["breakdown"] != TOTAL))].copy()
    waits = waits[kept.index]
    kept["value"] = kept["value"].mask(waits)
    kept["status"] = kept["status"].mask(waits, "not_available")
    return Cells(cells.partner, cells.month, kept.reset_index(drop=True))
