"""From the inbox into the vault: encrypted, recorded as received, plain bytes removed.

Neither the name of a file nor a hash of it is kept.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.settings import Consortium, Partner
from pipelines.storage.failpoints import reach
from pipelines.storage.ledger import NIL, RECEIVED, Event, Ledger
from pipelines.storage.locking import alone
from pipelines.storage.turns import at_intake
from pipelines.storage.vault import ORIGINAL, Vault
from schemas.periods import Month, PeriodError

ADDRESS_PARTS = 2
LOCK_FILE = "inbox.lock"


@dataclass(frozen=True)
class Arrival:
    """When a file came, and who handed it in; "" where nobody said."""

    at: datetime
    by: str = ""


@dataclass(frozen=True)
class Stranded:
    """Numbers of files that lie in the inbox and cannot be taken from there, by what keeps them."""

    misplaced: int = 0
    unreadable: int = 0


@at_intake
def hand_in(
    home: Path,
    consortium: Consortium,
    partner: Partner,
    month: Month,
    content: bytes,
    arrival: Arrival,
) -> str:
    """Encrypt one file into the vault and record it as received; returns its submission id.

    Files that come at once are numbered one after the other.

    Privacy: identifiable in, encrypted on disk.
    """
    ledger, vault = Ledger(home), Vault(home, consortium.recipients)
    with alone(home / "store" / LOCK_FILE):
        earlier = ledger.events(partner=partner.id, month=str(month), kind=RECEIVED)
        numbers = [int(event.submission.rsplit("-", 1)[1]) for event in earlier]
        submission = f"{partner.id}-{month}-{max(numbers, default=0) + 1}"
        sealed = vault.put(partner.id, month, f"{submission}.{ORIGINAL}", content)
        received = Event(
            at=arrival.at,
            kind=RECEIVED,
            month=month,
            partner=partner.id,
            submission=submission,
            by=arrival.by,
            details={"bytes": len(content), "ciphertext_sha256": sealed},
        )
        ledger.add(received)
    return submission


def sweep(home: Path, consortium: Consortium, at: datetime) -> int:
    """Hand in every file below `inbox/<partner>/<month>/`, oldest first; their number.

    A file of a locked month comes into the vault as well, and is held there. A sync may put a file
    into a folder of its own: what lies deeper is handed in as well, and the folders go, since their
    names may name a person. What is not addressed to a partner and month, or cannot be read, stays
    where it is and stops nobody: `stranded` tells of it.
    """
    inbox = home / "inbox"
    swept = 0
    for path in sorted(_files(inbox), key=lambda file: _turn(file, inbox)):
        address = _address(path.relative_to(inbox), consortium)
        content = _content(path) if address else None
        if address is None or content is None:
            continue
        hand_in(home, consortium, *address, content, Arrival(at))
        reach("handed_in")
        path.unlink()
        reach("taken_out")
        swept += 1
    _remove_inner_folders(inbox)
    return swept


def stranded(home: Path, consortium: Consortium) -> Stranded:
    """What a run leaves in the inbox; no file is named, since its name may name a person.

    Privacy: disclosure-safe out: numbers.
    """
    inbox = home / "inbox"
    addressed = {path: _address(path.relative_to(inbox), consortium) for path in _files(inbox)}
    misplaced = sum(address is None for address in addressed.values())
    unreadable = sum(not _can_be_read(path) for path, found in addressed.items() if found)
    return Stranded(misplaced, unreadable)


def record_nil(
    home: Path, partner: Partner, month: Month, record: str, by: str, at: datetime
) -> None:
    """Record that a partner has nothing to report for a record in a month."""
    if record not in partner.expected:
        raise UsageError("NIL-01", f"{partner.id} is not expected to send {record}")
    nil = Event(at=at, kind=NIL, month=month, partner=partner.id, record=record, by=by)
    Ledger(home).add(nil)


def _files(inbox: Path) -> list[Path]:
    return [path for path in inbox.rglob("*") if path.is_file() or path.is_symlink()]


def _turn(path: Path, inbox: Path) -> tuple[tuple[str, ...], int, str]:
    """By partner and month, then by age."""
    return path.relative_to(inbox).parts[:2], path.lstat().st_mtime_ns, path.name


def _address(inside: Path, consortium: Consortium) -> tuple[Partner, Month] | None:
    """The partner and month that a path inside the inbox names, or None."""
    partners = {partner.id: partner for partner in consortium.partners}
    if len(inside.parts) <= ADDRESS_PARTS or inside.parts[0] not in partners:
        return None
    try:
        return partners[inside.parts[0]], Month.parse(inside.parts[1])
    except PeriodError:
        return None


def _content(path: Path) -> bytes | None:
    """The bytes of a file, or None; the system's own words would name the file."""
    with contextlib.suppress(OSError), open(path, "rb", opener=_no_link) as file:
        return file.read()
    return None


def _can_be_read(path: Path) -> bool:
    with contextlib.suppress(OSError), open(path, "rb", opener=_no_link):
        return True
    return False


def _no_link(path: str, flags: int) -> int:
    """A link is never followed: it may lead to what another agency sent, or to a key."""
    return os.open(path, flags | os.O_NOFOLLOW)


def _remove_inner_folders(inbox: Path) -> None:
    inner = [path for path in inbox.glob("*/*/*") if path.is_dir()]
    for folder in inner:
        below = [path for path in folder.rglob("*") if path.is_dir()]
        for emptied in sorted([folder, *below], reverse=True):
            if not any(emptied.iterdir()):
                emptied.rmdir()
