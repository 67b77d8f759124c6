"""Service outside of the agency's own counties and of the agreements in force: a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipelines.findings import Finding
from pipelines.settings import Mou, Partner
from pipelines.types import RecordTable
from pipelines.validate.wording import Place, cell_finding
from schemas.catalog import Catalog

OUTSIDE = "AGREE-01"
NOT_IN_FORCE = "AGREE-02"
OTHER_SERVICE = "AGREE-03"
COUNTY = "county_fips"
# of each record: the field that tells the service, and the day that it is given on
RECORDS = {
    "client_service": ("service_code", "service_date"),
    "shelter_stay": ("shelter_type", "begin_date"),
    "unmet_request": ("service_requested", "request_date"),
}
# somebody who calls from elsewhere and is told so has not been served outside of an agreement
TOLD_SO = "outside_service_area"
Mask = np.ndarray[Any, Any]


def outside_agreements(
    tables: Iterable[RecordTable], partner: Partner, mous: Sequence[Mou], catalog: Catalog
) -> list[Finding]:
    """Rows for counties that neither the agency nor an agreement of its covers on that day.

    Nobody is asked about counties that are not known or outside of the state, or of an agency that
    names no counties of its own.

    Privacy: identifiable in, disclosure-safe out: places and codes.
    """
    if not partner.counties:
        return []
    own = [mou for mou in mous if partner.id in mou.partners]
    found = []
    for table in tables:
        needed = {COUNTY, *RECORDS.get(table.record, ())}
        if table.record in RECORDS and len(table.frame) and not needed & table.waiting:
            rows = table.frame.index.to_numpy()
            place = Place(table, COUNTY)
            for code, mask in _verdicts(table, partner, own, catalog).items():
                if mask.any():
                    found.append(cell_finding(code, catalog, place, rows[mask]))
    return found


def _verdicts(
    table: RecordTable, partner: Partner, mous: Sequence[Mou], catalog: Catalog
) -> dict[str, Mask]:
    service_field, day_field = RECORDS[table.record]
    frame = table.frame
    open_rows = _elsewhere(frame[COUNTY], partner, catalog)
    if "reason_code" in frame:
        open_rows = open_rows & ~_flag(frame["reason_code"].eq(TOLD_SO))
    groups = frame[service_field].map(_service_groups(catalog))
    services = frame[service_field].map(_services(catalog))
    covered, lapsed, other = (np.zeros(len(frame), dtype=bool) for _ in range(3))
    for mou in mous:
        in_county = _flag(frame[COUNTY].isin(mou.counties))
        in_service = _flag(services.isin(mou.services) | groups.isin(mou.services))
        in_force = _in_force(frame[day_field], mou)
        covered |= in_county & in_service & in_force
        lapsed |= in_county & in_service & ~in_force
        other |= in_county & ~in_service
    open_rows = open_rows & ~covered
    return {
        OUTSIDE: open_rows & ~lapsed & ~other,
        NOT_IN_FORCE: open_rows & lapsed,
        OTHER_SERVICE: open_rows & other & ~lapsed,
    }


def _elsewhere(counties: pd.Series[Any], partner: Partner, catalog: Catalog) -> Mask:
    """Rows for a county of the state that is none of the agency's own."""
    listed = [code for code in catalog.code_lists["county"].names if code.isdigit()]
    return _flag(counties.isin(listed) & ~counties.isin(partner.counties))


def _in_force(days: pd.Series[Any], mou: Mou) -> Mask:
    """A row without a readable date is taken to lie within."""
    begun = ~_flag(days < pd.Timestamp(mou.valid_from))
    return begun if mou.valid_to is None else begun & ~_flag(days > pd.Timestamp(mou.valid_to))


def _services(catalog: Catalog) -> Mapping[str, str]:
    """Codes of services, and of kinds of shelter the service that each of them is."""
    kinds = {
        kind.code: kind.rollups["service"] for kind in catalog.code_lists["shelter_type"].codes
    }
    return kinds | {name: name for name in catalog.code_lists["service"].names}


def _service_groups(catalog: Catalog) -> Mapping[str, str]:
    groups = {one.code: one.rollups["service_group"] for one in catalog.code_lists["service"].codes}
    return groups | {kind: groups[service] for kind, service in _services(catalog).items()}


def _flag(mask: pd.Series[Any]) -> Mask:
    return np.asarray(mask.fillna(value=False), dtype=bool)
