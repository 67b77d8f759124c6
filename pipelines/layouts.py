"""How an agency's files are laid out, as its settings declare it: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.periods import Month
from schemas.presets import with_preset

# What a proposed layout says where a person has to say what is right.
UNDECIDED = "decide"


@dataclass(frozen=True, kw_only=True)
class TableLayout:
    """How one record type stands in a partner's sheet.

    `sheet` is a tab's name, or a pattern such as "Week *" for several tabs alike. `columns` maps
    the partner's heading to a field name or to "ignore"; a heading of several rows is written
    with " / " between them, from top to bottom, or by its end where that is plain. `values` maps,
    for a field, the partner's words to codes. `constants` gives fields that the sheet does not
    hold. `select` keeps only rows whose cell under a heading is one of the words. `total_words`
    mark a totals row beside the usual ones (total, subtotal, sum, overall and their like).

    `heading_row` is the first of `heading_rows`; `unit_rows` below them name units. `title` is
    the text that begins a table found among several on a sheet: its headings follow it and
    `heading_row` does not count. `column_range` ("A:F") parts tables that stand side by side
    without a blank column. `fill_down` names headings whose values are written once for a group
    of rows; merged cells fill down by themselves. `ticks` gives, for a field, headings of columns
    that are ticked and the code that each stands for. `units` says in which unit a field's
    numbers are written, where it is not the field's own. `wide` unpivots columns of months:
    {"value": field, "date": field}; the column of the month is found by its heading.
    """

    record: str
    sheet: str = ""
    heading_row: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    total_words: tuple[str, ...] = ()
    set_separator: str = ";"
    heading_rows: int = 1
    unit_rows: int = 0
    title: str = ""
    column_range: str = ""
    fill_down: tuple[str, ...] = ()
    ticks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    wide: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A partner's layout between two months. `preset` is "" or the name of a known export.

    `date_order` is "mdy", "dmy", "ymd", or "" where nobody has said: then a column whose dates
    can be read in two ways is a question. `is_undecided`: a proposal that waits for a person's
    answers, so that no file of its months is read.
    """

    valid_from: Month
    valid_to: Month | None
    tables: tuple[TableLayout, ...]
    date_order: str = ""
    preset: str = ""
    other_months: str = "ask"
    ignored_sheets: tuple[str, ...] = ()
    is_undecided: bool = False


def _is_undecided(data: Any) -> bool:
    """Whether a proposed layout still waits for a person's answer."""
    if isinstance(data, dict):
        return any(_is_undecided(value) for value in data.values())
    if isinstance(data, list):
        return any(isinstance(value, dict) and _is_undecided(value) for value in data)
    return bool(data == UNDECIDED)


def layout_of(data: dict[str, Any]) -> Layout:
    """A layout of an agency as its settings declare it; KeyError or ValueError if they do not."""
    valid_from = Month.parse(data["valid_from"])
    valid_to = Month.parse(data["valid_to"]) if "valid_to" in data else None
    if _is_undecided(data):
        return Layout(valid_from=valid_from, valid_to=valid_to, tables=(), is_undecided=True)
    return Layout(
        valid_from=valid_from,
        valid_to=valid_to,
        tables=tuple(_table(dict(table)) for table in with_preset(data)),
        date_order=data.get("date_order", ""),
        preset=data.get("preset", ""),
        other_months=data.get("other_months", "ask"),
        ignored_sheets=tuple(data.get("ignored_sheets", ())),
    )


def _table(data: dict[str, Any]) -> TableLayout:
    words = {heading: tuple(words) for heading, words in data.get("select", {}).items()}
    extra: dict[str, Any] = {
        key: tuple(data[key]) for key in ("total_words", "fill_down") if key in data
    }
    return TableLayout(**{**data, "select": words, **extra})
