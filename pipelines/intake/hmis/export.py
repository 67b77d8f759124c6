"""HMIS CSV exports as shelter stays: one row an enrollment, one row a bed night.

An enrollment in a night-by-night shelter is not itself lodging: its nights are its bed nights.
Rows that the export marks as deleted, and services that are no bed nights, are set aside.
"""

from __future__ import annotations

import pandas as pd

from pipelines.findings import Finding
from pipelines.intake.hmis.entry import ENTRY_FIELDS, coded, told_at_entry
from pipelines.intake.hmis.people import ages, genders, races, roles
from pipelines.intake.opening import HmisFile, OpenedFile
from pipelines.intake.sandbox.sheet_scan import letters_of
from pipelines.intake.wording import finding
from pipelines.layouts import Layout
from pipelines.types import Column, RawTable

PRESET = "hmis_csv"
RECORD = "shelter_stay"
BED_NIGHT = "200"
OLD_SHELTER, OLD_NIGHT_BY_NIGHT = "1", "3"
NIGHT_BY_NIGHT = "1"
BY_METHOD = ("2020", "2022")
DATES = ("begin_date", "end_date")
# field -> column of the file's own that it is found by, and what to call it
ENROLLMENT_COLUMNS = {
    "client_key": ("PersonalID", "PersonalID"),
    "begin_date": ("EntryDate", "EntryDate"),
    "end_date": ("EnrollmentID", "ExitDate (Exit.csv)"),
    "exit_destination": ("EnrollmentID", "Destination (Exit.csv)"),
    "shelter_type": ("ProjectID", "ProjectType (Project.csv)"),
    "client_role": ("RelationshipToHoH", "RelationshipToHoH"),
    "age_years": ("PersonalID", "DOB (Client.csv)"),
    "race_ethnicity": ("PersonalID", "race and ethnicity (Client.csv)"),
    "gender": ("PersonalID", "sex or gender (Client.csv)"),
    "household_key": ("HouseholdID", "HouseholdID"),
    "household_role": ("RelationshipToHoH", "RelationshipToHoH"),
    "living_situation": ("LivingSituation", "LivingSituation"),
    "dv_history": ("EnrollmentID", "DomesticViolenceSurvivor (HealthAndDV.csv)"),
    "dv_when": ("EnrollmentID", "WhenOccurred (HealthAndDV.csv)"),
}
SERVICE_COLUMNS = {
    "client_key": ("PersonalID", "PersonalID"),
    "begin_date": ("DateProvided", "DateProvided"),
    "end_date": ("DateProvided", "DateProvided and one day"),
    "shelter_type": ("RecordType", "RecordType"),
    "client_role": ("EnrollmentID", "RelationshipToHoH (Enrollment.csv)"),
    "age_years": ("PersonalID", "DOB (Client.csv)"),
    "race_ethnicity": ("PersonalID", "race and ethnicity (Client.csv)"),
    "gender": ("PersonalID", "sex or gender (Client.csv)"),
    "household_key": ("EnrollmentID", "HouseholdID (Enrollment.csv)"),
    "household_role": ("EnrollmentID", "RelationshipToHoH (Enrollment.csv)"),
    "living_situation": ("EnrollmentID", "LivingSituation (Enrollment.csv)"),
    "dv_history": ("EnrollmentID", "DomesticViolenceSurvivor (HealthAndDV.csv)"),
    "dv_when": ("EnrollmentID", "WhenOccurred (HealthAndDV.csv)"),
}


def hmis_tables(
    opened: OpenedFile,
    layout: Layout,
) -> tuple[tuple[RawTable, ...], tuple[Finding, ...]]:
    """Two tables of shelter stays: from Enrollment.csv and from Services.csv.

    Privacy: identifiable in, identifiable out.
    """
    constants = {"county_fips": "unknown"}
    for table in layout.tables:
        constants |= dict(table.constants) if table.record == RECORD else {}
    people = _people(opened)
    enrollments = _enrollments(opened, people)
    stays = _table("Enrollment.csv", opened.hmis["enrollment"], enrollments, ENROLLMENT_COLUMNS)
    services = _bed_nights(opened, enrollments)
    nights = _table("Services.csv", opened.hmis["services"], services, SERVICE_COLUMNS)
    implausible = enrollments.loc[enrollments["is_implausible"], "client_key"].nunique()
    found = [finding("HMIS-01", sheet="Client.csv", count=implausible)] if implausible else []
    tables = tuple(_with_constants(table, constants) for table in (stays, nights))
    return tables, tuple(found)


def _people(opened: OpenedFile) -> pd.DataFrame:
    client = opened.hmis["client"].frame.drop_duplicates("PersonalID")
    return client[["PersonalID", "DOB"]].assign(
        race_ethnicity=races(client),
        gender=genders(client),
    )


def _shelter_types(opened: OpenedFile) -> pd.Series[str]:
    """Kind of shelter by project; up to FY2022 both kinds are told by how they are tracked."""
    project = opened.hmis["project"].frame.drop_duplicates("ProjectID").set_index("ProjectID")
    kind = project["ProjectType"]
    entry_exit = OLD_SHELTER if opened.hmis_version in BY_METHOD else "0"
    is_entry_exit = (kind == entry_exit) & ~_nights_are_recorded(opened)
    result = pd.Series("not_lodged", index=project.index, dtype="str")
    result = result.mask(kind == "2", "transitional_housing")
    return result.mask(is_entry_exit | (kind == "8"), "shelter_on_site")


def _nights_are_recorded(opened: OpenedFile) -> pd.Series[bool]:
    """Whether a project is a night-by-night shelter, whose lodging is its bed nights."""
    project = opened.hmis["project"].frame.drop_duplicates("ProjectID").set_index("ProjectID")
    if opened.hmis_version in BY_METHOD:
        method = project["TrackingMethod"] == OLD_NIGHT_BY_NIGHT
        return (project["ProjectType"] == OLD_SHELTER) & method
    return project["ProjectType"] == NIGHT_BY_NIGHT


def _enrollments(opened: OpenedFile, people: pd.DataFrame) -> pd.DataFrame:
    """Every enrollment, deleted ones too, in the standard's fields; rows keep their numbers."""
    frame = opened.hmis["enrollment"].frame
    exits = opened.hmis["exit"].frame
    exits = exits[exits["DateDeleted"] == ""].drop_duplicates("EnrollmentID", keep="last")
    joined = frame.join(
        exits.set_index("EnrollmentID")[["ExitDate", "Destination"]], "EnrollmentID"
    )
    joined = joined.join(people.set_index("PersonalID"), "PersonalID").fillna("")
    age, is_implausible = ages(joined["DOB"], joined["EntryDate"])
    return pd.DataFrame(
        {
            "client_key": joined["PersonalID"],
            "begin_date": joined["EntryDate"].str[:10],
            "end_date": joined["ExitDate"].str[:10],
            "exit_destination": coded(joined["Destination"], "exit_destination"),
            "shelter_type": joined["ProjectID"].map(_shelter_types(opened)).fillna("not_lodged"),
            "client_role": roles(age, joined["RelationshipToHoH"]),
            "age_years": age,
            "race_ethnicity": joined["race_ethnicity"],
            "gender": joined["gender"],
            **told_at_entry(opened),
            "stay_kind": "stay",
            "reason": _deleted(joined),
            "is_implausible": is_implausible,
            "lodges_by_stay": ~joined["ProjectID"]
            .map(_nights_are_recorded(opened))
            .astype("boolean"),
            "EnrollmentID": joined["EnrollmentID"],
        },
    )


def _bed_nights(opened: OpenedFile, enrollments: pd.DataFrame) -> pd.DataFrame:
    """Every service, those that are no bed nights marked; the person as at the enrollment."""
    frame = opened.hmis["services"].frame
    person = enrollments.drop_duplicates("EnrollmentID").set_index("EnrollmentID")
    columns = ["client_role", "age_years", "race_ethnicity", "gender", *ENTRY_FIELDS]
    joined = frame.join(person[columns], "EnrollmentID").fillna("")
    # where stays are counted from entry to exit, bed nights would count them again
    by_stay = joined["EnrollmentID"].map(person["lodges_by_stay"]).fillna(value=False)
    is_other = (joined["RecordType"] != BED_NIGHT) | by_stay.astype("bool")
    night = pd.to_datetime(joined["DateProvided"].str[:10], format="%Y-%m-%d", errors="coerce")
    morning = (night + pd.Timedelta(days=1)).dt.strftime("%Y-%m-%d").fillna("").astype("str")
    return joined[columns].assign(
        client_key=joined["PersonalID"],
        begin_date=joined["DateProvided"].str[:10],
        end_date=morning,
        shelter_type="shelter_on_site",
        stay_kind="bed_night",
        reason=_deleted(joined).mask(
            is_other & (joined["DateDeleted"] == ""),
            "other_record",
        ),
    )


def _deleted(frame: pd.DataFrame) -> pd.Series[str]:
    return pd.Series("", index=frame.index, dtype="str").mask(frame["DateDeleted"] != "", "deleted")


def _table(
    sheet: str,
    file: HmisFile,
    rows: pd.DataFrame,
    columns: dict[str, tuple[str, str]],
) -> RawTable:
    kept = rows["reason"] == ""
    text = rows.loc[kept, [*columns, "stay_kind"]].astype("str")
    kinds = text.copy()
    for name in text:
        kind = "d" if name in DATES else "n" if name == "age_years" else "s"
        kinds[name] = pd.Series(kind, index=text.index, dtype="str").mask(text[name] == "", "")
    found = {
        # a column that the export leaves out has no cell that could be named
        name: Column(letters_of(file.places.get(own, 0) + 1), heading)
        for name, (own, heading) in columns.items()
    }
    aside = rows.loc[~kept, "reason"].value_counts()
    return RawTable(
        record=RECORD,
        sheet=sheet,
        columns={**found, "stay_kind": Column("", "stay_kind")},
        text=text,
        kinds=kinds,
        rows_in=len(rows),
        set_aside={str(name): int(count) for name, count in aside.items()},
    )


def _with_constants(table: RawTable, constants: dict[str, str]) -> RawTable:
    text, kinds, columns = table.text.copy(), table.kinds.copy(), dict(table.columns)
    for name, value in constants.items():
        text[name] = pd.Series(value, index=text.index, dtype="str")
        kinds[name] = pd.Series("s", index=text.index, dtype="str")
        columns[name] = Column("", name)
    return RawTable(
        record=table.record,
        sheet=table.sheet,
        columns=columns,
        text=text,
        kinds=kinds,
        rows_in=table.rows_in,
        set_aside=table.set_aside,
    )
