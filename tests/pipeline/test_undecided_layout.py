"""A proposed layout with open answers stops the files of its own agency and months, no others."""

from __future__ import annotations

import json

import pytest

from tests.small import good_workbook

pytestmark = pytest.mark.slow

MARCH = ("--month", "2026-03")
OPEN = """
[[layout]]
valid_from = "2026-03"
[[layout.table]]
record = "decide"
sheet = "Services"
"""


@pytest.fixture
def undecided(office):
    """Birch's layout from March on waits for answers; that before it still stands open."""
    file = office.home / "partners" / "birch.toml"
    file.write_text(file.read_text(encoding="utf-8") + OPEN, encoding="utf-8")
    return office


def rows(office):
    board = json.loads(office.run("status", *MARCH, "--json").stdout)
    return {row["partner"]: row for row in board["partners"]}


def test_others_go_on_and_the_waiting_file_is_taken_once_the_layout_is_answered(undecided):
    path = undecided.file("f.xlsx", good_workbook())
    for partner in ("alder", "birch"):
        undecided.run("submit", path, "--partner", partner, *MARCH)
    undecided.run("run", *MARCH)
    found = rows(undecided)
    assert found["alder"]["state"] == "accepted"
    assert found["birch"]["state"] == "WAITING for its layout"
    assert found["birch"]["to_do"] == 'answer every "decide" in partners/birch.toml'
    file = undecided.home / "partners" / "birch.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(OPEN, ""), encoding="utf-8")
    undecided.run("run", *MARCH)
    assert rows(undecided)["birch"]["state"] == "accepted"


def test_check_says_so_and_reads_files_of_earlier_months(undecided):
    path = undecided.file("f.xlsx", good_workbook())
    done = undecided.run("check", path, "--partner", "birch", *MARCH, "--json", code=12)
    document = json.loads(done.stdout)
    assert document["outcome"] == "unknown_layout"
    assert document["findings"][0]["code"] == "LAYOUT-29"
    undecided.run("check", path, "--partner", "alder", *MARCH)
    earlier = undecided.run(
        "check", path, "--partner", "birch", "--month", "2026-02", "--json", code=10
    )
    assert json.loads(earlier.stdout)["outcome"] == "rejected"  # its rows are of March
