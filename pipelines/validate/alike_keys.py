"""Client IDs that are nearly the same: one person written in two ways counts as two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from pipelines.findings import Finding
from pipelines.types import RecordTable
from pipelines.validate.wording import Place, cell_finding
from schemas.catalog import Catalog
from schemas.model import Release

ALIKE_KEYS = "CELL-25"
_LEADING_ZEROS = r"(?<!\d)0+(?=\d)"


def alike_keys(tables: Iterable[RecordTable], catalog: Catalog) -> Iterator[Finding]:
    """The rows whose key differs from a more frequent one by case, blanks or leading zeros alone.

    Privacy: identifiable in, disclosure-safe out: places.
    """
    placed = [
        (table, field.name, table.frame[field.name])
        for table in tables
        for field in catalog.records[table.record].fields
        if field.released_as is Release.PERSON_NO
    ]
    rare = _rare([keys for _, _, keys in placed])
    for table, name, keys in placed:
        rows = keys.index[keys.isin(rare)].to_numpy()
        if len(rows):
            yield cell_finding(ALIKE_KEYS, catalog, Place(table, name), rows)


def _rare(columns: list[pd.Series[Any]]) -> list[str]:
    """Of keys that are read alike, all but the most frequent."""
    if not columns:
        return []
    counts = pd.concat(columns).value_counts()
    keys = counts.index.to_series()
    read = keys.str.casefold().str.replace(r"\s", "", regex=True)
    read = read.str.replace(_LEADING_ZEROS, "", regex=True)
    return list(keys[read.duplicated().to_numpy()])
