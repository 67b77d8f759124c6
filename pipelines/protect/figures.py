"""The figures that take part: this month's, each once, and those that are known for ever.

Values become whole numbers: people, requests, nights and contacts as they are, hours in quarters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines.errors import InternalError, UsageError
from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.keys import Key, keys_of

NUMBERS = ("shown", "true_zero", "rounded", "withheld")
KNOWN_NOTHING = ("nil", "not_received", "not_applicable", "not_collected", "not_available")
SCALES = (1, 4, 100)
TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One unknown of the system. `value` is true and in whole units of 1/`scale`.

    `is_known`: an outsider knows it whatever is decided now. `is_printed`: this month prints it
    and may still withhold it. `is_signed`: an outsider does not know that it is not negative.
    """

    key: Key
    value: int
    scale: int = 1
    threshold: int = 0
    is_count: bool = True
    is_known: bool = False
    is_printed: bool = False
    is_signed: bool = False
    was_withheld: bool = False
    origin: str = "now"


@dataclass(frozen=True, kw_only=True)
class Known:
    """One state of a figure: of this month, or of the release with that edition before it."""

    key: Key
    value: int
    status: str
    edition: int
    threshold: int


def protected_rows(frame: pd.DataFrame, hierarchy: Hierarchy) -> pd.DataFrame:
    """Rows of measures under suppression with a number or a known absence, their key attached."""
    is_protected = frame["measure"].map(
        {name: hierarchy.is_protected(name) for name in frame["measure"].unique()}
    )
    status = frame["status"].astype(str)
    is_usable = status.isin((*NUMBERS, *KNOWN_NOTHING))
    rows = frame.loc[is_protected.astype(bool) & is_usable]
    return rows.assign(key=pd.Series(keys_of(rows), index=rows.index, dtype=object))


def related_rows(frozen: pd.DataFrame, months: set[str], hierarchy: Hierarchy) -> pd.DataFrame:
    """Earlier figures whose period shares a month with this month's, directly or by a longer one.

    A month links to another only through a period that holds both, so history stays unread until
    a year ends or a month is restated.
    """
    spans = {p: set(hierarchy.months(p)) for p in sorted(frozen["period"].astype(str).unique())}
    reach, size = set(months), -1
    while size != len(reach):
        size = len(reach)
        reach = reach.union(*(span for span in spans.values() if span & reach))
    near = [period for period, span in spans.items() if span & reach]
    return frozen.loc[frozen["period"].astype(str).isin(near)]


def scales(rows: pd.DataFrame, hierarchy: Hierarchy) -> dict[str, int]:
    """For each measure the smallest of 1, 4 and 100 that makes all values of its unit whole."""
    units = {name: _unit(name, hierarchy) for name in sorted(rows["measure"].unique())}
    found: dict[str, int] = {}
    for unit, values in rows["value"].astype(float).groupby(rows["measure"].map(units)):
        gaps = {scale: ((values * scale).round() - values * scale).abs().max() for scale in SCALES}
        whole = [scale for scale in SCALES if gaps[scale] < TOLERANCE]
        found[str(unit)] = whole[0] if whole else SCALES[-1]
    return {name: found.get(unit, 1) for name, unit in units.items()}


def _unit(measure: str, hierarchy: Hierarchy) -> str:
    facts = hierarchy.facts(measure)
    return "count" if facts.is_count else facts.unit or measure


def known_states(
    rows: pd.DataFrame, scale_of: Mapping[str, int], thresholds: pd.Series, editions: pd.Series
) -> list[Known]:
    """The rows as states: whole values, absences as a known nothing."""
    values = rows["value"].astype(float).where(rows["status"].isin(NUMBERS), 0.0)
    if values.isna().any():
        raise InternalError("PROTECT-01", "an exact figure has a number's status but no number")
    whole = (values * rows["measure"].map(scale_of).astype(float)).round().astype("int64")
    columns = (rows["key"], whole, rows["status"].astype(str), editions, thresholds)
    return [
        Known(key=key, value=int(value), status=status, edition=int(edition), threshold=int(limit))
        for key, value, status, edition, limit in zip(*columns, strict=True)
    ]


def edition_of(version_id: object) -> int:
    """The number at the end of a version id such as `fvpsa/2026-09/v2`."""
    match = re.search(r"(\d+)$", str(version_id))
    if match is None:
        raise UsageError("PROTECT-02", "a version id of an earlier release ends with its number")
    return int(match[1])


def threshold_of(version_id: object, thresholds: Mapping[str, int]) -> int:
    """The threshold of the report that a version id begins with, else the strictest of all."""
    report = str(version_id).split("/", maxsplit=1)[0]
    return thresholds.get(report, max(thresholds.values()))
