"""The chain of the ledger: each event holds the link of the one before it and a link of its own.

A plain hash, not a keyed one: whoever hands in a file must be able to append without any private
key, and whoever holds a copy must be able to check it. Against someone who may write to the
folder and makes the whole chain anew, no key within reach of this program would help either: only
a link that somebody else has noted down.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.storage.files import write_file

# Every chain that was ever written begins so and is made so: this can never change.
FORM = "consortium ledger 1"
FIRST = ""
CONTENT = (
    "number", "at", "kind", "month", "partner", "submission", "record", "report", "version", "by",
    "details",
)  # fmt: skip
HEAD_FILE = "ledger.head"


def link(previous: str, row: Mapping[Any, Any]) -> str:
    """The link of an event: a hash over the link before it and everything that it says."""
    told = [FORM, previous, *(row[name] for name in CONTENT)]
    return hashlib.sha256(json.dumps(told).encode("ascii")).hexdigest()


@dataclass(frozen=True)
class Head:
    """The newest event of a ledger, by number and link; number 0 if there is none."""

    number: int = 0
    link: str = FIRST

    def __str__(self) -> str:
        """Number and link in one word, to be noted down elsewhere."""
        return f"{self.number}:{self.link}"


def read_head(home: Path) -> Head | None:
    """The newest event as it was noted beside the ledger; None if nothing was, or it is damaged."""
    try:
        number, _, found = _path(home).read_text(encoding="ascii").strip().partition(":")
        return Head(int(number), found)
    except (OSError, ValueError):
        return None


def write_head(home: Path, head: Head) -> None:
    """Note the newest event beside the ledger, so that a ledger cut short is noticed."""
    write_file(_path(home), f"{head}\n".encode("ascii"))


def _path(home: Path) -> Path:
    return home / "store" / HEAD_FILE
