"""What leaves the child: a head in JSON, then the cells of each sheet as four runs of bytes.

The runs of a sheet are where each distinct text ends, the texts one after another, their kinds,
and the cells as numbers of texts.
"""

from __future__ import annotations

import json
from array import array
from itertools import accumulate
from typing import Any

from pipelines.intake.sandbox.grid import Facts, Grid

MAX_ANSWER = 256 << 20
PREFIX = 8


def packed(head: dict[str, Any], grids: tuple[Grid, ...] = ()) -> bytes:
    """Length of all, length of the head, head, runs."""
    runs = [run for grid in grids for run in _runs(grid)]
    sheets = [_described(grid) for grid in grids]
    more = {"sheets": sheets, "runs": [len(run) for run in runs]} if grids else {}
    told = json.dumps(head | more, ensure_ascii=False, separators=(",", ":")).encode()
    size = PREFIX + len(told) + sum(map(len, runs))
    return b"".join((size.to_bytes(PREFIX), len(told).to_bytes(PREFIX), told, *runs))


def _runs(grid: Grid) -> tuple[bytes, bytes, bytes, bytes]:
    texts = [word.encode() for word in grid.words]
    ends = array("q", accumulate(map(len, texts), initial=0))
    return ends.tobytes(), b"".join(texts), "".join(grid.kinds).encode(), grid.codes.tobytes()


def _described(grid: Grid) -> dict[str, Any]:
    size = {"height": grid.height, "width": grid.width}
    return {"name": grid.name, "number": grid.number} | size | _facts(grid.facts)


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "is_hidden": facts.is_hidden,
        "has_filter": facts.has_filter,
        "hidden_rows": sorted(facts.hidden_rows),
        "hidden_columns": sorted(facts.hidden_columns),
        "merged": facts.merged,
        "notes": facts.notes,
    }
