"""`run --preview` through the real command line: what it says, and that it keeps nothing."""

from __future__ import annotations

import csv
import hashlib

import pytest

from pipelines.cli.preview import show_preview
from pipelines.monthly import OpenZone
from pipelines.protect import lanes
from pipelines.settings_files import load_consortium
from schemas.periods import Month
from tests.small import (
    SERVICE_HEADINGS,
    UNMET_HEADINGS,
    service_row,
    unmet_row,
    workbook,
)

pytestmark = pytest.mark.slow

PREVIEW = ("run", "--month", "2026-03", "--preview")
ADULT, CHILD, TEEN = 34, 9, 14


def services(ages, first):
    """A workbook with one person of each age, and as many requests."""
    rows = [service_row(first + n, Age=age) for n, age in enumerate(ages)]
    return workbook(
        {
            "Services": [["Service log"], SERVICE_HEADINGS, *rows],
            "Turned away": [UNMET_HEADINGS, *[unmet_row() for _ in ages]],
        }
    )


def hand_in(office, partner, *ages, first=0):
    path = office.file(f"{partner}.xlsx", services(ages, first))
    office.run("submit", path, "--partner", partner, "--month", "2026-03")


def hashes(home):
    files = [path for path in home.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def plain(text):
    """The words without the lines of tables and how they are broken."""
    kept = "".join(" " if char in "┃│┏┓┗┛┡┩┠┨━─┳┻┴┬┼╇└┘├┤\n" else char for char in text)
    return " ".join(kept.split())


def test_a_preview_says_what_would_be_withheld_and_keeps_nothing(office):
    """Fifteen children and four teenagers at one agency, twelve children at the other."""
    office.make_every_report()
    hand_in(office, "alder", *[ADULT] * 40, *[CHILD] * 15, *[TEEN] * 4)
    hand_in(office, "birch", *[ADULT] * 30, *[CHILD] * 12, first=100)
    early = office.run(*PREVIEW)
    assert early.stdout == (
        "March 2026: nothing is counted yet. 2 files wait for `consortium run`.\n"
    )
    office.run("run", "--month", "2026-03")
    path = office.file("birch.xlsx", services([ADULT] * 31, 100))
    office.run("submit", path, "--partner", "birch", "--month", "2026-03")
    before = hashes(office.home)
    words = plain(office.run(*PREVIEW, is_warm=False).stdout)
    assert hashes(office.home) == before
    for told in (
        "March 2026 as it stands: 2 of 2 agencies. Nothing here is kept.",
        "1 file waits for the next run, not counted here.",
        # one of thirteen rows is small, two more protect it: three of the four that are not zero
        "consortium People by age 13 1 2 75%",
        "People served, 7 to 12 People served, 13 to 17 14: Ongoing clients, Adult;",
        # 31 under 18 and 70 of age: nothing has to be hidden
        "People by age two bands: under 18, 18 and over 75% to 0% 1 to 3 no change pays",
        "Two changes together were not tried.",
    ):
        assert told in words
    assert "would take too long" not in words
    assert "By agency" not in words  # nothing of it is withheld
    assert withheld_in_the_draft(office) == {
        ("people_by_age", code) for code in ("age_07_12", "age_13_17", "age_25_34")
    }


def test_a_month_decided_in_a_hurry_says_that_more_is_hidden(office, monkeypatch, capsys):
    """As one of very many figures is; whoever reads of it is told what shows more."""
    office.make_every_report()
    hand_in(office, "alder", *[ADULT] * 40, *[CHILD] * 15, *[TEEN] * 4)
    hand_in(office, "birch", *[ADULT] * 30, *[CHILD] * 12, first=100)
    office.run("run", "--month", "2026-03")
    month = Month.parse("2026-03")
    zone = OpenZone(office.home, load_consortium(office.home))
    assert zone.protect(month)["is_hurried"] is False
    monkeypatch.setattr(lanes, "FIRST", 0)
    monkeypatch.setattr(lanes, "PATIENCE", -1)
    assert zone.protect(month)["is_hurried"] is True
    show_preview(office.home, month)
    words = plain(capsys.readouterr().out)
    assert "Share hidden: of the figures that are not zero. So much is reported for this" in words
    assert "would take too long. A faster one was made" in words
    assert "more may be hidden than would have to be. Coarser tables take less time" in words


def withheld_in_the_draft(office):
    """Table and code of what the same month's draft, made before, withholds."""
    (flat,) = (office.home / "drafts" / "2026-03" / "consortium").glob("*.csv")
    with flat.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "withheld"]
    return {(row["table_id"], row["dim1"]) for row in rows}
