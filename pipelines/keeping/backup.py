"""A backup: everything of the folder but what must die on time, in one file elsewhere.

Private keys are in no backup. The wrapped keys of the vault are in it encrypted once more, for a
key that the next purge destroys: what was purged is unreadable from every backup.
"""

from __future__ import annotations

import contextlib
import io
import os
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.keeping.archive import write_archive
from pipelines.keeping.backup_key import backup_recipient, remember, seal
from pipelines.keeping.moments import BACKUP, note
from pipelines.keeping.purge import finish_purge
from pipelines.settings_files import load_consortium
from pipelines.storage.chain import HEAD_FILE
from pipelines.storage.ledger import Ledger
from pipelines.storage.turns import turn

WHOLE = ("drafts", "feedback", "partners", "releases", "store/cells", "store/protection")
SETTINGS = "consortium.toml"
LEDGER = "store/ledger.db"
HEAD = f"store/{HEAD_FILE}"
VAULT_KEYS = "vault-keys.age"
KEY_ENDING = ".key.age"
LEDGER_URL = "CONSORTIUM_LEDGER_URL"


@dataclass(frozen=True)
class Backup:
    """What was saved, and what was not."""

    path: Path
    files: int
    left_in_inbox: int
    has_ledger: bool


def make_backup(home: Path, destination: Path, now: datetime) -> Backup:
    """Save the folder to a new file in `destination`, read it again, and note the day.

    Raises: UsageError if the destination is in the folder itself, or has a backup of this minute.
    """
    consortium = load_consortium(home)
    if destination.resolve().is_relative_to(home.resolve()):
        raise UsageError("BACKUP-01", "a backup belongs on another disk, not into the folder")
    path = destination / f"{home.resolve().name}-{now:%Y-%m-%d-%H%M%S}.zip"
    if path.exists():
        raise UsageError("BACKUP-02", f"{path.name} is there already")
    with turn(home):
        finish_purge(home, consortium, now)
        has_ledger = LEDGER_URL not in os.environ
        events = Ledger(home).events()
        recipient = backup_recipient(home)
        keys = [one for one in _below(home, "vault") if one.endswith(KEY_ENDING)]
        # Noted before anything leaves: what was not noted would survive a purge.
        remember(home, [_entry_name(one) for one in keys])
        beside = {"made": now.isoformat(), "key": recipient, "events": len(events)}
        archive = write_archive(path, _parts(home, recipient, keys, has_ledger=has_ledger), beside)
    count = archive.check()
    note(home, BACKUP, now)
    return Backup(path, count, _waiting(home), has_ledger)


def _parts(
    home: Path, recipient: str, keys: Sequence[str], *, has_ledger: bool
) -> Iterator[tuple[str, bytes]]:
    # The ledger comes first: whatever it tells of has been written before, and is saved after it.
    # Its head comes before it: one that is newer than the ledger would say that it was cut short.
    if has_ledger:
        yield from _contents(home, [HEAD])
        yield LEDGER, _ledger_copy(home / LEDGER)
    yield SETTINGS, (home / SETTINGS).read_bytes()
    for top in WHOLE:
        yield from _contents(home, _below(home, top))
    yield from _contents(home, [n for n in _below(home, "vault") if not n.endswith(KEY_ENDING)])
    yield VAULT_KEYS, seal(recipient, _packed(_contents(home, keys)))


def _below(home: Path, top: str) -> list[str]:
    found = [path for path in (home / top).rglob("*") if path.is_file()]
    return sorted(one.relative_to(home).as_posix() for one in found if one.suffix != ".part")


def _contents(home: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        with contextlib.suppress(FileNotFoundError):  # a file that comes in now may replace it
            yield name, (home / name).read_bytes()


def _ledger_copy(path: Path) -> bytes:
    """The ledger as it is at one moment, whoever writes to it meanwhile."""
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(":memory:")) as copy,
    ):
        source.backup(copy)
        return copy.serialize()


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for name, content in parts:
            opened.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def _entry_name(key: str) -> str:
    return Path(key).name.removesuffix(KEY_ENDING)


def _waiting(home: Path) -> int:
    return sum(path.is_file() for path in (home / "inbox").rglob("*"))
