"""What the ledger hears of drafts, and why a release is not what is counted any more."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from pipelines.storage.drafts import keep_draft, reasons_since
from pipelines.storage.examination import ledger_problems, manifest_hash
from pipelines.storage.ledger import (
    ACCEPTED,
    CONFIRMED,
    DRAFTED,
    NIL,
    RELEASED,
    REPEATED,
    STALE,
    Event,
    Ledger,
)
from pipelines.storage.releases import draft_of, release_draft, releases_of
from schemas.periods import Month

MARCH = Month(2026, 3)
AT = datetime.fromisoformat("2026-04-09T09:00:00")
COVERAGE = {"expected": 2, "accepted": 1}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "folder"


def files(figures, version=1, **manifest):
    stem = f"lead-2026-03-v{version}"
    told = {"version": version, "coverage": COVERAGE, **manifest}
    return {f"{stem}.csv": figures.encode(), "manifest.json": json.dumps(told).encode()}


def note(home, kind, partner="", version="", month=MARCH):
    report = "lead" if version else ""
    event = Event(at=AT, kind=kind, month=month, partner=partner, report=report, version=version)
    Ledger(home).add(event)


def told(home):
    return [(event.kind, event.version) for event in Ledger(home).events(report="lead")]


def kept(home, figures, version=1, **manifest):
    keep_draft(home, MARCH, "lead", files(figures, version, **manifest), AT)


def released(home):
    release = release_draft(home, draft_of(home, MARCH, "lead"))
    note(home, RELEASED, version=str(release.version))


def test_a_draft_is_told_once_for_each_thing_that_it_says(folder):
    kept(folder, "one")
    kept(folder, "one")
    assert told(folder) == [(DRAFTED, "1")]
    hash_of = manifest_hash(draft_of(folder, MARCH, "lead").folder)
    assert Ledger(folder).events()[0].details == {"manifest_sha256": hash_of}
    kept(folder, "two", made="anew")
    assert told(folder) == [(DRAFTED, "1")] * 2


def test_a_release_is_stale_once_a_draft_says_something_else(folder):
    kept(folder, "one")
    released(folder)
    kept(folder, "one", 2)
    assert told(folder)[2:] == [], "the same figures and coverage say nothing new"
    kept(folder, "two", 2)
    kept(folder, "three", 2, made="anew")
    assert told(folder)[2:] == [(DRAFTED, "2"), (STALE, "1"), (DRAFTED, "2")]


def test_each_reason_is_told_that_came_after_the_release(folder):
    note(folder, ACCEPTED, "alder")
    kept(folder, "one")
    released(folder)
    release = releases_of(folder, MARCH, "lead")[-1]

    def why(*months):
        return reasons_since(Ledger(folder), release, months or (MARCH,))

    note(folder, REPEATED, "alder")
    note(folder, CONFIRMED, "alder")
    note(folder, ACCEPTED, "alder", month=MARCH.plus(-1))
    assert why() == ("declared",)
    assert why(MARCH, MARCH.plus(-1)) == ("late_file",)
    note(folder, ACCEPTED, "alder")
    assert why() == ("corrected_file",)
    note(folder, NIL, "birch")
    note(folder, ACCEPTED, "birch")
    assert why() == ("late_file", "corrected_file", "nil_return")


def test_releases_and_the_ledger_know_each_other(folder):
    kept(folder, "one")
    release = release_draft(folder, draft_of(folder, MARCH, "lead"))
    name = "releases/2026-03/lead/v1"
    assert ledger_problems(folder) == [f"{name}: the ledger knows of no such release"]
    details = {"manifest_sha256": manifest_hash(release.folder)}
    event = Event(at=AT, kind=RELEASED, month=MARCH, report="lead", version="1", details=details)
    Ledger(folder).add(event)
    assert ledger_problems(folder) == []
    manifest = release.folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert ledger_problems(folder) == [f"{name}/manifest.json: not the one that was released"]
    release.folder.rename(folder / "elsewhere")
    assert ledger_problems(folder) == [
        f"{name}: missing, though the ledger says that it was released"
    ]
