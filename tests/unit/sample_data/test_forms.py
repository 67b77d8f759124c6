from __future__ import annotations

import csv
import io
from itertools import combinations

import numpy as np
import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from sample_data import deliveries, truth
from sample_data.forms import IGNORE, form_for, forms, record_type
from sample_data.month_columns import month_headings
from sample_data.names import GIVEN, invent
from sample_data.profiles import PROFILES

MONTH = "2026-05"
WITH_TABLES = [profile for profile in PROFILES if profile.id != "harbor-row"]


def content_of(partner: str, month: str) -> bytes:
    return next(
        each.content()
        for each in deliveries(first=month, last=month)
        if each.partner == partner and each.kind == "file" and each.outcome == "accepted"
    )


@pytest.mark.parametrize("partner", [profile.id for profile in WITH_TABLES])
@pytest.mark.parametrize("month", ["2024-10", MONTH])
def test_the_headings_of_the_layout_stand_in_the_file(partner: str, month: str):
    form = form_for(partner, month)
    content = content_of(partner, month)
    if form.habit.format == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        assert next(rows) == list(form.tables[0].columns)
        return
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for table in form.tables:
        rows = book.get_sheet_by_name(table.sheet).to_python(skip_empty_area=False)
        last = table.heading_row + table.heading_rows - 1
        ends = list(table.columns)
        if table.heading_rows > 1:
            ends = [heading.rpartition(" / ")[2] for heading in ends]
        assert rows[last - 1] == [*ends, *month_headings(table, month)], table.record
    known = {table.sheet for table in form.tables} | set(form.habit.loose_sheets)
    assert set(book.sheet_names) == known


def test_groups_of_headings_are_merged_over_their_columns():
    sheet = openpyxl.load_workbook(io.BytesIO(content_of("steps-forward", MONTH)))["Activity Log"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert merged == {"B5:D5", "E5:H5", "I5:K5", "L5:N5"}
    assert [sheet[cell].value for cell in ("A5", "B5", "E5", "I5", "L5")] == [
        None, "Activity", "How many", "People", "Duty",
    ]  # fmt: skip
    assert sheet["A6"].value == "Entered By"


def test_months_stand_side_by_side_and_later_ones_are_empty():
    form = form_for("pine-hollow", "2025-10")
    table = form.table("hotline_contact")
    book = openpyxl.load_workbook(io.BytesIO(content_of("pine-hollow", "2025-10")))
    heading, *rows = list(book[table.sheet].iter_rows(min_row=table.heading_row, values_only=True))
    place = {month: heading.index(month) for month in ("July 2025", "October 2025", "June 2026")}
    rows = [row for row in rows if row[place["October 2025"]] is not None]
    assert all(row[place["June 2026"]] is None for row in rows)
    assert any(row[place["July 2025"]] for row in rows)
    told = truth(first="2025-10", last="2025-10")["hotline_contact"]
    counted = told.loc[told["partner"] == "pine-hollow", "contact_count"].sum()
    assert sum(row[place["October 2025"]] for row in rows[:-1]) == counted
    assert rows[-1][place["October 2025"]] == counted


@pytest.mark.parametrize("profile", WITH_TABLES, ids=lambda profile: profile.id)
def test_layouts_hold_what_is_expected_and_required(profile):
    for form in forms(profile.id):
        assert {table.record for table in form.tables} == set(profile.expected)
        for table in form.tables:
            declared = {field.name for field in record_type(table.record).fields}
            required = {f.name for f in record_type(table.record).fields if f.required}
            assert set(table.columns.values()) - {IGNORE} <= declared
            assert required <= table.fields, (profile.id, table.record)


def test_no_two_layouts_share_their_headings():
    headings = [
        {heading for table in form.tables for heading in table.columns}
        for profile in WITH_TABLES
        for form in forms(profile.id)
    ]
    for one, other in combinations(headings, 2):
        assert len(one & other) / len(one | other) < 0.6


def test_one_partner_changes_its_layout():
    before, after = form_for("northfield-refuge", "2025-06"), form_for("northfield-refuge", MONTH)
    assert before is not after
    assert before.habit.valid_to == "2025-06"
    assert after.habit.valid_from == "2025-07"


def test_identifiers_stand_in_the_files_as_they_would():
    text = content_of("lantern-street", MONTH).decode("utf-8-sig")
    assert any(name in text for name in GIVEN)
    assert "@example.org" in text
    assert "555-01" in text


def test_invented_numbers_belong_to_nobody():
    born = pd.Series(pd.Timestamp("1990-01-01"), index=range(200))
    people = invent(200, born, np.random.default_rng(1))
    assert people["ssn"].str.fullmatch(r"9\d\d-\d\d-\d{4}").all()
    assert people["phone"].str.contains("555-01").all()
    assert people["email"].str.endswith("@example.org").all()
