"""Sheets as they are once read, written down row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipelines.intake.opening import OpenedFile, Sheet
from pipelines.intake.sandbox.sheet_scan import letters_of
from pipelines.intake.tables.find import find_tables
from pipelines.layouts import Layout, TableLayout
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month

MARCH = Month(2026, 3)
KINDS = {int: "n", float: "n", str: "s", bool: "b", dt.date: "d"}


def sheet_of(rows: Sequence[Sequence[Any]], name: str = "Data", number: int = 1, **facts: Any):
    """A sheet; "" and None are empty cells, "#e" is an error cell."""
    width = max(map(len, rows), default=0)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    index = pd.RangeIndex(1, len(rows) + 1)
    text, kinds = {}, {}
    for at in range(width):
        cells = ["" if row[at] is None else row[at] for row in padded]
        letter = letters_of(at + 1)
        text[letter] = pd.array(["" if c == "#e" else str(c) for c in cells], dtype="str")
        kinds[letter] = pd.array(
            ["e" if c == "#e" else "" if c == "" else KINDS[type(c)] for c in cells], dtype="str"
        )
    return Sheet(
        name=name,
        number=number,
        text=pd.DataFrame(text, index=index),
        kinds=pd.DataFrame(kinds, index=index),
        **facts,
    )


def opened(*sheets: Sheet) -> OpenedFile:
    return OpenedFile("xlsx", sheets, {}, "", network_isolated=True)


def layout_of(*tables: TableLayout, **more: Any) -> Layout:
    return Layout(valid_from=Month(2024, 10), valid_to=None, tables=tables, **more)


def find(sheets: Sheet | Sequence[Sheet], *tables: TableLayout, month: Month = MARCH, **more: Any):
    """Tables and findings of one sheet, or of several."""
    several = (sheets,) if isinstance(sheets, Sheet) else tuple(sheets)
    layout = layout_of(*tables, **more)
    return find_tables(opened(*several), layout, load_catalog().records, month)


def asked(findings):
    """Code and places of what the partner must act on."""
    serious = [one for one in findings if one.severity is not Severity.INFORMATION]
    return [(one.code, one.places) for one in serious]


def told(findings):
    """Code and places of what the partner is told for information."""
    plain = [one for one in findings if one.severity is Severity.INFORMATION]
    return [(one.code, one.places) for one in plain]


def rows_of(table, *fields):
    """The rows of a raw table as texts, blanks for empty cells."""
    return [tuple(row) for row in table.text[list(fields)].itertuples(index=False)]


def is_balanced(table) -> bool:
    return table.rows_in == len(table.text) + sum(table.set_aside.values())
