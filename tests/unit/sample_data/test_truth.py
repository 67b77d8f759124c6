from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from sample_data import deliveries, truth, write_truth
from sample_data.forms import form_for, labels, record_type
from sample_data.profiles import PROFILES
from sample_data.story import EVENTS
from schemas.model import FieldType

YEAR = [f"2025-{month}" for month in ("10", "11", "12")] + [f"2026-{m:02d}" for m in range(1, 10)]
MONTH = "2026-03"


@pytest.fixture(scope="module")
def everything() -> dict[str, pd.DataFrame]:
    return truth()


@pytest.fixture(scope="module")
def a_year(everything) -> dict[str, pd.DataFrame]:
    return {name: rows[rows["month"].isin(YEAR)] for name, rows in everything.items()}


def sheet_rows(content: bytes, sheet: str, heading_row: int) -> list[dict[str, object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    told = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[heading_row - 1 :]
    rows = [[None if cell == "" else cell for cell in row] for row in told]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def file_of(partner: str, month: str) -> bytes:
    found = [
        each
        for each in deliveries(first=month, last=month)
        if each.partner == partner and each.kind == "file" and each.outcome == "accepted"
    ]
    return found[0].content()


def test_sizes_are_those_of_real_agencies(a_year):
    agencies = sum("paip_activity" not in profile.expected for profile in PROFILES)
    services, stays = a_year["client_service"], a_year["shelter_stay"]
    served = pd.concat([services, stays]).groupby("partner")["client_key"].nunique()
    assert agencies == 13
    assert 600 <= served.mean() <= 900
    assert served.min() < 150
    assert served.max() > 3 * served.median()
    assert 7000 <= services["hours"].sum() / agencies <= 9000
    assert 2200 <= a_year["hotline_contact"]["contact_count"].sum() / agencies <= 3000
    assert 3000 <= stays["days_in_month"].sum() / agencies <= 4600


def test_people_come_back_over_the_months(a_year):
    services = a_year["client_service"]
    people = services.groupby(["partner", "month"])["client_key"].nunique().sum()
    distinct = services.groupby("partner")["client_key"].nunique().sum()
    assert 1.5 * distinct < people < 4 * distinct


def test_small_counties_have_small_numbers(a_year):
    services = a_year["client_service"]
    counts = services.groupby("county_fips")["client_key"].nunique()
    assert counts["17031"] > 2000
    assert (counts < 50).sum() >= 5


def test_demand_has_seasons(a_year):
    rows = a_year["client_service"].groupby("month").size()
    assert rows["2026-08"] > rows["2025-12"]


def test_codes_are_on_the_lists(everything):
    for record, rows in everything.items():
        for field in record_type(record).fields:
            if not field.codes or field.name not in rows:
                continue
            found = rows[field.name].dropna().astype("str").str.split(";").explode().unique()
            assert set(found) <= set(labels(field.codes)), (record, field.name)


def test_services_keep_the_rules(everything):
    rows = everything["client_service"]
    assert (rows["first_contact_date"] <= rows["service_date"]).all()
    assert (rows["service_date"].dt.strftime("%Y-%m") == rows["month"]).all()
    assert (rows["hours"] * 4 % 1 == 0).all()
    assert rows["hours"].between(0.25, 24).all()
    known = rows[rows["age_years"].notna()]
    assert (known.loc[known["client_role"] == "child", "age_years"] < 18).all()
    races = rows["race_ethnicity"].str.split(";")
    assert not (races.str.len().gt(1) & rows["race_ethnicity"].str.contains("unknown")).any()


def test_nights_and_days_follow_from_the_dates(everything):
    rows = everything["shelter_stay"]
    rows = rows[rows["stay_kind"].eq("stay") & rows["shelter_type"].ne("not_lodged")]
    first = pd.to_datetime(rows["month"] + "-01")
    following = first + pd.offsets.MonthBegin(1)
    end = rows["end_date"].fillna(following.max())
    nights = (np.minimum(end, following) - np.maximum(rows["begin_date"], first)).dt.days
    last = following - pd.Timedelta(days=1)
    days = (np.minimum(end, last) - np.maximum(rows["begin_date"], first)).dt.days + 1
    assert (nights == rows["nights_in_month"]).all()
    assert (days == rows["days_in_month"]).all()
    assert (days - nights).isin([0, 1]).all()


def test_the_census_agrees_with_the_stays(everything):
    stays = everything["shelter_stay"]
    stays = stays[stays["shelter_type"].eq("shelter_on_site") & stays["partner"].ne("harbor-row")]
    slept = stays.groupby(["partner", "month"])["nights_in_month"].sum()
    census = everything["shelter_census"]
    beds = census.groupby(["partner", "month"])["beds_occupied"].sum()
    assert (beds == slept.reindex(beds.index, fill_value=0)).all()
    assert (census["beds_occupied"] <= census["beds_available"]).all()


def test_a_month_not_received_or_refused_has_no_rows(everything):
    for event in EVENTS:
        if event.kind == "missing" or (event.kind == "refused" and not event.day):
            for rows in everything.values():
                gone = rows["partner"].eq(event.partner) & rows["month"].eq(event.month)
                assert not gone.any()


def test_truth_of_a_day_knows_no_later_correction():
    month, partner = "2025-11", "sugar-creek"
    before = truth(first=month, last=month, as_of=date(2025, 12, 20))["client_service"]
    after = truth(first=month, last=month)["client_service"]
    old, new = ((rows["partner"] == partner).sum() for rows in (before, after))
    assert 0 < old < new
    others = [rows[rows["partner"] != partner] for rows in (before, after)]
    pd.testing.assert_frame_equal(*(rows.reset_index(drop=True) for rows in others))


def test_sugar_creek_says_what_the_truth_says(everything):
    form = form_for("sugar-creek", MONTH)
    table = form.table("client_service")
    heading = {field: name for name, field in table.columns.items()}
    content = file_of("sugar-creek", MONTH)
    cells = sheet_rows(content, table.sheet, table.heading_row)
    rows = everything["client_service"]
    rows = rows[rows["partner"].eq("sugar-creek") & rows["month"].eq(MONTH)]
    assert [cell[heading["client_key"]] for cell in cells] == rows["client_key"].tolist()
    assert sum(cell[heading["hours"]] for cell in cells) == rows["hours"].sum()
    assert all(isinstance(cell[heading["service_date"]], date) for cell in cells)
    named = Counter(cell[heading["service_code"]] for cell in cells)
    assert named == Counter(rows["service_code"].map(labels("service")))


def test_two_rivers_says_what_the_truth_says(everything):
    form = form_for("two-rivers", MONTH)
    content = file_of("two-rivers", MONTH)
    for table in form.tables:
        heading = {field: name for name, field in table.columns.items()}
        date_field = record_type(table.record).begin
        cells = sheet_rows(content, table.sheet, table.heading_row)
        cells = [cell for cell in cells if cell[heading[date_field]] is not None]
        rows = everything[table.record]
        rows = rows[rows["partner"].eq("two-rivers") & rows["month"].eq(MONTH)]
        days = [cell[heading[date_field]] for cell in cells]
        assert days == [f"{day.day}-{day:%b-%Y}" for day in rows[date_field]], table.record


def test_the_single_csv_holds_all_records(everything):
    form = form_for("lantern-street", MONTH)
    text = file_of("lantern-street", MONTH).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for table in form.tables:
        ((heading, words),) = table.select.items()
        count = sum(row[heading] in words for row in rows)
        true = everything[table.record]
        assert count == (true["partner"].eq("lantern-street") & true["month"].eq(MONTH)).sum()


def test_the_export_holds_the_months_enrollments_and_nights(everything):
    archive = zipfile.ZipFile(io.BytesIO(file_of("harbor-row", MONTH)))
    enrolled, left, nights, projects = (
        pd.read_csv(archive.open(f"{name}.csv"), dtype="str")
        for name in ("Enrollment", "Exit", "Services", "Project")
    )
    rows = everything["shelter_stay"]
    rows = rows[rows["partner"].eq("harbor-row") & rows["month"].eq(MONTH)]
    joined = enrolled.merge(left[["EnrollmentID", "ExitDate"]], "left", on="EnrollmentID")
    inside = joined["EntryDate"].le("2026-03-31") & ~joined["ExitDate"].lt("2026-03-01")
    assert inside.sum() == rows["stay_kind"].eq("stay").sum()
    in_month = nights["DateProvided"].str.startswith("2026-03").sum()
    assert in_month == rows["stay_kind"].eq("bed_night").sum() > 0
    assert set(projects["ProjectType"]) == {"0", "1", "2"}


def test_a_field_that_the_layout_does_not_hold_is_missing(everything):
    rows = everything["client_service"]
    assert rows.loc[rows["partner"] == "cedar-bluff", "victimization_types"].isna().all()
    assert rows.loc[rows["partner"] == "sugar-creek", "victimization_types"].notna().all()


def test_no_identifier_is_in_the_truth(everything):
    kept = {
        field.name
        for record in everything
        for field in record_type(record).fields
        if field.released_as != "never"
    }
    kept.add("household_key")  # an invented code, by which the tests tell who heads a household
    for rows in everything.values():
        assert set(rows.columns) - {"partner", "month"} <= kept


def test_truth_on_disk_reads_back(tmp_path, everything):
    write_truth(tmp_path)
    back = pd.read_parquet(tmp_path / "paip_activity.parquet")
    assert len(back) == len(everything["paip_activity"])
    assert {path.stem for path in tmp_path.iterdir()} == set(everything)


def test_every_date_field_is_a_date(everything):
    for record, rows in everything.items():
        for field in record_type(record).fields:
            if field.type is FieldType.DATE and field.name in rows:
                assert rows[field.name].isna().all() or rows[field.name].dtype.kind == "M"
