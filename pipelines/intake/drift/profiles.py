"""What a partner's figures usually look like, and the alarm when two columns have changed places.

A profile holds, for each column of figures, how many there are and a few of their quantiles, and
the order in which the known columns stand. Quantiles are about few people at times, so a profile
is kept in the vault only, beside the rows it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from pipelines.findings import Finding
from pipelines.intake.drift.alarm import told
from pipelines.intake.drift.places import in_order, is_order, moved
from pipelines.types import RawTable
from schemas.catalog import load_catalog
from schemas.model import FieldType

Profile = Mapping[str, Mapping[str, Sequence[float]]]

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
FEWEST_FIGURES = 20
FEWEST_MONTHS = 2
NEAR, FAR = 0.35, 0.65
UNLIKE, MOVED = "LAYOUT-32", "LAYOUT-37"
FIGURES = (FieldType.INTEGER, FieldType.DECIMAL)


def profile_of(tables: Sequence[RawTable]) -> dict[str, dict[str, list[float]]]:
    """For each record and field with figures: how many, and their quantiles; the columns' order.

    Privacy: identifiable in, identifiable out: quantiles of few figures may be figures.
    """
    found = in_order(tables)
    for record, fields in _figures(tables).items():
        for name, parts in fields.items():
            values = np.concatenate(parts)
            if len(values):
                quantiles = np.quantile(values, QUANTILES)
                found.setdefault(record, {})[name] = [float(len(values)), *map(float, quantiles)]
    return found


def packed(profile: Profile) -> bytes:
    """A profile as it is kept. Privacy: identifiable in, identifiable out."""
    return json.dumps(profile, separators=(",", ":")).encode("ascii")


def unpacked(content: bytes) -> Profile:
    """A profile as it was kept. Privacy: identifiable in, identifiable out."""
    profile: Profile = json.loads(content)
    return profile


def unlike_before(tables: Sequence[RawTable], earlier: Sequence[Profile]) -> tuple[Finding, ...]:
    """Columns whose figures look like another column's in every earlier month, and the reverse.

    Two columns of one kind that stand in each other's place are asked about as well: figures may
    be too few, or too like, to tell. Without two earlier months nothing is said.

    Privacy: identifiable in; findings name headings of the layout and places.
    """
    if len(earlier) < FEWEST_MONTHS:
        return ()
    now = profile_of(tables)
    found = [
        one
        for record in now
        if not is_order(record)
        for one in _exchanged(record, now[record], [month.get(record, {}) for month in earlier],
                              tables)
    ]  # fmt: skip
    told_of = {(one.sheet, one.heading) for one in found}
    for record, first, second in moved(now, earlier, FEWEST_MONTHS):
        found += [
            one
            for one in _findings(MOVED, record, (first, second), tables)
            if (one.sheet, one.heading) not in told_of
        ]
    return tuple(found)


def _exchanged(
    record: str,
    now: Mapping[str, Sequence[float]],
    earlier: Sequence[Mapping[str, Sequence[float]]],
    tables: Sequence[RawTable],
) -> Iterator[Finding]:
    for first, second in combinations(now, 2):
        months = [month for month in earlier if first in month and second in month]
        enough = [now, *months]
        few = any(min(one[first][0], one[second][0]) < FEWEST_FIGURES for one in enough)
        if len(months) >= FEWEST_MONTHS and not few:
            here = (now[first], now[second])
            if all(_changed_places(here, (month[first], month[second])) for month in months):
                yield from _findings(UNLIKE, record, (first, second), tables)


def _changed_places(
    now: tuple[Sequence[float], Sequence[float]], before: tuple[Sequence[float], Sequence[float]]
) -> bool:
    """Whether each of two columns lies near the other's figures of before and far from its own."""
    apart = _distance(before[0], before[1])
    if not apart:
        return False
    crossed = max(_distance(now[0], before[1]), _distance(now[1], before[0]))
    own = min(_distance(now[0], before[0]), _distance(now[1], before[1]))
    return crossed <= NEAR * apart and own >= FAR * apart


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    return float(np.abs(np.subtract(one[1:], other[1:])).mean())


def _figures(tables: Sequence[RawTable]) -> dict[str, dict[str, list[np.ndarray[Any, Any]]]]:
    records = load_catalog().records
    found: dict[str, dict[str, list[np.ndarray[Any, Any]]]] = {}
    for table in tables:
        for field in records[table.record].fields:
            place = table.columns.get(field.name)
            waits = field.name in table.waiting
            if field.type not in FIGURES or place is None or not place.letter or waits:
                continue
            at, distinct = pd.factorize(table.text[field.name], use_na_sentinel=False)
            plain = pd.Series(distinct, dtype="str").str.replace(",", "")
            numbers = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float)[at]
            numbers = numbers[~np.isnan(numbers)]
            found.setdefault(table.record, {}).setdefault(field.name, []).append(numbers)
    return found


def _findings(
    code: str, record: str, pair: tuple[str, str], tables: Sequence[RawTable]
) -> Iterator[Finding]:
    """One on the first sheet that holds both columns."""
    first, second = pair
    both = [one for one in tables if one.record == record and {first, second} <= {*one.columns}]
    for table in [one for one in both if len(one.text)][:1]:
        top = int(table.text.index.min())
        own, other = table.columns[first], table.columns[second]
        words = {"heading": own.heading, "other": other.heading}
        places = (f"{own.letter}{top}", f"{other.letter}{top}")
        yield told(code, table.sheet, first, words, places)
