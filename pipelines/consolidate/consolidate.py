"""All partners' cells of a month become the exact tables of every report due."""

from __future__ import annotations

from importlib.resources import files

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.consolidate.hierarchies import hierarchies_of
from pipelines.consolidate.places import places_of
from pipelines.consolidate.rows import rows_of
from pipelines.settings import Consortium
from pipelines.types import CELL_COLUMNS, TABLE_COLUMNS, Tables
from schemas.catalog import Catalog
from schemas.periods import Month

ENGINE: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "enable_external_access": False,
    "temp_directory": "",
}


def consolidate(
    cells: pd.DataFrame,
    consortium: Consortium,
    catalog: Catalog,
    month: Month,
    coverage: pd.DataFrame,
) -> Tables:
    """Sum cells to consortium, hubs, counties and regions, and fill the tables.

    Args:
        cells: The current cells of `month` of every partner (CELL_COLUMNS); a partner without any
            is not received.
        consortium: Members, hubs.
        catalog: The declarations.
        month: The month that every period printed ends with.
        coverage: Passed on: partner, record, month, state.

    Returns:
        Every figure of every report due, exact, in the order of publication.

    Privacy: aggregate in, aggregate out.
    """
    places = places_of(consortium, catalog, month)
    due = consortium.due(catalog.reports, month)
    rows = rows_of(due, catalog, places, month)
    tables = {
        "cell": cells[list(CELL_COLUMNS)],
        "member": places.members(),
        "holder": places.holders(),
        "county": places.counties(),
        "row": rows,
    }
    frame = _fill(tables)
    return Tables(
        month, frame, hierarchies_of(catalog, places, frame), coverage, cells[list(CELL_COLUMNS)]
    )


def _fill(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    with duckdb.connect(":memory:", config=ENGINE) as engine:
        for name, table in tables.items():
            engine.register(name, pa.Table.from_pandas(table, preserve_index=False))
        engine.execute(_sql("figures.sql"))
        frame = engine.execute(_sql("tables.sql")).df()
    text = [name for name in TABLE_COLUMNS if name != "value"]
    types = {**dict.fromkeys(text, "str"), "value": "float64"}
    return frame[list(TABLE_COLUMNS)].astype(types)


def _sql(name: str) -> str:
    return files("pipelines.consolidate").joinpath(name).read_text(encoding="utf-8")
