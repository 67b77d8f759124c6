"""What is gone, still open and new since the last try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.feedback.places import cell_numbers
from pipelines.findings import Finding

GONE, OPEN, NEW = "Gone", "Still open", "New"
Key = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One kind of problem in one column, and how many of its places are gone, open and new."""

    finding: Finding
    gone: int
    still_open: int
    new: int

    @property
    def state(self) -> str:
        """Gone, still open or new as a whole."""
        if not self.still_open and not self.new:
            return GONE
        return OPEN if self.still_open or self.gone else NEW


def key_of(finding: Finding) -> Key:
    """What makes a finding of two tries the same: code, sheet, and field or heading."""
    return finding.code, finding.sheet, finding.field or finding.heading


def compare(before: Iterable[Finding], now: Sequence[Finding]) -> tuple[Change, ...]:
    """Both tries side by side: first what is there now, in its order, then what is gone."""
    old, new = _by_key(before), _by_key(now)
    there = [_change(found[0], old.get(key, []), found) for key, found in new.items()]
    gone = [_change(found[0], found, []) for key, found in old.items() if key not in new]
    return (*there, *gone)


def _by_key(findings: Iterable[Finding]) -> Mapping[Key, list[Finding]]:
    grouped: dict[Key, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(key_of(finding), []).append(finding)
    return grouped


def _change(shown: Finding, before: list[Finding], now: list[Finding]) -> Change:
    old = cell_numbers(place for finding in before for place in finding.places)
    new = cell_numbers(place for finding in now for place in finding.places)
    if before and now and not (old.size and new.size):
        return Change(finding=shown, gone=0, still_open=_count(now), new=0)
    still_open = np.intersect1d(old, new, assume_unique=True).size
    return Change(
        finding=shown,
        gone=(old.size - still_open) if old.size else _count(before),
        still_open=still_open,
        new=(new.size - still_open) if new.size else _count(now),
    )


def _count(findings: Iterable[Finding]) -> int:
    """Findings without a place of their own, such as a missing sheet, are one each."""
    return sum(1 for _ in findings)
