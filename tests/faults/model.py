"""What must be true of a folder when its story was killed, and when it was told again."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.keeping.leftovers import leftovers
from pipelines.publish.analyst import ENDING, LIST
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standings
from pipelines.storage.keys import keys_for
from pipelines.storage.ledger import PURGED, RECEIVED, RELEASED, TALLIED, Ledger
from pipelines.storage.vault import Vault
from pipelines.verification import verify
from tests.faults.killing import told
from tests.faults.story import APRIL, NOW

# Of a client's name, and of the file that was no workbook: nothing of either may stay in the open.
PLAIN = (b"Invented Person", b"Zyxanthe")


@dataclass(frozen=True)
class Ended:
    """What a finished story comes to, whatever happened on its way."""

    cells: dict[str, str]
    rows: dict[str, int]
    states: dict[str, str]
    releases: dict[str, str]
    kept: dict[str, int]
    released: int


def ended(home: Path) -> Ended:
    """Read it from the folder."""
    ledger, consortium = Ledger(home), load_consortium(home)
    found = standings(ledger, consortium, APRIL)
    vault = Vault(home, consortium.recipients)
    active = {one.active.submission for one in found if one.active}
    kept: dict[str, int] = {}
    for entry in vault.entries():
        assert entry.submission in active, "kept of a file that does not count"
        assert vault.is_readable(entry, keys_for(home))
        kept[entry.kind] = kept.get(entry.kind, 0) + 1
    return Ended(
        cells={event.partner: event.version for event in ledger.events(kind=TALLIED)},
        rows={one.partner.id: one.active.details["accepted"] for one in found},
        states={one.partner.id: one.state_of("client_service") for one in found},
        releases=published(home),
        kept=kept,
        released=len(ledger.events(kind=RELEASED)),
    )


def published(home: Path) -> dict[str, str]:
    """Every published file by the hash of its bytes; an analyst's file by that of what it holds.

    DuckDB gives each file an id of its own, so that the manifest's hash of it differs as well.
    """
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(_said_in(path)).hexdigest()
        for path in sorted((home / "releases").rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.parts)
    }


def _said_in(path: Path) -> bytes:
    if path.suffix == f".{ENDING}":
        with duckdb.connect(str(path), read_only=True) as engine:
            listed = engine.execute(LIST).fetchall()
            rows = [engine.execute(f'FROM "{name}" ORDER BY ALL').fetchall() for name, _ in listed]
        return repr((listed, rows)).encode()
    if path.name == "manifest.json":
        told = json.loads(path.read_bytes())
        for one in told["files"]:
            if one["name"].endswith(f".{ENDING}"):
                one["sha256"] = ""
        return json.dumps(told).encode()
    return path.read_bytes()


def check_stopped(home: Path) -> None:
    """Right after a kill: no half release, and nothing plain but what lies in the inbox."""
    for folder in home.glob("releases/*/*/v*"):
        listed = json.loads((folder / "manifest.json").read_text())["files"]
        for one in listed:
            content = (folder / one["name"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == one["sha256"]
    open_files = [path for path in plain(home) if path.relative_to(home).parts[0] != "inbox"]
    assert open_files == []
    if (home.parent / "received").exists():
        events = Ledger(home).events(partner="alder", kind=RECEIVED)
        assert events, "acknowledged and lost"


def ledger_of(home: Path, kind: str) -> list:
    """The events of a kind."""
    return list(Ledger(home).events(kind=kind))


def plain(home: Path) -> list[Path]:
    """Files in which something can be read that should be nowhere."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path for path in files if any(word in path.read_bytes() for word in PLAIN)]


def check_again(home: Path, clean: Ended) -> None:
    """Told again after a kill: as if it had never been killed."""
    again = told(home)
    assert again["code"] == 0, "it cannot go on from where it was killed"
    assert ended(home) == clean
    assert leftovers(home, load_consortium(home), NOW) == {}
    assert not list(home.rglob("*.part"))
    assert plain(home) == []
    assert verify(home)[1] == []
    purged = [(event.partner, event.details["batch"]) for event in ledger_of(home, PURGED)]
    assert len(purged) == len(set(purged)) >= 1


def copied(stage: Path, into: Path) -> Path:
    """The folder at the beginning of the story, keys and all."""
    shutil.copytree(stage.parent, into)
    return into / stage.name
