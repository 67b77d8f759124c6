"""Where an agency stands: its own counties, and what agreements let it do in others, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from pipelines.settings import Mou, Partner
from schemas.catalog import Catalog

OPEN_END = date(9999, 12, 31)
AGREEMENT = pa.schema(
    [
        ("county", pa.string()),
        ("service", pa.string()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
    ]
)


def standing_tables(
    catalog: Catalog, partner: Partner | None = None, mous: Sequence[Mou] = ()
) -> dict[str, pa.Table]:
    """`own_county`, and `agreement`: a row for each county and service of an agreement.

    Without a partner both are empty: where nothing that is counted asks where an agency stands.

    Privacy: disclosure-safe in, disclosure-safe out (settings only).
    """
    own = partner.counties if partner else ()
    rows = [
        {
            "county": county,
            "service": service.code,
            "first_day": mou.valid_from,
            "last_day": mou.valid_to or OPEN_END,
        }
        for mou in mous
        if partner and partner.id in mou.partners
        for service in catalog.code_lists["service"].codes
        if {service.code, service.rollups["service_group"]} & set(mou.services)
        for county in mou.counties
    ]
    return {
        "own_county": pa.table({"county": pa.array(own, type=pa.string())}),
        "agreement": pa.Table.from_pylist(rows, schema=AGREEMENT),
    }
