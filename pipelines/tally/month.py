"""The month's own totals of a few measures, before anything is kept."""

from __future__ import annotations

from collections.abc import Collection

from pipelines.settings import Partner
from pipelines.tally.count import count
from pipelines.tally.needs import TOTAL, Need, Needs
from pipelines.tally.sources import tables_of
from pipelines.tally.statuses import feeds
from pipelines.types import StrippedRecords
from schemas.catalog import Catalog
from schemas.periods import month_period


def totals_of_month(
    catalog: Catalog, partner: Partner, records: StrippedRecords, measures: Collection[str]
) -> dict[str, float]:
    """Totals of those of `measures` that the partner's expected records feed, by name.

    Privacy: deidentified in, aggregate out: the partner's own totals.
    """
    fed = [name for name in measures if feeds(catalog.measures[name], partner)]
    if not fed:
        return {}
    period = month_period(records.month)
    needs = Needs({period.id: period}, tuple(Need(period.id, name, TOTAL) for name in fed))
    counted = count(catalog, tables_of(catalog, [records]), needs)
    values = counted["value"].astype(float)
    return dict.fromkeys(fed, 0.0) | dict(zip(counted["measure"], values, strict=True))
