"""The figures of a sent tally against the declarations, each other, and the months before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.findings import Finding
from pipelines.intake.tally_workbook import ABOUT, TOTALS, TallyWorkbook, at_totals
from pipelines.intake.wording import finding
from pipelines.sent.adding import COUNTY, Adding, Earlier
from pipelines.settings import Partner
from pipelines.storage.marks import EDITION, Marks, months_apart
from pipelines.tally.needs import TOTAL, Need, Needs, needs_of
from pipelines.tally.statuses import NOT_COLLECTED, States, feeds, total_status
from pipelines.tally.tally import DECIMALS, VALUED, months_counted
from schemas.catalog import Catalog
from schemas.periods import Month

KEY = ["period", "measure", "county", "breakdown", "dim1"]
SPLIT = ["period", "measure", "breakdown"]
UNKNOWN = "unknown"
RECORD_STATES = {"received", "nil", "not_received"}
DUST = 1e-3


@dataclass(frozen=True, repr=False)
class Judge:
    """The figures of one tally against the declarations and each other. Privacy: aggregate."""

    read: TallyWorkbook
    partner: Partner
    month: Month
    catalog: Catalog
    rests_on: Marks

    def findings(self, here: tuple[Marks, Earlier] | None) -> Iterator[Finding]:
        """All that is wrong, and which longer periods have to wait."""
        if not self._has_settings():
            yield finding("TALLY-07", sheet=ABOUT)
            return
        needs = needs_of(self.catalog, self.month)
        cells, known = self.read.cells, self._known(needs)
        double = cells.duplicated(KEY)
        kept = cells[known & ~double]
        yield from self._at("TALLY-08", "measure", cells.index[~known])
        yield from self._at("TALLY-09", "measure", cells.index[known & double])
        yield from self._missing(kept, needs)
        yield from self._at("TALLY-11", "value", kept.index[self._no_count(kept)])
        yield from self._at("TALLY-12", "status", kept.index[self._no_status(kept, needs)])
        adding = Adding(self.catalog, needs, kept)
        yield from self._at("TALLY-13", "value", adding.split_faults())
        rows = adding.subtotal_faults() | adding.whole_faults()
        yield from self._at("TALLY-14", "value", rows)
        if here is not None:
            yield from self._against(adding, *here)

    def _against(self, adding: Adding, marks: Marks, earlier: Earlier) -> Iterator[Finding]:
        """Longer periods against the months sent before, but for those that changed since."""
        apart = months_apart(self.rests_on, marks)
        told = {one: earlier.get(one, {}) for one in marks if one not in apart}
        rows = adding.period_faults(told, self.month)
        yield from self._at("TALLY-15", "value", rows)
        if apart:
            cells = [self.read.fact_rows.get(("State", str(one), self._first)) for one in apart]
            places = tuple(f"B{row}" for row in cells if row)
            names = ", ".join(map(str, apart))
            yield finding("TALLY-18", sheet=ABOUT, places=places, heading=names, count=len(apart))

    @property
    def _first(self) -> str:
        return self.partner.expected[0]

    def _has_settings(self) -> bool:
        """Whether the desk counts the same months and records as this place would."""
        months = months_counted(self.catalog, self.partner, self.month)
        records = {EDITION, *self.partner.expected}
        return set(self.rests_on) == set(months) and all(
            set(mark) == records
            and {says for name, says in mark.items() if name != EDITION} <= RECORD_STATES
            for mark in self.rests_on.values()
        )

    def _known(self, needs: Needs) -> pd.Series[bool]:
        """Lines that a report needs, with codes that are in the lists."""
        cells = self.read.cells
        wanted = pd.DataFrame(
            [(n.period, n.measure, n.breakdown) for n in needs.needs if self._may_have(n)],
            columns=SPLIT,
        )
        is_needed = cells[SPLIT].merge(wanted, how="left", indicator=True)["_merge"]
        code = cells["dim1"].mask(cells["breakdown"] == COUNTY, cells["county"])
        other = cells["county"].mask(cells["breakdown"] == COUNTY, cells["dim1"])
        pairs = pd.Series(zip(cells["breakdown"], code, strict=True), index=cells.index)
        in_list = pairs.map({pair: self._in_list(*pair) for pair in pairs.unique()})
        return in_list.astype(bool) & (other == TOTAL) & (is_needed == "both").to_numpy()

    def _may_have(self, need: Need) -> bool:
        """Whether the agency can have such a line: a total always, a split of what it sends."""
        return need.breakdown == TOTAL or bool(
            feeds(self.catalog.measures[need.measure], self.partner)
        )

    def _in_list(self, breakdown: str, code: str) -> bool:
        if breakdown == TOTAL:
            return code == TOTAL
        one = self.catalog.breakdowns.get(breakdown)
        return one is not None and code in {UNKNOWN, *self.catalog.code_lists[one.codes].names}

    def _missing(self, kept: pd.DataFrame, needs: Needs) -> Iterator[Finding]:
        totals = kept[kept["breakdown"] == TOTAL]
        have = set(zip(totals["period"], totals["measure"], strict=True))
        missing = {(need.period, need.measure) for need in needs.needs} - have
        if missing:
            yield finding("TALLY-10", sheet=TOTALS, count=len(missing))

    def _no_count(self, kept: pd.DataFrame) -> pd.Series[bool]:
        """Figures that are not what their measure counts in; nothing is finer than a millionth."""
        places = {
            name: DECIMALS if one.decimals else 0 for name, one in self.catalog.measures.items()
        }
        fine = kept["measure"].map(places).to_numpy()
        value = kept["value"].to_numpy()
        scaled = value * 10.0**fine
        is_fit = (value >= 0) & np.isfinite(value) & (abs(scaled - scaled.round()) < DUST)
        return pd.Series(~is_fit & ~np.isnan(value), index=kept.index)

    def _no_status(self, kept: pd.DataFrame, needs: Needs) -> pd.Series[bool]:
        """A part is always shown; the state of a total follows from its value and what came."""
        months = {
            month: {name: says for name, says in mark.items() if name != EDITION}
            for month, mark in self.rests_on.items()
        }
        is_total = kept["breakdown"] == TOTAL
        totals = kept[is_total]
        columns = (totals["period"], totals["measure"], totals["value"].fillna(0.0))
        told = [self._status(needs, months, *cell) for cell in zip(*columns, strict=True)]
        expected = pd.Series(told, index=totals.index, dtype="str").reindex(kept.index)
        expected = expected.fillna("shown")
        is_empty = kept["value"].isna() | (~is_total & (kept["value"] == 0))
        # only the desk sees whether any row states a field: it may say so in the place of a zero
        needs_field = {name: bool(one.collects) for name, one in self.catalog.measures.items()}
        may_say = is_total & (expected == "true_zero")
        may_say &= kept["measure"].map(needs_field).astype(bool)
        expected = expected.mask(may_say & (kept["status"] == NOT_COLLECTED), NOT_COLLECTED)
        valued = expected.isin(VALUED)
        return (kept["status"] != expected) | (valued == is_empty)

    def _status(self, needs: Needs, states: States, period: str, measure: str, value: float) -> str:
        one = self.catalog.measures[measure]
        return total_status(one, needs.periods[period], self.partner, states, value)

    def _at(self, code: str, column: str, rows: pd.Index[int] | set[int]) -> Iterator[Finding]:
        if len(rows):
            yield at_totals(self.read, code, column, sorted(rows))
