"""Whether the figures of a tally add up: groups to totals, parts to wholes, months to periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipelines.tally.needs import TOTAL, Needs
from schemas.adding import is_multi
from schemas.catalog import Catalog
from schemas.model import Additivity, Measure
from schemas.periods import Month

COUNTY = "county"
DUST = 1e-6

# the period, the measure and the breakdown of figures that stand together
Split = tuple[str, str, str]
Parts = Mapping[str, float]
Earlier = Mapping[Month, Mapping[str, float]]


@dataclass(frozen=True, repr=False)
class Adding:
    """The relations between the figures of one tally. Privacy: aggregate.

    `cells` are lines that are known and stand once, with the worksheet's row number as index. Each
    method gives the rows of figures that do not fit.
    """

    catalog: Catalog
    needs: Needs
    cells: pd.DataFrame

    def split_faults(self) -> set[int]:
        """Totals whose groups do not add up to them."""
        wanted = [one for one in self.needs.needs if one.breakdown != TOTAL]
        found = set()
        for need in wanted:
            whole = (need.period, need.measure, TOTAL)
            parts = self._figures.get((need.period, need.measure, need.breakdown), {})
            row = self._rows.get((*whole, TOTAL))
            if row is not None and not self._fits(need.measure, need.breakdown, parts, whole):
                found.add(row)
        return found

    def subtotal_faults(self) -> set[int]:
        """Groups whose own finer groups do not add up to them."""
        found = set()
        for period, name, fine in self._needed:
            parent = self.catalog.breakdowns[fine].parent if fine != TOTAL else ""
            if (period, name, parent) in self._needed:
                found |= set(self._subtotals((period, name, fine), (period, name, parent)))
        return found

    def whole_faults(self) -> set[int]:
        """Figures that are not the sum, or exceed the whole, of what they belong to."""
        found = set()
        for split in self._needed:
            measure = self.catalog.measures[split[1]]
            for code, row in self._contradictions(measure, split):
                found.add(self._rows.get((*split, code), row))
        return found

    def period_faults(self, earlier: Earlier, month: Month) -> set[int]:
        """Totals of longer periods that do not fit their months, where all of these are known."""
        found = set()
        for period_name, name, breakdown in self._needed:
            period = self.needs.periods[period_name]
            before = [one for one in period.months if one != month]
            row = self._rows.get((period_name, name, TOTAL, TOTAL))
            is_told = (str(month), name, TOTAL) in self._needed and set(before) <= set(earlier)
            if breakdown != TOTAL or not before or row is None or not is_told:
                continue
            if self.cells.loc[row, "status"] == "not_available":
                continue  # it began before the agency did; the state itself is judged by TALLY-12
            months = [earlier[one].get(name, 0.0) for one in before]
            months.append(self._total(str(month), name))
            total = self._total(period_name, name)
            if not _spans(self.catalog.measures[name], months, total):
                found.add(row)
        return found

    def _fits(self, name: str, breakdown: str, parts: Parts, whole: Split) -> bool:
        total, added = self._total(*whole[:2]), sum(parts.values())
        if is_multi(self.catalog.measures[name], self.catalog.breakdowns[breakdown]):
            return max(parts.values(), default=0.0) <= total + DUST and added >= total - DUST
        return abs(added - total) <= DUST

    def _subtotals(self, fine: Split, coarse: Split) -> Iterator[int]:
        breakdown = self.catalog.breakdowns[fine[2]]
        column = self.catalog.breakdowns[breakdown.parent].codes
        codes = self.catalog.code_lists[breakdown.codes].codes
        parent_of = {code.code: code.rollups[column] for code in codes}
        below: dict[str, dict[str, float]] = defaultdict(dict)
        for code, value in self._figures.get(fine, {}).items():
            below[parent_of.get(code, "unknown")][code] = value
        above = self._figures.get(coarse, {})
        multi = is_multi(self.catalog.measures[fine[1]], breakdown)
        for code in {*below, *above}:
            parts, total = below[code], above.get(code, 0.0)
            added, largest = sum(parts.values()), max(parts.values(), default=0.0)
            fits = largest <= total + DUST if multi else True
            if not fits or added < total - DUST or (not multi and added > total + DUST):
                first = next((self._rows[*fine, part] for part in parts), 0)
                yield self._rows.get((*coarse, code), first)

    def _contradictions(self, measure: Measure, split: Split) -> Iterator[tuple[str, int]]:
        """Codes of one split where a measure is not the sum of its parts, or exceeds its whole."""
        period, _, breakdown = split
        own = self._figures.get(split, {})
        parts = [(period, name, breakdown) for name in measure.sum_of]
        if parts and set(parts) <= self._needed:
            figures = [self._figures.get(part, {}) for part in parts]
            for code in {*own, *(code for found in figures for code in found)}:
                added = sum(found.get(code, 0.0) for found in figures)
                if abs(own.get(code, 0.0) - added) > DUST:
                    yield code, self._rows.get((period, measure.name, TOTAL, TOTAL), 0)
        for name in measure.part_of:
            whole = (period, name, breakdown)
            if whole in self._needed:
                above = self._figures.get(whole, {})
                over = [c for c, value in own.items() if value > above.get(c, 0.0) + DUST]
                yield from ((code, 0) for code in over)

    def _total(self, period: str, measure: str) -> float:
        return self._figures.get((period, measure, TOTAL), {}).get(TOTAL, 0.0)

    @cached_property
    def _needed(self) -> set[Split]:
        return {(need.period, need.measure, need.breakdown) for need in self.needs.needs}

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str, str], int]:
        return {key: int(row) for key, row in zip(self._keys, self.cells.index, strict=True)}

    @cached_property
    def _figures(self) -> dict[Split, dict[str, float]]:
        """Code to figure by split; what has no figure counts as none."""
        found: dict[Split, dict[str, float]] = defaultdict(dict)
        values = self.cells["value"].fillna(0.0)
        for (*split, code), value in zip(self._keys, values, strict=True):
            period, measure, breakdown = split
            found[period, measure, breakdown][code] = float(value)
        return dict(found)

    @property
    def _keys(self) -> list[tuple[str, str, str, str]]:
        is_county = self.cells["breakdown"] == COUNTY
        code = self.cells["dim1"].mask(is_county, self.cells["county"])
        split = (self.cells[name] for name in ("period", "measure", "breakdown"))
        return list(zip(*split, code, strict=True))


def _spans(measure: Measure, months: list[float], total: float) -> bool:
    """Whether a longer period can have this total: flows add up, people are between two bounds."""
    if measure.additivity is Additivity.FLOW:
        return abs(sum(months) - total) <= DUST
    if measure.additivity is Additivity.UNDUPLICATED:
        return max(months) - DUST <= total <= sum(months) + DUST
    return True
