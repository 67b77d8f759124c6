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
# More numbers alone than this, beside IDs with letters, are IDs of another kind.
FEW = 0.05
_LEADING_ZEROS = r"(?<!\d)0+(?=\d)"
_LETTER = r"[^\W\d_]"
# Between figures a dash may tell the members of a family apart.
_DASHES = rf"(?<={_LETTER})[-/._]+(?=\d)|(?<=\d)[-/._]+(?={_LETTER})"


def alike_keys(tables: Iterable[RecordTable], catalog: Catalog) -> Iterator[Finding]:
    """The rows whose key is a more frequent one but for how it is written.

    That is: but for case, blanks, dashes beside letters, leading zeros, or letters that are lost.

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
    read = read.str.replace(_DASHES, "", regex=True)
    read = read.str.replace(_LEADING_ZEROS, "", regex=True)
    letters = read.str.extract(rf"^({_LETTER}+)\d+$", expand=False).dropna()
    if len(letters):
        read = read.mask(keys.isin(_lost_letters(columns)), letters.mode()[0] + read)
    return list(keys[read.duplicated().to_numpy()])


def _lost_letters(columns: list[pd.Series[Any]]) -> list[str]:
    """Numbers alone that are all of their column, or few in it."""
    found: list[str] = []
    for column in columns:
        keys = column.dropna().drop_duplicates()
        numbers = list(keys[keys.str.fullmatch(r"\d+")])
        if len(numbers) == len(keys) or len(numbers) <= max(1, FEW * len(keys)):
            found += numbers
    return found
