"""A partner's own totals of earlier months, read from its counted cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from pipelines.storage.cells import read_cells
from pipelines.storage.ledger import TALLIED, Ledger
from schemas.periods import Month

MONTHS_BACK = 12
TOTAL = "total"


def counted_versions(ledger: Ledger, partner: str, month: Month) -> tuple[tuple[Month, str], ...]:
    """The current cells of the twelve months before `month`, as (month, version)."""
    first = month.plus(-MONTHS_BACK)
    found = {
        event.month: event.version
        for event in ledger.events(partner=partner, kind=TALLIED)
        if first <= event.month < month
    }
    return tuple(sorted(found.items()))


def month_totals(
    home: Path, partner: str, versions: Sequence[tuple[Month, str]]
) -> Mapping[Month, Mapping[str, float]]:
    """The total of each measure that was counted in each month; what was not received is absent.

    Privacy: aggregate out: the partner's own totals.
    """
    found = {}
    for month, version in versions:
        totals = totals_in(read_cells(home, month, [(partner, version)]), month)
        if totals:
            found[month] = totals
    return found


def totals_in(cells: pd.DataFrame, month: Month) -> dict[str, float]:
    """The total of each measure for the month itself, of those that were counted.

    Privacy: aggregate in, aggregate out.
    """
    is_whole = cells["breakdown"].eq(TOTAL) & cells["county"].eq(TOTAL)
    totals = cells[is_whole & cells["period"].eq(str(month)) & cells["value"].notna()]
    return dict(zip(totals["measure"], totals["value"].astype(float), strict=True))
