"""An HMIS CSV export: only the files and columns that are needed, found by name, leave here.

Columns of FY2024 and FY2026 as in the standard's list; those of FY2022 as in a sample export;
those of FY2020 (one Gender column, NativeHIOtherPacific, no CSVVersion) as an open-source HMIS
warehouse (greenriver/hmis-warehouse) turns them into FY2022. DomesticViolenceVictim stands in a
sample of FY2022 and DomesticViolenceSurvivor in one of FY2026; which of the two FY2020 and FY2024
have is taken by name from the file. HUD's own pages were not read.
"""

from __future__ import annotations

import re
from typing import Any

from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.delimited import decode, records
from pipelines.intake.sandbox.refusal import Reason, RefusedFile

MAX_RECORDS = 500_000
VERSION = re.compile(r"20(20|22|24|26)")
RACES = ("AmIndAKNative", "Asian", "BlackAfAmerican", "White")
TOLD_BY = {"Sex": "2026", "Woman": "2024", "Female": "2022", "Gender": "2020"}
NEEDED: dict[str, dict[str, tuple[str, ...]]] = {
    "export": {"": ("ExportID",)},
    "client": {
        "": ("PersonalID", "DOB", "DateDeleted", *RACES),
        "2020": ("NativeHIOtherPacific", "Ethnicity", "Gender"),
        "2022": (
            *("NativeHIPacific", "Ethnicity"),
            *("Female", "Male", "NoSingleGender", "Transgender", "Questioning"),
        ),
        "2024": (
            *("NativeHIPacific", "HispanicLatinaeo", "MidEastNAfrican"),
            *("Woman", "Man", "NonBinary", "CulturallySpecific", "Transgender"),
            *("Questioning", "DifferentIdentity"),
        ),
        "2026": ("NativeHIPacific", "HispanicLatinao", "MidEastNAfrican", "Sex"),
    },
    "enrollment": {
        "": (
            *("EnrollmentID", "PersonalID", "ProjectID", "EntryDate"),
            *("RelationshipToHoH", "DateDeleted"),
        ),
    },
    "exit": {"": ("EnrollmentID", "ExitDate", "Destination", "DateDeleted")},
    "project": {
        "": ("ProjectID", "ProjectType"),
        "2020": ("TrackingMethod",),
        "2022": ("TrackingMethod",),
    },
    "services": {
        "": ("EnrollmentID", "PersonalID", "DateProvided", "RecordType", "DateDeleted"),
    },
}
# what an export may leave out: the agency then counts as not collecting it
OPTIONAL: dict[str, tuple[str, ...]] = {
    "enrollment": ("HouseholdID", "LivingSituation"),
    "healthanddv": (
        *("EnrollmentID", "InformationDate", "DateDeleted"),
        *("DomesticViolenceSurvivor", "DomesticViolenceVictim", "WhenOccurred"),
    ),
}


def read_hmis(archive: Archive) -> dict[str, Any]:
    """The needed columns by file, with the place of each, and the year of the CSV version."""
    parts = _parts(archive)
    year = _year(archive, parts)
    files = {}
    for name, part in parts.items():
        needed = NEEDED.get(name, {"": ()})
        columns = needed[""] + needed.get(year, ())
        files[name] = _columns(archive, part, columns, OPTIONAL.get(name, ()))
    return {"version": year, "files": files}


def _year(archive: Archive, parts: dict[str, str]) -> str:
    """The year that Export.csv names or, where it names none (FY2020), that the columns tell."""
    rows = records(decode(archive.read(parts["export"])), ",")
    heading = [text.strip() for text in rows[0]] if rows else []
    at = heading.index("CSVVersion") if "CSVVersion" in heading else None
    named = {row[at].strip() for row in rows[1:] if at is not None and len(row) > at} - {""}
    found = [VERSION.search(name) for name in named]
    years = {match[0] for match in found if match}
    if not named and len(rows) > 1:
        client = records(decode(archive.read(parts["client"])), ",")
        years = {TOLD_BY[text.strip()] for text in client[0] if text.strip() in TOLD_BY}
    if len(years) != 1 or not all(found):
        raise RefusedFile(Reason.HMIS_EXPORT)
    return years.pop()


def _parts(archive: Archive) -> dict[str, str]:
    """Where each file is; one of each name, whatever folder it is in; some may be missing."""
    found: dict[str, list[str]] = {name: [] for name in (*NEEDED, *OPTIONAL)}
    for part in archive.names:
        stem = part.casefold().rpartition("/")[2].removesuffix(".csv")
        if stem in found and not part.startswith("__MACOSX"):
            found[stem].append(part)
    if any(len(found[name]) != 1 for name in NEEDED) or any(len(p) > 1 for p in found.values()):
        raise RefusedFile(Reason.HMIS_EXPORT)
    return {name: places[0] for name, places in found.items() if places}


def _columns(
    archive: Archive, part: str, needed: tuple[str, ...], optional: tuple[str, ...]
) -> dict[str, Any]:
    rows = records(decode(archive.read(part)), ",")
    if not rows or len(rows) > MAX_RECORDS:
        raise RefusedFile(Reason.TOO_MANY_ROWS if rows else Reason.HMIS_EXPORT)
    heading = [text.strip() for text in rows[0]]
    is_whole = all(heading.count(name) == 1 for name in needed)
    if not is_whole or any(heading.count(name) > 1 for name in optional):
        raise RefusedFile(Reason.HMIS_EXPORT)
    body = [row for row in rows[1:] if row]
    if any(len(row) != len(heading) for row in body):
        raise RefusedFile(Reason.DAMAGED)
    numbers = [number for number, row in enumerate(rows[1:], start=2) if row]
    taken = (*needed, *(name for name in optional if name in heading))
    places = {name: heading.index(name) for name in taken}
    columns = {name: [row[at].strip() for row in body] for name, at in places.items()}
    return {"columns": columns, "places": places, "numbers": numbers}
