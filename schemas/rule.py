"""What a cross-field or cross-record rule is: its wording, its examples, and what it may know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from schemas.model import Mark, Severity


@dataclass(frozen=True, kw_only=True)
class RuleContext:
    """What a rule may know beside the rows: the month, its bounds and the day it is checked.

    `agency_names` are the names under which the partner's own rows may stand, in lower case;
    `counted_in_sfy` the measures of which it counted something earlier in the state fiscal year.
    """

    partner: str
    first_day: date
    last_day: date
    today: date
    agency_names: frozenset[str] = frozenset()
    counted_in_sfy: frozenset[str] = frozenset()
    longest_open_stay: int = 365


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A cross-field or cross-record rule bound to one column of one record.

    `breaks` takes the typed frame of the record (columns are field names, absent optional fields
    present as all-missing) and the context, and returns a boolean Series, True where a row breaks
    the rule. `passing` and `failing` are rows as {field: text}, tests and documentation at once.
    """

    id: str
    record: str
    field: str
    severity: Severity
    title: str
    message: str
    fix: str
    breaks: Callable[[pd.DataFrame, RuleContext], pd.Series[bool]]
    passing: tuple[tuple[Mapping[str, str], ...], ...]
    failing: tuple[tuple[Mapping[str, str], ...], ...]
    source: str
    mark: Mark


Frames = Mapping[str, pd.DataFrame]
ExampleRows = Mapping[str, tuple[Mapping[str, str], ...]]


@dataclass(frozen=True, kw_only=True)
class CrossRule:
    """A rule between rows of several records, bound to one column of one of them.

    `breaks` takes the typed frames of `record` and of `others`, each with all rows of the month,
    and returns a boolean Series over the rows of `record`. Examples are rows by record.
    """

    id: str
    record: str
    others: tuple[str, ...]
    field: str
    severity: Severity
    title: str
    message: str
    fix: str
    breaks: Callable[[Frames, RuleContext], pd.Series[bool]]
    passing: tuple[ExampleRows, ...]
    failing: tuple[ExampleRows, ...]
    source: str
    mark: Mark
