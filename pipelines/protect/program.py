"""Certificates: whole-number changes that an attacker cannot tell from the truth.

A move changes contributions so that every tie still holds, nothing becomes negative and nothing
known changes. If it takes a withheld figure up or down by what is demanded, the attacker cannot
exclude that value. Shown figures that it touches must be withheld too: the cheapest is looked
for. Against a partner only moves count that leave all of that partner's contributions alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.diving import is_whole
from pipelines.protect.ground import Ground, Move
from pipelines.protect.held import Held
from pipelines.protect.model import Model, Query, Touch
from pipelines.protect.neighborhood import nearest
from pipelines.protect.solver import Effort

# So many contributions around fractions nearly always hold whole numbers, in a tenth of the time.
WIDER = 800
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Program:
    """Searches a neighborhood for moves; all other contributions stay as they are."""

    def __init__(
        self, ground: Ground, held: Held, inner: Whole, effort: Effort, *, is_elastic: bool
    ) -> None:
        """`is_elastic`: shown figures may change at a price; `effort` counts the steps."""
        self.ground, self.inner = ground, inner
        self._held, self._effort, self._is_elastic = held, effort, is_elastic
        self._model = Model(ground, held, inner, effort, is_elastic=is_elastic)

    def open(self, row: int) -> None:
        """From now on a figure may change freely."""
        self._model.constraints.open(row)

    def close(self, row: int) -> bool:
        """From now on a figure may not change; False if that has to be said by a new program."""
        return self._model.constraints.close(row)

    def find(self, query: Query, *, is_patient: bool = True) -> Move | None:
        """A move that answers a query, the cheapest but for fractions that are made whole.

        `is_patient`: whole numbers are worth an integer program of the whole neighborhood, and at
        a price no number of steps is too many and no fraction is made whole on the way.
        """
        values = self._model.solve(query, is_patient=is_patient)
        if values is not None and not is_whole(values):
            values = self._whole(query, values, is_patient=is_patient)
        if values is None or not is_whole(values):
            return None
        move = self._move(values)
        return self.ground.unseen(move) if query.touch is Touch.NOTHING else move

    def excludes(self, query: Query) -> bool:
        """Whether it is proved that the neighborhood has no such move."""
        return self.find(query) is None and self._model.is_denied

    def _whole(self, query: Query, values: Floats, *, is_patient: bool) -> Floats | None:
        """Whole numbers instead of fractions: of what they use, then what is near it, then all."""
        used = values != 0
        found = self._around(query, used)
        if found is None and is_patient and len(self.inner) > WIDER:
            found = self._around(query, self._near(query.row, used))
        return self._model.solve(query, is_whole=True) if found is None and is_patient else found

    def _near(self, row: int, is_used: Flags) -> Flags:
        """What is nearest to a row and some contributions of the neighborhood, and these."""
        ground, links = self.ground, self._held.links
        seeds = np.union1d(ground.members(row), self.inner[is_used])
        near = nearest(seeds, links, ground.is_bound, ground.is_stuck, WIDER)
        is_near = np.zeros(ground.rows.shape[1], dtype=bool)
        is_near[near] = True
        return np.asarray(is_near[self.inner] | is_used)

    def _around(self, query: Query, is_used: Flags) -> Floats | None:
        """Whole changes of some contributions of the neighborhood alone."""
        inner = self.inner[is_used]
        model = Model(self.ground, self._held, inner, self._effort, is_elastic=self._is_elastic)
        part = model.solve(query, is_whole=True)
        if part is None:
            return None
        found = np.zeros(len(self.inner))
        found[is_used] = part
        return found

    def _move(self, values: Floats) -> Move:
        whole = np.round(values).astype(np.int64)
        changed = np.flatnonzero(whole)
        return self.ground.move(self.inner[changed], whole[changed])
