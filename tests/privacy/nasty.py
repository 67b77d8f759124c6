"""Partners' files with canaries wherever a file can hold a word, and a consortium to send them to.

Every word below is invented. Each canary holds one of `CANARIES`, so that one search finds all.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

from sample_data.hmis import columns as hmis_columns

WORD = "Zyxquill"
SSN = "987-65-4329"
PHONE = "217-555-0187"
ZIP = "99950-7733"
BORN = "1931-02-13"
FOREIGN = "Ñandúzyx"
CANARIES = (
    WORD,
    FOREIGN,
    SSN,
    SSN.replace("-", ""),
    PHONE,
    PHONE.replace("-", ""),
    ZIP,
    BORN,
    "02/13/1931",
    "2/13/1931",
    "13-Feb-1931",
    "February 13, 1931",
)
MONTH = "2026-03"
IDENTIFYING = {
    "Client": "client_key",
    "Household": "household_key",
    "Name": "client_name",
    "Born": "dob",
    "SSN": "ssn",
    "Phone": "phone",
    "Mail": "email",
    "Street": "street_address",
    "ZIP": "zip",
    "School": "student_id",
    "License": "licence_no",
    "Notes": "notes",
}
CODED = {
    "Type": "client_role",
    "Opened": "first_contact_date",
    "Day": "service_date",
    "Service": "service_code",
    "Hrs": "hours",
    "County": "county_fips",
    "Age": "age_years",
    "Race": "race_ethnicity",
    "Gender": "gender",
}
GOOD_VALUES = {
    "Type": "primary_adult", "Opened": "2026-02-01", "Day": "2026-03-05",
    "Service": "safety_planning", "Hrs": 0.5, "County": "17113", "Age": 34, "Race": "white",
    "Gender": "female",
}  # fmt: skip
# what a slip of the hand puts into a column of codes, dates or numbers
BAD_VALUES = {
    "Type": f"{WORD} herself",
    "Opened": f"{WORD}day",
    "Day": f"with {WORD}",
    "Service": f"drove {WORD} to court",
    "Hrs": int(SSN.replace("-", "")),
    "County": ZIP,
    "Age": int(PHONE.replace("-", "")),
    "Race": f"white;{WORD}",
    "Gender": FOREIGN,
}
STAFF = "Staff"
SETTINGS = """
name = "Eleven Rivers Coalition"
contact = "reports@example.org"
recipients = ["{recipient}"]

[[hub]]
id = "rivers"
name = "Rivers hub"
partners = [
    "alder", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "holly", "ivy", "juniper", "kalmia"
]
"""
PARTNER = """
name = "{name}"
kind = "victim_services"
hub = "rivers"
counties = ["17113"]
intake = "case_level"
basis = "same covered agency (test)"
expected = ["{record}"]
joined = "2026-03"
[[layout]]
valid_from = "2026-03"
"""
TABLE = """
other_months = "expected"
ignored_sheets = ["Instructions"]
[[layout.table]]
record = "client_service"
sheet = "{sheet}"
heading_row = {row}
[layout.table.columns]
"""


def partner_toml(name: str, sheet: str = "Services", row: int = 2) -> str:
    """A partner with one sheet of services; every identifying field is in its layout."""
    mapped = IDENTIFYING | CODED | {STAFF: "ignore"}
    lines = [f'"{heading}" = "{field}"' for heading, field in mapped.items()]
    table = TABLE.format(sheet=sheet, row=row) + "\n".join(lines)
    return PARTNER.format(name=name, record="client_service") + table + "\n"


def hmis_toml(name: str) -> str:
    """A partner that sends its system's export."""
    layout = 'preset = "hmis_csv"\nother_months = "expected"\n'
    return PARTNER.format(name=name, record="shelter_stay") + layout


def row(number: int, **changed: object) -> list[object]:
    """One service of one person, identified in every way there is."""
    identity = {
        "Client": f"{WORD}-{number:04d}",
        "Household": f"H-{WORD}-{number}",
        "Name": f"{WORD} {FOREIGN} {number}",
        "Born": BORN,
        "SSN": SSN,
        "Phone": PHONE,
        "Mail": f"{WORD}{number}@example.net",
        "Street": f"{number} {WORD} Lane",
        "ZIP": ZIP,
        "School": f"STU-{WORD}",
        "License": f"D-{WORD}",
        "Notes": f"{WORD} called; born {BORN}; SSN {SSN}",
    }
    return list((identity | GOOD_VALUES | {STAFF: f"{WORD} Advocate"} | changed).values())


def headings() -> list[object]:
    return [*IDENTIFYING, *CODED, STAFF]


def service_rows(people: int = 15) -> list[list[object]]:
    """A title, headings, people, a row of another month, a total and a footnote."""
    rows = [[f"Log of {WORD}"], headings(), *(row(number) for number in range(people))]
    rows += [row(99, Day="2026-01-05"), ["Total", f"counted by {WORD}", people + 1]]
    return [*rows, [], [f"* {WORD} asked us not to call {PHONE}."]]


def bad_rows() -> list[list[object]]:
    """Good rows, one row for each fault, and a column that no layout knows."""
    rows = service_rows(5)[:7]
    rows[1] = [*rows[1], f"Child of {WORD}"]
    return rows + [row(10 + at, **{name: bad}) for at, (name, bad) in enumerate(BAD_VALUES.items())]


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook with canaries in everything that is no cell as well."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    said = ("title", "subject", "author", "manager", "company", "category", "keywords", "comments")
    book.set_properties({name: f"{WORD} {name}" for name in said})
    book.set_custom_property(f"{WORD}_property", f"{WORD} {SSN}")
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        sheet.write_comment(1, 0, f"{WORD} {PHONE}", {"author": f"{WORD} Author"})
        sheet.set_header(f"&C{WORD} {SSN}")
        sheet.data_validation(2, 0, 3, 0, {"validate": "list", "source": [WORD, SSN]})
        sheet.insert_textbox(30, 30, f"{WORD} in a box", {"description": WORD})
        if rows:
            book.define_name(f"{WORD}_{sheet.index}", f"='{name}'!$A$1")
    hidden = book.add_worksheet("Instructions")
    hidden.write_string(0, 0, f"Ask {WORD}")
    hidden.very_hidden()
    book.close()
    return buffer.getvalue()


def good_workbook(people: int = 15) -> bytes:
    return workbook({"Services": service_rows(people)})


def service_words_workbook(people: int = 15) -> bytes:
    """Good rows but for a word of the agency's own, written again and again, for a service."""
    own = [row(number, Service="safety planing") for number in range(people)]
    return workbook({"Services": [["Log"], headings(), *own]})


def refused_workbook() -> bytes:
    """Faults in every column, a heading and two sheets that nobody knows."""
    extra = {f"{WORD} list": [[WORD, SSN]], f"of {SSN}": [[BORN]]}
    return workbook({"Services": bad_rows(), **extra})


def strange_workbook() -> bytes:
    """A workbook of which no sheet is known."""
    return workbook({f"{WORD} sheet": service_rows(3)})


def csv_text() -> bytes:
    """A comma-separated file with the same faults; its cells hold no comma."""
    return "\r\n".join(",".join(map(str, cells)) for cells in bad_rows()[1:]).encode()


def zipped(parts: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return buffer.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def unreadable_files() -> dict[str, bytes]:
    """Files that must not be opened, each for another reason."""
    good = good_workbook()
    parts = _parts(good)
    sheet = "xl/worksheets/sheet1.xml"
    doctype = f'<!DOCTYPE x [<!ENTITY a "{WORD}">]>'.encode()
    flipped = bytearray(good)
    flipped[len(good) // 3] ^= 0xFF
    return {
        "truncated": good[: len(good) // 2],
        "flipped": bytes(flipped),
        "doctype": zipped(parts | {sheet: parts[sheet].replace(b"<worksheet", doctype + b"<w", 1)}),
        "member": zipped(parts | {f"xl/{WORD}/vbaProject.bin": WORD.encode()}),
        "comment": zipped(parts, comment=WORD.encode()),
        "far cell": zipped(parts | {sheet: parts[sheet].replace(b'r="A1"', b'r="ZZZ1"', 1)}),
        "no workbook": zipped({f"{WORD}.txt": WORD.encode(), SSN: b""}),
        "page": f"<html><body>{WORD} {SSN}</body></html>".encode(),
        "nul": f"{WORD}\0{SSN}".encode(),
        "quote": f'Client,Name\n"{WORD},{SSN}\n'.encode(),
        "old": bytes.fromhex("D0CF11E0A1B11AE1") + f"{WORD} {SSN}".encode(),
        "export": zipped({f"{WORD}/Export.csv": f"CSVVersion\n{WORD}\n".encode()}),
        "version": hmis_zip(version=f"{WORD} 1999"),
        "locked": bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
    }


def hmis_zip(people: int = 14, version: str = "2026 v1.0") -> bytes:
    """An export of the year 2026 in which every column that is not needed holds a canary."""
    known: dict[str, Sequence[Mapping[str, object]]] = {
        "Export": [{"CSVVersion": version, "ExportID": "E1"}],
        "Organization": [{}],
        "User": [{}],
        "Project": [{"ProjectID": WORD, "ProjectType": 0}],
        "Client": [_client(number) for number in range(people)],
        "Enrollment": [_enrollment(number) for number in range(people)],
        "Exit": [_exit(number) for number in range(0, people, 2)],
        "Services": [],
        "HealthAndDV": [{}],
    }
    return zipped({f"{name}.csv": _hmis_csv(name, rows) for name, rows in known.items()})


def _client(number: int) -> dict[str, object]:
    races = dict.fromkeys(("AmIndAKNative", "Asian", "NativeHIPacific", "HispanicLatinao"), 0)
    races |= {"BlackAfAmerican": 1, "White": 0, "MidEastNAfrican": 0}
    own = {"PersonalID": f"{WORD}{number}", "DOB": BORN, "SSN": SSN, "Sex": 0}
    return {**own, **races, "DateDeleted": ""}


def _enrollment(number: int) -> dict[str, object]:
    own = {"EnrollmentID": f"N{WORD}{number}", "PersonalID": f"{WORD}{number}", "ProjectID": WORD}
    own |= {"HouseholdID": f"H{WORD}{number}", "RelationshipToHoH": 1}
    return {**own, "EntryDate": "2026-03-02", "DateDeleted": ""}


def _exit(number: int) -> dict[str, object]:
    own = {"EnrollmentID": f"N{WORD}{number}", "PersonalID": f"{WORD}{number}"}
    return {**own, "ExitDate": "2026-03-20", "Destination": 410, "DateDeleted": ""}


def _hmis_csv(name: str, rows: Sequence[Mapping[str, object]]) -> bytes:
    order = hmis_columns()[name]
    lines = [",".join(order)]
    lines += [
        ",".join(str(known.get(column, f"{WORD} {SSN} {PHONE}")) for column in order)
        for known in rows
    ]
    return "\r\n".join(lines).encode()
