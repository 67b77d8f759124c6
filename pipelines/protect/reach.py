"""How far the certificates found so far reach, and against whom.

A move counts against a partner only if it leaves that partner's own contributions alone. So an
unknown is safe in one direction when no partner is touched by all moves that reach far enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.demands import Demand
from pipelines.protect.ground import Ground, Move
from pipelines.protect.system import NOBODY

EVERYONE = -1
BEYOND = np.iinfo(np.int64).max
Flags = NDArray[np.bool_]


class Reach:
    """The moves, and for each demand which of them take it far enough, touching whom.

    `moves` are changes of contributions and slacks; what figures change follows from those.
    Partners are bits of a whole number; EVERYONE stands for: no move at all reaches that far.
    """

    def __init__(self, ground: Ground) -> None:
        """Nothing is certified yet."""
        self.ground = ground
        self.moves: list[dict[int, int]] = []
        self._is_dropped: list[bool] = []
        self._bits: list[int] = []
        self._certified: list[list[int]] = []
        self._hits: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._of_inner: defaultdict[int, list[int]] = defaultdict(list)
        self._up = np.full(ground.rows.shape[0], BEYOND)
        self._down = np.full(ground.rows.shape[0], BEYOND)

    def ask(self, demand: Demand) -> None:
        """Watch a demand; one that asks less of a figure than before is watched from now on."""
        row = self.ground.row(demand.unknown)
        up = 1 if demand.is_either else demand.up
        down = 1 if demand.is_either else demand.down
        if up >= self._up[row] and down >= self._down[row]:
            return
        self._up[row], self._down[row] = min(up, self._up[row]), min(down, self._down[row])
        for change, at in self._touching(row):
            if self._is_hit(row, change) and row not in self._certified[at]:
                self._hits[row].append((change, at))
                self._certified[at].append(row)

    def keep(self, move: Move) -> None:
        """Remember a move, and its opposite where that is possible too."""
        self._remember(move)
        opposite = Move(move.inner, -move.change, move.rows, -move.by)
        is_down_to = (opposite.by >= self.ground.lowest[move.rows]).all()
        if is_down_to and self.ground.is_possible(move.inner, opposite.change):
            self._remember(opposite)

    def hit_by(self, move: Move) -> Iterator[tuple[int, int]]:
        """The unknowns that a move takes far enough for what is asked of them, and by how much."""
        is_far = self._far(move)
        unknowns = self.ground.unknowns(move.rows[is_far])
        return zip(unknowns.tolist(), move.by[is_far].tolist(), strict=True)

    def bits_of(self, move: Move) -> int:
        """Whose contributions a move touches."""
        owners = {int(owner) for owner in self.ground.system.owner[move.inner]} - {NOBODY}
        return sum(1 << owner for owner in owners)

    def kept(self) -> list[dict[int, int]]:
        """The moves that were not dropped."""
        return [m for m, gone in zip(self.moves, self._is_dropped, strict=True) if not gone]

    def drop(self, row: int) -> tuple[list[int], list[int]]:
        """Forget the moves that change a row: their numbers, and the rows that they certified."""
        dropped = [at for _, at in self._touching(row)]
        for at in dropped:
            self._is_dropped[at] = True
        return dropped, sorted({hit for at in dropped for hit in self._certified[at]} - {row})

    def restore(self, dropped: Iterable[int]) -> None:
        """Remember them again."""
        for at in dropped:
            self._is_dropped[at] = False

    def blocking(self, demand: Demand, direction: int) -> int:
        """Partners whom no move in that direction leaves alone, as bits; EVERYONE if no move."""
        if (demand.up if direction > 0 else demand.down) == 0:
            return 0
        bits = EVERYONE
        for change, at in self._hits[self.ground.row(demand.unknown)]:
            far = demand.is_either or (
                change >= demand.up if direction > 0 else -change >= demand.down
            )
            if far and not self._is_dropped[at]:
                bits &= self._bits[at]
                if not bits:
                    break
        return bits

    def _remember(self, move: Move) -> None:
        at = len(self.moves)
        inner = move.inner.tolist()
        self.moves.append(dict(zip(inner, move.change.tolist(), strict=True)))
        self._is_dropped.append(False)
        self._bits.append(self.bits_of(move))
        for one in inner:
            self._of_inner[one].append(at)
        is_hit = self._far(move)
        hits = list(zip(move.rows[is_hit].tolist(), move.by[is_hit].tolist(), strict=True))
        self._certified.append([row for row, _ in hits])
        for row, change in hits:
            self._hits[row].append((change, at))

    def _far(self, move: Move) -> Flags:
        up, down = self._up[move.rows], self._down[move.rows]
        return np.asarray((move.by >= up) | (-move.by >= down))

    def _is_hit(self, row: int, change: int) -> bool:
        return change >= int(self._up[row]) or -change >= int(self._down[row])

    def _touching(self, row: int) -> Iterator[tuple[int, int]]:
        """Moves that change a row: by how much, and their numbers."""
        first, last = self.ground.rows.indptr[row : row + 2]
        changes: defaultdict[int, int] = defaultdict(int)
        members = self.ground.rows.indices[first:last].tolist()
        for inner, sign in zip(members, self.ground.rows.data[first:last].tolist(), strict=True):
            for at in self._of_inner.get(inner, ()):
                changes[at] += sign * self.moves[at][inner]
        for at, change in sorted(changes.items()):
            if change and not self._is_dropped[at]:
                yield change, at


def partners(bits: int) -> list[int]:
    """The numbers of the bits that are set."""
    return [at for at in range(bits.bit_length()) if bits >> at & 1]
