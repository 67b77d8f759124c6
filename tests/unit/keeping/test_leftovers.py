"""The next start removes what a stop has left, and not a thing that anybody was told is safe."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipelines.errors import Blocked
from pipelines.keeping.leftovers import leftovers, sweep_leftovers
from pipelines.settings_files import load_consortium
from pipelines.storage import turns
from pipelines.storage.inbox import Arrival, hand_in
from pipelines.storage.ledger import ACCEPTED, REFUSED
from pipelines.storage.turns import INTAKE, turn
from tests.unit.keeping.told import MARCH, RECEIVED_AT

SOON = RECEIVED_AT + timedelta(hours=1)


def swept(told):
    sweep_leftovers(told.home, load_consortium(told.home), SOON)
    assert leftovers(told.home, load_consortium(told.home), SOON) == {}


def test_halves_go_in_both_directions_and_wholes_stay(told):
    told.file(1, "", "original")
    told.file(2, "", "original")
    told.file(3, "", "original")
    folder = told.home / "vault/alder/2026-03"
    (folder / "alder-2026-03-1.original.age").unlink()
    (folder / "alder-2026-03-2.original.key.age").unlink()
    swept(told)
    assert sorted(path.name for path in folder.iterdir()) == [
        "alder-2026-03-3.original.age",
        "alder-2026-03-3.original.key.age",
    ]


def test_a_counted_original_goes_and_one_that_waits_or_was_refused_stays(told):
    told.file(1, ACCEPTED, "original", "stripped")
    told.file(2, REFUSED, "original")
    told.file(3, "", "original")
    swept(told)
    assert told.kept() == {
        "alder-2026-03-1.stripped",
        "alder-2026-03-2.original",
        "alder-2026-03-3.original",
    }


def test_unfinished_files_and_folders_go_wherever_they_are(told):
    places = ["releases/2026-03/consortium", "store/cells/2026-03/alder", "drafts", "feedback"]
    for place in places:
        (told.home / place).mkdir(parents=True)
        (told.home / place / ".x.parquet.part").write_bytes(b"half")
        (told.home / place / "x.parquet").write_bytes(b"whole")
    (told.home / "releases/2026-03/consortium/.v2.part").mkdir()
    (told.home / "releases/2026-03/consortium/.v2.part/.a.part").write_bytes(b"half")
    (told.keys.folder / ".identity.txt.part").write_text("half a key")
    found = leftovers(told.home, load_consortium(told.home), SOON)
    assert found == {"unfinished files and folders": 6}
    swept(told)
    assert not list(told.home.parent.rglob("*.part"))
    assert all((told.home / place / "x.parquet").exists() for place in places)


def test_nothing_comes_in_while_leftovers_are_swept(told, monkeypatch):
    """A file that is coming in has a key before it has a ciphertext: half of it is no leftover."""
    monkeypatch.setattr(turns, "SECONDS", 0.0)
    consortium = load_consortium(told.home)
    partner = consortium.partner("alder")
    with turn(told.home, INTAKE):
        turns._OWN.held.clear()  # as another process would see it
        with pytest.raises(Blocked, match="BUSY-01"):
            hand_in(told.home, consortium, partner, MARCH, b"x", Arrival(SOON))
    with turn(told.home, INTAKE, shared=True):
        turns._OWN.held.clear()
        hand_in(told.home, consortium, partner, MARCH, b"x", Arrival(SOON))
        with pytest.raises(Blocked, match="BUSY-01"):
            sweep_leftovers(told.home, consortium, SOON)
