"""A person's decision: a draft becomes a release, is remembered for ever, and is recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pipelines.audit import audit_inside, audit_published
from pipelines.errors import Blocked, UsageError
from pipelines.monthly import OpenZone
from pipelines.publish.refusals import in_words
from pipelines.settings import load_consortium
from pipelines.storage.ledger import RELEASED, Event, Ledger
from pipelines.storage.protection import freeze, read_audit, read_told_cells
from pipelines.storage.releases import Release, all_releases, draft_of, release_draft, releases_of
from schemas.catalog import Catalog, load_catalog
from schemas.periods import Month

NAMED = 5


def approve(
    home: Path,
    month: Month,
    report: str,
    by: str,
    at: datetime,
    catalog: Catalog | None = None,
) -> Release | None:
    """Release the draft as the next version; None if the last release already says the same.

    Raises: Blocked if there is no draft, if it is not what was protected last, if its files do not
    pass inspection any more, or if its audit did not pass: that of the run, or one made now if
    something else was released since.
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
    audit = read_audit(home, month)
    if audit.get("drafts", {}).get(report) != hashlib.sha256(draft.csv).hexdigest():
        why = f"{month} was counted again since the draft of {report} was made; run the month again"
        raise Blocked("APPROVE-04", why)
    refusals = _zone(home, catalog).refusals(month, report, draft.files)
    if refusals:
        why = f"the draft of {report} for {month} is not as the run left it: {in_words(refusals)}"
        raise Blocked("APPROVE-05", f"{why}; run the month again")
    reasons = list(audit["explanation"])
    if not reasons and _released_since(home, draft, audit["beside"]):
        reasons = _audited_again(home, draft)
    if reasons or draft.manifest["disclosure"]["audit"]["result"] != "pass":
        raise Blocked("APPROVE-02", _in_words(f"{report} for {month}", reasons))
    freeze(home, month, report, draft.version, int(draft.manifest["edition"]))
    release = release_draft(home, draft)
    Ledger(home).add(
        Event(at=at, kind=RELEASED, month=month, report=report, version=str(release.version), by=by)
    )
    return release


def _zone(home: Path, catalog: Catalog | None) -> OpenZone:
    return OpenZone(home, load_consortium(home), catalog or load_catalog())


def _released_since(home: Path, draft: Release, beside: Sequence[str]) -> bool:
    """Whether the audit of the run did not see some release; reports of one run saw each other."""
    edition = draft.manifest["edition"]
    unseen = [one for one in all_releases(home) if one.stem not in beside]
    return any((one.month, one.manifest["edition"]) != (draft.month, edition) for one in unseen)


def _audited_again(home: Path, draft: Release) -> list[str]:
    """The draft attacked together with everything that is released by now."""
    own = [draft.folder]
    paths = [*own, *(one.folder for one in all_releases(home))]
    audit = audit_published(paths, own) + audit_inside(paths, read_told_cells(home), own)
    return audit.explanation


def _in_words(draft: str, reasons: Sequence[str]) -> str:
    more = [f"and {len(reasons) - NAMED} more"] if len(reasons) > NAMED else []
    why = "; ".join([*reasons[:NAMED], *more])
    return f"the audit of {draft} did not pass{': ' if why else ''}{why}"


def is_same(draft: Release, released: Release) -> bool:
    """Whether a draft says what a release says: the same figures and the same coverage."""
    same_figures = draft.csv == released.csv
    return same_figures and draft.manifest["coverage"] == released.manifest["coverage"]
