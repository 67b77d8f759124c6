"""Destroy what has been kept long enough: keys first, then what they sealed; prove it, record it.

What is to be destroyed is written down before the first key goes, so that a purge that was stopped
is finished by whoever comes next, and recorded once.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.errors import InternalError
from pipelines.keeping.backup_key import retire
from pipelines.keeping.moments import RETIRED, note
from pipelines.keeping.retention import Due, Retention, retention
from pipelines.settings import Consortium
from pipelines.settings_files import load_consortium
from pipelines.storage.files import remove_file, write_file
from pipelines.storage.keys import Keys, keys_for
from pipelines.storage.ledger import PURGED, Event, Ledger
from pipelines.storage.turns import turn
from pipelines.storage.vault import Entry, Vault
from schemas.periods import Month


@dataclass(frozen=True)
class Purged:
    """What a purge did: numbers by reason, and how many of them can be read no more."""

    counts: Mapping[str, int]
    unreadable: int
    is_backup_key_retired: bool = False


def purge(home: Path, now: datetime, *, trust_clock: bool = False) -> tuple[Purged, Retention]:
    """Destroy what is due, with what an earlier purge left undone; what waits is told.

    Raises: UsageError without the private keys, by which it is tried whether anything can be read.
    """
    consortium = load_consortium(home)
    keys_for(home).identity()
    with turn(home):
        finished = finish_purge(home, consortium, now)
        found = retention(home, consortium, now)
        due = [*found.due, *(found.waits_for_clock if trust_clock else ())]
        _write_down(home, due)
        done = finish_purge(home, consortium, now)
    counts = Counter(finished.counts) + Counter(done.counts)
    is_retired = finished.is_backup_key_retired or done.is_backup_key_retired
    return Purged(counts, finished.unreadable + done.unreadable, is_retired), found


def finish_purge(home: Path, consortium: Consortium, now: datetime) -> Purged:
    """Carry out what is written down to be destroyed; nothing is, unless a purge was stopped."""
    path = _list_of(home)
    if not path.exists():
        return Purged({}, 0)
    written = json.loads(path.read_text(encoding="utf-8"))
    due = [Due(_entry(one), str(one["why"])) for one in written["due"]]
    vault, keys = Vault(home, consortium.recipients), keys_for(home)
    unreadable = [one for one in due if _destroyed(vault, one.entry, keys)]
    _record(Ledger(home), unreadable, str(written["batch"]), now)
    if len(unreadable) < len(due):
        left = len(due) - len(unreadable)
        raise InternalError("PURGE-01", f"{left} of {len(due)} can still be read; see to the disk")
    is_retired = _retire_backup_key(home, vault, now)
    remove_file(path)
    return Purged(Counter(one.why for one in due), len(unreadable), is_retired)


def is_unfinished(home: Path) -> bool:
    """Whether a purge was stopped before its end."""
    return _list_of(home).exists()


def _retire_backup_key(home: Path, vault: Vault, now: datetime) -> bool:
    """What is gone from the vault must not come back from a backup."""
    kept = [entry.name for entry, parts in vault.entries().items() if "key" in parts]
    is_retired = retire(home, kept)
    if is_retired:
        note(home, RETIRED, now)
    return is_retired


def _destroyed(vault: Vault, entry: Entry, keys: Keys) -> bool:
    """Destroy the key, try to read what it sealed, then remove that too."""
    vault.destroy_key(entry)
    is_gone = not vault.is_readable(entry, keys)
    vault.erase(entry.partner, entry.month, entry.name)
    return is_gone


def _record(ledger: Ledger, due: Sequence[Due], batch: str, now: datetime) -> None:
    """One event a partner and month: counts only. One that was recorded already is not again."""
    told = {
        (event.partner, event.month)
        for event in ledger.events(kind=PURGED)
        if (event.details or {}).get("batch") == batch
    }
    by_month: dict[tuple[str, Month], list[Due]] = {}
    for one in due:
        by_month.setdefault((one.entry.partner, one.entry.month), []).append(one)
    for partner, month in sorted(set(by_month) - told):
        details = _counts(by_month[partner, month]) | {"batch": batch}
        event = Event(at=now, kind=PURGED, month=month, partner=partner, details=details)
        ledger.add(event)


def _counts(due: Iterable[Due]) -> dict[str, Any]:
    own = list(due)
    reasons = Counter(one.why for one in own)
    kinds = Counter(one.entry.kind for one in own)
    return {"why": dict(reasons), "what": dict(kinds), "unreadable": len(own)}


def _write_down(home: Path, due: Sequence[Due]) -> None:
    listed = [
        {
            "partner": one.entry.partner,
            "month": str(one.entry.month),
            "submission": one.entry.submission,
            "kind": one.entry.kind,
            "why": one.why,
        }
        for one in due
    ]
    document = {"batch": secrets.token_hex(8), "due": listed}
    write_file(_list_of(home), json.dumps(document, indent=1).encode())


def _entry(told: Mapping[str, str]) -> Entry:
    return Entry(told["partner"], Month.parse(told["month"]), told["submission"], told["kind"])


def _list_of(home: Path) -> Path:
    return home / "store" / "keeping" / "purge.json"
