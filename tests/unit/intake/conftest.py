"""Workbooks, broken workbooks and layouts for the tests of intake."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
import xlsxwriter

from pipelines.layouts import Layout, TableLayout
from schemas.periods import Month

CANARY = "Zephyrine Quillfeather"
HEADINGS = ("Client #", "Service Date", "Service", "Hours", "Notes")
COLUMNS = {
    "Client #": "client_key",
    "Service Date": "service_date",
    "Service": "service_code",
    "Hours": "hours",
    "Notes": "ignore",
}


@pytest.fixture
def canary() -> str:
    return CANARY


@pytest.fixture
def make_workbook() -> Callable[..., bytes]:
    def make(**sheets: Sequence[Sequence[Any]]) -> bytes:
        content = io.BytesIO()
        workbook = xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        workbook.close()
        return content.getvalue()

    return make


@pytest.fixture
def rezip() -> Callable[..., bytes]:
    """The same zip with parts replaced (bytes), removed (None) or changed (a function)."""

    def change(content: bytes, changes: Mapping[str, Any]) -> bytes:
        source = zipfile.ZipFile(io.BytesIO(content))
        parts: dict[str, Any] = {name: source.read(name) for name in source.namelist()}
        for name, new in changes.items():
            parts[name] = new(parts[name]) if callable(new) else new
        result = io.BytesIO()
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
            for name, data in parts.items():
                if data is not None:
                    target.writestr(name, data)
        return result.getvalue()

    return change


@pytest.fixture
def make_layout() -> Callable[..., Layout]:
    def make(*tables: TableLayout, **more: Any) -> Layout:
        return Layout(valid_from=Month(2024, 10), valid_to=None, tables=tables, **more)

    return make


@pytest.fixture
def service_table() -> Callable[..., TableLayout]:
    def make(**changes: Any) -> TableLayout:
        constants = {
            "client_role": "primary_adult",
            "county_fips": "17031",
            "race_ethnicity": "unknown",
            "gender": "unknown",
        }
        given = {
            "record": "client_service",
            "sheet": "Services",
            "heading_row": 3,
            "columns": COLUMNS,
            "constants": constants,
        }
        return TableLayout(**(given | changes))

    return make


@pytest.fixture
def service_rows() -> list[list[Any]]:
    return [
        ["Harbor House, March"],
        [],
        list(HEADINGS),
        ["C1", "3/2/2026", "Counseling", 1.5, CANARY],
        ["C2", "3/3/2026", "Counseling", 2, ""],
        [],
        ["C1", "3/9/2026", "Legal", 0.25, ""],
        ["Total", "", "", 3.75],
        list(HEADINGS),
        [],
        ["Confidential"],
    ]
