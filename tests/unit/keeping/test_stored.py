"""One bit changed in any file that is kept or published: `verify` names the file."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pandas as pd
import pytest

from pipelines.keeping.stored import verify_stored
from pipelines.storage import files
from pipelines.storage.cells import write_cells
from pipelines.storage.examination import MANIFEST_HASH
from pipelines.storage.ledger import ACCEPTED, RELEASED, Event
from pipelines.storage.protection import write_json
from pipelines.types import CELL_COLUMNS, Cells
from pipelines.verification import verify
from tests.unit.keeping.told import MARCH, RECEIVED_AT


@pytest.fixture
def kept(told):
    """A folder with one file of each kind that is kept."""
    told.file(1, ACCEPTED, "stripped")
    frame = pd.DataFrame([["x"] * len(CELL_COLUMNS)], columns=list(CELL_COLUMNS))
    write_cells(told.home, Cells("alder", MARCH, frame.assign(value=1.0)))
    write_json(told.home / "store/protection/2026-03/audit.json", {"result": "pass"})
    write_json(told.home / "store/protection/released/told/2026-03-1.json", {"order": 0})
    folder = told.home / "releases/2026-03/consortium/v1"
    folder.mkdir(parents=True)
    workbook = b"PK workbook"
    (folder / "consortium-2026-03-v1.xlsx").write_bytes(workbook)
    sha256 = hashlib.sha256(workbook).hexdigest()
    listed = [{"name": "consortium-2026-03-v1.xlsx", "size": 11, "sha256": sha256}]
    manifest = json.dumps({"files": listed, "hierarchies": {}, "title": "A report"}).encode()
    (folder / "manifest.json").write_bytes(manifest)
    told.ledger.add(
        Event(
            at=RECEIVED_AT + timedelta(days=9),
            kind=RELEASED,
            month=MARCH,
            report="consortium",
            version="1",
            details={MANIFEST_HASH: hashlib.sha256(manifest).hexdigest()},
        )
    )
    return told


def problems(told):
    return [*verify(told.home)[1], *verify_stored(told.home)[1]]


def test_a_changed_bit_is_found_in_every_kept_and_published_file_by_name(kept):
    assert problems(kept) == []
    tops = ("vault", "store/cells", "store/protection", "releases")
    files = [path for top in tops for path in (kept.home / top).rglob("*") if path.is_file()]
    assert len(files) == 2 + 1 + 4 + 2
    for path in files:
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            changed = bytearray(whole)
            changed[place] ^= 1
            path.write_bytes(bytes(changed))
            own = path.name.removesuffix(".sha256").removesuffix(".age").removesuffix(".key")
            found = problems(kept)
            assert found, (path, place)
            assert any(own in problem for problem in found), (path, place, found)
        path.write_bytes(whole)
    assert problems(kept) == []


def test_files_that_were_exchanged_and_files_that_are_gone_are_found(kept):
    first = kept.home / "store/protection/2026-03/audit.json"
    other = kept.home / "store/protection/released/told/2026-03-1.json"
    one, two = first.read_bytes(), other.read_bytes()
    first.write_bytes(two)
    other.write_bytes(one)
    assert len(problems(kept)) == 2
    first.write_bytes(one)
    other.unlink()
    assert problems(kept) == ["store/protection/released/told/2026-03-1.json: missing"]


def test_the_command_checks_the_store_too(kept, office):
    office.run("verify", str(kept.home))
    (path,) = (kept.home / "store/cells").rglob("*.parquet")
    path.write_bytes(path.read_bytes() + b"\x00")
    said = office.run("verify", str(kept.home), code=13).stdout
    assert f"store/cells/2026-03/alder/{path.name}: changed since it was written" in said


def test_a_stop_between_a_file_and_its_sum_makes_nothing_seem_spoiled(kept, monkeypatch):
    """The next run writes both once more; meanwhile a backup can be made of it and restored."""

    class PowerCutError(Exception):
        pass

    def cut(path, content):
        if path.suffix == files.SUM:
            raise PowerCutError
        write_file(path, content)

    write_file = files.write_file
    path = kept.home / "store/protection/2026-03/audit.json"
    with monkeypatch.context() as patched:
        patched.setattr(files, "write_file", cut)
        with pytest.raises(PowerCutError):
            write_json(path, {"result": "fail"})
    assert "fail" in path.read_text()
    assert problems(kept) == []
    write_json(path, {"result": "fail"})
    path.write_text(path.read_text().replace("fail", "pass"))
    assert len(problems(kept)) == 1
