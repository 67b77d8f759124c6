"""Canaries planted in every corner of partners' files are in no byte of what a month leaves."""

from __future__ import annotations

import hashlib
import json

import pyrage
import pytest

from pipelines.intake.drift.profiles import unpacked
from pipelines.storage.keys import keys_for
from pipelines.storage.ledger import Ledger
from pipelines.storage.vault import Vault
from schemas.periods import Month
from tests.privacy import nasty
from tests.privacy.forms_of_files import FORMS
from tests.privacy.search import find, find_below

pytestmark = [pytest.mark.xdist_group("privacy"), pytest.mark.slow]
FATES = {
    "alder": "accepted",
    "birch": "REFUSED",
    "cedar": "REFUSED",
    "dogwood": "REFUSED",
    "elm": "REFUSED",
    "fir": "accepted",
    "gorse": "REFUSED",
    "holly": "REFUSED",
    "ivy": "REFUSED",
    "juniper": "REFUSED",
    "kalmia": "REFUSED",
}


def stripped(watched, submission):
    keys = keys_for(watched.home)
    vault = Vault(watched.home, ())
    partner = submission.partition("-")[0]
    return vault.get_stripped(submission, partner, Month.parse(nasty.MONTH), keys)


def test_each_file_met_its_fate(watched):
    board = json.loads(watched.run("status", "--month", nasty.MONTH, "--json"))
    assert {row["partner"]: row["state"] for row in board["partners"]} == FATES
    told = {row["partner"]: json.dumps(row) for row in board["partners"]}
    codes = {"birch": "INTERNAL-01", "cedar": "INTERNAL-01", "elm": "FILE-06", "gorse": "CELL-04"}
    assert all(code in told[partner] for partner, code in codes.items())
    faults = {
        event.partner: event.details["fault"]
        for event in Ledger(watched.home).events()
        if "fault" in (event.details or {})
    }
    assert faults["birch"].startswith("ValueError at ")
    assert faults["cedar"] == "WORKER-01"


def test_no_canary_in_any_byte_that_a_month_leaves(watched):
    assert find_below(watched.around, nasty.CANARIES) == []


def test_no_canary_in_anything_said(watched):
    assert find(b"\n".join(watched.said), "stdout and stderr", nasty.CANARIES) == []
    assert b"Traceback" not in b"".join(watched.said)


def test_the_search_reached_every_store(watched):
    """The id of a partner, which may be seen, is found wherever something is kept."""
    found = {leak.place.partition(" > ")[0] for leak in find_below(watched.home, ["alder"])}
    for place in ("store/ledger.db", "store/cells/", "store/dagster/", "store/protection/"):
        assert any(name.startswith(place) for name in found), place
    published = {leak.place for leak in find_below(watched.home, ["Alder House"])}
    for place in ("drafts/", "releases/", "feedback/"):
        assert any(name.startswith(place) and " > " in name for name in published), place
    assert any((watched.around / "kept").iterdir())


def test_no_person_number_leaves_the_vault(watched):
    frames = [
        *stripped(watched, f"alder-{nasty.MONTH}-1").frames.values(),
        *stripped(watched, f"fir-{nasty.MONTH}-1").frames.values(),
    ]
    numbers = sorted({number for frame in frames for number in frame["person_no"]})
    assert len(numbers) == 15 + 14
    assert find_below(watched.around, numbers) == []


def test_no_hash_of_a_file_is_kept(watched):
    """A hash lets guesses be tested, and tells who sent the same file twice."""
    names = ("md5", "sha1", "sha256")
    hashes = {
        hashlib.new(name, content, usedforsecurity=False).hexdigest()[:16]
        for name in names
        for content in watched.sent
    }
    assert len(watched.sent) > len(FATES)
    assert find_below(watched.around, sorted(hashes)) == []


def test_stripped_records_hold_no_canary(watched):
    for partner in ("alder", "fir"):
        frames = stripped(watched, f"{partner}-{nasty.MONTH}-1").frames
        for name, frame in frames.items():
            assert len(frame)
            assert find(frame.to_csv().encode(), name, nasty.CANARIES) == []


def test_the_vault_is_encrypted_and_keeps_no_accepted_original(watched):
    files = [path for path in (watched.home / "vault").rglob("*") if path.is_file()]
    assert all(path.read_bytes().startswith(b"age-encryption.org/v1") for path in files)
    originals = {path.name.partition("-")[0] for path in files if ".original." in path.name}
    refused = {partner for partner, fate in FATES.items() if fate == "REFUSED"}
    assert originals == refused - {"ivy"}
    stranger = pyrage.x25519.Identity.generate()
    for path in files:
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(path.read_bytes(), [stranger])


def test_of_rows_from_who_sends_totals_only_nothing_is_kept(watched):
    """Neither of those handed in, which were refused at once, nor of those in the inbox."""
    assert [path for path in (watched.home / "vault" / "ivy").rglob("*") if path.is_file()] == []
    told = [event.details for event in Ledger(watched.home).events(partner="ivy", kind="refused")]
    codes = sorted(problem["code"] for details in told for problem in details["problems"])
    assert codes == ["FILE-06", "TALLY-01"]


def test_what_figures_looked_like_is_in_the_vault_only(watched):
    """A profile of few figures may be the figures themselves."""
    vault, month = Vault(watched.home, ()), Month.parse(nasty.MONTH)
    name = f"alder-{nasty.MONTH}-1.profile"
    profile = unpacked(vault.get("alder", month, name, keys_for(watched.home)))
    figures = [list(own) for fields in profile.values() for own in fields.values() if own[1:]]
    assert len(figures) > 1
    texts = {mark.join(map(str, own[1:])) for own in figures for mark in (",", ", ", " ", ";")}
    assert find_below(watched.around, sorted(texts)) == []


def test_every_kind_of_file_was_read(watched):
    """A file refused unread would prove little; a text file has no sheet of the layout's name."""
    told = sorted((watched.home / "feedback" / "juniper" / nasty.MONTH).iterdir())
    found = [json.loads((folder / "findings.json").read_text())["findings"] for folder in told]
    codes = [{one["code"] for one in findings} for findings in found]
    assert len(codes) == len(FORMS)
    unread = [own for own in codes if not own >= {"CELL-04", "ID-01"}]
    assert len(unread) == 1
    assert unread[0] >= {"LAYOUT-19", "ID-10"}


def test_what_is_kept_of_a_file_is_named_by_its_number(watched):
    kept = watched.home / "feedback" / "juniper" / nasty.MONTH
    folders = sorted(one.name for one in kept.iterdir())
    assert folders == [f"juniper-{nasty.MONTH}-{number + 1}" for number in range(len(FORMS))]
    forms = {tuple(sorted(one.name for one in (kept / name).iterdir())) for name in folders}
    assert forms == {("feedback.html", "feedback.xlsx", "findings.json")}
    second = json.loads((kept / folders[1] / "findings.json").read_text())
    assert "Still open" in {one["state"] for one in second["since_the_last_try"]}


def test_a_refused_original_can_still_be_opened_by_the_coalition(watched):
    vault, keys = Vault(watched.home, ()), keys_for(watched.home)
    content = vault.get(
        "dogwood", Month.parse(nasty.MONTH), f"dogwood-{nasty.MONTH}-1.original", keys
    )
    assert find(content, "original", nasty.CANARIES)


def test_the_inbox_is_empty_after_a_run(watched):
    left = [path for path in (watched.home / "inbox").rglob("*") if path.is_file()]
    assert left == []


def test_nothing_is_left_in_the_temporary_or_working_folder(watched):
    for name in ("tmp", "cwd"):
        assert [path for path in (watched.around / name).rglob("*") if path.is_file()] == []
