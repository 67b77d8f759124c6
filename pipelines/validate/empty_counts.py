"""Numbers of which an empty cell counts as one: asked about where nearly every other is filled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from pipelines.validate.code_words import plain
from pipelines.validate.reads import Cell

LEFT_EMPTY = "CELL-29"
FEW = 0.05


def left_empty(
    cells: Sequence[Cell], positions: np.ndarray[Any, Any], missing: Collection[str]
) -> np.ndarray[Any, Any]:
    """The mask of rows whose cell is empty, or of no row where that is usual.

    Privacy: identifiable in, disclosure-safe out: a mask.
    """
    empty = np.array([plain(cell.text) in missing for cell in cells], dtype=bool)[positions]
    return empty if len(empty) and empty.mean() <= FEW else np.zeros(len(empty), dtype=bool)
