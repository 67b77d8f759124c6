"""The audit through the real command line: what it says, what it keeps, and what it stops."""

from __future__ import annotations

import dataclasses
import json
import shutil

import pandas as pd
import pytest

from pipelines.storage.ledger import TALLIED, Ledger
from tests.small import Office, copied, good_workbook, two_rivers

pytestmark = [pytest.mark.xdist_group("audit"), pytest.mark.slow]
MARCH = ("--month", "2026-03")
APPROVE = ("approve", *MARCH, "--funder", "consortium", "--by", "Pat")
KINDS = {"outsider", "empty places", "partners"}


@pytest.fixture(scope="module")
def march(tmp_path_factory):
    """A folder in which March has been run with twenty people of one agency."""
    folder = tmp_path_factory.mktemp("march")
    counted(Office(two_rivers(folder)), 20)
    return folder


@pytest.fixture
def office(march, tmp_path):
    """A copy of that consortium, keys and all."""
    return copied(march, tmp_path)


def counted(office, alder: int, birch: int = 40):
    """Both agencies hand in people, and the month is run."""
    for partner, people in (("alder", alder), ("birch", birch)):
        path = office.file("f.xlsx", good_workbook(people, 30))
        office.run("submit", path, "--partner", partner, *MARCH)
    office.run("run", *MARCH)


def kept(office):
    """The audit's record in the protection store."""
    path = office.home / "store" / "protection" / "2026-03" / "audit.json"
    return json.loads(path.read_text(encoding="utf-8"))


def draft(office):
    path = office.home / "drafts" / "2026-03" / "consortium" / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))["disclosure"]["audit"]


def forget(office):
    """Protection knows no figure of what was released; the audit reads them in the releases."""
    for path in (office.home / "store" / "protection" / "released").glob("*.parquet"):
        pd.read_parquet(path).iloc[:0].to_parquet(path)


def test_every_draft_is_tried_by_each_kind_of_attacker(office):
    told = draft(office)
    assert {name: one["result"] for name, one in told["attackers"].items()} == dict.fromkeys(
        KINDS, "pass"
    )
    record = kept(office)
    assert record["attackers"] == told["attackers"]
    assert len(record["examined"]) == told["attackers"]["empty places"]["checked"]
    text = json.dumps(told)
    assert "low" not in text
    assert "alder" not in text


def test_what_protection_forgot_the_audit_finds_and_no_one_can_approve(office):
    """Four people more than were released before: protection does not know, the audit does."""
    office.run(*APPROVE)
    forget(office)
    counted(office, 24)
    assert draft(office)["result"] == "fail"
    refused = office.run(*APPROVE, code=13)
    assert "APPROVE-02" in refused.stderr
    assert "people_served, 2026-03, partner alder differs by few people" in refused.stderr
    assert not any(number in refused.stderr for number in ("60", "64", " 4 "))
    assert not (office.home / "releases" / "2026-03" / "consortium" / "v2").exists()
    found = {(one["kind"], one["attacker"]) for one in kept(office)["failures"]}
    assert ("restated", "outsider") in found
    done = office.run("audit", "--home", str(office.home), code=13)
    assert "Attacker outsider" in done.stdout


def test_a_draft_is_audited_again_beside_what_was_released_since(office):
    """Somebody released another version of the month after the run: 64 people, not 60."""
    since = office.home / "releases" / "2026-03" / "state" / "v1"
    shutil.copytree(office.home / "drafts" / "2026-03" / "consortium", since)
    flat = next(since.glob("*.csv"))
    text = flat.read_text(encoding="utf-8")
    assert ",people_served,2026-03,consortium,all,total,total,total,total,60,shown" in text
    flat.write_text(text.replace(",60,shown", ",64,shown"), encoding="utf-8")
    flat.rename(flat.with_name("state-2026-03-v1.csv"))
    manifest = json.loads((since / "manifest.json").read_text(encoding="utf-8"))
    manifest |= {"report": "state", "edition": 2, "files": [{"name": "state-2026-03-v1.csv"}]}
    (since / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    refused = office.run(*APPROVE, code=13)
    assert "APPROVE-02" in refused.stderr
    assert draft(office)["result"] == "pass", "it was, before"


def test_a_draft_that_is_not_what_was_protected_last_is_refused(office):
    drafts, aside = office.home / "drafts" / "2026-03", office.home.parent / "aside"
    shutil.copytree(drafts, aside)
    counted(office, 35)
    shutil.rmtree(drafts)
    shutil.copytree(aside, drafts)
    refused = office.run(*APPROVE, code=13)
    assert "APPROVE-04" in refused.stderr
    assert "run the month again" in refused.stderr


def test_a_draft_of_figures_that_were_counted_again_since_is_refused(office):
    """As after a late file of an earlier month, which the later month rests on."""
    ledger = Ledger(office.home)
    last = ledger.events(kind=TALLIED)[-1]
    ledger.add(dataclasses.replace(last, version="0" * 16))
    refused = office.run(*APPROVE, code=13)
    assert "APPROVE-04" in refused.stderr
