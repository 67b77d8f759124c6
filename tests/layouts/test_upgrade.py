"""What each released version wrote is read by this one: restored, verified, and gone on with."""

from __future__ import annotations

import lzma
import shutil
from datetime import datetime

import pytest

from pipelines import collect
from pipelines.monthly import OpenZone
from pipelines.settings_files import load_consortium
from pipelines.storage.inbox import Arrival, hand_in
from pipelines.storage.ledger import RELEASED, Ledger
from pipelines.submission import run_errand
from tests.faults.story import APRIL, stored
from tests.layouts.make import BACKUP, KEPT, MARCH, REPORT
from tests.small import Office, good_workbook

AT = datetime.fromisoformat("2026-05-05T09:00:00")
LARGEST = 200_000


@pytest.fixture(params=sorted(path.parent.name for path in KEPT.glob(f"*/{BACKUP}")))
def office(request, tmp_path):
    """The folder of a version, restored from the backup that it made."""
    kept, office = KEPT / request.param, Office(tmp_path / "rivers")
    assert sum(path.stat().st_size for path in kept.rglob("*")) < LARGEST
    saved = tmp_path / "backup.zip"
    saved.write_bytes(lzma.decompress((kept / BACKUP).read_bytes()))
    keys = shutil.copytree(kept / "rivers.keys", tmp_path / "rivers.keys")
    for path in (keys, *keys.iterdir()):
        path.chmod(0o700 if path.is_dir() else 0o600)
    said = office.run("restore", str(saved), str(office.home), now=AT.isoformat()).stdout
    assert " 0 not as they were" in said
    assert "The vault can be opened" in said
    return office


def test_it_is_verified_shown_and_its_next_month_counted(office, monkeypatch):
    assert " 0 not as they were" in office.run("verify", str(office.home)).stdout
    board = office.run("status", *MARCH).stdout
    assert board.count("accepted") == 2
    assert "Locked on 2026-04-10 by Pat Moss" in board
    assert Ledger(office.home).events(kind=RELEASED)[-1].report == REPORT
    monkeypatch.setattr(collect, "run_errands", lambda errands: map(run_errand, errands))
    consortium = load_consortium(office.home)
    for partner, people in (("alder", 15), ("birch", 18)):
        content = stored(good_workbook(people, 13))
        hand_in(office.home, consortium, consortium.partner(partner), APRIL, content, Arrival(AT))
    taken = collect.Collector(office.home, consortium, AT).collect(APRIL)
    assert {one.outcome for one in taken}.issubset(collect.COUNTED)
    zone = OpenZone(office.home, consortium)
    assert zone.consolidate(APRIL)["partners"] == 2
    assert zone.protect(APRIL)["audit"] == "pass"
