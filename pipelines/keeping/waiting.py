"""What waits for a run, by month, with a fingerprint that holds no name and no content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.settings import Consortium
from pipelines.storage.board import standings
from pipelines.storage.ledger import RECEIVED, Ledger
from schemas.periods import Month, PeriodError

STILL = timedelta(minutes=2)  # a file that changed since is perhaps still being copied
ADDRESS_PARTS = 3


def waiting(home: Path, consortium: Consortium, now: datetime) -> Mapping[Month, str]:
    """Each month that something waits for, with a fingerprint of what does.

    The fingerprint is of places, sizes and times: the same set gives the same one, and neither the
    name of a file nor a hash of its content is in it.
    """
    marks: dict[Month, list[str]] = {}
    for path in (home / "inbox").rglob("*"):
        month = _month_of(path, home / "inbox", consortium)
        if month is not None and path.is_file():
            found = path.stat()
            changed = datetime.fromtimestamp(found.st_mtime, UTC).replace(tzinfo=None)
            if now - changed >= STILL:
                partner = path.relative_to(home / "inbox").parts[0]
                mark = f"{partner} {found.st_ino} {found.st_size} {found.st_mtime_ns}"
                marks.setdefault(month, []).append(mark)
    for month in {event.month for event in Ledger(home).events(kind=RECEIVED)}:
        for one in standings(Ledger(home), consortium, month):
            if not one.partner.waits_for_layout(month):
                own = [event.submission for event in one.waiting]
                marks.setdefault(month, []).extend(own)
    last = Month.of(now.date())
    return {
        month: hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:16]
        for month, found in sorted(marks.items())
        if found and month <= last
    }


def _month_of(path: Path, inbox: Path, consortium: Consortium) -> Month | None:
    parts = path.relative_to(inbox).parts
    if len(parts) < ADDRESS_PARTS or parts[0] not in {one.id for one in consortium.partners}:
        return None
    try:
        return Month.parse(parts[1])
    except PeriodError:
        return None
