"""The one partner that hands in its system's export: an HMIS CSV zip, FY2026 columns.

Column names follow HUD's HMIS CSV format of 2026; only the files that this agency fills are made.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.clock import ENDS, MONTH_NAMES, STARTS, dates
from sample_data.world import Agency
from schemas.periods import Month

MONTHS_EXPORTED = 6
STAMP = "2024-10-01 09:00:00"
ZIP_STAMP = (2024, 10, 1, 0, 0, 0)
EXPORT_ID = "HARBOR-ROW"
PROJECTS = {
    "shelter_on_site": ("HR-ES", 0, "Harbor Row Emergency Shelter"),
    "not_lodged": ("HR-NBN", 1, "Harbor Row Night Beds"),
    "transitional_housing": ("HR-TH", 2, "Harbor Row Transitional Apartments"),
}
RACES = {
    "AmIndAKNative": "aian",
    "Asian": "asian",
    "BlackAfAmerican": "black",
    "HispanicLatinao": "hispanic",
    "MidEastNAfrican": "mena",
    "NativeHIPacific": "nhpi",
    "White": "white",
}
SEX = {"female": 0, "male": 1, "unknown": 99}
DESTINATION = {
    "permanent_rental": 410,
    "permanent_family_friends": 422,
    "temporary_family_friends": 312,
    "transitional_housing": 302,
    "emergency_shelter": 101,
    "hotel_motel": 314,
    "hospital_treatment": 206,
    "other": 17,
    "unknown": 99,
}
LIVED_BEFORE = {
    "rented": 410,
    "rented_subsidized": 435,
    "owned": 411,
    "with_family": 335,
    "with_friends": 336,
    "emergency_shelter": 101,
    "place_not_meant": 116,
    "hotel_motel": 314,
    "hospital": 206,
    "jail": 207,
    "transitional_housing": 302,
    "unknown": 99,
}
SURVIVOR = {"yes": 1, "no": 0, "unknown": 99}
WHEN = {"months_0_3": 1, "months_3_6": 2, "months_6_12": 3, "year_or_more": 4, "unknown": 99}
BED_NIGHT = 200


@cache
def columns() -> Mapping[str, tuple[str, ...]]:
    """File name to its columns, in order."""
    path = Path(__file__).parent / "hmis_columns.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["file"]: tuple(row["columns"].split()) for row in csv.DictReader(file)}


def export(agency: Agency, month: str) -> bytes:
    """The zip that the system makes when the month is over: that month and five before it."""
    index = int(np.flatnonzero(month == MONTH_NAMES)[0])
    first = int(STARTS[max(index - MONTHS_EXPORTED + 1, 0)])
    last = int(ENDS[index])
    stays = agency.stays
    seen = stays[(stays["begin"] <= last) & (stays["end"] >= first)].copy()
    seen["end_known"] = seen["end"].where(seen["end"] <= last)
    is_night = seen["stay_kind"].eq("bed_night")
    enrolled, nights = seen[~is_night], seen[is_night & (seen["begin"] >= first)]
    people = agency.people.loc[sorted(set(seen["person"]))]
    tables = {
        "Export": _export(month, first, last),
        "Organization": pd.DataFrame(
            {
                "OrganizationID": ["HR"],
                "OrganizationName": ["Harbor Row"],
                "VictimServiceProvider": 1,
            }
        ),
        "User": pd.DataFrame(
            {"UserID": ["U1"], "UserFirstName": ["Wanda"], "UserLastName": ["Oakes"]}
        ),
        "Project": _projects(),
        "Client": _clients(people),
        "Enrollment": _enrollments(enrolled, agency.people),
        "Exit": _exits(enrolled),
        "Services": _services(nights),
        "HealthAndDV": _health(enrolled),
    }
    return _zip({name: _complete(name, frame) for name, frame in tables.items()})


def _export(month: str, first: int, last: int) -> pd.DataFrame:
    start, end = (str(dates(np.array([day])).iloc[0].date()) for day in (first, last))
    made = Month.parse(month).plus(1).first_day
    return pd.DataFrame(
        {
            "SourceType": [3],
            "SourceName": "Harbor Row Shelter",
            "SourceContactFirst": "Wanda",
            "SourceContactLast": "Oakes",
            "SourceContactEmail": "w.oakes@example.org",
            "ExportDate": f"{made} 06:30:00",
            "ExportStartDate": start,
            "ExportEndDate": end,
            "SoftwareName": "ComparableDB",
            "CSVVersion": "2026 v1.0",
            "ExportPeriodType": 3,
            "ExportDirective": 2,
            "HashStatus": 1,
        }
    )


def _projects() -> pd.DataFrame:
    rows = [
        {
            "ProjectID": key,
            "OrganizationID": "HR",
            "ProjectName": name,
            "OperatingStartDate": "2015-01-01",
            "ContinuumProject": 0,
            "ProjectType": kind,
        }
        for key, kind, name in PROJECTS.values()
    ]
    return pd.DataFrame(rows)


def _clients(people: pd.DataFrame) -> pd.DataFrame:
    has_age = people["age_years"].notna()
    races = people["race_ethnicity"].str.split(";")
    found = pd.DataFrame(
        {
            "PersonalID": people["client_key"],
            "FirstName": people["first_name"],
            "LastName": people["last_name"],
            "NameDataQuality": 1,
            "SSN": people["ssn"].str.replace("-", ""),
            "SSNDataQuality": 1,
            "DOB": people["dob"].dt.strftime("%Y-%m-%d").where(has_age, None),
            "DOBDataQuality": np.where(has_age, 1, 99),
            "Sex": people["gender"].map(SEX),
            "RaceNone": people["race_ethnicity"].map({"unknown": 99}),
            "VeteranStatus": 0,
        }
    )
    for name, code in RACES.items():
        found[name] = [int(code in codes) for codes in races]
    return found


def _enrollment_ids(stays: pd.DataFrame) -> pd.Series[str]:
    return stays["stay"].astype(str) + "-" + stays["person"].astype(str)


def _enrollments(stays: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    is_child = people["client_role"].eq("child").loc[stays["person"]].to_numpy()
    return pd.DataFrame(
        {
            "EnrollmentID": _enrollment_ids(stays),
            "PersonalID": stays["client_key"],
            "ProjectID": [PROJECTS[kind][0] for kind in stays["shelter_type"]],
            "EntryDate": dates(stays["begin"].to_numpy()).dt.strftime("%Y-%m-%d").to_numpy(),
            "HouseholdID": "HH" + stays["stay"].astype(str),
            "RelationshipToHoH": np.where(is_child, 2, 1),
            "EnrollmentCoC": "IL-510",
            "LivingSituation": stays["living_situation"].map(LIVED_BEFORE).astype("Int64"),
            "DisablingCondition": 99,
        }
    )


def _exits(stays: pd.DataFrame) -> pd.DataFrame:
    left = stays[stays["end_known"].notna()]
    return pd.DataFrame(
        {
            "ExitID": "X" + _enrollment_ids(left),
            "EnrollmentID": _enrollment_ids(left),
            "PersonalID": left["client_key"],
            "ExitDate": dates(left["end"].to_numpy()).dt.strftime("%Y-%m-%d").to_numpy(),
            "Destination": left["exit_destination"].map(DESTINATION),
        }
    )


def _services(nights: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ServicesID": [f"SV{number}" for number in nights.index],
            "EnrollmentID": _enrollment_ids(nights),
            "PersonalID": nights["client_key"],
            "DateProvided": dates(nights["begin"].to_numpy()).dt.strftime("%Y-%m-%d").to_numpy(),
            "RecordType": BED_NIGHT,
            "TypeProvided": BED_NIGHT,
        }
    )


def _health(stays: pd.DataFrame) -> pd.DataFrame:
    """Of adults and heads of household, where anything was asked."""
    stays = stays[stays["dv_history"].notna()]
    return pd.DataFrame(
        {
            "HealthAndDVID": "DV" + _enrollment_ids(stays),
            "EnrollmentID": _enrollment_ids(stays),
            "PersonalID": stays["client_key"],
            "InformationDate": dates(stays["begin"].to_numpy()).dt.strftime("%Y-%m-%d").to_numpy(),
            "DomesticViolenceSurvivor": stays["dv_history"].map(SURVIVOR),
            "WhenOccurred": stays["dv_when"].map(WHEN).astype("Int64"),
            "CurrentlyFleeing": 99,
            "DataCollectionStage": 1,
        }
    )


def _complete(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """All columns of the file in their order, those that the agency leaves empty included."""
    usual = {"DateCreated": STAMP, "DateUpdated": STAMP, "UserID": "U1", "ExportID": EXPORT_ID}
    filled = frame.assign(**{key: value for key, value in usual.items() if key not in frame})
    return filled.reindex(columns=list(columns()[name]))


def _zip(tables: Mapping[str, pd.DataFrame]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, frame in tables.items():
            info = zipfile.ZipInfo(f"{name}.csv", ZIP_STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            text = frame.to_csv(index=False, lineterminator="\r\n")
            archive.writestr(info, text.encode("utf-8"))
    return buffer.getvalue()
