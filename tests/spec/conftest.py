"""Typed frames from the examples of the catalog: the texts a partner would write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import pandas as pd
import pytest

from pipelines.types import Column, RawTable
from pipelines.validate.typed import typed_table
from schemas.catalog import Catalog, load_catalog
from schemas.model import RecordType
from schemas.rule import RuleContext

Rows = Iterable[Mapping[str, str]]
FrameOf = Callable[[RecordType, Rows], pd.DataFrame]


@pytest.fixture
def catalog() -> Catalog:
    """The catalog as it ships."""
    return load_catalog()


@pytest.fixture
def context() -> RuleContext:
    """March 2026, checked early in April."""
    return RuleContext(
        partner="p1",
        first_day=date(2026, 3, 1),
        last_day=date(2026, 3, 31),
        today=date(2026, 4, 5),
    )


@pytest.fixture
def frame_of(catalog: Catalog, context: RuleContext) -> FrameOf:
    """A function that types rows of texts as the pipeline does."""

    def build(record: RecordType, rows: Rows) -> pd.DataFrame:
        read = _as_read(record, list(rows))
        typed = typed_table(read, record, catalog.code_lists, "mdy", context)
        assert not typed.faults, f"examples that cannot be read: {sorted(typed.faults)}"
        return typed.frame

    return build


def _as_read(record: RecordType, rows: list[Mapping[str, str]]) -> RawTable:
    index = pd.RangeIndex(5, 5 + len(rows))
    names = sorted({name for row in rows for name in row} or {record.begin})
    text = pd.DataFrame(
        {name: [row.get(name, "") for row in rows] for name in names}, index=index, dtype="str"
    )
    kinds = text.where(text.eq(""), "s")
    columns = {name: Column("A", name) for name in names}
    return RawTable(record.name, "Sheet", columns, text, kinds, len(rows), {})
