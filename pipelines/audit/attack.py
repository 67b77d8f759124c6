"""One connected part of the system under attack: by those who know the empty places, by partners.

A target is safe against a partner if tables that leave the partner's own shares alone take it as
far as is demanded; every table that is found is held against every target and every partner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.audit.room import Room
from pipelines.audit.shares import Shares
from pipelines.audit.targets import Target

Whole = NDArray[np.int64]
NOTHING_FIXED: Whole = np.zeros(0, dtype=np.int64)
NOBODY = -1


@dataclass(frozen=True)
class Unmet:
    """A target that can be pinned down too far, and by which partner (None: by anybody)."""

    target: Target
    partner: int | None
    room: Room
    at: int
    fixed: Whole

    def bounds(self) -> tuple[int, int]:
        """The values that the attacker cannot exclude, as far as fractions tell."""
        low, high = self.room.bounds(self.at, self.fixed)
        return self.target.value + low, self.target.value + high


class Attack:
    """How far each target (row) is known to be open to each attacker (column), down and up.

    The columns are the partners; the last one is those who only know which places are empty.
    """

    def __init__(
        self, shares: Shares, room: Room, columns: Whole, targets: Sequence[Target]
    ) -> None:
        """Nothing is shown yet."""
        self.room, self.targets = room, targets
        self.partner, self.anybody = shares.partner[columns], len(shares.partners)
        self.least = np.zeros((len(targets), self.anybody + 1), dtype=np.int64)
        self.most = np.zeros_like(self.least)
        self.exempt = [_only_of(target, shares) for target in targets]

    def run(self) -> Iterator[Unmet]:
        """Ask for tables until every target is met against everybody or cannot be."""
        for at in sorted(range(len(self.targets)), key=lambda at: -self.targets[at].up):
            if not self._is_met(at, self.anybody):
                yield self._told(at, None)
                continue
            for partner in range(self.anybody):
                if partner != self.exempt[at] and not self._is_met(at, partner):
                    yield self._told(at, partner)

    @property
    def tried(self) -> int:
        """How many targets are tried against partners, counted for each partner."""
        return self.anybody * len(self.targets) - sum(one != NOBODY for one in self.exempt)

    def narrowest(self, at: int) -> tuple[int, int, int]:
        """The attacker who has seen a target move least, and between what."""
        width = self.most[at] - self.least[at]
        if self.exempt[at] != NOBODY:
            width[self.exempt[at]] = width.max() + 1
        who = int(width[::-1].argmin())  # anybody comes before a partner who knows as much
        who = self.anybody - who
        value = self.targets[at].value
        return who, value + int(self.least[at, who]), value + int(self.most[at, who])

    def _is_met(self, at: int, who: int) -> bool:
        """Whether a target has the room it needs; looks for tables as long as none shows it."""
        target = self.targets[at]
        sides = (self._reaches(at, who, much) for much in (target.up, -target.down))
        return any(sides) if target.is_either else all(sides)

    def _reaches(self, at: int, who: int, much: int) -> bool:
        if self._is_shown(at, who, much):
            return True
        table = self.room.table(at, much, self._fixed(who))
        if table is not None:
            self._learn(table)
        return table is not None

    def _is_shown(self, at: int, who: int, much: int) -> bool:
        far = self.most[at, who] >= much if much > 0 else self.least[at, who] <= much
        return bool(far)

    def _fixed(self, who: int) -> Whole:
        return np.flatnonzero(self.partner == who)

    def _learn(self, table: Whole) -> None:
        """A table counts for every target, and so does its opposite if it fits."""
        is_open = np.ones(self.anybody + 1, dtype=bool)
        is_open[self.partner[np.flatnonzero(table)]] = False
        moved = self.room.targets @ table
        for change in [moved, -moved] if self.room.fits(-table) else [moved]:
            far = np.outer(change, is_open)
            self.most, self.least = np.maximum(self.most, far), np.minimum(self.least, far)

    def _told(self, at: int, partner: int | None) -> Unmet:
        fixed = NOTHING_FIXED if partner is None else self._fixed(partner)
        return Unmet(self.targets[at], partner, self.room, at, fixed)


def _only_of(target: Target, shares: Shares) -> int:
    """The partner that all of a target is of: there is nobody else to be found in it."""
    parts: defaultdict[int, int] = defaultdict(int)
    for column, sign in target.terms:
        parts[int(shares.partner[column])] += sign * int(shares.value[column])
    owners = [partner for partner, much in parts.items() if much]
    return owners[0] if len(owners) == 1 else NOBODY
