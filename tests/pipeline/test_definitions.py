"""The definitions as the server loads them: names, schedule, and what Dagster is told of a run."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg
import duckdb
import pytest

from pipelines.cli.files import submit_file
from pipelines.definitions import build_defs, defs
from pipelines.defs.launch import dagster_home, run_month
from pipelines.defs.resources import Office
from pipelines.defs.submissions import PARTNER_CELLS
from pipelines.errors import Blocked, ConsortiumError
from pipelines.monthly import OpenZone
from schemas.catalog import load_catalog
from schemas.periods import Month
from tests.small import good_workbook

MARCH = Month(2026, 3)


def test_assets_and_checks_are_those_of_the_design():
    graph = defs.resolve_asset_graph()
    names = {key.to_user_string() for key in graph.get_all_asset_keys()}
    reports = {f"{name}_report" for name in load_catalog().reports}
    stages = {"submissions", "partner_cells", "consolidated_tables", "protected_tables"}
    assert names == stages | reports
    assert {key.name for key in graph.asset_check_keys} == {"audit"}


def scheduled(office, day):
    schedule = defs.resolve_schedule_def("due_day")
    resources = {"office": Office(home=str(office.home))}
    moment = datetime(2026, 4, day, 6, tzinfo=ZoneInfo("America/Chicago"))
    with dg.build_schedule_context(
        scheduled_execution_time=moment,
        resources=resources,
        repository_def=defs.get_repository_def(),
    ) as context:
        return schedule.evaluate_tick(context)


def test_the_month_before_is_run_on_the_due_day_and_on_no_other(office):
    assert [request.partition_key for request in scheduled(office, 10).run_requests] == ["2026-03"]
    assert scheduled(office, 11).run_requests == []


def test_a_refused_file_is_red_for_its_partner_and_stops_nobody(office):
    good = office.file("good.xlsx", good_workbook(20, 12))
    bad = office.file("bad.xlsx", b"not a workbook\x00")
    submit_file(office.home, office.home.parent / "outside" / "good.xlsx", "alder", MARCH)
    submit_file(office.home, office.home.parent / "outside" / "bad.xlsx", "birch", MARCH)
    assert good != bad
    run_month(build_defs(), office.home, MARCH, datetime(2026, 4, 10, 9))  # noqa: DTZ001
    with dg.DagsterInstance.from_config(str(dagster_home(office.home))) as instance:
        made = instance.get_materialized_partitions(PARTNER_CELLS)
        runs = instance.get_runs()
        events = [entry.dagster_event for entry in instance.all_logs(runs[0].run_id)]
    assert {str(key) for key in made} == {"2026-03|alder"}
    found = {}
    for event in events:
        if event and event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.event_specific_data
            if check.asset_key == PARTNER_CELLS:
                found[str(check.partition)] = check.passed
    assert found == {"2026-03|alder": True, "2026-03|birch": False}
    assert [run.status for run in runs] == [dg.DagsterRunStatus.SUCCESS]


def stopped_by(error, office, monkeypatch):
    def stop(*_):
        raise error

    monkeypatch.setattr(OpenZone, "protect", stop)
    with pytest.raises(ConsortiumError) as caught:
        run_month(build_defs(), office.home, MARCH, datetime(2026, 4, 10, 9))  # noqa: DTZ001
    return caught.value


def test_a_run_that_is_refused_says_why_in_the_words_of_the_refusal(office, monkeypatch):
    told = stopped_by(Blocked("PROTECT-04", "cannot: people|2026-03|a: b"), office, monkeypatch)
    assert (type(told), str(told)) == (Blocked, "PROTECT-04: cannot: people|2026-03|a: b")


@pytest.mark.parametrize("kind", [ValueError, duckdb.InternalError, sqlite3.InternalError])
def test_any_other_fault_is_told_by_its_step_alone(kind, office, monkeypatch):
    told = stopped_by(kind("PROTECT-04: Guadalupe"), office, monkeypatch)
    assert str(told) == "RUN-01: the run of 2026-03 failed at protected_tables"


@pytest.mark.parametrize("attribute", ["home", "now"])
def test_the_office_is_replaced_in_tests_by_a_resource(attribute, office):
    replaced = build_defs(office=Office(home=str(office.home), now="2026-04-10T09:00:00"))
    assert getattr(replaced.resources["office"], attribute)
