"""A small consortium of two agencies, and workbooks made on the spot."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from pipelines.settings import Consortium, Partner
from pipelines.storage.keys import make_keys
from schemas.periods import Month
from tests.warm import run_warm

SETTINGS = """
name = "Two Rivers Coalition"
contact = "reports@example.org"
reports = ["consortium", "illinois_infonet"]
recipients = ["{recipient}"]

[[hub]]
id = "rivers"
name = "Rivers hub"
partners = ["alder", "birch"]
"""

PARTNER = """
name = "{name}"
kind = "victim_services"
hub = "rivers"
counties = ["17113"]
intake = "case_level"
basis = "same covered agency (test)"
expected = ["client_service", "unmet_request"]
joined = "2026-01"

[[layout]]
valid_from = "2026-01"

[[layout.table]]
record = "client_service"
sheet = "Services"
heading_row = 2
[layout.table.columns]
"Client" = "client_key"
"Name" = "client_name"
"Type" = "client_role"
"Opened" = "first_contact_date"
"Day" = "service_date"
"Service" = "service_code"
"Hrs" = "hours"
"County" = "county_fips"
"Age" = "age_years"
"Race" = "race_ethnicity"
"Gender" = "gender"
"Notes" = "notes"

[[layout.table]]
record = "unmet_request"
sheet = "Turned away"
[layout.table.columns]
"Day" = "request_date"
"Wanted" = "service_requested"
"Adults" = "adults"
"Children" = "children"
"Why" = "reason_code"
"DV" = "dv_related"
"Referred" = "referred"
"County" = "county_fips"
"""

SERVICE_HEADINGS = [
    "Client", "Name", "Type", "Opened", "Day", "Service", "Hrs", "County", "Age", "Race",
    "Gender", "Notes",
]  # fmt: skip
UNMET_HEADINGS = ["Day", "Wanted", "Adults", "Children", "Why", "DV", "Referred", "County"]


def service_row(number: int, day: str = "2026-03-05", **changed) -> list:
    row = {
        "Client": f"K{number:04d}",
        "Name": f"Invented Person {number}",
        "Type": "primary_adult",
        "Opened": "2026-02-01",
        "Day": day,
        "Service": "safety_planning",
        "Hrs": 0.5,
        "County": "17113",
        "Age": 34,
        "Race": "white",
        "Gender": "female",
        "Notes": "called twice",
    }
    return list((row | changed).values())


def unmet_row(day: str = "2026-03-07", **changed) -> list:
    row = {
        "Day": day, "Wanted": "shelter_on_site", "Adults": 1, "Children": 2,
        "Why": "no_bed_space", "DV": "yes", "Referred": "yes", "County": "17113",
    }  # fmt: skip
    return list((row | changed).values())


def workbook(sheets: dict[str, list[list]], comment: str = "", properties=None) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties(properties or {})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if comment:
            sheet.write_comment(0, 0, comment, {"author": comment})
    book.close()
    return buffer.getvalue()


def good_workbook(people: int = 15, requests: int = 12) -> bytes:
    services = [service_row(number) for number in range(people)]
    return workbook(
        {
            "Services": [["Service log"], SERVICE_HEADINGS, *services],
            "Turned away": [UNMET_HEADINGS, *[unmet_row() for _ in range(requests)]],
        }
    )


def run_anew(words, environment):
    """`consortium` in an interpreter that shares nothing with any other."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *words],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )


@dataclass(frozen=True)
class Office:
    """A consortium's folder and its command line."""

    home: Path

    def run(
        self,
        *arguments: str,
        now: str = "2026-04-10T10:00:00",
        code: int = 0,
        is_warm: bool = True,
    ):
        """The real command line in a process of its own; in a new interpreter unless warm."""
        environment = {**os.environ, "CONSORTIUM_HOME": str(self.home), "CONSORTIUM_NOW": now}
        run = run_warm if is_warm else run_anew
        done = run(arguments, environment)
        assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stdout + done.stderr
        return done

    def make_every_report(self) -> None:
        """From now on, not two of them alone."""
        settings = self.home / "consortium.toml"
        kept = [line for line in settings.read_text().splitlines() if "reports = [" not in line]
        settings.write_text("\n".join(kept))

    def file(self, name: str, content: bytes) -> str:
        path = self.home.parent / "outside" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return str(path)


def two_rivers(folder: Path) -> Path:
    """The folder of the small consortium below `folder`, its keys beside it."""
    home = folder / "rivers"
    recipient = make_keys(folder / "rivers.keys")
    (home / "partners").mkdir(parents=True)
    (home / "consortium.toml").write_text(SETTINGS.format(recipient=recipient))
    for partner, name in (("alder", "Alder House"), ("birch", "Birch Center")):
        (home / "partners" / f"{partner}.toml").write_text(PARTNER.format(name=name))
    return home


def copied(folder: Path, into: Path) -> Office:
    """The small consortium below `folder` once more, keys and all, for a test to go on from."""
    shutil.copytree(folder, into, dirs_exist_ok=True)
    return Office(into / "rivers")


def alder_in_two_rivers(
    *, records: tuple[str, ...] = ("client_service",), counties: tuple[str, ...] = ()
) -> tuple[Partner, Consortium]:
    """An agency in memory, with nothing laid out, and the coalition that it belongs to."""
    agency = Partner(
        id="alder",
        name="Alder House",
        kind="victim_services",
        hub="",
        counties=counties,
        intake="case_level",
        basis="test",
        expected=records,
        joined=Month(2026, 1),
        left=None,
        layouts=(),
    )
    coalition = Consortium(
        name="Two Rivers Coalition",
        contact="reports@example.org",
        due_day=5,
        threshold=11,
        keep_originals_days=0,
        recipients=(),
        hubs=(),
        mous=(),
        partners=(agency,),
        sharing="",
    )
    return agency, coalition


def repeatable(files: Mapping[str, bytes]) -> dict[str, object]:
    """The files of a release but the analysts' one, which DuckDB does not write twice alike."""
    manifest = json.loads(files["manifest.json"])
    listed = [one for one in manifest["files"] if not one["name"].endswith(".duckdb")]
    kept = {name: content for name, content in files.items() if name.endswith((".xlsx", ".csv"))}
    return {**kept, "manifest.json": {**manifest, "files": listed}}
