"""Private files: outside the consortium's folder, mode 0600; the secret behind changed counts."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.storage.files import write_file

FIGURE_KEY_FILE = "figure-key.txt"


def private_folder(home: Path) -> Path:
    """`CONSORTIUM_KEYS`, or the folder beside the consortium's folder named `<name>.keys`."""
    named = os.environ.get("CONSORTIUM_KEYS")
    return Path(named) if named else home.resolve().with_name(f"{home.resolve().name}.keys")


def read_private(folder: Path, name: str) -> str:
    """A private file's text; UsageError if it is missing or readable by others."""
    path = folder / name
    if not path.is_file():
        todo = (
            f"copy the private keys from their second safe place into the folder "
            f"{folder.name}, or say in CONSORTIUM_KEYS which folder holds them"
        )
        raise UsageError("KEYS-01", f"{name} is missing; nothing was changed. Next: {todo}")
    if path.stat().st_mode & 0o077:
        raise UsageError("KEYS-02", f"{name} can be read by others; set its mode to 0600")
    return path.read_text(encoding="ascii").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    previous = os.umask(0o077)
    try:
        write_file(path, text.encode("ascii"))
    finally:
        os.umask(previous)


def figure_secret(home: Path, *, is_first: bool) -> bytes:
    """The secret by which counts are changed; made if no release ever needed it.

    A lost one is asked for, not replaced: another would change the same counts in another way, and
    whoever has both could take the mean.
    """
    folder = private_folder(home)
    if is_first and not (folder / FIGURE_KEY_FILE).exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(folder / FIGURE_KEY_FILE, secrets.token_hex(32))
    return bytes.fromhex(read_private(folder, FIGURE_KEY_FILE))
