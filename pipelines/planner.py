"""The planner: what coarser tables would hide, measured by deciding the month again with each.

One table is changed at a time and everything else stays as it is. Nothing is kept.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from pipelines.consolidate.consolidate import consolidate
from pipelines.errors import Blocked
from pipelines.protect import nothing_frozen
from pipelines.rehearsal import Rehearsal, by_table, rehearse
from pipelines.types import CELL_COLUMNS, Tables
from schemas.catalog import Catalog
from schemas.model import Code, FunderReport, TableSpec

# a table of which a fourth is hidden may serve its readers better with fewer rows
MUCH = 0.25
MONTHS = 3
OF_AGE = 18
UNDER, OVER = "under_18", "18_and_over"
AGENCIES = "geography:partner"
BY_QUARTER = "a quarter in place of a month, at best"
COORDINATES = [name for name in CELL_COLUMNS if name not in {"value", "status"}]


@dataclass(frozen=True)
class Candidate:
    """One coarser table: its words, and the catalog and cells that make it.

    It only drops rows if what is left stands in print already.
    """

    report: str
    table: str
    words: str
    catalog: Catalog
    cells: pd.DataFrame
    only_drops: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was measured for one candidate; counts and shares only. Privacy: disclosure-safe.

    `hidden` are shares of the table's non-zero figures that are withheld, now and then; `shown`
    how many of them are in print; `freed` how many figures of other tables are shown more (or
    fewer). None where it could not be decided.
    """

    report: str
    table: str
    words: str
    hidden: tuple[float, float | None]
    shown: tuple[int, int | None]
    freed: int | None
    only_drops: bool = False

    @property
    def pays(self) -> bool:
        """Whether the table is at most half as hidden, or others show more than it loses."""
        (before, after), (shown, left) = self.hidden, self.shown
        if after is None or left is None:
            return False
        gains = self.freed is not None and self.freed > shown - left
        return gains or (after <= before / 2 and not self.only_drops)


def candidates(rehearsal: Rehearsal) -> tuple[Candidate, ...]:
    """Coarser forms of every table that hides much, those first that hide most.

    Tables of agencies are asked about if they hide anything: what each agency knows of its own
    makes them dear to others.

    Privacy: aggregate in, aggregate out; restricted.
    """
    zone, cells = rehearsal.zone, rehearsal.tables.cells
    found: list[Candidate] = []
    much = by_table(rehearsal).sort_values("hidden", ascending=False, kind="stable")
    tables = much[["report", "table", "hidden"]].itertuples(index=False, name=None)
    for report_id, table, hidden in tables:
        report = zone.catalog.reports[report_id]
        spec = next(one for one in report.tables if one.id == table)
        if hidden < MUCH and spec.rows != AGENCIES:
            continue
        for words, coarser in _coarser(zone.catalog, report, spec, cells):
            catalog = _with(zone.catalog, report, spec, coarser)
            drops = coarser is None or spec.subtotals != ""
            found.append(Candidate(report_id, table, words, catalog, cells, only_drops=drops))
        bands = _two_bands(zone.catalog, spec, cells)
        if bands:
            found.append(Candidate(report_id, table, "two bands: under 18, 18 and over", *bands))
    return tuple(found)


def _coarser(
    catalog: Catalog, report: FunderReport, spec: TableSpec, cells: pd.DataFrame
) -> Iterator[tuple[str, TableSpec | None]]:
    kind, _, name = spec.rows.partition(":")
    if kind == "geography":
        if name == "county":
            rows = "geography:region"
            coarser = dataclasses.replace(spec, rows=rows, subtotals="", charts=())
            yield "regions in place of counties", coarser
        if name == "partner" and len(report.tables) > 1:
            yield "without the table", None
    elif kind == "breakdown":
        parent = catalog.breakdowns[name].parent
        split = set(zip(cells["measure"], cells["breakdown"], strict=True))
        if parent and all((measure, parent) in split for measure in spec.measures):
            words = f"{catalog.breakdowns[parent].label.lower()} only"
            rows = f"breakdown:{parent}"
            yield words, dataclasses.replace(spec, rows=rows, subtotals="", labels="", charts=())


def _with(
    catalog: Catalog, report: FunderReport, spec: TableSpec, coarser: TableSpec | None
) -> Catalog:
    """The catalog with one table in another form, or without it."""
    forms = [coarser if one is spec else one for one in report.tables]
    changed = dataclasses.replace(report, tables=tuple(one for one in forms if one))
    return dataclasses.replace(catalog, reports={**catalog.reports, report.id: changed})


def _two_bands(
    catalog: Catalog, spec: TableSpec, cells: pd.DataFrame
) -> tuple[Catalog, pd.DataFrame] | None:
    """Catalog and cells with all ages of a table's breakdown in two bands, in every report."""
    kind, _, name = spec.rows.partition(":")
    if kind != "breakdown" or catalog.breakdowns[name].is_multi:
        return None
    codes = catalog.code_lists[catalog.breakdowns[name].codes]
    band_of = {code.code: _band(code) for code in codes.codes}
    if set(band_of.values()) < {UNDER, OVER} or len(set(band_of)) <= len(set(band_of.values())):
        return None
    first = {band: code for code in reversed(codes.codes) if (band := band_of[code.code])}
    bands = tuple(dataclasses.replace(code, code=band) for band, code in first.items())
    lists = {**catalog.code_lists, codes.name: dataclasses.replace(codes, codes=bands)}
    is_split = cells["breakdown"] == name
    merged = cells.assign(dim1=cells["dim1"].mask(is_split, cells["dim1"].map(band_of)))
    rest = cells[~is_split]
    summed = pd.concat([rest, added(merged[is_split])], ignore_index=True)
    return dataclasses.replace(catalog, code_lists=lists), summed


def _band(code: Code) -> str:
    """The band of an age; a code that is no age, such as not known, stays by itself."""
    least, most = (code.rollups.get(name, "") for name in ("min_age", "max_age"))
    if least and int(least) >= OF_AGE:
        return OVER
    return UNDER if most and int(most) < OF_AGE else code.code


def added(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells of the same place in one.

    Privacy: aggregate in, aggregate out; restricted.
    """
    known = cells[cells["value"].notna()]
    sums = known.groupby(COORDINATES, sort=True, as_index=False)["value"].sum()
    return pd.DataFrame(sums.assign(status="shown")[list(CELL_COLUMNS)])


def measured(rehearsal: Rehearsal, candidate: Candidate) -> Outcome:
    """Decide the month again with one table changed, and count what that hides and shows.

    Privacy: aggregate in, disclosure-safe out (counts only).
    """
    month, zone = rehearsal.tables.month, rehearsal.zone
    tables = consolidate(
        candidate.cells, zone.consortium, candidate.catalog, month, rehearsal.tables.coverage
    )
    now = _of_table(rehearsal, candidate.report, candidate.table)
    try:
        then = rehearse(dataclasses.replace(zone, catalog=candidate.catalog), tables)
    except Blocked:
        hidden, shown, freed = None, None, None
    else:
        hidden, shown = _of_table(then, candidate.report, candidate.table)
        freed = _elsewhere(rehearsal, candidate) - _elsewhere(then, candidate)
    return Outcome(
        report=candidate.report,
        table=candidate.table,
        words=candidate.words,
        hidden=(now[0], hidden),
        shown=(now[1], shown),
        freed=freed,
        only_drops=candidate.only_drops,
    )


def quarterly(rehearsal: Rehearsal) -> tuple[Outcome, ...]:
    """What tables that hide much would hide if every monthly report covered three months.

    As if nobody came in two of the months and nothing had been published: people who did are one
    person less in the quarter, so that more may be hidden. None if the months are not all in.

    Privacy: aggregate in, disclosure-safe out (counts only).
    """
    tables, zone = _quarter(rehearsal), rehearsal.zone
    if tables is None:
        return ()
    try:
        then = rehearse(zone, tables, nothing_frozen())
    except Blocked:
        return ()
    monthly = set(tables.frame["report"])
    much = by_table(rehearsal)
    much = much[(much["hidden"] >= MUCH) & much["report"].isin(monthly)]
    outcomes = []
    for report, table in zip(much["report"], much["table"], strict=True):
        now, after = (_of_table(one, report, table) for one in (rehearsal, then))
        outcomes.append(
            Outcome(
                report=report,
                table=table,
                words=BY_QUARTER,
                hidden=(now[0], after[0]),
                shown=(now[1], after[1]),
                freed=None,
            )
        )
    return tuple(outcomes)


def _quarter(rehearsal: Rehearsal) -> Tables | None:
    """The tables of monthly reports, of the last three months as if they were one."""
    zone, month = rehearsal.zone, rehearsal.tables.month
    cells = []
    for at in (month.plus(-back) for back in range(MONTHS)):
        found = rehearsal.tables.cells if at == month else zone.cells(at)
        own = found[found["period"] == str(at)]
        if own.empty:
            return None
        cells.append(own.assign(period=str(month)))
    due = zone.consortium.due(zone.catalog.reports, month)
    reports = {report.id: report for report in due if report.due == "monthly"}
    # those it names are chosen already, and the others are no reports of this catalog
    consortium = dataclasses.replace(zone.consortium, reports=())
    catalog = dataclasses.replace(zone.catalog, reports=reports)
    summed = added(pd.concat(cells, ignore_index=True))
    return consolidate(summed, consortium, catalog, month, rehearsal.tables.coverage)


def _of_table(rehearsal: Rehearsal, report: str, table: str) -> tuple[float, int]:
    """Which share of the non-zero figures of a table is withheld, and how many are shown."""
    rows = rehearsal.figures
    own = rows[(rows["report"] == report) & (rows["table_id"] == table)]
    counted = own[own["is_number"] & own["value"].gt(0)]
    hidden = int(counted["is_withheld"].sum())
    return hidden / max(len(counted), 1), len(counted) - hidden


def _elsewhere(rehearsal: Rehearsal, candidate: Candidate) -> int:
    """How many figures of other tables are withheld."""
    rows = rehearsal.figures
    is_own = (rows["report"] == candidate.report) & (rows["table_id"] == candidate.table)
    return int(rows.loc[~is_own, "is_withheld"].sum())
