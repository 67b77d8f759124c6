"""`lock` and `unlock`: when a month is closed, and for whom it is opened once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.cli.future import refuse_future
from pipelines.cli.output import line
from pipelines.clock import now
from pipelines.errors import Blocked, UsageError
from pipelines.names import person
from pipelines.rows_kept import is_destroyed
from pipelines.settings import Consortium
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standings
from pipelines.storage.ledger import LOCKED, UNLOCKED, Event, Ledger
from pipelines.storage.locks import UNTIL, lock_of
from pipelines.storage.releases import Release, draft_of, is_same, releases_of
from pipelines.storage.vault import Vault
from schemas.catalog import load_catalog
from schemas.periods import Month

REASONS = "unlock_reason"


@dataclass(frozen=True)
class Opening:
    """Who opens a month and why; for one agency, until which day."""

    by: str
    reason: str
    partner: str = ""
    until: date | None = None


def lock_month(home: Path, month: Month, by: str) -> None:
    """Close a month; Blocked while files wait for it, since they would be counted by nobody."""
    refuse_future(month)
    consortium, ledger = load_consortium(home), Ledger(home)
    name = _who(by)
    if lock_of(ledger, month) is not None:
        raise Blocked("LOCK-03", f"{month} is locked already; nothing was changed")
    waiting = [one.partner.name for one in standings(ledger, consortium, month) if one.waiting]
    if waiting:
        names = ", ".join(waiting)
        told = f"files of {names} wait for {month}; nothing was changed. Next: run the month"
        raise Blocked("LOCK-04", told)
    ledger.add(Event(at=now(), kind=LOCKED, month=month, by=name))
    line(f"{month.label} is locked: it takes no files, nil returns or new versions.")
    _say_drafts(home, month)


def unlock_month(home: Path, month: Month, opening: Opening) -> None:
    """Open a month again, or for one agency until a day; the reason is kept."""
    consortium, ledger = load_consortium(home), Ledger(home)
    name, partner = _who(opening.by), opening.partner and consortium.partner(opening.partner).id
    listed = {one.code: one.label for one in load_catalog().code_lists[REASONS].codes}
    if opening.reason not in listed:
        known = "; ".join(f"{code} ({label})" for code, label in listed.items())
        raise UsageError("UNLOCK-01", f"the reason is one of: {known}")
    if bool(partner) != (opening.until is not None):
        raise UsageError("UNLOCK-02", "--partner and --until belong together")
    if lock_of(ledger, month) is None:
        raise UsageError("UNLOCK-03", f"{month} is not locked; nothing was changed")
    _say_destroyed(home, consortium, month, partner)
    until = {UNTIL: opening.until.isoformat()} if opening.until is not None else {}
    details = {"reason": opening.reason, **until}
    ledger.add(
        Event(at=now(), kind=UNLOCKED, month=month, partner=partner, by=name, details=details)
    )
    whom = f" for {consortium.partner(partner).name} until {opening.until}" if partner else ""
    line(f"{month.label} is open again{whom}: {listed[opening.reason]}.")


def _say_destroyed(home: Path, consortium: Consortium, month: Month, partner: str) -> None:
    """Whose rows of the month are gone, and what a correction needs then; told before it opens."""
    vault = Vault(home, consortium.recipients)
    found = standings(Ledger(home), consortium, month)
    gone = [one for one in found if partner in ("", one.partner.id) and is_destroyed(vault, one)]
    if not gone:
        return
    line(f"The rows of {month.label} of {', '.join(one.partner.name for one in gone)} were")
    line("destroyed when its years were closed; what was counted of them stands. A correction is")
    line("the agency's whole file of the month. Quarters and years that hold it are counted again")
    line("only when the whole files of all their months have come again: status says which.")


def _say_drafts(home: Path, month: Month) -> None:
    """What was drafted and will not be released now."""
    drafts = [draft_of(home, month, name) for name in sorted(load_catalog().reports)]
    left = [one.report for one in drafts if one is not None and not _is_released(home, one)]
    if left:
        line(f"Drafts that were never released, and are not any more: {', '.join(left)}.")


def _is_released(home: Path, draft: Release) -> bool:
    earlier = releases_of(home, draft.month, draft.report)
    return bool(earlier) and is_same(draft, earlier[-1])


def _who(by: str) -> str:
    name = person(by)
    if not name:
        raise UsageError("LOCK-05", "say who decides, with --by")
    return name
