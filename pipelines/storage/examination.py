"""Whether the ledger is as it was written, and whether it and the releases know each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.errors import ConsortiumError
from pipelines.storage.chain import FIRST, HEAD_FILE, link, read_head
from pipelines.storage.ledger import RELEASED, RESTATED, Ledger
from pipelines.storage.releases import all_releases

MANIFEST = "manifest.json"
MANIFEST_HASH = "manifest_sha256"
Rows = Sequence[Mapping[Any, Any]]


def ledger_problems(home: Path) -> list[str]:
    """What is not as it was written: the first event that is not, and what is cut off or unknown.

    Privacy: aggregate in, aggregate out: numbers of events and names of releases.
    """
    try:
        rows = Ledger(home).rows()
    except ConsortiumError as error:
        return [f"ledger: {error}"]
    changed = first_changed(rows)
    if changed:  # what comes after it proves nothing
        return [changed]
    return [*_end(home, rows), *_releases(home, rows)]


def first_changed(rows: Rows) -> str:
    """The first event of a chain that is not as it was written, in words; "" if all are.

    Privacy: aggregate in, aggregate out.
    """
    previous = FIRST
    for number, row in enumerate(rows, start=1):
        if row["number"] != number:
            return f"ledger: event {number} is missing"
        if row["previous"] != previous or row["link"] != link(previous, row):
            return f"ledger: event {number} is not as it was written"
        previous = row["link"]
    return ""


def _end(home: Path, rows: Rows) -> Iterator[str]:
    """A chain that is cut short is a whole chain: only what stands elsewhere tells."""
    noted = read_head(home)
    if noted is None:
        if rows:
            yield f"{HEAD_FILE}: missing or damaged, so that a ledger cut short cannot be noticed"
    elif noted.number > len(rows):
        yield f"ledger: events {len(rows) + 1} to {noted.number} are missing at its end"
    elif noted.number and rows[noted.number - 1]["link"] != noted.link:
        yield f"ledger: event {noted.number} is not the one that {HEAD_FILE} names"


def _releases(home: Path, rows: Rows) -> Iterator[str]:
    """Releases that no event knows, events whose release is gone, and manifests made anew."""
    told = {
        (row["month"], row["report"], row["version"]): _manifest_of(row)
        for row in rows
        if row["kind"] in {RELEASED, RESTATED}
    }
    found = {(str(one.month), one.report, str(one.version)): one for one in all_releases(home)}
    for key in sorted(found.keys() | told.keys()):
        name = "releases/{}/{}/v{}".format(*key)
        if key not in told:
            yield f"{name}: the ledger knows of no such release"
        elif key not in found:
            yield f"{name}: missing, though the ledger says that it was released"
        elif told[key] and told[key] != manifest_hash(found[key].folder):
            yield f"{name}/{MANIFEST}: not the one that was released"


def manifest_hash(folder: Path) -> str:
    """The hash of the manifest of a draft or release, which holds those of its files.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    path = folder / MANIFEST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _manifest_of(row: Mapping[Any, Any]) -> str:
    return str(json.loads(row["details"]).get(MANIFEST_HASH, ""))
