"""The monthly job, and its schedule on the due day for the month that has ended."""

from datetime import date
from typing import Any

import dagster as dg

from pipelines.defs.resources import Office
from schemas.periods import Month

MONTH_JOB = "month"
EVERY_MORNING = "0 6 * * *"


def month_job(assets: list[dg.AssetsDefinition]) -> Any:
    """One job from waiting files to drafts; one run a month at a time."""
    return dg.define_asset_job(
        MONTH_JOB,
        selection=dg.AssetSelection.assets(*assets),
        executor_def=dg.in_process_executor,
        # a run that its process left is begun again as a whole: each step may be repeated
        tags={"dagster/concurrency_key": "month", "dagster/retry_strategy": "ALL_STEPS"},
    )


def due_day_schedule(job: Any) -> dg.ScheduleDefinition:
    """On the morning of the consortium's due day, the run of the month before.

    It looks every morning, since the due day is the consortium's to set, not ours.
    """

    @dg.schedule(
        job=job,
        cron_schedule=EVERY_MORNING,
        execution_timezone="America/Chicago",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        name="due_day",
    )
    def due_day(
        context: dg.ScheduleEvaluationContext, office: Office
    ) -> dg.RunRequest | dg.SkipReason:
        day: date = context.scheduled_execution_time.date()
        if day.day != office.consortium.due_day:
            return dg.SkipReason("today is not the due day")
        month = str(Month.of(day).plus(-1))
        return dg.RunRequest(run_key=f"due-{month}", partition_key=month)

    return due_day
