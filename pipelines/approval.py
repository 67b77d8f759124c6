"""A person's decision: a draft becomes a release, is remembered for ever, and is recorded."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.audit import audit_inside, audit_published
from pipelines.errors import Blocked, UsageError
from pipelines.listed import clauses
from pipelines.monthly import OpenZone
from pipelines.names import person
from pipelines.permission import Decision, Permission
from pipelines.publish.refusals import in_words
from pipelines.settings_files import load_consortium
from pipelines.storage.examination import MANIFEST_HASH, manifest_hash
from pipelines.storage.ledger import APPROVED, RELEASED, RESTATED, Event, Ledger
from pipelines.storage.protection import freeze, read_audit, read_told_cells
from pipelines.storage.releases import (
    Release,
    all_releases,
    draft_of,
    is_same,
    release_draft,
    releases_of,
)
from schemas.catalog import Catalog, load_catalog
from schemas.periods import Month

NAMED = 5


def approve(
    home: Path,
    month: Month,
    report: str,
    decision: Decision,
    catalog: Catalog | None = None,
) -> Release | None:
    """Release the draft as the next version; None if the last release already says the same.

    Raises: Blocked if there is no draft, if its month is locked, if the same person handed in, if
    agencies are missing, if it is not what was protected last, if its files do not pass inspection
    any more, or if its audit did not pass: that of the run, or one made now if something else was
    released since.
    """
    if not decision.by.strip():
        raise UsageError("APPROVE-03", "say who approves, with --by")
    decision = dataclasses.replace(decision, by=person(decision.by))
    draft = draft_of(home, month, report)
    if draft is None:
        raise Blocked(
            "APPROVE-01", f"there is no draft of {report} for {month}; run the month first"
        )
    earlier = releases_of(home, month, report)
    if earlier and is_same(draft, earlier[-1]):
        _note_release(home, earlier[-1], decision)  # a machine that stopped may have left it out
        return None
    zone = OpenZone(home, load_consortium(home), catalog or load_catalog())
    permission = Permission(home, zone.consortium, zone.catalog.reports[report], month)
    permission.refuse(decision)
    _refuse_unsafe(zone, draft)
    _note_approval(permission, draft, decision)
    freeze(home, month, report, draft.version, int(draft.manifest["edition"]))
    release = release_draft(home, draft)
    _note_release(home, release, decision)
    return release


def _refuse_unsafe(zone: OpenZone, draft: Release) -> None:
    home, month, report = zone.home, draft.month, draft.report
    audit = read_audit(home, month)
    is_drafted = audit.get("drafts", {}).get(report) == hashlib.sha256(draft.csv).hexdigest()
    counted = zone.counted(month)
    if not is_drafted or audit.get("counted", counted) != counted:
        why = f"{month} was counted again since the draft of {report} was made; run the month again"
        raise Blocked("APPROVE-04", why)
    refusals = zone.refusals(month, report, draft.files)
    if refusals:
        why = f"the draft of {report} for {month} is not as the run left it: {in_words(refusals)}"
        raise Blocked("APPROVE-05", f"{why}; run the month again")
    reasons = list(audit["explanation"])
    if not reasons and _released_since(home, draft, audit["beside"]):
        reasons = _audited_again(home, draft)
    if reasons or draft.manifest["disclosure"]["audit"]["result"] != "pass":
        raise Blocked("APPROVE-02", _in_words(f"{report} for {month}", reasons))


def _note_approval(permission: Permission, draft: Release, decision: Decision) -> None:
    """What was decided, before it is done: a machine may stop in between."""
    hands = permission.hands()
    details = {
        MANIFEST_HASH: manifest_hash(draft.folder),
        "missing": list(permission.missing()),
        "files": hands.files,
        "handed_in_by_unknown": hands.unknown,
    }
    Ledger(permission.home).add(_event(APPROVED, draft, decision, details))


def _note_release(home: Path, release: Release, decision: Decision) -> None:
    """That the release is there, unless that is told already."""
    kind = RELEASED if release.version == 1 else RESTATED
    key = {"month": str(release.month), "report": release.report, "version": str(release.version)}
    ledger = Ledger(home)
    if not ledger.events(kind=kind, **key) and not ledger.events(kind=RELEASED, **key):
        details = {MANIFEST_HASH: manifest_hash(release.folder)}
        ledger.add(_event(kind, release, decision, details))


def _event(kind: str, of: Release, decision: Decision, details: Mapping[str, object]) -> Event:
    return Event(
        at=decision.at,
        kind=kind,
        month=of.month,
        report=of.report,
        version=str(of.version),
        by=decision.by,
        details=details,
    )


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
    why = clauses(reasons, NAMED)
    return f"the audit of {draft} did not pass{': ' if why else ''}{why}"
