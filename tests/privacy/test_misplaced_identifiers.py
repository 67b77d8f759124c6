"""Names in the wrong place are told by address, and no one's words come back by it."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from pipelines.collect import Collector
from pipelines.settings_files import load_consortium
from pipelines.storage.inbox import Arrival, hand_in
from schemas.periods import Month
from tests.privacy.search import find_below
from tests.samples.test_intake_samples import sample
from tests.small import SERVICE_HEADINGS, UNMET_HEADINGS, service_row, unmet_row, workbook

NAME, NUMBER, MAIL = "Ottoline Brackwater", "987-65-4329", "ottoline.b@example.org"
MARCH = Month(2026, 3)
PLACE = ("--partner", "alder", "--month", "2026-03")


@pytest.fixture
def telling_file(office):
    services = [
        service_row(1, Name=NAME, Notes=f"{NAME} came with the children"),
        service_row(2, Notes=f"write to {MAIL}", Hrs=NUMBER),
        service_row(3, Client="Brackwater-3"),
    ]
    unmet = [unmet_row() for _ in range(3)]
    made = workbook(
        {
            "Services": [["Service log"], SERVICE_HEADINGS, *services],
            "Turned away": [["", ""], UNMET_HEADINGS, *unmet],
        }
    )
    book = openpyxl.load_workbook(io.BytesIO(made))
    book["Services"]["C4"].comment = Comment(f"ask {NAME}", "desk")
    book["Services"]["A1"].value = f"Service log of {NAME}"
    book.create_sheet(NAME).append(["First name", "SSN"])
    book[NAME].append([NAME, NUMBER])
    book.defined_names["BrackwaterRows"] = DefinedName("BrackwaterRows", attr_text="Services!$A$1")
    out = io.BytesIO()
    book.save(out)
    return office.file("march.xlsx", out.getvalue())


def test_everything_is_told_and_nothing_is_repeated(office, telling_file):
    shown = office.run("check", telling_file, *PLACE, code=10)
    machine = office.run("check", telling_file, *PLACE, "--json", code=10)
    found = {one["code"]: one for one in json.loads(machine.stdout)["findings"]}
    assert found["ID-02"]["cell"] == "G4"
    assert found["ID-10"]["sheet"] == "3rd sheet from the left"
    assert found["ID-12"]["cell"] == "A1"
    assert found["ID-13"]["cell"] == "L3"
    assert found["ID-14"]["cell"] == "A5"
    assert found["ID-15"]["cell"] == "C4"
    assert {"ID-16", "ID-17"} <= found.keys()
    said = (shown.stdout + shown.stderr + machine.stdout + machine.stderr).casefold()
    for word in (*NAME.casefold().split(), NUMBER, MAIL):
        assert word not in said


def test_a_file_that_nobody_knows_is_still_told_what_it_shows(office):
    """A real file of names and social security numbers, which fits no layout at all."""
    content = sample("initial_batch.xlsx")
    path = office.file("batch.xlsx", content)
    machine = office.run("check", path, *PLACE, "--json", code=12)
    found = json.loads(machine.stdout)
    assert found["outcome"] == "unknown_layout"
    told = [one["cell"] for one in found["findings"] if one["code"] == "ID-10"]
    assert told == ["A1", "B1", "C1", "D1", "E1"]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    words = [str(cell) for row in sheet.iter_rows(min_row=2, values_only=True) for cell in row]
    for word in words:
        assert word not in machine.stdout


def test_nothing_of_it_is_stored(office, telling_file):
    consortium, now = load_consortium(office.home), datetime(2026, 4, 10)  # noqa: DTZ001
    content = Path(telling_file).read_bytes()
    hand_in(office.home, consortium, consortium.partner("alder"), MARCH, content, Arrival(now))
    (outcome,) = Collector(office.home, consortium, now).collect(MARCH)
    assert "ID-12" in {one.code for one in outcome.findings}
    assert find_below(office.home, [NAME, NUMBER, MAIL, "BrackwaterRows"]) == []
