"""Rows whose entries have moved: each stands one column too far to the left or to the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from pipelines.findings import Finding, ranges
from pipelines.types import RawTable
from pipelines.validate.judge import Rows
from pipelines.validate.one_cause import SHIFTED
from pipelines.validate.typed import TypedTable
from schemas.catalog import Catalog
from schemas.model import FieldType, RecordType

FEWEST_FAULTS = 3
# what is wrong in so many rows is wrong with columns
MOST_ROWS = 100
MOST = 0.5

Parse = Callable[[RawTable], TypedTable]


def shifted_rows(
    raw: RawTable, typed: TypedTable, record: RecordType, parse: Parse
) -> dict[str, Rows]:
    """Rows that have moved, by the column of the first cell that cannot be read.

    Several cells of such a row cannot be read where they stand, and most of these can be read in
    the column before, or most in the column behind.

    Privacy: identifiable in, places out.
    """
    names = _in_order(raw)
    faulty = _faulty(typed, names)
    suspects = faulty.index[faulty.sum(axis=1) >= FEWEST_FAULTS]
    if not 0 < len(suspects) <= MOST_ROWS:
        return {}
    faulty = faulty.loc[suspects]
    few = replace(raw, text=raw.text.loc[suspects], kinds=raw.kinds.loc[suspects])
    strict = [record.field(name).type is not FieldType.TEXT for name in names]
    found = pd.Series(data=False, index=suspects)
    for step in (-1, 1):
        moved = parse(_moved(few, names, step))
        fits = ~_faulty(moved, names) & strict
        fits = faulty & fits.shift(-step, axis=1, fill_value=False)
        found |= fits.sum(axis=1) > MOST * faulty.sum(axis=1)
    first = faulty[found].idxmax(axis=1).map(lambda name: raw.columns[name].letter)
    return {
        str(letter): np.asarray(rows.index) for letter, rows in first.groupby(first, sort=False)
    }


def shifted_findings(raw: RawTable, shifted: dict[str, Rows], catalog: Catalog) -> list[Finding]:
    """One finding that names in each such row the cell from which on entries have moved.

    Privacy: places in, disclosure-safe out.
    """
    places = tuple(place for letter, rows in shifted.items() for place in ranges(letter, rows))
    if not places:
        return []
    message = catalog.messages[SHIFTED]
    count = sum(map(len, shifted.values()))
    return [
        Finding(
            code=SHIFTED,
            severity=message.severity,
            message=message.message.format(count=count),
            fix=message.fix,
            sheet=raw.sheet,
            cell=places[0].partition(":")[0],
            count=count,
            places=places,
        )
    ]


def _in_order(raw: RawTable) -> list[str]:
    """The fields that stand in the sheet, from left to right."""
    there = {name: raw.columns[name].letter for name in raw.text.columns if name in raw.columns}
    held = [name for name, letter in there.items() if letter]
    return sorted(held, key=lambda name: (len(there[name]), there[name]))


def _faulty(typed: TypedTable, names: list[str]) -> pd.DataFrame:
    """For each cell whether it cannot be read."""
    found = pd.DataFrame(data=False, index=typed.frame.index, columns=names)
    for (name, _), mask in typed.faults.items():
        if name in found:
            found[name] |= mask
    return found


def _moved(few: RawTable, names: list[str], step: int) -> RawTable:
    """The table with every entry one column further: to the left (-1) or to the right (1)."""
    text = few.text[names].shift(step, axis=1, fill_value="")
    kinds = few.kinds[names].shift(step, axis=1, fill_value="")
    return replace(few, text=text.astype("str"), kinds=kinds.astype("str"))
