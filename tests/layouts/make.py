"""`python -m tests.layouts.make`: keep the layout of this version, once it is released.

A backup of the small consortium after its March, with one release, and the invented keys of its
vault. What exists is never made anew: it is what that version wrote.
"""

from __future__ import annotations

import importlib.metadata
import lzma
import shutil
import sys
import tempfile
from pathlib import Path

from tests.small import Office, good_workbook, two_rivers

KEPT = Path(__file__).parent
BACKUP = "backup.zip.xz"
REPORT = "illinois_infonet"
MARCH = ("--month", "2026-03")
NOW = "2026-04-10T10:00:00"


def make(target: Path) -> None:
    """Live March with few people, release a report, save the folder and its keys to `target`."""
    with tempfile.TemporaryDirectory() as scratch:
        office = Office(two_rivers(Path(scratch)))
        for partner, people in (("alder", 14), ("birch", 17)):
            file = office.file(f"{partner}.xlsx", good_workbook(people, 12))
            office.run("submit", file, "--partner", partner, *MARCH, "--by", "Sam Lee", now=NOW)
        office.run("run", *MARCH, now=NOW)
        office.run("approve", *MARCH, "--funder", REPORT, "--by", "Pat Moss", now=NOW)
        office.run("lock", *MARCH, "--by", "Pat Moss", now=NOW)
        # made again by any run, and most of what a folder weighs
        for name in ("drafts", "feedback"):
            shutil.rmtree(office.home / name)
        office.run("backup", str(Path(scratch) / "usb"), now=NOW)
        target.mkdir()
        saved = next((Path(scratch) / "usb").glob("*.zip")).read_bytes()
        (target / BACKUP).write_bytes(lzma.compress(saved, preset=9))
        shutil.copytree(Path(scratch) / "rivers.keys", target / "rivers.keys")


if __name__ == "__main__":
    version = importlib.metadata.version("consortium")
    make(KEPT / version)
    sys.stdout.write(f"kept {version}\n")
