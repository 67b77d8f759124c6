"""A month from the first file to a restatement after its lock, through the real command line."""

from __future__ import annotations

import json
from datetime import datetime

import openpyxl
import pytest

from pipelines import approval
from pipelines.permission import Decision
from pipelines.publish.changes import WHY
from pipelines.storage.examination import ledger_problems
from pipelines.storage.ledger import Ledger
from pipelines.storage.releases import releases_of
from schemas.periods import Month
from tests.small import Office, copied, good_workbook, two_rivers
from tests.unit.consent.test_answers import asks

MARCH = Month(2026, 3)
MONTH = ("--month", "2026-03")
APPROVE = ("approve", *MONTH, "--funder", "consortium", "--by")
ALDER = ("--partner", "alder", *MONTH)
NIL = ("nil", "--partner", "birch", *MONTH, "--record", "unmet_request")
LATER = "2026-05-02T10:00:00"
UNLOCK = ("unlock", *MONTH, "--by", "Pat", "--reason")

pytestmark = [pytest.mark.xdist_group("life"), pytest.mark.slow]


def events(office):
    return json.loads(office.run("log", *MONTH, "--json").stdout)


def state_of(office, partner):
    board = json.loads(office.run("status", *MONTH, "--json").stdout)
    return next(row["state"] for row in board["partners"] if row["partner"] == partner)


def dropped(office, content):
    path = office.home / "inbox" / "birch" / "2026-03" / "birch.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def march(tmp_path_factory):
    """A month whose one file came by a person with a name, the other through the inbox."""
    folder = tmp_path_factory.mktemp("life")
    office = Office(two_rivers(folder))
    note = ("--note", "ask for Zyxanthe Quillfeather")
    said = office.run("submit", first_file(office), *ALDER, "--by", "Sam Lee", *note).stdout
    assert "The note was not kept" in said
    dropped(office, good_workbook(40, 30))
    assert "LOCK-04" in office.run("lock", *MONTH, "--by", "Pat", code=13).stderr
    office.run("run", *MONTH)
    return folder


@pytest.fixture
def office(march, tmp_path):
    return copied(march, tmp_path)


def first_file(office):
    return office.file("a.xlsx", good_workbook(20, 30))


def test_an_approval_that_was_stopped_is_finished_by_the_next(office, monkeypatch):
    """Before the release is there, and after it: neither half a release nor one unknown."""
    decision = Decision("Pat", datetime.fromisoformat("2026-04-10T12:00:00"))
    told = {"month": "2026-03", "report": "consortium"}

    def stopped(*_):
        raise KeyboardInterrupt

    for step in ("release_draft", "_note_release"):
        with monkeypatch.context() as patched:
            patched.setattr(approval, step, stopped)
            with pytest.raises(KeyboardInterrupt):
                approval.approve(office.home, MARCH, "consortium", decision)
    assert len(ledger_problems(office.home)) == 1
    kinds = [event.kind for event in Ledger(office.home).events(**told)]
    assert kinds == ["drafted", "approved", "approved"]
    assert approval.approve(office.home, MARCH, "consortium", decision) is None
    assert ledger_problems(office.home) == []
    assert [one.version for one in releases_of(office.home, MARCH, "consortium")] == [1]


def test_the_life_of_a_month(office):
    first = first_file(office)
    assert "APPROVE-06" in office.run(*APPROVE, "LEE, sam", code=13).stderr
    told = office.run(*APPROVE, "Pat").stdout
    assert "Of 1 of its 2 files nobody said who handed them in" in told
    approved, released = events(office)[-2:]
    assert (approved["kind"], released["kind"]) == ("approved", "released")
    assert approved["details"]["handed_in_by_unknown"] == 1
    assert released["details"] == {"manifest_sha256": approved["details"]["manifest_sha256"]}

    office.run("submit", first, *ALDER, "--by", "Sam Lee")
    office.run("run", *MONTH, now="2026-04-12T10:00:00")
    assert state_of(office, "alder") == "accepted, sent again without a change"
    assert "nothing to release" in office.run(*APPROVE, "Pat").stdout

    locked = office.run("lock", *MONTH, "--by", "Pat").stdout
    assert "Drafts that were never released, and are not any more: illinois_infonet." in locked
    assert "LOCK-03" in office.run("lock", *MONTH, "--by", "Pat", code=13).stderr
    corrected = office.file("b.xlsx", good_workbook(60, 30))
    assert "LOCK-01" in office.run("submit", corrected, *ALDER, code=13).stderr
    assert "LOCK-01" in office.run(*NIL, code=13).stderr
    assert "UNLOCK-01" in office.run(*UNLOCK, "because", code=2).stderr
    until = ("late_file", "--partner", "alder", "--until")
    office.run(*UNLOCK, *until, "2026-04-30", now="2026-04-20T10:00:00")
    assert "LOCK-01" in office.run("submit", corrected, *ALDER, code=13, now=LATER).stderr
    office.run(*UNLOCK, *until, "2026-05-31", now=LATER)
    office.run("submit", corrected, *ALDER, "--by", "Sam Lee", now=LATER)
    path = dropped(office, good_workbook(41, 30))
    office.run("run", *MONTH, now=LATER)
    assert not path.exists()
    assert state_of(office, "birch").startswith("HELD")
    office.run(*APPROVE, "Pat", now=LATER)

    workbook = office.home / "releases/2026-03/consortium/v2/consortium-2026-03-v2.xlsx"
    lines = [cell.value for cell in openpyxl.load_workbook(workbook)["Changes"]["A"]]
    assert WHY["corrected_file"] in lines
    assert not set(WHY.values()) - {WHY["corrected_file"]} & set(lines)
    kinds = [event["kind"] for event in events(office) if event["report"] == "consortium"]
    assert kinds == ["drafted", "approved", "released", "drafted", "stale", "approved", "restated"]
    assert "LOCK-02" not in office.run("verify", str(office.home)).stdout
    shown = office.run("log", *MONTH).stdout
    assert "Quillfeather" not in shown
    assert "Its end: " in shown


def test_nothing_is_released_over_an_objection_or_before_the_agencies_have_answered(office):
    asks(office)
    soon = {"now": "2026-04-11T10:00:00"}
    refused = office.run(*APPROVE, "Pat", code=13, **soon).stderr
    assert "APPROVE-08" in refused
    assert "Alder House has until 2026-04-15 to answer" in refused
    said = ("consent", *MONTH, "--by", "Ann  Alder", "--partner")
    office.run(*said, "alder", **soon)
    office.run(*said, "birch", "--object", "--reason", "too_revealing", **soon)
    refused = office.run(*APPROVE, "Pat", code=13, **soon).stderr
    assert "Alder House" not in refused
    assert "Birch Center objects (Somebody could be recognized" in refused
    assert "Birch Center objects" in office.run("status", *MONTH, **soon).stdout.replace("\n", " ")
    board = json.loads(office.run("status", *MONTH, "--json", **soon).stdout)
    assert [row["consent"] for row in board["partners"]] == ["consents", "objects"]
    office.run(*said, "birch", **soon)
    office.run(*APPROVE, "Pat", **soon)
    told = [(e["kind"], e["partner"], e["by"]) for e in events(office) if "sent" in e["kind"]]
    assert told == [("consented", partner, "Ann Alder") for partner in ("alder", "birch")]
    assert ledger_problems(office.home) == []
