"""A month of an agency that sends totals only, through the real command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pipeline.test_month import figures, total
from tests.small import good_workbook, workbook

pytestmark = pytest.mark.slow

MONTH = ("--month", "2026-03")
ALDER = ("--partner", "alder", *MONTH)


def test_from_rows_at_the_desk_to_a_release_of_totals(office):
    settings = office.home / "partners" / "alder.toml"
    settings.write_text(settings.read_text().replace('"case_level"', '"tally"'))
    desk = office.home.parent / "own desk"
    made = office.run("init", str(desk), "--desk", str(settings), is_warm=False)
    assert "consortium tally FILE --partner alder" in made.stdout
    at_desk = ("--home", str(desk))
    rows = office.file("rows.xlsx", good_workbook(15, 12))
    totals = str(office.home.parent / "totals.xlsx")
    done = office.run("tally", rows, *ALDER, "-o", totals, *at_desk)
    assert "Its first sheet says what leaves the building." in done.stdout
    refused = office.run("submit", rows, *ALDER, code=10)
    assert "TALLY-01" in refused.stdout
    assert not (office.home / "vault").exists()
    assert json.loads(office.run("check", totals, *ALDER, "--json").stdout)["findings"] == []
    office.run("submit", totals, *ALDER)
    birch = office.file("birch.xlsx", good_workbook(30, 14))
    office.run("submit", birch, "--partner", "birch", *MONTH)
    office.run("run", *MONTH)
    board = json.loads(office.run("status", *MONTH, "--json").stdout)
    states = {row["partner"]: row["state"] for row in board["partners"]}
    assert states["alder"].startswith("accepted")
    office.run("approve", *MONTH, "--funder", "consortium", "--by", "Pat")
    published = figures(office)
    assert total(published, "people_served", "alder") == ("15", "shown")
    assert total(published, "people_served") == ("45", "shown")
    assert not [path for path in (office.home / "vault" / "alder").rglob("*") if path.is_file()]


def test_a_file_with_faults_makes_no_workbook_and_leaves_nothing(office):
    totals = office.home.parent / "totals.xlsx"
    for content, code in (
        (good_workbook(3, 0), 10),
        (b"PK\x03\x04 this is not a workbook", 11),
        (workbook({"Other": [["a", "b"], [1, 2]]}), 12),
    ):
        file = office.file("bad.xlsx", content)
        office.run("tally", file, *ALDER, "-o", str(totals), code=code)
        assert not totals.exists()
        assert not (office.home / "vault").exists()


def test_a_tally_is_not_tallied_again(office):
    totals = office.home.parent / "totals.xlsx"
    rows = office.file("rows.xlsx", good_workbook())
    office.run("tally", rows, *ALDER, "-o", str(totals))
    again = office.run("tally", str(totals), *ALDER, "-o", f"{totals}.again.xlsx", code=2)
    assert "DESK-01" in again.stderr


def test_no_command_writes_over_a_file_that_is_there(office):
    content = good_workbook()
    rows = office.file("rows.xlsx", content)
    for words in (("tally", rows, *ALDER), ("layout", rows), ("template", *ALDER)):
        said = office.run(*words, "-o", rows, code=2).stderr
        assert said.startswith("OUTPUT-02")
    assert Path(rows).read_bytes() == content


def test_a_file_where_a_folder_is_wanted_is_wrong_usage(office):
    rows = office.file("rows.xlsx", good_workbook())
    for words in (("init", rows), ("backup", rows), ("demo", "--home", rows)):
        assert "is a file" in office.run(*words, code=2).stderr
    assert not Path(f"{rows}.keys").exists()


@pytest.mark.parametrize("is_run", [True, False])
def test_the_coordinators_folder_is_no_desk(office, is_run):
    rows = office.file("rows.xlsx", good_workbook())
    totals = office.home.parent / "totals.xlsx"
    office.run("submit", rows, *ALDER)
    if is_run:
        office.run("run", *MONTH)
    before = json.loads(office.run("status", *MONTH, "--json").stdout)
    refused = office.run("tally", rows, *ALDER, "-o", str(totals), code=2)
    assert "DESK-03" in refused.stderr
    assert "not the agency's own desk" in refused.stderr
    assert not totals.exists()
    assert json.loads(office.run("status", *MONTH, "--json").stdout) == before


def test_a_month_counted_from_nil_returns_alone_is_not_of_a_desk(office):
    for record in ("client_service", "unmet_request"):
        office.run("nil", *ALDER, "--record", record)
    office.run("run", *MONTH)
    rows, totals = office.file("rows.xlsx", good_workbook()), office.home.parent / "totals.xlsx"
    assert "DESK-03" in office.run("tally", rows, *ALDER, "-o", str(totals), code=2).stderr
