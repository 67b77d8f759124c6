"""The template on its whole way: written, filled in, checked, handed in, counted."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest

from pipelines.intake.template import HEADING_ROW, NOTHING, STATEMENT, SUBMISSION

pytestmark = pytest.mark.slow

ROW = {
    "Local client ID": "C-1042",
    "Role": "Primary victim, adult",
    "First contact": "2/1/2026",
    "Service date": "3/5/2026",
    "Service": "Safety planning",
    "Hours": 0.5,
    "County of residence": "McLean",
    "Race and ethnicity": "White",
    "Gender or sex": "Female",
}


@pytest.fixture
def filled(office):
    """Alder's template of March: some rows of services, no unmet requests."""
    path = office.home.parent / "alder.xlsx"
    what = ["template", "--partner", "alder", "--month", "2026-03", "-o", str(path)]
    office.run(*what, is_warm=False)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Client services"]
    headings = [cell.value for cell in sheet[HEADING_ROW]]
    for number in range(12):
        for heading, value in (ROW | {"Local client ID": f"C-{number}"}).items():
            cell = sheet.cell(HEADING_ROW + 1 + number, headings.index(heading) + 1)
            cell.value = value
    for label, cell in workbook[SUBMISSION].iter_rows(max_col=2):
        cell.value = {STATEMENT: "Yes", "Unmet requests": NOTHING}.get(label.value, cell.value)
    workbook.save(path)
    return str(path)


def test_a_filled_template_is_counted_and_its_mark_is_a_nil_return(office, filled):
    place = ["--partner", "alder", "--month", "2026-03"]
    checked = json.loads(office.run("check", filled, *place, "--json").stdout)
    assert checked["outcome"] == "accepted"
    assert checked["findings"] == []

    office.run("submit", filled, *place)
    office.run("run", "--month", "2026-03")
    board = json.loads(office.run("status", "--month", "2026-03", "--json").stdout)
    (alder,) = [one for one in board["partners"] if one["partner"] == "alder"]
    assert alder["nil"] == ["unmet_request"]
    cells = pd.concat(
        map(pd.read_parquet, (office.home / "store/cells").rglob("*/alder/*.parquet"))
    )
    (people,) = cells[
        (cells["measure"] == "people_served")
        & (cells["period"] == "2026-03")
        & (cells["breakdown"] == "total")
    ]["value"].unique()
    assert people == 12
    unmet = cells[(cells["measure"] == "unmet_requests") & (cells["period"] == "2026-03")]
    assert "nil" in set(unmet["status"])


def test_handed_in_for_another_agency_it_says_only_that(office, filled):
    place = ["--partner", "birch", "--month", "2026-03"]
    checked = json.loads(office.run("check", filled, *place, "--json", code=10).stdout)
    assert [one["code"] for one in checked["findings"]] == ["TEMPLATE-02"]


def test_it_is_not_written_over_anything(office, filled):
    place = ["template", "--partner", "alder", "--month", "2026-03", "-o"]
    said = office.run(*place, filled, code=2).stderr
    assert said.startswith("OUTPUT-02")
    other = office.run(*place, filled.replace(".xlsx", ".ods"), code=2).stderr
    assert other.startswith("TEMPLATE-53")
    early = ["template", "--partner", "alder", "--month", "2025-12", "-o", f"{filled}.new.xlsx"]
    assert office.run(*early, code=2).stderr.startswith("TEMPLATE-52")
