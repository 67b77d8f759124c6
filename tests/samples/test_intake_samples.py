"""Real files that nobody here wrote: read, and counted again straight from their CSV files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlrd

from pipelines.intake.opening import open_file
from pipelines.intake.read import read_submission
from pipelines.layouts import Layout
from schemas.catalog import load_catalog
from schemas.periods import Month

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = Path(os.environ.get("CONSORTIUM_SAMPLES", REPOSITORY.parent / "shared" / "samples"))
HMIS = {
    "lsa_sample_hmis_data_fy2026.zip": (Month(2026, 7), "0", {"2"}, "1"),
    "hmis_fy2022_lsa_sample.zip": (Month(2022, 3), "1", {"2"}, "1"),
}


def sample(name: str) -> bytes:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"the sample {name} is not on this machine")
    return path.read_bytes()


def rows_of(content: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def expected(content: bytes, month: Month) -> tuple[set[str], int, int]:
    """People, nights and exits of a month, one night at a time, from the CSV files alone.

    People: enrolled on any day of the month, or with a bed night in it. Nights: each day of the
    month from entry up to, not including, the exit, for entry-exit shelter, safe haven and
    transitional housing; and each bed night. Exits: exit dates in the month, any project.
    """
    days = [month.first_day + dt.timedelta(n) for n in range(month.last_day.day)]
    written = {day.isoformat() for day in days}
    exits = {row["EnrollmentID"]: row["ExitDate"] for row in rows_of(content, "Exit.csv")}
    lodging = set()
    for project in rows_of(content, "Project.csv"):
        kind, method = project["ProjectType"], project.get("TrackingMethod", "")
        old = "TrackingMethod" in project
        if (
            kind in ("2", "8")
            or (old and kind == "1" and method == "0")
            or (not old and kind == "0")
        ):
            lodging.add(project["ProjectID"])
    people, nights, left = set(), 0, 0
    for row in rows_of(content, "Enrollment.csv"):
        entry, leave = row["EntryDate"], exits.get(row["EnrollmentID"], "9999-12-31")
        if entry <= max(written) and leave >= min(written):
            people.add(row["PersonalID"])
        if row["ProjectID"] in lodging:
            nights += sum(entry <= day < leave for day in written)
        left += leave in written
    for row in rows_of(content, "Services.csv"):
        if row["RecordType"] == "200" and row["DateProvided"] in written:
            people.add(row["PersonalID"])
            nights += 1
    return people, nights, left


def nights_of(text: pd.DataFrame, month: Month) -> int:
    begin = pd.to_datetime(text["begin_date"]).clip(lower=pd.Timestamp(month.first_day))
    after = pd.Timestamp(month.plus(1).first_day)
    end = pd.to_datetime(text["end_date"].replace("", None)).fillna(after).clip(upper=after)
    return int((end - begin).dt.days.clip(lower=0)[text["shelter_type"] != "not_lodged"].sum())


@pytest.mark.parametrize("name", HMIS)
def test_an_hmis_export_counts_as_its_own_files_do(name):
    content, month = sample(name), HMIS[name][0]
    layout = Layout(valid_from=Month(2020, 1), valid_to=None, tables=(), preset="hmis_csv")
    stays, services = read_submission(content, layout, month, load_catalog().records).tables
    people, nights, left = expected(content, month)
    assert nights > 0
    assert left > 0
    first, last = str(month.first_day), str(month.last_day)
    end = stays.text["end_date"].replace("", "9999-12-31")
    here = stays.text[(stays.text["begin_date"] <= last) & (end >= first)]
    slept = services.text[services.text["begin_date"].between(first, last)]
    assert set(here["client_key"]) | set(slept["client_key"]) == people
    assert nights_of(here, month) + len(slept) == nights
    assert int(end.between(first, last).sum()) == left
    for table in (stays, services):
        assert table.rows_in == len(table.text) + sum(table.set_aside.values())
    assert stays.rows_in == len(rows_of(content, "Enrollment.csv"))
    assert services.rows_in == len(rows_of(content, "Services.csv"))


@pytest.mark.parametrize("name", HMIS)
def test_no_name_or_number_of_a_client_leaves_the_child(name):
    content = sample(name)
    opened = open_file(content)
    assert set(opened.hmis["client"].frame.columns).isdisjoint({"FirstName", "LastName", "SSN"})
    numbers = {row["SSN"] for row in rows_of(content, "Client.csv") if len(row["SSN"]) == 9}
    for part in opened.hmis.values():
        assert not part.frame.isin(numbers).any(axis=None)


WORKBOOKS = (
    "banks_by_LA.xlsx",
    "deaths.xlsx",
    "fy2023_reporting_form .xlsx",
    "initial_batch.xlsx",
    "notineducationemploymentortrainingod221.xlsx",
)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_from_outside_are_opened_and_agree_with_a_second_reader(name):
    content = sample(name)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    opened = open_file(content)
    assert [sheet.name for sheet in opened.sheets] == [sheet.title for sheet in book.worksheets]
    for sheet, other in zip(opened.sheets, book.worksheets, strict=True):
        filled = {
            (cell.column_letter, cell.row)
            for row in other.iter_rows()
            for cell in row
            if cell.value is not None and str(cell.value).strip()
        }
        read = {
            (letter, row)
            for letter, column in sheet.kinds.items()
            for row in column.index[column.isin(list("sndtbe"))]
        }
        assert read == filled


def test_an_old_workbook_is_read_as_its_own_second_reader_reads_it():
    content = sample("type_1_data.xls")
    opened = open_file(content)
    book = xlrd.open_workbook(file_contents=content)
    assert opened.kind == "xls"
    assert [sheet.name for sheet in opened.sheets] == book.sheet_names()
    for sheet, other in zip(opened.sheets, book.sheets(), strict=True):
        filled = {
            (row, column)
            for row in range(other.nrows)
            for column in range(other.ncols)
            if str(other.cell_value(row, column)).strip()
        }
        read = {(int(row), int(at)) for row, at in zip(*(sheet.kinds != "").to_numpy().nonzero())}  # noqa: B905
        assert read == filled
        assert len(filled) > 50
