"""Findings from codes and places: the catalog's wording, filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.findings import Finding, ranges
from pipelines.layouts import TableLayout
from pipelines.types import RecordTable
from pipelines.validate.reads import NEARLY_ON_LIST
from schemas.catalog import Catalog
from schemas.messages.cells import ANY_LIST, CLOSER_FIXES, LONG_LIST, LONG_LISTS
from schemas.model import Field, Message
from schemas.rule import CrossRule, Rule

# A longer list is not read through in a message.
MOST_LISTED = 40


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
        return ranges(column.letter if column and column.letter else "row ", rows)


def cell_finding(
    code: str, catalog: Catalog, place: Place, rows: np.ndarray[Any, Any], word: str = ""
) -> Finding:
    """A fault of cells of one field, grouped; `word` is a word of ours that its message needs."""
    message = catalog.messages[code]
    words = {**_words(place, catalog, len(rows)), "word": word}
    places = place.ranges(rows)
    return Finding(
        code=code,
        severity=message.severity,
        message=message.message.format(**words),
        fix=_fix(message, place, catalog).format(**words),
        sheet=place.table.sheet,
        cell=_first(places),
        field=place.field,
        heading=place.heading,
        count=len(rows),
        places=places,
        suggestion=word if code == NEARLY_ON_LIST else "",
    )


def rule_finding(rule: Rule | CrossRule, place: Place, rows: np.ndarray[Any, Any]) -> Finding:
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


def table_finding(
    code: str,
    catalog: Catalog,
    table: RecordTable,
    count: int,
    places: tuple[str, ...] = (),
    month: str = "",
) -> Finding:
    """Something about a whole table, with a count and, where they are known, its places.

    `month` is the month that is reported, in words, for the messages that name it.

    Privacy: identifiable in, disclosure-safe out: a count.
    """
    message = catalog.messages[code]
    words = {"count": str(count), "field": catalog.records[table.record].label}
    words |= {"heading": "", "codes": "", "minimum": "", "maximum": "", "word": "", "month": month}
    return Finding(
        code=code,
        severity=message.severity,
        message=message.message.format(**words),
        fix=message.fix.format(**words),
        sheet=table.sheet,
        cell=_first(places) if places else "",
        count=count,
        places=places,
    )


def _first(places: tuple[str, ...]) -> str:
    return places[0].split(":")[0]


def _fix(message: Message, place: Place, catalog: Catalog) -> str:
    """What to do, as closely as it can be said for the field."""
    closer = CLOSER_FIXES.get(message.code, {})
    has_list = bool(catalog.records[place.table.record].field(place.field).codes)
    of_kind = closer.get(ANY_LIST, message.fix) if has_list else message.fix
    return closer.get(place.field, of_kind)


def _words(place: Place, catalog: Catalog, count: int) -> dict[str, str]:
    field = catalog.records[place.table.record].field(place.field)
    return {
        "heading": place.heading or field.label,
        "field": field.label,
        "codes": _listed(field, place.table.layout, catalog),
        "minimum": _plain(field.minimum),
        "maximum": _plain(field.maximum),
        "count": str(count),
    }


def _listed(field: Field, layout: TableLayout | None, catalog: Catalog) -> str:
    """The words one may choose: this partner's own first, then the labels of other codes."""
    if not field.codes:
        return ""
    given = layout.values.get(field.name, {}) if layout else {}
    own = sorted((word for word, code in given.items() if code), key=_alphabetical)
    codes = catalog.code_lists[field.codes].codes
    labels = [code.label for code in codes if code.code not in given.values()]
    if len(own) + len(labels) <= MOST_LISTED:
        return _joined([*own, *labels])
    said = [_joined(own[:MOST_LISTED])] if own else []
    if len(own) > MOST_LISTED:
        said.append(f"and {len(own) - MOST_LISTED} more")
    elif labels:
        named = LONG_LISTS.get(field.codes, LONG_LIST).format(field=field.label)
        said.append(f"or {named}" if own else named)
    return ", ".join(said)


def _alphabetical(word: str) -> tuple[str, str]:
    """Words in order whatever their case, numbers by size before them."""
    return (word.zfill(MOST_LISTED) if word.isdecimal() else word.casefold(), word)


def _joined(words: list[str]) -> str:
    """Words that hold commas themselves are told apart by semicolons."""
    return ("; " if any("," in word for word in words) else ", ").join(words)


def _plain(bound: float | None) -> str:
    return "" if bound is None else f"{bound:g}"
