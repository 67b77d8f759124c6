"""Client IDs of another shape than the others: two IDs in a cell, a word beside one, a slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipelines.findings import Finding
from pipelines.types import RecordTable
from pipelines.validate.judge import Rows
from pipelines.validate.one_cause import rows_by_column
from pipelines.validate.wording import Place, cell_finding
from schemas.catalog import Catalog
from schemas.model import Release

ODD_KEYS = "CELL-28"
ENOUGH_KEYS = 20
NEARLY_ALL = 0.95
# Numbers in a row grow by a digit once in a while; by two they are something else.
LONGER = 1


def odd_keys(
    tables: Iterable[RecordTable], told: Sequence[Finding], catalog: Catalog
) -> Iterator[Finding]:
    """The rows whose key is shaped unlike nearly all others of its column.

    Cells that `told` names already are not named again.

    Privacy: identifiable in, disclosure-safe out: places.
    """
    columns: dict[tuple[str, str], list[RecordTable]] = {}
    for table in tables:
        for field in catalog.records[table.record].fields:
            if field.released_as is Release.PERSON_NO:
                columns.setdefault((table.record, field.name), []).append(table)
    for (_, name), together in columns.items():
        odd = _odd(pd.concat([table.frame[name] for table in together]))
        for table in together if odd else ():
            keys = table.frame[name]
            rows = keys.index[keys.isin(odd)].to_numpy()
            rows = np.setdiff1d(rows, _named(told, Place(table, name)))
            if len(rows):
                yield cell_finding(ODD_KEYS, catalog, Place(table, name), rows)


def _odd(column: pd.Series[Any]) -> list[str]:
    """The distinct keys of another shape, where nearly all have one."""
    keys = column.dropna().drop_duplicates()
    if len(keys) < ENOUGH_KEYS:
        return []
    shapes = keys.str.replace(r"[0-9]+", "9", regex=True).str.replace(r"[A-Za-z]+", "A", regex=True)
    lengths = keys.str.len()
    is_common = shapes == shapes.mode()[0]
    is_common &= lengths <= lengths[is_common].median() + LONGER
    return list(keys[~is_common]) if is_common.mean() >= NEARLY_ALL else []


def _named(told: Sequence[Finding], place: Place) -> Rows:
    """The rows whose cell of this field a finding names already."""
    return np.concatenate(
        [
            np.empty(0, dtype=np.int64),
            *(
                rows
                for one in told
                if one.sheet == place.table.sheet and one.field == place.field
                for rows in rows_by_column(one.places).values()
            ),
        ]
    )
