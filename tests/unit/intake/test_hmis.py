"""HMIS exports of three versions as shelter stays, from files made here."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipelines.errors import UnreadableFile
from pipelines.intake.read import read_submission
from pipelines.layouts import TableLayout
from schemas.catalog import load_catalog
from schemas.periods import Month

CLIENT = {
    "2022": "PersonalID,FirstName,SSN,DOB,AmIndAKNative,Asian,BlackAfAmerican,NativeHIPacific,"
    "White,RaceNone,Ethnicity,Female,Male,NoSingleGender,Transgender,Questioning,DateDeleted",
    "2024": "PersonalID,FirstName,SSN,DOB,AmIndAKNative,Asian,BlackAfAmerican,NativeHIPacific,"
    "White,RaceNone,HispanicLatinaeo,MidEastNAfrican,Woman,Man,NonBinary,CulturallySpecific,Transgender,"
    "Questioning,DifferentIdentity,DateDeleted",
    "2026": "PersonalID,FirstName,SSN,DOB,AmIndAKNative,Asian,BlackAfAmerican,NativeHIPacific,"
    "White,RaceNone,HispanicLatinao,MidEastNAfrican,Sex,DateDeleted",
}
PEOPLE = {
    "2022": [
        "P1,{c},1,1990-07-15,0,0,1,0,1,,1,1,0,0,0,0,",
        "P2,{c},2,2015-01-01,1,0,0,0,0,,0,0,0,0,1,0,",
        "P3,{c},3,1800-01-01,0,0,0,0,0,99,99,1,1,0,0,0,",
        "P4,{c},4,,0,1,0,0,0,,0,0,1,0,0,0,",
    ],
    "2024": [
        "P1,{c},1,1990-07-15,0,0,1,0,1,,1,0,1,0,0,0,0,0,0,",
        "P2,{c},2,2015-01-01,1,0,0,0,0,,0,0,0,0,0,0,1,0,0,",
        "P3,{c},3,1800-01-01,0,0,0,0,0,99,,,1,1,0,0,0,0,0,",
        "P4,{c},4,,0,1,0,0,0,,0,1,0,1,0,0,0,0,0,",
    ],
    "2026": [
        "P1,{c},1,1990-07-15,0,0,1,0,1,,1,0,0,",
        "P2,{c},2,2015-01-01,1,0,0,0,0,,0,0,1,",
        "P3,{c},3,1800-01-01,0,0,0,0,0,99,,,99,",
        "P4,{c},4,,0,1,0,0,0,,0,1,1,",
    ],
}
PROJECTS = {
    "2022": [
        "ProjectID,ProjectType,TrackingMethod",
        "es,1,0",
        "nbn,1,3",
        "th,2,",
        "rrh,13,",
        "sh,8,",
    ],
    "2024": ["ProjectID,ProjectType", "es,0", "nbn,1", "th,2", "rrh,13", "sh,8"],
}
PROJECTS["2026"] = PROJECTS["2024"]
VERSIONS = {"2022": "FY2022", "2024": "2024 v1.4", "2026": "2026 v1.0"}
ENROLLMENTS = [
    "EnrollmentID,PersonalID,ProjectID,EntryDate,RelationshipToHoH,DateDeleted",
    "E1,P1,es,2026-07-14,1,",
    "E2,P2,nbn,2026-07-01,2,",
    "E3,P3,th,2026-06-01,1,",
    "E4,P4,rrh,2026-05-01,2,",
    "E5,P2,sh,2026-05-01,1,2026-06-01 10:00:00",
    "E6,P2,sh,2026-05-01,1,",
]
EXITS = [
    "EnrollmentID,ExitDate,Destination,DateDeleted",
    "E1,2026-07-20,{leave},",
    "E3,2026-07-02,12345,",
    "E4,2026-07-03,24,2026-07-04",
]
SERVICES = [
    "EnrollmentID,PersonalID,DateProvided,RecordType,DateDeleted",
    "E2,P2,2026-07-31,200,",
    "E2,P2,2026-07-30,141,",
    "E2,P2,2026-07-29,200,2026-08-01",
    "E1,P1,2026-07-15,200,",
]


@pytest.fixture
def make_export(canary):
    def make(year: str, **changes: list[str] | None) -> bytes:
        files: dict[str, list[str] | None] = {
            "Export": ["ExportID,SourceContactFirst,CSVVersion", f"1,{canary},{VERSIONS[year]}"],
            "Client": [CLIENT[year], *(line.format(c=canary) for line in PEOPLE[year])],
            "Enrollment": ENROLLMENTS,
            "Exit": [line.format(leave="20" if year == "2022" else "421") for line in EXITS],
            "Services": SERVICES,
            "Project": PROJECTS[year],
            "Disabilities": ["broken \0 and never read"],
        }
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
            for name, lines in (files | changes).items():
                if lines is not None:
                    target.writestr(f"{name}.csv", "\r\n".join(lines) + "\r\n")
        return content.getvalue()

    return make


@pytest.fixture
def read(make_layout):
    def read_export(content: bytes, *tables: TableLayout):
        layout = make_layout(*tables, preset="hmis_csv")
        return read_submission(content, layout, Month(2026, 7), load_catalog().records)

    return read_export


@pytest.mark.parametrize("year", ["2022", "2024", "2026"])
def test_enrollments(make_export, read, year):
    stays, _ = read(make_export(year)).tables
    text = stays.text
    assert (stays.sheet, stays.rows_in, stays.set_aside) == ("Enrollment.csv", 6, {"deleted": 1})
    assert list(text.index) == [2, 3, 4, 5, 7]
    assert text["client_key"].tolist() == ["P1", "P2", "P3", "P4", "P2"]
    assert text["shelter_type"].tolist() == [
        *("shelter_on_site", "not_lodged", "transitional_housing", "not_lodged", "shelter_on_site"),
    ]
    assert text["end_date"].tolist() == ["2026-07-20", "", "2026-07-02", "", ""]
    assert text["age_years"].tolist() == ["35", "11", "", "", "11"]
    assert text["client_role"].tolist() == [
        *("primary_adult", "child", "primary_adult", "", "primary_youth"),
    ]
    assert set(text["race_ethnicity"].iloc[0].split(";")) == {"black", "white", "hispanic"}
    assert text["race_ethnicity"].iloc[1] == "aian"
    assert text["exit_destination"].iloc[2] == "unknown"
    assert text["exit_destination"].iloc[0] not in ("", "unknown")
    assert text["county_fips"].unique().tolist() == ["unknown"]
    assert stays.kinds["begin_date"].unique().tolist() == ["d"]


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        ("2022", ["female", "transgender", "nonbinary_or_other", "male"]),
        ("2024", ["female", "transgender", "nonbinary_or_other", "male"]),
        ("2026", ["female", "male", "", "male"]),
    ],
)
def test_gender(make_export, read, year, expected):
    stays, _ = read(make_export(year)).tables
    assert stays.text["gender"].tolist()[:4] == expected


def test_bed_nights(make_export, read):
    _, nights = read(make_export("2026")).tables
    assert (nights.sheet, nights.rows_in) == ("Services.csv", 4)
    assert nights.set_aside == {"other_record": 2, "deleted": 1}
    (row,) = nights.text.to_dict("records")
    assert row["client_key"] == "P2"
    assert (row["begin_date"], row["end_date"]) == ("2026-07-31", "2026-08-01")
    assert (row["shelter_type"], row["stay_kind"]) == ("shelter_on_site", "bed_night")
    assert (row["age_years"], row["client_role"]) == ("11", "child")


def test_an_implausible_birth_date_is_told_by_count(make_export, read):
    (found,) = read(make_export("2026")).findings
    assert (found.code, found.count, found.sheet) == ("HMIS-01", 1, "Client.csv")


def test_a_constant_of_the_layout(make_export, read):
    table = TableLayout(record="shelter_stay", constants={"county_fips": "17031"})
    stays, nights = read(make_export("2026"), table).tables
    assert stays.text["county_fips"].unique().tolist() == ["17031"]
    assert nights.text["county_fips"].unique().tolist() == ["17031"]


def test_names_and_numbers_never_leave_the_child(make_export, read, canary):
    for table in read(make_export("2026")).tables:
        assert not table.text.isin([canary]).any(axis=None)


@pytest.mark.parametrize(
    "changes",
    [
        {"Exit": None},
        {"Client": ["PersonalID,DOB", "P1,1990-01-01"]},
        {"Export": ["CSVVersion", "FY2019"]},
        {"Export": ["CSVVersion", "2024 v1", "2026 v1"]},
        {"Export": ["CSVVersion"]},
        {"folder/Exit": EXITS},
    ],
)
def test_an_export_that_is_not_whole(make_export, read, changes):
    with pytest.raises(UnreadableFile) as caught:
        read(make_export("2026", **changes))
    assert caught.value.code == "FILE-11"


def test_a_ragged_record(make_export, read):
    with pytest.raises(UnreadableFile) as caught:
        read(make_export("2026", Exit=[EXITS[0], "E1,2026-07-20"]))
    assert caught.value.code == "FILE-03"


TOLD_OF_EACH = [
    (
        "EnrollmentID,PersonalID,ProjectID,EntryDate,HouseholdID,RelationshipToHoH,LivingSituation,"
        "DateDeleted"
    ),
    "E1,P1,es,2026-07-14,H1,1,{with_family},",
    "E2,P2,nbn,2026-07-01,H1,2,,",
    "E3,P3,th,2026-06-01,H2,1,12345,",
    "E4,P4,rrh,2026-05-01,,99,99,",
]
ASSESSMENTS = [
    "EnrollmentID,InformationDate,{survivor},WhenOccurred,DateDeleted",
    "E1,2026-07-20,1,3,",
    "E1,2026-07-14,0,,",
    "E1,2026-07-21,0,,2026-07-22",
    "E3,2026-06-01,0,,",
    "E4,2026-06-01,99,,",
]
SURVIVOR = {"2022": "DomesticViolenceVictim", "2026": "DomesticViolenceSurvivor"}


@pytest.mark.parametrize("year", ["2022", "2026"])
def test_household_home_and_violence_of_each_enrollment(make_export, read, year):
    enrollments = [
        line.format(with_family="35" if year == "2022" else "335") for line in TOLD_OF_EACH
    ]
    assessments = [line.format(survivor=SURVIVOR[year]) for line in ASSESSMENTS]
    made = make_export(year, Enrollment=enrollments, HealthAndDV=assessments)
    stays, nights = (table.text for table in read(made).tables)
    assert stays["household_key"].tolist() == ["H1", "H1", "H2", ""]
    assert stays["household_role"].tolist() == ["head", "member", "head", ""]
    assert stays["living_situation"].tolist() == ["with_family", "", "unknown", "unknown"]
    assert stays["dv_history"].tolist() == ["yes", "", "no", "unknown"], "the latest not deleted"
    assert stays["dv_when"].tolist() == ["months_6_12", "", "", ""]
    assert nights["household_role"].tolist() == ["member"]
    assert nights["household_key"].tolist() == ["H1"]


def test_an_export_may_leave_out_what_nobody_asked(make_export, read):
    stays, _ = read(make_export("2026")).tables
    left_out = ["household_key", "living_situation", "dv_history", "dv_when"]
    assert stays.text[left_out].eq("").all(axis=None)
    with pytest.raises(UnreadableFile):
        read(make_export("2026", HealthAndDV=["WhenOccurred,WhenOccurred", "1,2"]))
