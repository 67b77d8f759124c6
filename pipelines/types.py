"""The states a table can be in, as types: a function that takes the wrong one does not type-check.

Their `repr` shows counts only, so that no log line or traceback can show a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.layouts import TableLayout
from schemas.periods import Month

CELL_COLUMNS = (
    "partner",
    "measure",
    "period",
    "county",
    "breakdown",
    "dim1",
    "dim2",
    "dim3",
    "value",
    "status",
)
KEY_COLUMNS = (
    "measure",
    "period",
    "geography_type",
    "geography",
    "breakdown",
    "dim1",
    "dim2",
    "dim3",
)
TABLE_COLUMNS = ("report", "table_id", *KEY_COLUMNS, "value", "status")


@dataclass(frozen=True)
class Column:
    """Where a field stands in a sheet: its letter and the heading as the layout knows it."""

    letter: str
    heading: str


@dataclass(frozen=True, repr=False)
class RawTable:
    """One table of one sheet as read, nothing interpreted. Privacy: identifiable.

    `text` and `kinds` have one column a mapped field and the worksheet's row number as index.
    A kind is one of: s text, n number, d date (ISO text), t time or duration, b boolean,
    e error cell, f formula without a stored value, and "" for an empty cell.
    `rows_in` counts every row below the heading; `set_aside` counts by reason those not kept.
    `sheet` is a name that the layout knows, else where the sheet stands: an unknown name is never
    repeated.
    `layout` is the part of the partner's layout by which the table was found, if it was by one.
    `waiting` are fields whose heading must be mended before their cells can be judged.
    """

    record: str
    sheet: str
    columns: Mapping[str, Column]
    text: pd.DataFrame
    kinds: pd.DataFrame
    rows_in: int
    set_aside: Mapping[str, int]
    layout: TableLayout | None = None
    waiting: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Counts only."""
        return f"RawTable({self.record}, rows_in={self.rows_in}, kept={len(self.text)})"


@dataclass(frozen=True, repr=False)
class RecordTable:
    """Typed rows of one record type from one sheet. Privacy: identifiable.

    `frame` has every field of the record as a typed column, the worksheet's row number as index;
    what stands under the headings of `waiting` fields is not in it.
    """

    record: str
    sheet: str
    columns: Mapping[str, Column]
    frame: pd.DataFrame
    rows_in: int
    set_aside: Mapping[str, int]
    layout: TableLayout | None = None
    waiting: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Counts only."""
        return f"RecordTable({self.record}, rows={len(self.frame)})"


@dataclass(frozen=True, repr=False)
class Records:
    """All typed rows of one submission. Privacy: identifiable."""

    partner: str
    month: Month
    tables: tuple[RecordTable, ...]

    def __repr__(self) -> str:
        """Counts only."""
        return f"Records({len(self.tables)} tables)"


@dataclass(frozen=True, repr=False)
class StrippedRecords:
    """One frame a record type: person_no, dates, age in years, county, codes, numbers.

    Privacy: deidentified in form, identifiable in law; restricted zone and vault only.
    """

    partner: str
    month: Month
    frames: Mapping[str, pd.DataFrame]

    def __repr__(self) -> str:
        """Counts only."""
        return f"StrippedRecords({sum(map(len, self.frames.values()))} rows)"

    def says_the_same(self, other: StrippedRecords) -> bool:
        """Whether both hold the same rows of the same records in the same order."""
        is_like = self.frames.keys() == other.frames.keys()
        return is_like and all(f.equals(other.frames[name]) for name, f in self.frames.items())


@dataclass(frozen=True, repr=False)
class Cells:
    """Totals of one partner and month with the columns CELL_COLUMNS. Privacy: aggregate, exact.

    Every measure has a row "total" for each period; a part that is zero has no row.
    """

    partner: str
    month: Month
    frame: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only."""
        return f"Cells({len(self.frame)} cells)"


@dataclass(frozen=True, repr=False)
class Tables:
    """Every figure of every report due in a month, exact: TABLE_COLUMNS. Privacy: aggregate.

    `hierarchies` is the JSON document that tells a reader how figures add up (it is published).
    `coverage` has one row a partner, record and month: partner, record, month, state.
    `cells` are those of the partners that the figures are sums of: CELL_COLUMNS.
    """

    month: Month
    frame: pd.DataFrame
    hierarchies: Mapping[str, Any]
    coverage: pd.DataFrame
    cells: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only."""
        return f"Tables({len(self.frame)} figures)"


@dataclass(frozen=True, repr=False)
class SafeTables:
    """The same figures after protection: `value` is missing where status is `withheld`.

    Privacy: disclosure-safe.
    """

    month: Month
    frame: pd.DataFrame
    hierarchies: Mapping[str, Any]
    coverage: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only."""
        return f"SafeTables({len(self.frame)} figures)"


@dataclass(frozen=True, kw_only=True, repr=False)
class Released:
    """The flat file of a release of an earlier month, and what the release is called.

    Privacy: disclosure-safe.
    """

    name: str
    flat: bytes

    def __repr__(self) -> str:
        """What it is called."""
        return f"Released({self.name})"
