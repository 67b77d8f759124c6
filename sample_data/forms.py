"""How each partner fills its file: the layout the coalition knows, and the partner's habits.

A form is read from `partners/<id>.toml`, the very file that the consortium's folder gets, so that
what is written and what the layout says cannot disagree. `habits/<id>.toml` adds what a layout
need not know: title lines, date styles, totals, footnotes.
"""

from __future__ import annotations

import csv
import importlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from schemas.model import RecordType

HERE = Path(__file__).parent
CODES = HERE.parent / "schemas" / "codes"
IGNORE = "ignore"


@dataclass(frozen=True, kw_only=True)
class Habit:
    """What a partner does without thinking; see the files in `habits/`."""

    valid_from: str
    format: str
    file_name: str
    valid_to: str = "9999-12"
    dates: str = "cell"
    numbers: str = "cell"
    yes_no: tuple[str, str] = ("Yes", "No")
    missing: str = ""
    unknown_age: str = ""
    county: str = "label"
    title: tuple[str, ...] = ()
    total: str = ""
    footnote: str = ""
    spacer_every: int = 0
    loose_sheets: Mapping[str, list[str]] = field(default_factory=dict)
    ignored: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TableForm:
    """One table of a form: headings with their fields, and the words written for codes."""

    record: str
    sheet: str
    heading_row: int
    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    separator: str
    constants: Mapping[str, str]
    select: Mapping[str, tuple[str, ...]]
    heading_rows: int
    wide: Mapping[str, str]

    @property
    def fields(self) -> frozenset[str]:
        """The standard fields that this table holds: by a column, a constant, or by months."""
        held = {*self.columns.values(), *self.constants, *self.wide.values()}
        return frozenset(held) - {IGNORE}


@dataclass(frozen=True, kw_only=True)
class Form:
    """A partner's file in a span of months."""

    partner: str
    tables: tuple[TableForm, ...]
    habit: Habit

    def table(self, record: str) -> TableForm | None:
        """The table of a record type, or None (an HMIS export has none)."""
        return next((table for table in self.tables if table.record == record), None)


@cache
def forms(partner: str) -> tuple[Form, ...]:
    """All forms of a partner, oldest first."""
    layouts = _read(HERE / "partners" / f"{partner}.toml")["layout"]
    habits = _read(HERE / "habits" / f"{partner}.toml")["habit"]
    return tuple(
        Form(
            partner=partner,
            tables=tuple(_table(table) for table in layout.get("table", ())),
            habit=_habit(habit),
        )
        for layout, habit in zip(layouts, habits, strict=True)
    )


def form_for(partner: str, month: str) -> Form:
    """The form in use in a month."""
    return next(
        form for form in forms(partner) if form.habit.valid_from <= month <= form.habit.valid_to
    )


@cache
def record_type(record: str) -> RecordType:
    """The declared record type, for the types and code lists of its fields."""
    found: RecordType = importlib.import_module(f"schemas.records.{record}").RECORD
    return found


@cache
def labels(codes: str) -> Mapping[str, str]:
    """Code to label of one code list."""
    with (CODES / f"{codes}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["label"] for row in csv.DictReader(file)}


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _habit(data: dict[str, Any]) -> Habit:
    lists = {key: tuple(data[key]) for key in ("yes_no", "title") if key in data}
    merged: dict[str, Any] = data | lists
    return Habit(**merged)


def _table(data: dict[str, Any]) -> TableForm:
    return TableForm(
        record=data["record"],
        sheet=data.get("sheet", ""),
        heading_row=data["heading_row"],
        columns=_columns(data),
        words=_all_words(data),
        separator=data.get("set_separator", ";"),
        constants=data.get("constants", {}),
        select={heading: tuple(words) for heading, words in data.get("select", {}).items()},
        heading_rows=data.get("heading_rows", 1),
        wide=data.get("wide", {}),
    )


def _columns(data: dict[str, Any]) -> dict[str, str]:
    """The columns as they stand: first the one that tells records apart, if there is one."""
    select: dict[str, list[str]] = data.get("select", {})
    columns: dict[str, str] = data["columns"]
    return {**dict.fromkeys(select, IGNORE), **columns}


def _all_words(data: dict[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    values: dict[str, dict[str, str]] = data.get("values", {})
    return {name: _inverse(words) for name, words in values.items()}


def _inverse(words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word, code in words.items():
        found[code] = (*found.get(code, ()), word)
    return found
