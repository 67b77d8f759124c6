"""Private identities: outside the consortium's folder, mode 0600."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import pyrage

from pipelines.errors import UsageError
from pipelines.storage.files import write_file

IDENTITY_FILE = "identity.txt"
PERSON_KEY_FILE = "person-key.txt"


@dataclass(frozen=True)
class Keys:
    """The folder with the coalition's age identity and the secret behind person numbers."""

    folder: Path

    def identity(self) -> pyrage.x25519.Identity:
        """The private identity; UsageError if it is missing or readable by others."""
        return pyrage.x25519.Identity.from_str(self._read(IDENTITY_FILE))

    def partner_secret(self, partner: str) -> bytes:
        """The secret of one partner, derived so that person numbers differ between agencies."""
        master = bytes.fromhex(self._read(PERSON_KEY_FILE))
        return hmac.new(master, partner.encode(), hashlib.sha256).digest()

    def _read(self, name: str) -> str:
        path = self.folder / name
        if not path.is_file():
            todo = (
                f"copy the private keys from their second safe place into the folder "
                f"{self.folder.name}, or say in CONSORTIUM_KEYS which folder holds them"
            )
            raise UsageError("KEYS-01", f"{name} is missing; nothing was changed. Next: {todo}")
        if path.stat().st_mode & 0o077:
            raise UsageError("KEYS-02", f"{name} can be read by others; set its mode to 0600")
        return path.read_text(encoding="ascii").strip()


def keys_for(home: Path) -> Keys:
    """`CONSORTIUM_KEYS`, or the folder beside the consortium's folder named `<name>.keys`."""
    named = os.environ.get("CONSORTIUM_KEYS")
    return Keys(Path(named) if named else home.resolve().with_name(f"{home.resolve().name}.keys"))


def make_keys(folder: Path) -> str:
    """Make an identity and a person secret unless they exist; returns the public recipient."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / IDENTITY_FILE).exists():
        _write_private(folder / IDENTITY_FILE, str(pyrage.x25519.Identity.generate()))
        _write_private(folder / PERSON_KEY_FILE, secrets.token_hex(32))
    return str(Keys(folder).identity().to_public())


def _write_private(path: Path, text: str) -> None:
    previous = os.umask(0o077)
    try:
        write_file(path, text.encode("ascii"))
    finally:
        os.umask(previous)
