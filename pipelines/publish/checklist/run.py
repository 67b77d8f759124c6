"""The whole checklist, and what of it a workbook does not meet."""

from __future__ import annotations

from pipelines.publish.checklist.charts import CHARTS
from pipelines.publish.checklist.document import DOCUMENT
from pipelines.publish.checklist.items import Item, Kind, Unmet
from pipelines.publish.checklist.printing import PRINTING
from pipelines.publish.checklist.tables import TABLES
from pipelines.publish.checklist.text import TEXT
from pipelines.publish.opened import Opened

CHECKLIST: tuple[Item, ...] = (*DOCUMENT, *TABLES, *TEXT, *CHARTS, *PRINTING)


def unmet(opened: Opened, kind: Kind, *, estimates: bool = True) -> tuple[Unmet, ...]:
    """Every item that a workbook does not meet, by place; none if it is as it should be.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    found = {
        Unmet(item.id, place)
        for item in CHECKLIST
        if kind not in item.but_for and (estimates or not item.is_estimate)
        for place in item.check(opened)
    }
    return tuple(sorted(found))
