"""The views of a publication worked out again from its flat file, and how the workbook differs."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.publish.labels import TOTAL
from pipelines.publish.notes import without_notes
from pipelines.publish.opened import Opened
from pipelines.publish.refusals import Refusal
from pipelines.publish.rereading import grid_of
from pipelines.publish.sheets import Picture
from pipelines.publish.views.laid import Laid
from pipelines.publish.views.last_year import changes_told
from pipelines.publish.views.seen import Seen
from pipelines.publish.views.view_sheets import laid_out
from schemas.model import FunderReport
from schemas.views import ViewSpec

FINEST = 1e-9
COMPARED = "last_year"
CHANGED = re.compile(r"[+-]\d.*%")


@dataclass(frozen=True, repr=False)
class Reworked:
    """What each view must show, by the name of its sheet; None if the flat file cannot tell it."""

    views: Mapping[str, Laid | None]

    @classmethod
    def of(cls, seen: Seen) -> Reworked:
        """Every view of a report from its flat file as published.

        Privacy: disclosure-safe in, disclosure-safe out.
        """
        return cls({spec.sheet: _laid(seen, spec) for spec in seen.report.views})

    @property
    def pictures(self) -> Mapping[str, Picture]:
        """The pictures by the names of their sheets."""
        return {name: laid.picture for name, laid in self.views.items() if laid and laid.picture}


def _laid(seen: Seen, spec: ViewSpec) -> Laid | None:
    try:
        return laid_out(seen, spec)
    except Exception:  # noqa: BLE001  a flat file that was changed may be anything
        return None


def view_problems(opened: Opened, reworked: Reworked) -> set[Refusal]:
    """Views whose table is not what the published figures make it.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    return {
        Refusal("VIEW", name)
        for name, laid in reworked.views.items()
        if laid is None or not _is_same(opened.book[name], laid)
    }


def cover_problems(opened: Opened, report: FunderReport, reworked: Reworked) -> set[Refusal]:
    """Figures of the cover that do not stand in the first table, and changes that no view tells.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    cover, told = opened.book.worksheets[0], _first_table(opened, report)
    changes: dict[str, str] = {}
    for view in report.views:
        laid = reworked.views[view.sheet]
        changes |= changes_told(laid.columns, laid.rows) if laid and view.kind == COMPARED else {}
    found, last = set(), ""
    for words, value in cover.iter_rows(max_col=2, values_only=True):
        is_change = bool(CHANGED.match(str(words or "")))
        if is_change and changes.get(last) != words:
            found.add(Refusal("FIGURE-DIFFERS", f"{cover.title}, a change"))
        if isinstance(value, (int, float)) and told.get(str(words)) != value:
            found.add(Refusal("FIGURE-DIFFERS", f"{cover.title}, a figure"))
        last = str(words)
    return found


def _first_table(opened: Opened, report: FunderReport) -> dict[str, Any]:
    """The figures that the cover repeats, by their words: a column of measures, or the total."""
    spec = report.tables[0]
    grid = grid_of(opened.book[spec.sheet])
    heading, *rows = grid.cells if grid else [[]]
    if spec.rows == "measures":
        return {without_notes(str(row[0])): row[2] for row in rows}
    total = next((row for row in rows if str(row[0]).startswith(TOTAL)), rows[0] if rows else [])
    return {without_notes(str(word)): value for word, value in zip(heading, total, strict=True)}


def _is_same(sheet: Any, laid: Laid) -> bool:
    grid = grid_of(sheet)
    wanted: list[list[Any]] = [
        [column.heading for column in laid.columns],
        *([cell.value for cell in row.cells] for row in laid.rows),
    ]
    if grid is None or [len(row) for row in grid.cells] != [len(row) for row in wanted]:
        return False
    return all(
        _agrees(cell, value)
        for cells, values in zip(grid.cells, wanted, strict=True)
        for cell, value in zip(cells, values, strict=True)
    )


def _agrees(cell: Any, value: str | float) -> bool:
    if isinstance(value, str) or isinstance(cell, (str, bool)) or cell is None:
        return bool(cell == value)
    return math.isclose(cell, value, rel_tol=0, abs_tol=FINEST)
