"""The vault: partner files and stripped records, each encrypted (age) with a key of its own.

The key of a file is an age identity wrapped to the coalition's recipients and kept beside the
file; destroying the wrapped key erases the file, whatever copies of the ciphertext remain.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyrage

from pipelines.errors import UsageError
from pipelines.storage.failpoints import reach
from pipelines.storage.files import remove_file, write_file
from pipelines.storage.keys import Keys
from pipelines.types import StrippedRecords
from schemas.periods import Month

ORIGINAL = "original"
STRIPPED = "stripped"
NAME = re.compile(r"(?P<submission>.+?)\.(?P<kind>[a-z]+)(?P<key>\.key)?\.age")


@dataclass(frozen=True, order=True)
class Entry:
    """One thing that is kept: whose, of which month, of which submission, and what it is."""

    partner: str
    month: Month
    submission: str
    kind: str

    @property
    def name(self) -> str:
        """Its name within the partner's month."""
        return f"{self.submission}.{self.kind}"


@dataclass(frozen=True)
class Vault:
    """Files at `vault/<partner>/<month>/`: `<submission>.<kind>.age` and its wrapped `.key.age`."""

    home: Path
    recipients: tuple[str, ...]

    def put(self, partner: str, month: Month, name: str, content: bytes) -> str:
        """Encrypt and keep `content`; key first, so that no ciphertext is ever without one.

        Returns the hash of the ciphertext, which tells nothing of what is in it.
        """
        own = pyrage.x25519.Identity.generate()
        wrapped = pyrage.encrypt(str(own).encode("ascii"), self._recipients())
        write_file(self._path(partner, month, name, "key.age"), wrapped)
        reach("key_kept")
        sealed = pyrage.encrypt(content, [own.to_public()])
        write_file(self._path(partner, month, name, "age"), sealed)
        reach("sealed")
        return hashlib.sha256(sealed).hexdigest()

    def get(self, partner: str, month: Month, name: str, keys: Keys) -> bytes:
        """Decrypt one file with the coalition's identity.

        Privacy: identifiable out.
        """
        wrapped = self._path(partner, month, name, "key.age").read_bytes()
        own = pyrage.decrypt(wrapped, [keys.identity()]).decode("ascii")
        identity = pyrage.x25519.Identity.from_str(own)
        sealed = self._path(partner, month, name, "age").read_bytes()
        return bytes(pyrage.decrypt(sealed, [identity]))

    def erase(self, partner: str, month: Month, name: str) -> None:
        """Destroy the wrapped key, then the ciphertext."""
        for ending in ("key.age", "age"):
            remove_file(self._path(partner, month, name, ending))

    def destroy_key(self, entry: Entry) -> None:
        """Destroy the wrapped key alone: the ciphertext, and every copy of it, is worthless."""
        remove_file(self._path(entry.partner, entry.month, entry.name, "key.age"))

    def is_readable(self, entry: Entry, keys: Keys) -> bool:
        """Whether it can still be read: with its own key, or by the coalition's identity alone."""
        place = (entry.partner, entry.month, entry.name)
        with contextlib.suppress(OSError, ValueError, pyrage.DecryptError):
            self.get(*place, keys)
            return True
        with contextlib.suppress(OSError, pyrage.DecryptError):
            pyrage.decrypt(self._path(*place, "age").read_bytes(), [keys.identity()])
            return True
        return False

    def entries(self) -> dict[Entry, frozenset[str]]:
        """Everything here, with what there is of it: "key", "sealed" or both."""
        found: dict[Entry, frozenset[str]] = {}
        for path in sorted((self.home / "vault").glob("*/*/*.age")):
            match = NAME.fullmatch(path.name)
            if match:
                month = Month.parse(path.parent.name)
                entry = Entry(path.parents[1].name, month, match["submission"], match["kind"])
                part = "key" if match["key"] else "sealed"
                found[entry] = found.get(entry, frozenset()) | {part}
        return found

    def has(self, partner: str, month: Month, name: str) -> bool:
        """Whether the file and its key are there."""
        endings = ("key.age", "age")
        return all(self._path(partner, month, name, ending).exists() for ending in endings)

    def put_stripped(self, submission: str, stripped: StrippedRecords) -> None:
        """Keep stripped records. Privacy: deidentified in, encrypted on disk."""
        name = f"{submission}.{STRIPPED}"
        self.put(stripped.partner, stripped.month, name, _pack(stripped))

    def get_stripped(
        self, submission: str, partner: str, month: Month, keys: Keys
    ) -> StrippedRecords:
        """The stripped records of one submission. Privacy: deidentified out."""
        content = self.get(partner, month, f"{submission}.{STRIPPED}", keys)
        return StrippedRecords(partner, month, _unpack(content))

    def _recipients(self) -> Sequence[pyrage.x25519.Recipient]:
        if not self.recipients:
            todo = "write the public keys there that `consortium init` gave you"
            raise UsageError("VAULT-01", f"consortium.toml names no recipients; next: {todo}")
        return [pyrage.x25519.Recipient.from_str(text) for text in self.recipients]

    def _path(self, partner: str, month: Month, name: str, ending: str) -> Path:
        return self.home / "vault" / partner / str(month) / f"{name}.{ending}"


def _pack(stripped: StrippedRecords) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for record, frame in stripped.frames.items():
            buffered = io.BytesIO()
            frame.to_feather(buffered)  # unlike Parquet it keeps dates in seconds
            archive.writestr(f"{record}.arrow", buffered.getvalue())
    return buffer.getvalue()


def _unpack(content: bytes) -> dict[str, pd.DataFrame]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name.removesuffix(".arrow"): pd.read_feather(io.BytesIO(archive.read(name)))
            for name in archive.namelist()
        }
