"""The key to which a backup's wrapped keys are encrypted once more: it dies with the next purge.

Without it a backup gives back totals, releases and the ledger, but no row and no file, whoever
has the other private keys. It lies in the folder of private keys, in no backup.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pyrage

from pipelines.storage.files import remove_file, write_file
from pipelines.storage.private import private_folder, read_private, write_private

BACKUP_KEY_FILE = "backup-key.txt"


def backup_recipient(home: Path) -> str:
    """The public half of the key of backups made now; a new pair if there is none."""
    folder = private_folder(home)
    if not (folder / BACKUP_KEY_FILE).exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(folder / BACKUP_KEY_FILE, str(pyrage.x25519.Identity.generate()))
        _saved(home).unlink(missing_ok=True)
    return str(_identity(folder).to_public())


def seal(recipient: str, content: bytes) -> bytes:
    """Encrypt for the backup key."""
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient)]))


def unseal(folder: Path, recipient: str, sealed: bytes) -> bytes | None:
    """Decrypt what a backup sealed; None if its key is not in this folder of private keys."""
    if not (folder / BACKUP_KEY_FILE).exists():
        return None
    identity = _identity(folder)
    if str(identity.to_public()) != recipient:
        return None
    return bytes(pyrage.decrypt(sealed, [identity]))


def remember(home: Path, names: Iterable[str]) -> None:
    """Note what has gone into a backup under the key of now."""
    known = _remembered(home) | set(names)
    write_file(_saved(home), json.dumps(sorted(known)).encode())


def retire(home: Path, kept: Iterable[str]) -> bool:
    """Destroy the backup key if some backup holds what the vault holds no more; whether it was."""
    path = private_folder(home) / BACKUP_KEY_FILE
    if not path.exists() or _remembered(home) <= set(kept):
        return False
    remove_file(path)
    remove_file(_saved(home))
    return True


def _identity(folder: Path) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(read_private(folder, BACKUP_KEY_FILE))


def _remembered(home: Path) -> set[str]:
    path = _saved(home)
    return set(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else set()


def _saved(home: Path) -> Path:
    return home / "store" / "keeping" / "backed_up.json"
