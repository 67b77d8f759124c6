"""Whether the numbers of a workbook agree: stored with shown, drawn with printed, parts with sums.

Everything is read from the finished workbook; only the keys of the figures come from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
from openpyxl.utils import range_boundaries

from pipelines.publish.edition import figures_of
from pipelines.publish.opened import CHART, Element, Opened, local
from pipelines.publish.refusals import Refusal
from pipelines.publish.rereading import Slot, first_column, grid_of, slots_of
from pipelines.publish.sums import two_figures, wrong_sums
from pipelines.types import SafeTables
from schemas.catalog import Catalog
from schemas.model import FunderReport

DECIMALS = re.compile(r"[#0,]*0(?:\.(0+))?(%?)")
RANGE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,()]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")
FINEST = 1e-9
Points = dict[int, str]


def agreement_problems(
    opened: Opened, safe: SafeTables, report: FunderReport, catalog: Catalog
) -> set[Refusal]:
    """Numbers of a workbook that do not agree with what is beside them.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    found = set(_precision_problems(opened)) | set(_chart_problems(opened))
    printed = printed_figures(opened, safe, report, catalog)
    found |= {Refusal("SUMS", place) for place in wrong_sums(printed, safe.hierarchies)}
    return found | {Refusal("TWO-FIGURES", place) for place in two_figures(printed)}


def printed_figures(
    opened: Opened, safe: SafeTables, report: FunderReport, catalog: Catalog
) -> pd.DataFrame:
    """The frame of a report with each value as the workbook prints it.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    frame = figures_of(safe, report)
    values: dict[Any, float] = {}
    for spec in report.tables:
        grid = grid_of(opened.book[spec.sheet])
        slots = slots_of(spec, frame[frame["table_id"] == spec.id], catalog)
        first = first_column(spec)
        for cells, row in zip(grid.cells[1:] if grid else (), slots, strict=False):
            values |= {
                slot.index: float(cell)
                for cell, slot in zip(cells[first:], row, strict=False)
                if isinstance(slot, Slot) and isinstance(cell, (int, float))
            }
    return frame.assign(value=pd.Series(values, dtype="float64").reindex(frame.index))


def decimals_shown(number_format: str) -> int:
    """How many decimal places of a number its format shows; a format without one shows none."""
    found = DECIMALS.search(number_format.partition(";")[0])
    if not found:
        return 0
    return len(found[1] or "") + 2 * bool(found[2])


def _precision_problems(opened: Opened) -> Iterator[Refusal]:
    for sheet in opened.book:
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell.value, (int, float)) or isinstance(cell.value, bool):
                    continue
                shown = round(cell.value, decimals_shown(cell.number_format))
                if abs(shown - cell.value) > FINEST:
                    yield Refusal("PRECISION", f"{sheet.title}!{cell.coordinate}")


def _chart_problems(opened: Opened) -> Iterator[Refusal]:
    """A series draws cells, and keeps of each what the cell holds; of a mark it keeps nothing."""
    for sheet in opened.book:
        for _, chart in opened.charts(sheet.title):
            sources = [one for one in chart.iter() if local(one.tag) in {"numRef", "strRef"}]
            stored = [one for one in chart.iter() if local(one.tag) in {"numLit", "strLit"}]
            if stored or not all(_is_as_drawn(opened, source) for source in sources):
                yield Refusal("CHART", sheet.title)


def _is_as_drawn(opened: Opened, source: Element) -> bool:
    formula = source.find(f"{CHART}f")
    cells = _cells(opened, formula.text or "" if formula is not None else "")
    is_number = local(source.tag) == "numRef"
    kept: Points = {
        int(point.get("idx", "-1")): "".join(value.text or "" for value in point)
        for point in source.iter(f"{CHART}pt")
    }
    held: Points = {
        at: str(value)
        for at, value in enumerate(cells)
        if is_number != isinstance(value, str) and value is not None
    }
    if not cells or set(kept) != set(held):
        return False
    if not is_number:
        return kept == held
    return all(abs(float(kept[at]) - float(held[at])) <= FINEST for at in held)


def _cells(opened: Opened, formula: str) -> list[Any]:
    """The values of the cells that a reference names, in its order; none if it leads nowhere."""
    found = []
    for quoted, plain, area in RANGE.findall(formula):
        name = quoted.replace("''", "'") or plain
        if name not in opened.book.sheetnames:
            return []
        left, top, right, bottom = range_boundaries(area)
        rows = opened.book[name].iter_rows(top, bottom, left, right, values_only=True)
        found += [value for row in rows for value in row]
    return found
