"""A person's decision: a draft becomes a release, is remembered for ever, and is recorded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipelines.errors import Blocked, UsageError
from pipelines.storage.ledger import RELEASED, Event, Ledger
from pipelines.storage.protection import freeze
from pipelines.storage.releases import Release, draft_of, release_draft, releases_of
from schemas.periods import Month


def approve(home: Path, month: Month, report: str, by: str, at: datetime) -> Release | None:
    """Release the draft as the next version; None if the last release already says the same.

    Raises: Blocked if there is no draft, or the audit of the draft did not pass.
    """
    if not by.strip():
        raise UsageError("APPROVE-03", "say who approves, with --by")
    draft = draft_of(home, month, report)
    if draft is None:
        raise Blocked(
            "APPROVE-01", f"there is no draft of {report} for {month}; run the month first"
        )
    earlier = releases_of(home, month, report)
    if earlier and is_same(draft, earlier[-1]):
        return None
    if draft.manifest["disclosure"]["audit"]["result"] != "pass":
        raise Blocked("APPROVE-02", f"the audit of {report} for {month} did not pass")
    freeze(home, month, report, draft.version, int(draft.manifest["edition"]))
    release = release_draft(home, draft)
    Ledger(home).add(
        Event(at=at, kind=RELEASED, month=month, report=report, version=str(release.version), by=by)
    )
    return release


def is_same(draft: Release, released: Release) -> bool:
    """Whether a draft says what a release says: the same figures and the same coverage."""
    same_figures = draft.csv == released.csv
    return same_figures and draft.manifest["coverage"] == released.manifest["coverage"]
