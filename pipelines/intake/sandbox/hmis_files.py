"""An HMIS CSV export: only the files and columns that are needed, found by name, leave here."""

from __future__ import annotations

import re
from typing import Any

from pipelines.intake.sandbox.archive import Archive
from pipelines.intake.sandbox.delimited import decode, records
from pipelines.intake.sandbox.refusal import Reason, RefusedFile

MAX_RECORDS = 500_000
VERSION = re.compile(r"20(22|24|26)")
RACES = ("AmIndAKNative", "Asian", "BlackAfAmerican", "NativeHIPacific", "White")
NEEDED: dict[str, dict[str, tuple[str, ...]]] = {
    "export": {"": ("CSVVersion",)},
    "client": {
        "": ("PersonalID", "DOB", "DateDeleted", *RACES),
        "2022": (
            "Ethnicity",
            *("Female", "Male", "NoSingleGender", "Transgender", "Questioning"),
        ),
        "2024": (
            *("HispanicLatinaeo", "MidEastNAfrican"),
            *("Woman", "Man", "NonBinary", "CulturallySpecific", "Transgender"),
            *("Questioning", "DifferentIdentity"),
        ),
        "2026": ("HispanicLatinao", "MidEastNAfrican", "Sex"),
    },
    "enrollment": {
        "": (
            *("EnrollmentID", "PersonalID", "ProjectID", "EntryDate"),
            *("RelationshipToHoH", "DateDeleted"),
        ),
    },
    "exit": {"": ("EnrollmentID", "ExitDate", "Destination", "DateDeleted")},
    "project": {"": ("ProjectID", "ProjectType"), "2022": ("TrackingMethod",)},
    "services": {
        "": ("EnrollmentID", "PersonalID", "DateProvided", "RecordType", "DateDeleted"),
    },
}


def read_hmis(archive: Archive) -> dict[str, Any]:
    """The needed columns by file, with the place of each, and the year of the CSV version."""
    parts = _parts(archive)
    versions = set(_columns(archive, parts["export"], ("CSVVersion",))["columns"]["CSVVersion"])
    years = {found[0] for found in map(VERSION.search, versions) if found}
    if len(years) != 1 or not all(map(VERSION.search, versions)):
        raise RefusedFile(Reason.HMIS_EXPORT)
    year = years.pop()
    files = {}
    for name, needed in NEEDED.items():
        columns = needed[""] + needed.get(year, ())
        files[name] = _columns(archive, parts[name], columns)
    return {"version": year, "files": files}


def _parts(archive: Archive) -> dict[str, str]:
    """Where each needed file is; exactly one of each name, whatever folder it is in."""
    found: dict[str, list[str]] = {name: [] for name in NEEDED}
    for part in archive.names:
        stem = part.casefold().rpartition("/")[2].removesuffix(".csv")
        if stem in found and not part.startswith("__MACOSX"):
            found[stem].append(part)
    if any(len(places) != 1 for places in found.values()):
        raise RefusedFile(Reason.HMIS_EXPORT)
    return {name: places[0] for name, places in found.items()}


def _columns(archive: Archive, part: str, needed: tuple[str, ...]) -> dict[str, Any]:
    rows = records(decode(archive.read(part)), ",")
    if not rows or len(rows) > MAX_RECORDS:
        raise RefusedFile(Reason.TOO_MANY_ROWS if rows else Reason.HMIS_EXPORT)
    heading = [text.strip() for text in rows[0]]
    if any(heading.count(name) != 1 for name in needed):
        raise RefusedFile(Reason.HMIS_EXPORT)
    body = [row for row in rows[1:] if row]
    if any(len(row) != len(heading) for row in body):
        raise RefusedFile(Reason.DAMAGED)
    numbers = [number for number, row in enumerate(rows[1:], start=2) if row]
    places = {name: heading.index(name) for name in needed}
    columns = {name: [row[at].strip() for row in body] for name, at in places.items()}
    return {"columns": columns, "places": places, "numbers": numbers}
