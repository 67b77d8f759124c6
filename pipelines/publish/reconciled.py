"""The reconciliation of a finished workbook, read again: its figures, and whether they add up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from pipelines.publish.compared import Published, ToldLine, told_lines
from pipelines.publish.edition import figures_of
from pipelines.publish.markers import MARKERS, is_shown
from pipelines.publish.opened import Opened
from pipelines.publish.refusals import Refusal
from pipelines.publish.rereading import RECONCILIATION, Grid, grid_of
from pipelines.types import SafeTables
from schemas.catalog import Catalog
from schemas.model import FunderReport
from schemas.reconciling import explained_by

DIFFERENCE, NUMBER = 6, 7
FINEST = 1e-6
Cells = Sequence[Any]


def reconciliation_problems(
    opened: Opened,
    safe: SafeTables,
    report: FunderReport,
    catalog: Catalog,
    released: pd.DataFrame,
) -> set[Refusal]:
    """Figures that were not published so, and differences that do not lead to the last figure.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    explained = explained_by(catalog, report)
    if not explained:
        return set()
    grid = grid_of(opened.book[RECONCILIATION])
    if grid is None:
        return {Refusal("TABLE", RECONCILIATION)}
    published = Published(figures_of(safe, report), released)
    told = [told_lines(one, report, catalog, safe.month, published) for one in explained]
    if len(grid.cells) != 1 + sum(len(lines) + 1 for lines in told):
        return {Refusal("ROWS", RECONCILIATION)}
    found, row = set(), 1
    for lines in told:
        found |= set(_problems(grid, row, lines))
        row += len(lines) + 1
    return found


def _problems(grid: Grid, first: int, lines: Sequence[ToldLine]) -> Iterator[Refusal]:
    rows = grid.cells[first : first + len(lines) + 1]
    for at, (cells, line) in enumerate(zip(rows, lines, strict=False)):
        wanted = line.value if is_shown(line.status) else MARKERS[line.status].text
        if not _is(cells[NUMBER], wanted):
            yield Refusal("FIGURE-DIFFERS", grid.place(RECONCILIATION, first + at, NUMBER))
        above = rows[at - 1][NUMBER] if at else None
        if not _is(cells[DIFFERENCE], _apart(cells[NUMBER], above)):
            yield Refusal("SUMS", grid.place(RECONCILIATION, first + at, DIFFERENCE))
    whole = _apart(rows[-2][NUMBER], rows[0][NUMBER])
    if not _is(rows[-1][DIFFERENCE], whole) or not _is_led_to(rows, whole):
        yield Refusal("SUMS", grid.place(RECONCILIATION, first + len(lines), DIFFERENCE))


def _is_led_to(rows: Sequence[Cells], whole: float | None) -> bool:
    """Whether the differences, where all are told, add up to the whole one."""
    steps = [cells[DIFFERENCE] for cells in rows[1:-1]]
    are_told = all(isinstance(step, (int, float)) for step in steps)
    return not are_told or whole is None or math.isclose(sum(steps), whole, abs_tol=FINEST)


def _apart(now: Any, above: Any) -> float | None:
    are_numbers = isinstance(now, (int, float)) and isinstance(above, (int, float))
    return now - above if are_numbers else None


def _is(cell: Any, wanted: float | str | None) -> bool:
    """Whether a cell holds what is wanted; where that is None, any mark and no number."""
    if wanted is None:
        return isinstance(cell, str)
    if isinstance(wanted, str) or isinstance(cell, str):
        return bool(cell == wanted)
    return math.isclose(cell, wanted, abs_tol=FINEST)
