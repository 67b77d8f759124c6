"""Whether what is stored is still what was written: totals, protection, vault."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipelines.settings_files import load_consortium
from pipelines.storage.cells import VERSION_LENGTH
from pipelines.storage.files import SUM, digest
from pipelines.storage.keys import IDENTITY_FILE, keys_for
from pipelines.storage.vault import Vault

CHANGED = "changed since it was written"


def verify_stored(home: Path) -> tuple[int, list[str]]:
    """Check everything that a folder keeps beside its releases; files checked, problems by name.

    The vault is authenticated encryption: it is opened for this, if the private keys are here.
    Privacy: disclosure-safe out: names and numbers.
    """
    found = [*_cells(home), *_protection(home), *_vault(home)]
    return len(found), [problem for problem in found if problem]


def _cells(home: Path) -> Iterator[str]:
    """A version is named by the hash of its content."""
    for path in sorted((home / "store" / "cells").glob("*/*/*.parquet")):
        is_same = hashlib.sha256(path.read_bytes()).hexdigest()[:VERSION_LENGTH] == path.stem
        yield "" if is_same else _problem(home, path)


def _protection(home: Path) -> Iterator[str]:
    """Each file has its sum beside it; those that an older version wrote have none."""
    for kept in sorted((home / "store" / "protection").rglob(f"*{SUM}")):
        path = kept.with_name(kept.name.removesuffix(SUM))
        if not path.exists():
            yield f"{path.relative_to(home).as_posix()}: missing"
        else:
            is_same = digest(path.read_bytes()) == kept.read_bytes().strip()
            yield "" if is_same else _problem(home, path)


def _vault(home: Path) -> Iterator[str]:
    keys = keys_for(home)
    if not (keys.folder / IDENTITY_FILE).exists():
        return
    vault = Vault(home, load_consortium(home).recipients)
    for entry, parts in vault.entries().items():
        if len(parts) > 1:  # halves are leftovers, which the doctor tells of
            place = f"vault/{entry.partner}/{entry.month}/{entry.name}"
            yield "" if vault.is_readable(entry, keys) else f"{place}: cannot be opened any more"


def _problem(home: Path, path: Path) -> str:
    return f"{path.relative_to(home).as_posix()}: {CHANGED}"
