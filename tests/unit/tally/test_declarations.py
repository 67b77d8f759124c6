"""What the reports print fits what the measures mean: checked over the declarations themselves."""

from __future__ import annotations

from collections import defaultdict

import pytest

from pipelines.tally.needs import needs_of
from schemas.catalog import load_catalog
from schemas.due import due_reports, report_period, table_period
from schemas.model import Additivity, Counts, Measure, TableSpec
from schemas.periods import Month, month_period

CATALOG = load_catalog()
TABLES = [table for report in CATALOG.reports.values() for table in report.tables]
MONTHS = [Month(2025, 10).plus(number) for number in range(12)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.id} {table.sheet}")
def test_amounts_stand_beside_the_people_they_hang_on(table: TableSpec) -> None:
    for name in table.measures:
        people = CATALOG.measures[name].people
        assert not people or people in table.measures


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.id} {table.sheet}")
def test_measures_can_be_split_as_the_table_splits_them(table: TableSpec) -> None:
    kind, _, name = table.rows.partition(":")
    wanted = {table.subtotals} - {""}
    wanted |= {name} if kind == "breakdown" or name == "county" else set()
    for measure in table.measures:
        assert wanted - {"region"} <= set(CATALOG.measures[measure].breakdowns)


def test_people_are_split_alike_over_one_length_of_period_only() -> None:
    """A person may change county between months, so months do not bound a year within a county."""
    lengths = defaultdict(set)
    for month in MONTHS:
        needs = needs_of(CATALOG, month)
        for need in needs.needs:
            measure = CATALOG.measures[need.measure]
            is_people = measure.counts is Counts.PERSONS
            is_people &= measure.additivity is Additivity.UNDUPLICATED
            if is_people and need.breakdown not in {"total", "shelter_type"}:
                is_month = len(needs.periods[need.period].months) == 1
                lengths[need.measure, need.breakdown].add(is_month)
    assert all(len(found) == 1 for found in lengths.values())


def test_what_changes_meaning_with_the_period_is_printed_for_one_length_only() -> None:
    printed = defaultdict(set)
    for month in MONTHS:
        for report in due_reports(CATALOG.reports.values(), month):
            for table in report.tables:
                is_month = len(table_period(report, table, month).months) == 1
                for measure in table.measures:
                    printed[measure].add(is_month)
    month_only = ("clients_new", "clients_ongoing", "clients_newness_unknown")
    assert all(printed[measure] == {True} for measure in month_only)
    scoped = [name for name in printed if name.startswith(("voca_", "stop_", "housed_"))]
    assert scoped
    assert all(printed[measure] == {False} for measure in scoped)
    assert printed["people_not_sheltered"] == {False}


@pytest.mark.parametrize("measure", list(CATALOG.measures.values()), ids=lambda m: m.name)
def test_wholes_and_parts_are_of_one_kind(measure: Measure) -> None:
    for name in (*measure.part_of, *measure.sum_of):
        other = CATALOG.measures[name]
        assert (other.unit, other.counts, other.additivity) == (
            measure.unit,
            measure.counts,
            measure.additivity,
        )


QUARTERLY = {"voca", "joint_voca", "paip_coordination"}
DUE = {
    "monthly": {"consortium", "illinois_infonet"},
    "2025-12": {*QUARTERLY, "ovw_stop", "hud_apr", "reconciliation_cy"},
    "2026-03": QUARTERLY,
    "2026-06": {*QUARTERLY, "illinois_year"},
    "2026-09": {*QUARTERLY, "fvpsa", "voca_annual", "nnedv_census", "reconciliation_ffy"},
}


def test_reports_are_due_when_their_rhythm_ends() -> None:
    due = {str(m): {r.id for r in due_reports(CATALOG.reports.values(), m)} for m in MONTHS}
    assert due == {month: DUE["monthly"] | DUE.get(month, set()) for month in due}
    fvpsa = CATALOG.reports["fvpsa"]
    assert report_period(fvpsa, Month(2026, 8)) is None
    year = report_period(fvpsa, Month(2026, 9))
    assert year is not None
    assert year.id == "FFY2026"
    census = CATALOG.reports["nnedv_census"]
    assert report_period(census, Month(2026, 9)) == month_period(Month(2026, 9))
    assert report_period(census, Month(2026, 8)) is None
