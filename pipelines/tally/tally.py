"""One partner's cells of a month: the month itself and every longer period that ends with it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from pipelines.settings import Mou, Partner
from pipelines.tally.agreements import standing_tables
from pipelines.tally.count import count
from pipelines.tally.needs import TOTAL, Needs, needs_of
from pipelines.tally.sources import tables_of
from pipelines.tally.statuses import NOT_COLLECTED, States, feeds, is_collected, total_status
from pipelines.types import CELL_COLUMNS, Cells, StrippedRecords
from schemas.catalog import Catalog
from schemas.periods import Month, span

DECIMALS = 6
VALUED = ("shown", "true_zero", "nil")


def tally(
    catalog: Catalog,
    partner: Partner,
    month: Month,
    records: Sequence[StrippedRecords],
    states: States,
    mous: Sequence[Mou] = (),
) -> Cells:
    """Count all that the reports due with `month` need.

    Args:
        catalog: The declarations.
        partner: Whose records these are.
        month: The month that every period counted here ends with.
        records: The partner's current stripped records, one for each month that has any; months
            that no period reaches are left out. None at all is fine: every total says why.
        states: For each month, by record type, what is known of it: received, nil, not_received.
        mous: The agreements of the consortium, as they stand when it is counted.

    Returns:
        A total of every measure for every period it is needed for, and the parts that are not zero.

    Privacy: identifiable in, aggregate out.
    """
    needs = needs_of(catalog, month)
    known = [r for r in records if r.month <= month]
    tables = standing_tables(catalog, partner, mous)
    parts = _parts(catalog, partner, needs, (known, tables))
    totals = _totals(catalog, partner, needs, states, parts)
    totals = _without_uncollected(catalog, needs, known, totals)
    return Cells(partner.id, month, _cells(catalog, partner.id, totals, parts))


def months_counted(catalog: Catalog, partner: Partner, month: Month) -> tuple[Month, ...]:
    """The months whose records the cells of `month` rest on, itself last."""
    return span(_needs(catalog, partner, month).earliest, month)


def _needs(catalog: Catalog, partner: Partner, month: Month) -> Needs:
    fed = {name for name, measure in catalog.measures.items() if feeds(measure, partner)}
    return needs_of(catalog, month).only(fed)


def _parts(
    catalog: Catalog,
    partner: Partner,
    needs: Needs,
    given: tuple[Sequence[StrippedRecords], dict[str, pa.Table]],
) -> pd.DataFrame:
    records, standing = given
    fed = {name for name, measure in catalog.measures.items() if feeds(measure, partner)}
    mine = needs.only(fed)
    if not mine.needs:
        return _no_parts()
    used = [r for r in records if r.month >= mine.earliest]
    return count(catalog, tables_of(catalog, used) | standing, mine) if used else _no_parts()


def _no_parts() -> pd.DataFrame:
    columns = {name: pd.Series(dtype="str") for name in ("period", "breakdown", "dim", "measure")}
    return pd.DataFrame({**columns, "value": pd.Series(dtype="float64")})


def _totals(
    catalog: Catalog, partner: Partner, needs: Needs, states: States, parts: pd.DataFrame
) -> pd.DataFrame:
    whole = parts[parts["breakdown"] == TOTAL]
    counted = dict(
        zip(zip(whole["period"], whole["measure"], strict=True), whole["value"], strict=True)
    )
    rows = []
    for period in needs.periods.values():
        for name in needs.measures(period.id):
            value = float(counted.get((period.id, name), 0.0))
            status = total_status(catalog.measures[name], period, partner, states, value)
            rows.append((period.id, name, value if status in VALUED else None, status))
    totals = pd.DataFrame(rows, columns=["period", "measure", "value", "status"])
    return totals.astype({"value": "float64"})


def _without_uncollected(
    catalog: Catalog, needs: Needs, records: Sequence[StrippedRecords], totals: pd.DataFrame
) -> pd.DataFrame:
    """The totals with "not_collected" for a zero that only says that nobody records the field."""
    is_zero = totals["status"] == "true_zero"
    collected = [
        is_collected(catalog.measures[name], needs.periods[period], records)
        for period, name in zip(totals["period"], totals["measure"], strict=True)
    ]
    is_unknown = is_zero & ~pd.Series(collected, index=totals.index, dtype=bool)
    return totals.assign(
        value=totals["value"].mask(is_unknown),
        status=totals["status"].mask(is_unknown, NOT_COLLECTED),
    )


def _cells(
    catalog: Catalog, partner: str, totals: pd.DataFrame, parts: pd.DataFrame
) -> pd.DataFrame:
    shown = totals.loc[totals["status"] == "shown", ["period", "measure"]]
    split = parts[parts["breakdown"] != TOTAL].merge(shown, on=["period", "measure"])
    is_county = split["breakdown"] == "county"
    split = split.assign(
        county=split["dim"].where(is_county, TOTAL),
        dim1=split["dim"].where(~is_county, TOTAL),
        status="shown",
    )
    whole = totals.assign(county=TOTAL, breakdown=TOTAL, dim1=TOTAL)
    frame = pd.concat([whole, split]).assign(partner=partner, dim2=TOTAL, dim3=TOTAL)
    # sums of hours carry the dust of floating point, which no sheet of figures keeps; a share of a
    # count is rounded here, once, so that agencies add up to the total
    fine = frame["measure"].map(lambda name: catalog.measures[name].decimals > 0).astype(bool)
    frame["value"] = frame["value"].round().where(~fine, frame["value"].round(DECIMALS))
    order = ["period", "measure", "breakdown", "county", "dim1"]
    text = [name for name in CELL_COLUMNS if name != "value"]
    frame = frame[list(CELL_COLUMNS)].astype(dict.fromkeys(text, "str"))
    return frame.sort_values(order, ignore_index=True)
