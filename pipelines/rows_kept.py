"""Counting where rows were destroyed: what can still be counted, and what has to be sent again.

Rows of a month go when the last year that holds it is locked. If such a month is opened again, its
figures stand; what would need the destroyed rows is marked as not available, never guessed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from pipelines.storage.board import Standing
from pipelines.storage.ledger import Event
from pipelines.storage.marks import edition_of
from pipelines.storage.vault import STRIPPED, Vault
from pipelines.submission import Errand
from schemas.periods import Month


def rests_on(errand: Errand) -> list[str]:
    """What a count rests on: submissions, nil returns, and months that wait for another tally.

    Privacy: aggregate in, aggregate out.
    """
    rows = [submission for submission, _ in errand.history]
    nil = [f"{m} {r}" for m, found in errand.states.items() for r in found if found[r] == "nil"]
    waits = [f"{month} unsettled" for month in errand.unsettled]
    return [*rows, errand.submission, *sorted(nil), *waits]


def as_far_as_kept(errand: Errand, vault: Vault, last: Event | None) -> Errand:
    """The same errand, knowing of which months the rows are destroyed.

    Where those of its own month are, what was counted `last` takes their place, but for periods
    that hold a month which has changed since.

    Privacy: aggregate in, aggregate out.
    """
    gone = tuple(month for sub, month in errand.history if not _has(vault, errand, sub, month))
    is_own_gone = (
        errand.is_recount
        and bool(errand.submission)
        and not errand.sent
        and last is not None
        and not _has(vault, errand, errand.submission, errand.month)
    )
    if not is_own_gone or last is None:
        return dataclasses.replace(errand, destroyed=gone) if gone else errand
    return dataclasses.replace(
        errand,
        sent=last.version,
        destroyed=(*gone, errand.month),
        changed=_changed(errand, (last.details or {}).get("rests_on", ())),
    )


def is_destroyed(vault: Vault, one: Standing) -> bool:
    """Whether a month counts from rows that are no longer there: those of no tally ever were."""
    active = one.active
    if active is None or edition_of(active):
        return False
    return not vault.has(one.partner.id, one.month, f"{active.submission}.{STRIPPED}")


def _has(vault: Vault, errand: Errand, submission: str, month: Month) -> bool:
    return vault.has(errand.partner, month, f"{submission}.{STRIPPED}")


def _changed(errand: Errand, before: Sequence[str]) -> tuple[Month, ...]:
    """Months of which something else counts, or is known to be nothing, than at the last count."""
    then, now = _by_month(errand, before), _by_month(errand, rests_on(errand))
    return tuple(
        sorted(month for month in then.keys() | now.keys() if then.get(month) != now.get(month))
    )


def _by_month(errand: Errand, entries: Iterable[str]) -> Mapping[Month, set[str]]:
    found: dict[Month, set[str]] = {}
    for entry in entries:
        told = entry.removeprefix(f"{errand.partner}-")[: len("2026-01")]
        if told:
            found.setdefault(Month.parse(told), set()).add(entry)
    return found
