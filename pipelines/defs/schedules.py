"""The monthly job, and its schedule on the due day for the month that has ended."""

from datetime import date
from typing import Any

import dagster as dg

from pipelines.defs.partitions import MONTHS
from schemas.periods import Month

MONTH_JOB = "month"
DEFAULT_DUE_DAY = 10


def month_job(assets: list[dg.AssetsDefinition]) -> Any:
    """One job from waiting files to drafts; one run a month at a time."""
    return dg.define_asset_job(
        MONTH_JOB,
        selection=dg.AssetSelection.assets(*assets),
        partitions_def=MONTHS,
        executor_def=dg.in_process_executor,
        tags={"dagster/concurrency_key": "month"},
    )


def due_day_schedule(job: Any) -> dg.ScheduleDefinition:
    """On the morning of the due day, the run of the month before."""

    @dg.schedule(
        job=job,
        cron_schedule=f"0 6 {DEFAULT_DUE_DAY} * *",
        execution_timezone="America/Chicago",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        name="due_day",
    )
    def due_day(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day: date = context.scheduled_execution_time.date()
        month = str(Month.of(day).plus(-1))
        return dg.RunRequest(run_key=f"due-{month}", partition_key=month)

    return due_day
