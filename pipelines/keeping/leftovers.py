"""What a machine that stopped in the middle has left behind, and its removal at the next start."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pipelines.keeping.purge import finish_purge, is_unfinished
from pipelines.keeping.retention import KEPT_LONG_ENOUGH, retention
from pipelines.settings import Consortium
from pipelines.storage.private import private_folder
from pipelines.storage.turns import INTAKE, turn
from pipelines.storage.vault import Entry, Vault

INBOX = "inbox"
UNFINISHED = "unfinished files and folders"
HALVES = "keys without a file, or files without their key"
COUNTED_ORIGINALS = "files that were counted and not erased"
BEGUN_PURGES = "purges that were not finished"


def leftovers(home: Path, consortium: Consortium, now: datetime) -> Mapping[str, int]:
    """What there is, by kind; kinds of which there is nothing are left out."""
    found = {
        UNFINISHED: len(_unfinished(home)),
        HALVES: len(_halves(Vault(home, consortium.recipients))),
        COUNTED_ORIGINALS: len(_counted_originals(home, consortium, now)),
        BEGUN_PURGES: int(is_unfinished(home)),
    }
    return {kind: count for kind, count in found.items() if count}


def sweep_leftovers(home: Path, consortium: Consortium, now: datetime) -> None:
    """Remove all of it while nobody hands in a file; a purge that was begun is finished.

    Of a file in the vault that has no key, or a key that has no file, nothing can be read: either
    it was being destroyed, or it was coming in and nobody has been told that it was received.
    """
    with turn(home), turn(home, INTAKE):
        finish_purge(home, consortium, now)
        vault = Vault(home, consortium.recipients)
        gone = [*_halves(vault), *_counted_originals(home, consortium, now)]
        for entry in gone:
            vault.erase(entry.partner, entry.month, entry.name)
        for path in _unfinished(home):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _unfinished(home: Path) -> list[Path]:
    """Temporary names of files and folders, of private keys too; none within another.

    What lies in the inbox was named by others: whatever it is called, it came from an agency.
    """
    tops = [path for path in home.iterdir() if path.is_dir() and path.name != INBOX]
    found = [path for top in (*tops, private_folder(home)) for path in top.rglob(".*.part")]
    found += home.glob(".*.part")
    outer = {path for path in found if path.is_dir()}
    return [path for path in found if outer.isdisjoint(path.parents)]


def _halves(vault: Vault) -> list[Entry]:
    return [entry for entry, parts in vault.entries().items() if len(parts) == 1]


def _counted_originals(home: Path, consortium: Consortium, now: datetime) -> list[Entry]:
    """Where originals go as soon as they are counted: those that were still there at the stop."""
    if consortium.keep_originals_days:
        return []
    due = retention(home, consortium, now).due
    return [one.entry for one in due if one.why == KEPT_LONG_ENOUGH]
