"""A new report is one new file in schemas/funders: counted and published like any other."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from pipelines.consolidate.consolidate import consolidate
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.publication import publish
from pipelines.tally.tally import tally
from pipelines.types import SafeTables, StrippedRecords
from schemas.catalog import ROOT, load_catalog
from schemas.periods import Month
from tests.small import alder_in_two_rivers

JUNE = Month(2026, 6)
REPORT = """
id = "county_board"
title = "Report to the county board"
funder = "County board"
description = "Half of what the agencies do, in the words of the board."
due = "quarterly"
calendar = "CY"
threshold = 11
sharing = "For the board."
notes = []
mark = "X"
source = "agreement with the board"

[[table]]
id = "stalking"
sheet = "Victimization"
title = "People whom VOCA paid for, by victimization"
rows = "breakdown:victimization"
measures = ["voca_people"]
period = "report"
note = ""
mark = "X"
source = ""

[[table]]
id = "summary"
sheet = "Summary"
title = "At a glance"
rows = "measures"
measures = ["people_served", "service_hours"]
period = "report"
note = ""
mark = "X"
source = ""
"""


@pytest.fixture
def catalog(tmp_path):
    """The catalog with one more report: nothing else is touched."""
    root = tmp_path / "schemas"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "funders" / "county_board").mkdir()
    (root / "funders" / "county_board" / "report.toml").write_text(REPORT, encoding="utf-8")
    return load_catalog(root)


def services(people):
    rows = [
        {
            "person_no": f"p{number}",
            "service_date": pd.Timestamp("2026-05-04"),
            "service_code": "safety_planning",
            "hours": 0.5,
            "contacts": 1,
            "grant_code": "voca",
            "victimization_types": "domestic_violence" if number % 2 else "stalking",
        }
        for number in range(people)
    ]
    return pd.DataFrame(rows).convert_dtypes()


def test_one_file_makes_a_report(catalog, edition):
    agency, coalition = alder_in_two_rivers()
    may = StrippedRecords("alder", Month(2026, 5), {"client_service": services(30)})
    months = [Month(2026, number) for number in range(1, 7)]
    states = {month: {"client_service": "received"} for month in months}
    cells = tally(catalog, agency, JUNE, [may], states).frame
    coverage = pd.DataFrame(
        [("alder", "client_service", str(month), "accepted") for month in months],
        columns=["partner", "record", "month", "state"],
    )
    tables = consolidate(cells, coalition, catalog, JUNE, coverage)
    own = tables.frame[tables.frame["report"] == "county_board"]
    assert set(own["period"]) == {"CY2026-Q2"}
    figures = own.set_index(["table_id", "measure", "dim1"])["value"]
    assert figures["stalking", "voca_people", "stalking"] == 15
    assert figures["summary", "service_hours", "total"] == 15
    safe = SafeTables(JUNE, tables.frame, tables.hierarchies, coverage)
    edition = replace(edition, month=JUNE, state="final", as_of=date(2026, 7, 20), next_due=None)
    report = catalog.reports["county_board"]
    made = publish(safe, report, catalog, coalition, edition)
    assert inspect_publication(made, safe, report, catalog, coalition) == ()
