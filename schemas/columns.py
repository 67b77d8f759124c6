"""How the columns that are counted by lead back to the shared fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a tally view: the fields it is made of, and the words for it and its values."""

    fields: tuple[str, ...]
    words: str = ""
    codes: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns that are no field themselves, and the records of views of another name."""

    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    column: Mapping[str, Column] = field(default_factory=dict)
