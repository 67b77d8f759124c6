"""Findings from codes and places: the catalog's wording, filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.findings import Finding, ranges
from pipelines.types import RecordTable
from schemas.catalog import Catalog
from schemas.model import Field, Rule


@dataclass(frozen=True)
class Place:
    """A field of a table: where its cells stand and what the partner calls it."""

    table: RecordTable
    field: str

    @property
    def heading(self) -> str:
        """The heading that the layout knows, or ""."""
        column = self.table.columns.get(self.field)
        return column.heading if column else ""

    def ranges(self, rows: np.ndarray[Any, Any]) -> tuple[str, ...]:
        """The cells of these rows; whole rows where the sheet has no column for the field."""
        column = self.table.columns.get(self.field)
        numbers = [int(row) for row in rows]
        if column and column.letter:
            return ranges(column.letter, numbers)
        return ranges("row ", numbers)


def cell_finding(code: str, catalog: Catalog, place: Place, rows: np.ndarray[Any, Any]) -> Finding:
    """A fault of cells of one field, grouped."""
    message = catalog.messages[code]
    field = catalog.records[place.table.record].field(place.field)
    words = _words(field, catalog, place.heading or field.label, len(rows))
    places = place.ranges(rows)
    return Finding(
        code=code,
        severity=message.severity,
        message=message.message.format(**words),
        fix=message.fix.format(**words),
        sheet=place.table.sheet,
        cell=_first(places),
        field=place.field,
        heading=place.heading,
        count=len(rows),
        places=places,
    )


def rule_finding(rule: Rule, place: Place, rows: np.ndarray[Any, Any]) -> Finding:
    """Rows that break a rule, at the column the rule is bound to."""
    places = place.ranges(rows)
    return Finding(
        code=rule.id,
        severity=rule.severity,
        message=rule.message,
        fix=rule.fix,
        sheet=place.table.sheet,
        cell=_first(places),
        field=rule.field,
        heading=place.heading,
        count=len(rows),
        places=places,
    )


def table_finding(code: str, catalog: Catalog, table: RecordTable, count: int) -> Finding:
    """Something about a whole table, with a count.

    Privacy: identifiable in, disclosure-safe out: a count.
    """
    message = catalog.messages[code]
    words = {"count": str(count), "field": catalog.records[table.record].label}
    words |= {"heading": "", "codes": "", "minimum": "", "maximum": ""}
    return Finding(
        code=code,
        severity=message.severity,
        message=message.message.format(**words),
        fix=message.fix.format(**words),
        sheet=table.sheet,
        count=count,
    )


def _first(places: tuple[str, ...]) -> str:
    return places[0].split(":")[0]


def _words(field: Field, catalog: Catalog, heading: str, count: int) -> dict[str, str]:
    listed = catalog.code_lists[field.codes].codes if field.codes else ()
    shown = ", ".join(code.label for code in listed[:8])
    return {
        "heading": heading,
        "field": field.label,
        "codes": shown + (", and others" if len(listed) > 8 else ""),  # noqa: PLR2004
        "minimum": _plain(field.minimum),
        "maximum": _plain(field.maximum),
        "count": str(count),
    }


def _plain(bound: float | None) -> str:
    return "" if bound is None else f"{bound:g}"
