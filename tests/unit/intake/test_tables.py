"""Tables found by layout: headings, rows set aside, and every row accounted for."""

from __future__ import annotations

import pytest

from pipelines.errors import UnknownLayout, UsageError
from pipelines.intake.read import read_submission
from pipelines.intake.tables.headings import normalize
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month

MARCH = Month(2026, 3)


def read(content, layout):
    return read_submission(content, layout, MARCH, load_catalog().records)


def asked(intake):
    """What the partner must act on."""
    return [one for one in intake.findings if one.severity is not Severity.INFORMATION]


def codes(intake):
    return [finding.code for finding in asked(intake)]


def is_balanced(table):
    return table.rows_in == len(table.text) + sum(table.set_aside.values())


@pytest.fixture
def rows(service_rows):
    return service_rows


@pytest.fixture
def layout(make_layout, service_table):
    return make_layout(service_table())


def test_every_row_below_the_heading_is_accounted_for(make_workbook, rows, layout):
    intake = read(make_workbook(Services=rows), layout)
    (table,) = intake.tables
    assert [(one.code, one.places) for one in intake.findings] == [
        ("ROW-09", ("A11",)),
        ("ROW-02", ("D8",)),
    ]
    assert table.rows_in == 8
    assert table.set_aside == {"blank": 2, "total_row": 1, "repeated_heading": 1, "footnote": 1}
    assert table.text["client_key"].tolist() == ["C1", "C2", "C1"]
    assert list(table.text.index) == [4, 5, 7]
    assert table.kinds["hours"].tolist() == ["n", "n", "n"]
    assert table.columns["service_code"].letter == "C"
    assert is_balanced(table)


def test_an_ignored_column_does_not_leave_intake(make_workbook, rows, layout, canary):
    (table,) = read(make_workbook(Services=rows), layout).tables
    assert not table.text.isin([canary]).any(axis=None)
    assert canary not in repr(table)


def test_constants_fill_fields_that_the_sheet_does_not_hold(make_workbook, rows, layout):
    (table,) = read(make_workbook(Services=rows), layout).tables
    assert table.text["county_fips"].unique().tolist() == ["17031"]
    assert table.columns["county_fips"].letter == ""


@pytest.mark.parametrize("shift", [-2, -1, 3, 20])
def test_a_heading_row_that_has_moved_is_found(make_workbook, rows, layout, shift):
    moved = rows[-shift:] if shift < 0 else [["More"]] * shift + rows
    intake = read(make_workbook(Services=moved), layout)
    assert codes(intake) == []
    assert intake.tables[0].text["client_key"].tolist() == ["C1", "C2", "C1"]


def test_headings_are_read_as_people_read_them(make_workbook, rows, layout):
    rows[2] = ["  client\u00a0# ", "SERVICE\nDATE", "Serv\u200bice", "\uff28ours", "Notes"]
    intake = read(make_workbook(Services=rows), layout)
    assert codes(intake) == []
    assert intake.tables[0].set_aside["repeated_heading"] == 1


def test_a_missing_heading_of_a_required_field(make_workbook, rows, layout):
    rows[2][2] = ""
    rows[8][2] = ""
    intake = read(make_workbook(Services=rows), layout)
    assert codes(intake) == ["LAYOUT-03", "LAYOUT-04"]
    found = intake.findings[0]
    assert found.severity is Severity.MUST_FIX
    assert (found.sheet, found.cell, found.field) == ("Services", "row 3", "service_code")
    assert found.heading == "Service"
    assert intake.findings[1].places == ("C3",)


def test_a_missing_heading_of_an_optional_field_is_a_question(
    make_workbook, make_layout, service_table, rows
):
    columns = {**service_table().columns, "Contacts": "contacts", "Age": "age_years"}
    intake = read(make_workbook(Services=rows), make_layout(service_table(columns=columns)))
    assert [(one.code, one.severity) for one in asked(intake)] == [
        ("LAYOUT-03", Severity.PLEASE_CONFIRM),
        ("LAYOUT-03", Severity.PLEASE_CONFIRM),
    ]
    assert [one.heading for one in asked(intake) if "each row counts as one" in one.message] == [
        "Contacts",
    ]


def test_a_new_heading_is_named_by_its_letter_alone(make_workbook, rows, layout, canary):
    rows[2].append(canary)
    intake = read(make_workbook(Services=rows), layout)
    assert codes(intake) == ["LAYOUT-04"]
    assert intake.findings[0].places == ("F3",)
    assert canary not in repr(intake.findings)


def test_data_below_no_heading(make_workbook, rows, layout, canary):
    rows[3].extend(["", canary])
    intake = read(make_workbook(Services=rows), layout)
    assert [one.places for one in asked(intake)] == [("G3",)]


def test_a_heading_twice(make_workbook, rows, layout):
    rows[2].append("Service date")
    intake = read(make_workbook(Services=rows), layout)
    assert codes(intake) == ["LAYOUT-07"]
    assert intake.findings[0].places == ("B3", "F3")


def test_a_row_with_a_key_alone_is_data_not_a_footnote(make_workbook, rows, layout):
    content = make_workbook(Services=[*rows[:8], ["C7"]])
    (table,) = read(content, layout).tables
    assert table.text["client_key"].tolist()[-1] == "C7"


@pytest.mark.parametrize(
    "text", ["* provisional", "Source: intake desk", "Kept on paper until May"]
)
def test_a_worded_footnote_right_below(make_workbook, rows, layout, text):
    (table,) = read(make_workbook(Services=[*rows[:8], [text]]), layout).tables
    assert table.set_aside["footnote"] == 1


def test_rows_filled_down_in_ignored_columns_are_blank(make_workbook, rows, layout):
    filled = [*rows[:7], *[["", "", "", "", number] for number in range(200)]]
    (table,) = read(make_workbook(Services=filled), layout).tables
    assert len(table.text) == 3
    assert table.set_aside["blank"] == 201
    assert is_balanced(table)


def test_sheets_are_found_whatever_their_case_and_blanks(make_workbook, rows, layout):
    intake = read(make_workbook(**{"SERV ICES ": rows}), layout)
    assert intake.tables[0].sheet == "Services"


def test_an_unknown_sheet_with_data_is_named_by_number(
    make_workbook, rows, make_layout, service_table, canary
):
    layout = make_layout(service_table(), ignored_sheets=("Read me",))
    content = make_workbook(**{"read me": [["x"]], "Services": rows, canary: [["x"]], "Empty": []})
    intake = read(content, layout)
    (found,) = asked(intake)
    assert (found.code, found.sheet) == ("LAYOUT-06", "3rd sheet from the left")
    assert canary not in repr(intake.findings)


def test_one_of_two_sheets_missing(make_workbook, rows, make_layout, service_table):
    layout = make_layout(service_table(), service_table(sheet="More"))
    intake = read(make_workbook(Services=rows), layout)
    assert [(one.code, one.sheet) for one in asked(intake)] == [("LAYOUT-02", "More")]
    assert len(intake.tables) == 1


def test_the_only_sheet_under_another_name(make_workbook, rows, layout, canary):
    intake = read(make_workbook(**{canary: rows}), layout)
    assert intake.tables == ()
    (found,) = asked(intake)
    assert (found.code, found.sheet) == ("LAYOUT-35", "1st sheet from the left")
    assert "Services is missing; the 1st sheet from the left has its headings" in found.message
    assert canary not in repr(intake.findings)


def test_a_month_the_layout_is_not_for(make_workbook, rows, layout):
    with pytest.raises(UnknownLayout) as caught:
        read_submission(
            make_workbook(Services=rows), layout, Month(2023, 1), load_catalog().records
        )
    assert caught.value.code == "LAYOUT-01"


def test_a_workbook_where_an_export_is_expected(make_workbook, rows, make_layout):
    with pytest.raises(UnknownLayout) as caught:
        read(make_workbook(Services=rows), make_layout(preset="hmis_csv"))
    assert caught.value.code == "LAYOUT-01"


def test_a_layout_that_names_an_unknown_field(make_workbook, rows, make_layout, service_table):
    layout = make_layout(service_table(columns={"Client #": "no_such_field"}))
    with pytest.raises(UsageError):
        read(make_workbook(Services=rows), layout)


def test_a_csv_without_a_sheet_name(make_layout, service_table):
    content = b"Client #,Service Date,Service,Hours,Notes\nC1,3/2/2026,Legal,1,x\n\nTotal:,,,1,\n"
    layout = make_layout(service_table(sheet="", heading_row=1))
    (table,) = read(content, layout).tables
    assert list(table.text.index) == [2]
    assert table.set_aside == {"blank": 1, "total_row": 1}


@pytest.fixture
def mixed(make_layout, service_table):
    service = service_table(sheet="Log", heading_row=1, select={"Kind": ("Service",)})
    hotline = service_table(
        record="hotline_contact",
        sheet="Log",
        heading_row=1,
        columns={"Service Date": "contact_date", "Hours": "ignore", "Calls": "contact_count"},
        constants={"channel": "call"},
        select={"Kind": ("Hotline", "Crisis line")},
    )
    return make_layout(service, hotline)


def mixed_rows(last):
    return [
        ["Kind", "Client #", "Service Date", "Service", "Hours", "Notes", "Calls"],
        ["Service", "C1", "3/2/2026", "Legal", 1, "", ""],
        ["hotline", "", "3/2/2026", "", "", "", 4],
        ["Crisis  Line", "", "3/3/2026", "", "", "", 1],
        [last, "C2", "3/3/2026", "Legal", 1, "", ""],
    ]


def test_one_sheet_of_several_records(make_workbook, mixed):
    intake = read(make_workbook(Log=mixed_rows("Service")), mixed)
    services, calls = intake.tables
    assert codes(intake) == []
    assert list(services.text.index) == [2, 5]
    assert list(calls.text.index) == [3, 4]
    assert services.set_aside == calls.set_aside == {"other_record": 2}


def test_a_row_of_no_known_kind_is_reported(make_workbook, mixed, canary):
    intake = read(make_workbook(Log=mixed_rows(canary)), mixed)
    assert [(one.code, one.places) for one in asked(intake)] == [("LAYOUT-05", ("A5",))]
    assert "in the column Kind: Service, Hotline, Crisis line." in asked(intake)[0].fix
    assert all(is_balanced(table) for table in intake.tables)
    assert canary not in repr(intake)


def test_without_the_column_that_tells_the_kind_no_table_is_made(make_workbook, mixed):
    rows = [row[1:] for row in mixed_rows("Service")]
    intake = read(make_workbook(Log=rows), mixed)
    assert intake.tables == ()
    assert set(codes(intake)) == {"LAYOUT-03"}


def test_several_columns_of_one_set_or_one_identifier(make_workbook, make_layout, service_table):
    columns = {
        "ID": "client_key",
        "First": "client_name",
        "Last": "client_name",
        "Race": "race_ethnicity",
        "Hispanic": "race_ethnicity",
    }
    rows = [list(columns), ["C1", "A", "B", "White", "Hispanic"], ["C2", "", "B", "", "Hispanic"]]
    layout = make_layout(service_table(heading_row=1, columns=columns, constants={}))
    intake = read(make_workbook(Services=rows), layout)
    (table,) = intake.tables
    assert codes(intake) == []
    assert table.text["race_ethnicity"].tolist() == ["White;Hispanic", "Hispanic"]
    assert table.text["client_name"].tolist() == ["A B", "B"]


def test_two_columns_of_a_field_that_has_one_value(make_workbook, make_layout, service_table):
    columns = {"ID": "client_key", "Hrs": "hours", "Hours": "hours"}
    layout = make_layout(service_table(heading_row=1, columns=columns, constants={}))
    intake = read(make_workbook(Services=[list(columns), ["C1", 1, 2]]), layout)
    assert codes(intake) == ["LAYOUT-07"]


def test_normalize():
    assert normalize(" Cl\u00adient\u200b\n  # ") == "client #"


def test_a_file_of_another_month_is_told_that_alone(make_workbook, rows, layout, canary):
    rows[0] = ["Harbor House", "Month: May 2026"]
    rows[2].append(canary)
    intake = read(make_workbook(Services=rows), layout)
    assert [(one.code, one.places) for one in intake.findings] == [("LAYOUT-16", ("B1",))]
    assert intake.tables == ()
    assert canary not in repr(intake)
