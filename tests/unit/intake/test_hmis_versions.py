"""The same people, exported in four versions of the HMIS CSV, give the same cells."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import UnreadableFile
from pipelines.intake.read import read_submission
from schemas.catalog import load_catalog
from schemas.periods import Month

MONTH = Month(2026, 7)
YEARS = ("2020", "2022", "2024", "2026")
RACES = ("AmIndAKNative", "Asian", "BlackAfAmerican", "White")
PACIFIC = {"2020": "NativeHIOtherPacific"}
HISPANIC = {"2020": "Ethnicity", "2022": "Ethnicity", "2024": "HispanicLatinaeo"}
# what each year writes for a woman, a man, and somebody who was not asked
SEXES = {
    "2020": {"Gender": ("0", "1", "99")},
    "2022": {
        "Female": ("1", "0", "0"), "Male": ("0", "1", "0"), "NoSingleGender": ("0", "0", "0"),
        "Transgender": ("0", "0", "0"), "Questioning": ("0", "0", "0"),
        "GenderNone": ("", "", "99"),
    },
    "2024": {
        "Woman": ("1", "0", "0"), "Man": ("0", "1", "0"), "NonBinary": ("0", "0", "0"),
        "CulturallySpecific": ("0", "0", "0"), "Transgender": ("0", "0", "0"),
        "Questioning": ("0", "0", "0"), "DifferentIdentity": ("0", "0", "0"),
        "GenderNone": ("", "", "99"),
    },
    "2026": {"Sex": ("0", "1", "99")},
}  # fmt: skip
PROJECTS = {"es": ("1", "0", "0"), "nbn": ("1", "3", "1"), "th": ("2", "", "2"), "sh": ("8", "",
            "8"), "rrh": ("13", "", "13")}  # fmt: skip
# kinds of place somebody left to: up to FY2022, since FY2024
LEFT_TO = (("10", "410"), ("22", "422"), ("12", "312"), ("1", "101"), ("2", "302"), ("16", "116"),
           ("5", "205"), ("20", "435"), ("17", "17"), ("24", "24"), ("99", "99"), ("", ""),
           )  # fmt: skip


def people(seed):
    rng = np.random.default_rng(seed)
    first = pd.Timestamp("1950-01-01")
    return [
        {
            "id": f"P{number:03d}",
            "born": str(first + pd.Timedelta(days=int(rng.integers(27000))))[:10],
            "races": [int(rng.random() < 0.3) for _ in RACES],
            "pacific": int(rng.random() < 0.1),
            "hispanic": int(rng.random() < 0.3),
            "sex": int(rng.integers(3)),
            "project": str(rng.choice(list(PROJECTS))),
            "entry": f"2026-{int(rng.integers(5, 8)):02d}-{int(rng.integers(1, 29)):02d}",
            "stays": int(rng.integers(0, 40)),
            "left_to": int(rng.integers(len(LEFT_TO))),
            "head": int(rng.random() < 0.6),
            "deleted": bool(rng.random() < 0.05),
        }
        for number in range(120)
    ]  # fmt: skip


def client(one, year):
    own = {"PersonalID": one["id"], "FirstName": "Zephyrine", "DOB": one["born"]}
    own |= {name: str(value) for name, value in zip(RACES, one["races"], strict=True)}
    own[PACIFIC.get(year, "NativeHIPacific")] = str(one["pacific"])
    own[HISPANIC.get(year, "HispanicLatinao")] = str(one["hispanic"])
    if year in ("2024", "2026"):
        own["MidEastNAfrican"] = "0"
    own |= {name: values[one["sex"]] for name, values in SEXES[year].items()}
    return own | {"DateDeleted": ""}


def files(found, year):
    old = year in ("2020", "2022")
    left = [one for one in found if one["stays"]]
    nights = [(one, day) for one in found if one["project"] == "nbn" for day in range(1, 9)]
    return {
        "Export": [{"ExportID": "1"} | ({} if year == "2020" else {"CSVVersion": f"{year} v1"})],
        "Client": [client(one, year) for one in found],
        "Project": [
            {"ProjectID": key, "ProjectType": codes[0], "TrackingMethod": codes[1]}
            if old
            else {"ProjectID": key, "ProjectType": codes[2]}
            for key, codes in PROJECTS.items()
        ],
        "Enrollment": [
            {
                "EnrollmentID": f"E{one['id']}", "PersonalID": one["id"],
                "ProjectID": one["project"], "EntryDate": one["entry"],
                "RelationshipToHoH": "1" if one["head"] else "2",
                "DateDeleted": "2026-07-30 10:00:00" if one["deleted"] else "",
            }
            for one in found
        ],
        "Exit": [
            {
                "EnrollmentID": f"E{one['id']}",
                "ExitDate": str(date.fromisoformat(one["entry"]) + pd.Timedelta(one["stays"], "D")),
                "Destination": LEFT_TO[one["left_to"]][0 if old else 1],
                "DateDeleted": "",
            }
            for one in left
        ],
        "Services": [
            {
                "EnrollmentID": f"E{one['id']}", "PersonalID": one["id"],
                "DateProvided": f"2026-07-{day:02d}", "RecordType": "200", "DateDeleted": "",
            }
            for one, day in nights
        ],
    }  # fmt: skip


def export(found, year, shuffled=None):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        for name, rows in files(found, year).items():
            names = list(rows[0])
            if shuffled is not None:
                shuffled.shuffle(names)
            text = io.StringIO()
            writer = csv.DictWriter(text, names)
            writer.writeheader()
            writer.writerows(rows)
            target.writestr(f"{name}.csv", text.getvalue())
    return content.getvalue()


@pytest.fixture
def read(make_layout):
    def read_export(content):
        layout = make_layout(preset="hmis_csv")
        return read_submission(content, layout, MONTH, load_catalog().records)

    return read_export


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_people_give_the_same_rows_in_every_version(read, seed):
    found = people(seed)
    versions = {year: read(export(found, year)) for year in YEARS}
    newest = versions["2026"]
    assert len(newest.tables[0].text) > 100
    assert len(newest.tables[1].text) > 100
    assert set(newest.tables[0].text["gender"]) == {"female", "male", ""}
    for year, intake in versions.items():
        assert intake.findings == newest.findings, year
        for table, expected in zip(intake.tables, newest.tables, strict=True):
            pd.testing.assert_frame_equal(table.text, expected.text)
            pd.testing.assert_frame_equal(table.kinds, expected.kinds)
            assert table.set_aside == expected.set_aside


def test_the_order_of_columns_is_of_no_importance(read):
    found = people(4)
    plain, mixed = (
        read(export(found, "2024", shuffled)) for shuffled in (None, np.random.default_rng(5))
    )
    for table, expected in zip(mixed.tables, plain.tables, strict=True):
        pd.testing.assert_frame_equal(table.text, expected.text)


@pytest.mark.parametrize("year", YEARS)
def test_columns_tell_the_version_that_is_not_named(read, year):
    found = files(people(6), year)
    found["Export"] = [{"ExportID": "1"}]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        for name, rows in found.items():
            lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
            target.writestr(f"{name}.csv", "\n".join(lines) + "\n")
    expected = read(export(people(6), year))
    pd.testing.assert_frame_equal(read(content.getvalue()).tables[0].text, expected.tables[0].text)


def test_columns_of_another_year_than_the_one_named_are_refused(read):
    found = people(7)
    content = io.BytesIO(export(found, "2024"))
    with zipfile.ZipFile(content, "a") as target:
        target.writestr("again/Export.csv", "ExportID,CSVVersion\n1,2024 v1\n")
    with pytest.raises(UnreadableFile) as twice:
        read(content.getvalue())
    named = export(found, "2024").replace(b"2024 v1", b"2022 v1")
    with pytest.raises(UnreadableFile) as caught:
        read(rewritten(named))
    assert (twice.value.code, caught.value.code) == ("FILE-11", "FILE-11")


def rewritten(content):
    """The parts of a stored zip again, with checksums that hold."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(result, "w") as target:
        for info in source.infolist():
            start = info.header_offset + 30 + len(info.filename)
            target.writestr(info.filename, content[start : start + info.file_size])
    return result.getvalue()
