"""From files that arrive to a release and a purge: all durable steps of it, without the reports.

What it does not do is what stands between totals and published figures: those are made from the
totals here by writing them down. The long run, `make faults`, does everything by the real command.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path

from pipelines import collect
from pipelines.cli.files import submit_file
from pipelines.keeping.leftovers import sweep_leftovers
from pipelines.keeping.purge import purge
from pipelines.monthly import OpenZone
from pipelines.settings_files import load_consortium
from pipelines.storage import ledger
from pipelines.storage.examination import MANIFEST_HASH, manifest_hash
from pipelines.storage.inbox import sweep
from pipelines.storage.releases import draft_of, release_draft, releases_of, write_draft
from pipelines.submission import run_errand
from schemas.periods import Month
from tests.small import good_workbook, two_rivers

APRIL = Month(2026, 4)
NOW = datetime(2026, 5, 10, 9)  # noqa: DTZ001  the ledger's time has no zone
REPORT = "consortium"


def stage(folder: Path) -> Path:
    """The small consortium; a file outside, one good and one bad in the inbox."""
    home = two_rivers(folder)
    month = str(APRIL)
    (folder / "outside").mkdir()
    (folder / "outside" / "alder.xlsx").write_bytes(stored(good_workbook(7, 3)))
    for partner, name, content in (
        ("birch", "birch.xlsx", stored(good_workbook(9, 2))),
        ("birch", "Zyxanthe.xlsx", b"Zyxanthe Quillfeather, no workbook\x00" * 50),
    ):
        path = home / "inbox" / partner / month / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return home


def stored(book: bytes) -> bytes:
    """The same workbook, April for March and not compressed: what is in it can be searched for."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(b"2026-03-0", b"2026-04-0")
            target.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def tell(home: Path) -> None:
    """The whole story, or what is left of it: it may be told again from wherever it stopped."""
    collect.run_errands = lambda errands: map(run_errand, errands)  # in this process, to be killed
    consortium = load_consortium(home)
    received = home.parent / "received"
    if not received.exists():
        with redirect_stdout(io.StringIO()):
            submit_file(home, home.parent / "outside" / "alder.xlsx", "alder", APRIL, "")
        received.write_text("the agency was told: received")
    sweep_leftovers(home, consortium, NOW)
    sweep(home, consortium, NOW)
    collect.Collector(home, consortium, NOW).collect(APRIL)
    write_draft(home, APRIL, REPORT, published(home))
    _approve(home)
    purge(home, NOW)


def published(home: Path) -> dict[str, bytes]:
    """Stand-ins for a workbook and its flat file, made of the month's totals."""
    content = OpenZone(home, load_consortium(home)).cells(APRIL).to_csv(index=False).encode()
    files = {f"{REPORT}-{APRIL}-v1.{ending}": content for ending in ("xlsx", "txt")}
    listed = [
        {"name": name, "size": len(text), "sha256": hashlib.sha256(text).hexdigest()}
        for name, text in files.items()
    ]
    manifest = {"version": 1, "files": listed, "hierarchies": {}}
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def _approve(home: Path) -> None:
    if not releases_of(home, APRIL, REPORT):
        release_draft(home, draft_of(home, APRIL, REPORT))
    (release,) = releases_of(home, APRIL, REPORT)
    if not ledger.Ledger(home).events(kind=ledger.RELEASED):
        event = ledger.Event(
            at=NOW,
            kind=ledger.RELEASED,
            month=APRIL,
            report=REPORT,
            version="1",
            details={MANIFEST_HASH: manifest_hash(release.folder)},
        )
        ledger.Ledger(home).add(event)
