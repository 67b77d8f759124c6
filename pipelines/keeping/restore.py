"""A backup into an empty folder, compared with its hashes, then verified as a whole."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.keeping.archive import Archive
from pipelines.keeping.backup import LEDGER, SETTINGS, VAULT_KEYS
from pipelines.keeping.backup_key import unseal
from pipelines.keeping.moments import DRILL, note
from pipelines.keeping.stored import verify_stored
from pipelines.settings_files import load_consortium
from pipelines.storage.files import remove_file, write_file
from pipelines.storage.ledger import ACCEPTED, QUESTIONS, RECEIVED, REFUSED, REPEATED, Event, Ledger
from pipelines.storage.private import private_folder
from pipelines.storage.vault import ORIGINAL, Vault
from pipelines.verification import verify

DECIDED = (ACCEPTED, QUESTIONS, REFUSED, REPEATED)


@dataclass(frozen=True)
class Restored:
    """What came back. `lost` names files that waited in the vault and cannot be read any more."""

    made: datetime
    files: int
    keys: int
    verified: int
    lost: tuple[str, ...]
    problems: tuple[str, ...]


def restore(backup: Path, folder: Path, live: Path | None, now: datetime) -> Restored:
    """Restore into a folder that is empty or not there; the whole appears at once.

    `live` is the folder whose private keys are used and in which the drill is noted; without it
    the keys are those of `folder`.

    Raises: UsageError if the folder holds something, Blocked if the backup is not as it was saved.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("RESTORE-04", "restore into a folder that is empty or not there yet")
    archive, keys_folder = Archive(backup), private_folder(live or folder)
    told = archive.told
    beside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        archive.unpack(beside)
        sealed = (beside / VAULT_KEYS).read_bytes()
        count = _give_back_keys(beside, unseal(keys_folder, told["key"], sealed))
        remove_file(beside / VAULT_KEYS)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    checked, problems = verify(folder) if any(folder.rglob("manifest.json")) else (0, [])
    if (folder / LEDGER).exists():
        problems += verify_stored(folder)[1]
    if live is not None and not problems:
        note(live, DRILL, now)
    made = datetime.fromisoformat(told["made"])
    return Restored(made, len(told["files"]), count, checked, _lost(folder), tuple(problems))


def is_consortium(folder: Path) -> bool:
    """Whether a folder is a consortium's."""
    return (folder / SETTINGS).is_file()


def _give_back_keys(folder: Path, packed: bytes | None) -> int:
    """Put the wrapped keys beside what they sealed; their number."""
    if packed is None:
        return 0
    count = 0
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        for name in opened.namelist():
            if name.startswith("vault/"):
                write_file(folder / name, opened.read(name))
                count += 1
    return count


def _lost(folder: Path) -> tuple[str, ...]:
    """Files that were received and not read yet, of which no key came back."""
    if not (folder / LEDGER).exists():
        return ()
    events: Sequence[Event] = Ledger(folder).events()
    decided = {event.submission for event in events if event.kind in DECIDED}
    vault = Vault(folder, load_consortium(folder).recipients)
    return tuple(
        event.submission
        for event in events
        if event.kind == RECEIVED
        and event.submission not in decided
        and not vault.has(event.partner, event.month, f"{event.submission}.{ORIGINAL}")
    )
