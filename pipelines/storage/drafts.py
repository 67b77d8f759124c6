"""A draft that is kept and told to the ledger, and why it differs from what was released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pipelines.storage.examination import MANIFEST_HASH, manifest_hash
from pipelines.storage.ledger import (
    ACCEPTED,
    DRAFTED,
    NIL,
    QUESTIONS,
    RELEASED,
    RESTATED,
    STALE,
    Event,
    Ledger,
)
from pipelines.storage.releases import Release, draft_of, is_same, releases_of, write_draft
from schemas.periods import Month

# Why figures of a release have changed, as the ledger has it.
LATE, CORRECTED, NIL_RETURN, DECLARED = "late_file", "corrected_file", "nil_return", "declared"


def keep_draft(
    home: Path, month: Month, report: str, files: Mapping[str, bytes], at: datetime
) -> None:
    """Replace the draft of one month's report; the ledger hears of one that says something new.

    Privacy: disclosure-safe in.
    """
    write_draft(home, month, report, files)
    draft, earlier = draft_of(home, month, report), releases_of(home, month, report)
    if draft is None or (earlier and is_same(draft, earlier[-1])):
        return
    ledger = Ledger(home)
    told = ledger.events(month=str(month), report=report)
    own = manifest_hash(draft.folder)
    drafted = [event for event in told if event.kind == DRAFTED]
    if drafted and (drafted[-1].details or {}).get(MANIFEST_HASH) == own:
        return
    events = [_event(DRAFTED, draft, at, {MANIFEST_HASH: own})]
    if earlier and not _is_known_stale(told, earlier[-1]):
        events.append(_event(STALE, earlier[-1], at, {}))
    ledger.add(*events)


def _is_known_stale(told: Sequence[Event], release: Release) -> bool:
    return any(one.kind == STALE and one.version == str(release.version) for one in told)


def _event(kind: str, of: Release, at: datetime, details: Mapping[str, str]) -> Event:
    version = str(of.version)
    return Event(
        at=at, kind=kind, month=of.month, report=of.report, version=version, details=details
    )


def reasons_since(ledger: Ledger, release: Release, months: Sequence[Month]) -> tuple[str, ...]:
    """Why the months of a report are not as they were when it was released last, in codes.

    Codes only, and of no agency: which one it was stands in the coverage where readers may know.

    Privacy: aggregate in, disclosure-safe out.
    """
    key = {"month": str(release.month), "report": release.report, "version": str(release.version)}
    released = [event for event in ledger.events(**key) if event.kind in {RELEASED, RESTATED}]
    since = released[-1].number if released else 0
    found = {why for month in months for why in _reasons(ledger, month, since)}
    order = (LATE, CORRECTED, NIL_RETURN)
    return tuple(why for why in order if why in found) or (DECLARED,)


def _reasons(ledger: Ledger, month: Month, since: int) -> set[str]:
    found, seen = set(), set()
    for event in ledger.events(month=str(month)):
        if event.number > since and event.kind == NIL:
            found.add(NIL_RETURN)
        if event.kind in {ACCEPTED, QUESTIONS}:
            if event.number > since:
                found.add(CORRECTED if event.partner in seen else LATE)
            seen.add(event.partner)
    return found
