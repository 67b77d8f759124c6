"""Counts that are owed: months that were counted before something came that they rest on.

Derived from the ledger alone, so that a machine that stops between a file and the later months it
changes leaves nothing to remember: whoever runs next finds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.settings import Consortium
from pipelines.storage.ledger import ACCEPTED, NIL, QUESTIONS, TALLIED, Ledger
from pipelines.tally.tally import months_counted
from schemas.catalog import load_catalog
from schemas.periods import Month

CHANGES = frozenset({ACCEPTED, QUESTIONS, NIL})


@dataclass(frozen=True)
class _Months:
    """Of one agency: the newest event that changed each month, and the one that counted it."""

    changed: dict[Month, int] = field(default_factory=dict)
    counted: dict[Month, int] = field(default_factory=dict)


def owed(ledger: Ledger, consortium: Consortium) -> Mapping[Month, frozenset[str]]:
    """By month, in order of time, the members of whom something newer than their count is known.

    Privacy: aggregate in, aggregate out: ids of agencies, and months.
    """
    found: dict[Month, set[str]] = {}
    for name, months in _by_partner(ledger).items():
        partner = next((one for one in consortium.partners if one.id == name), None)
        if partner is None:
            continue
        for month, number in months.counted.items():
            newer = {one for one, at in months.changed.items() if at > number and one <= month}
            if not newer or not partner.is_member(month):
                continue
            if newer.intersection(months_counted(load_catalog(), partner, month)):
                found.setdefault(month, set()).add(name)
    return {month: frozenset(found[month]) for month in sorted(found)}


def _by_partner(ledger: Ledger) -> Mapping[str, _Months]:
    found: dict[str, _Months] = {}
    for row in ledger.rows():
        kind, months = str(row["kind"]), found.setdefault(str(row["partner"]), _Months())
        if kind in CHANGES or kind == TALLIED:
            own = months.counted if kind == TALLIED else months.changed
            own[Month.parse(row["month"])] = int(row["number"])
    return found
