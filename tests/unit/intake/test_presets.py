"""Presets shipped as data: what an agency's export needs no layout of its own for."""

from __future__ import annotations

import pytest

from pipelines.errors import UsageError
from pipelines.findings import has_must_fix
from pipelines.intake.read import read_submission
from pipelines.intake.tables.mapping import check_layout
from pipelines.settings_files import load_consortium
from schemas.catalog import load_catalog
from schemas.periods import Month
from schemas.presets import preset_names, preset_tables
from tests.small import SETTINGS

PARTNER = """
name = "Alder"
kind = "victim_services"
expected = ["client_service"]
joined = "2026-01"

[[layout]]
valid_from = "2026-01"
preset = "{preset}"
date_order = "mdy"
{more}
"""
CASES = (
    "Client ID,Full Name,Client Type,Intake Date,Date of Service,Service Type,Hours,County,Age,"
    "Race,Gender,Staff,Modified Date"
)
CASE = (
    "C-{n},Zephyrine Q,Child of a victim,1/5/2026,3/{n}/2026,Safety planning,0.5,Cook,9,White,F,RD,"
)


@pytest.fixture
def layout_of(tmp_path):
    def load(preset, more=""):
        (tmp_path / "partners").mkdir(exist_ok=True)
        (tmp_path / "consortium.toml").write_text(SETTINGS.format(recipient="age1x"))
        text = PARTNER.format(preset=preset, more=more)
        (tmp_path / "partners" / "alder.toml").write_text(text)
        (layout,) = load_consortium(tmp_path).partner("alder").layouts
        return layout

    return load


def read(content, layout):
    return read_submission(content, layout, Month(2026, 3), load_catalog().records)


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_names_records_and_fields_of_the_catalog(layout_of, name):
    layout = layout_of(name)
    assert len(layout.tables) == len(preset_tables(name))
    for table in layout.tables:
        check_layout(table, load_catalog().records)
        lists = load_catalog().code_lists
        for field, words in table.values.items():
            codes = lists[load_catalog().records[table.record].field(field).codes].names
            assert set(words.values()) <= set(codes)


def test_a_preset_that_nobody_knows(layout_of):
    with pytest.raises(UsageError) as caught:
        layout_of("orbit")
    assert caught.value.code == "HOME-03"
    assert "preset" in caught.value.text


def test_a_case_management_export_needs_no_layout_of_its_own(layout_of):
    lines = [CASES, *(CASE.format(n=n) for n in range(1, 21))]
    intake = read("\n".join(lines).encode(), layout_of("case_management"))
    (table,) = intake.tables
    assert not has_must_fix(intake.findings)
    assert table.text["client_key"].tolist() == [f"C-{n}" for n in range(1, 21)]
    assert table.columns["service_code"].heading == "Service Type"
    assert {"client_name", "age_years", "hours"} <= set(table.columns)
    told = {one.code: one for one in intake.findings}
    assert "Paid by" in told["LAYOUT-33"].message


def test_a_required_column_that_is_not_there_is_missed(layout_of):
    lines = [CASES.replace("County", "Favorite color"), *(CASE.format(n=n) for n in range(1, 21))]
    found = read("\n".join(lines).encode(), layout_of("case_management")).findings
    assert has_must_fix(found)
    assert "County" in {one.heading for one in found}


def test_lists_in_infonets_terms(layout_of, make_workbook):
    content = make_workbook(
        **{
            "Shelter 2026-03": [
                ["Client ID", "Client Type", "First Contact Date", "Begin Date", "End Date",
                 "Shelter Type", "County", "Age", "Race", "Gender"],
                ["77", "1", "2/1/2026", "3/1/2026", "3/4/2026", "66", "Cook", "30", "5,7", "F"],
            ],
            "Turn Aways": [
                ["Date", "Adults", "Children", "Referral Made", "County"],
                ["3/5/2026", 1, 2, "Yes", "Cook"],
            ],
        }
    )  # fmt: skip
    intake = read(content, layout_of("infonet"))
    assert not has_must_fix(intake.findings)
    assert {table.record for table in intake.tables} == {"shelter_stay", "unmet_request"}
    by_record = {table.record: table for table in intake.tables}
    assert by_record["unmet_request"].text["reason_code"].tolist() == ["no_bed_space"]
    assert by_record["shelter_stay"].layout.values["shelter_type"]["66"] == "shelter_on_site"


def test_a_table_of_ones_own_takes_the_presets_place(layout_of):
    more = '[[layout.table]]\nrecord = "unmet_request"\ncolumns = { "When" = "request_date" }'
    layout = layout_of("infonet", more)
    own = [table for table in layout.tables if table.record == "unmet_request"]
    assert [table.columns for table in own] == [{"When": "request_date"}]
    assert len(layout.tables) == len(preset_tables("infonet"))
