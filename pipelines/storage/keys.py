"""Private identities: outside the consortium's folder, mode 0600."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

import pyrage

from pipelines.storage.private import private_folder, read_private, write_private

IDENTITY_FILE = "identity.txt"
PERSON_KEY_FILE = "person-key.txt"


@dataclass(frozen=True)
class Keys:
    """The folder with the coalition's age identity and the secret behind person numbers."""

    folder: Path

    def identity(self) -> pyrage.x25519.Identity:
        """The private identity; UsageError if it is missing or readable by others."""
        return pyrage.x25519.Identity.from_str(read_private(self.folder, IDENTITY_FILE))

    def partner_secret(self, partner: str) -> bytes:
        """The secret of one partner, derived so that person numbers differ between agencies."""
        master = bytes.fromhex(read_private(self.folder, PERSON_KEY_FILE))
        return hmac.new(master, partner.encode(), hashlib.sha256).digest()


def keys_for(home: Path) -> Keys:
    """`CONSORTIUM_KEYS`, or the folder beside the consortium's folder named `<name>.keys`."""
    return Keys(private_folder(home))


def make_keys(folder: Path) -> str:
    """Make an identity and a person secret unless they exist; returns the public recipient."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / IDENTITY_FILE).exists():
        write_private(folder / IDENTITY_FILE, str(pyrage.x25519.Identity.generate()))
        write_private(folder / PERSON_KEY_FILE, secrets.token_hex(32))
    return str(Keys(folder).identity().to_public())
