"""From the inbox into the vault: encrypted, recorded as received, plain bytes removed.

Neither the name of a file nor a hash of it is kept.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.settings import Consortium, Partner
from pipelines.storage.ledger import NIL, RECEIVED, Event, Ledger
from pipelines.storage.vault import ORIGINAL, Vault
from schemas.periods import Month, PeriodError


def hand_in(
    home: Path, consortium: Consortium, partner: Partner, month: Month, content: bytes, at: datetime
) -> str:
    """Encrypt one file into the vault and record it as received; returns its submission id.

    Privacy: identifiable in, encrypted on disk.
    """
    ledger = Ledger(home)
    earlier = ledger.events(partner=partner.id, month=str(month), kind=RECEIVED)
    submission = f"{partner.id}-{month}-{len(earlier) + 1}"
    vault = Vault(home, consortium.recipients)
    vault.put(partner.id, month, f"{submission}.{ORIGINAL}", content)
    size = {"bytes": len(content)}
    ledger.add(
        Event(
            at=at,
            kind=RECEIVED,
            month=month,
            partner=partner.id,
            submission=submission,
            details=size,
        )
    )
    return submission


def sweep(home: Path, consortium: Consortium, at: datetime) -> int:
    """Hand in every file that lies in `inbox/<partner>/<month>/`, oldest first; their number."""
    swept = 0
    for folder in sorted((home / "inbox").glob("*/*")):
        partner, month = _addressed_to(folder, consortium)
        files = [path for path in folder.iterdir() if path.is_file()]
        for path in sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name)):
            hand_in(home, consortium, partner, month, path.read_bytes(), at)
            path.unlink()
            swept += 1
    return swept


def record_nil(
    home: Path, partner: Partner, month: Month, record: str, by: str, at: datetime
) -> None:
    """Record that a partner has nothing to report for a record in a month."""
    if record not in partner.expected:
        raise UsageError("NIL-01", f"{partner.id} is not expected to send {record}")
    nil = Event(at=at, kind=NIL, month=month, partner=partner.id, record=record, by=by)
    Ledger(home).add(nil)


def _addressed_to(folder: Path, consortium: Consortium) -> tuple[Partner, Month]:
    known = {partner.id for partner in consortium.partners}
    try:
        month = Month.parse(folder.name)
    except PeriodError:
        month = None
    if month is None or folder.parent.name not in known:
        raise UsageError("INBOX-01", "a folder in inbox/ is not named partner/month")
    return consortium.partner(folder.parent.name), month
