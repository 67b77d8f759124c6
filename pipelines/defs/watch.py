"""Sensors: files that wait, checks and runs that failed, and the sign of life of the daemon."""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from pipelines.defs.launch import REFUSALS
from pipelines.defs.partitions import FIRST_MONTH
from pipelines.defs.resources import Office
from pipelines.defs.schedules import MONTH_JOB
from pipelines.keeping.alerts import check_failed, run_failed
from pipelines.keeping.heartbeat import beat
from pipelines.keeping.mail import Letter
from pipelines.keeping.outbox import send_once
from pipelines.keeping.waiting import waiting
from schemas.periods import Month

MINUTE = 60
PARTITION_TAG = "dagster/partition"
RUNNING = dg.DefaultSensorStatus.RUNNING
NOT_DONE = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


def inbox_sensor(job: Any) -> dg.SensorDefinition:
    """A run of every month that something waits for, once for each set of what waits."""

    @dg.sensor(job=job, name="inbox", minimum_interval_seconds=MINUTE, default_status=RUNNING)
    def inbox(context: dg.SensorEvaluationContext, office: Office) -> Any:
        busy = dg.RunsFilter(job_name=MONTH_JOB, statuses=NOT_DONE)
        if context.instance.get_runs(busy, limit=1):
            return dg.SkipReason("a month is being run")
        found = waiting(office.folder, office.consortium, office.moment)
        first = Month.parse(FIRST_MONTH)
        return [
            dg.RunRequest(run_key=f"inbox-{month}-{mark}", partition_key=str(month))
            for month, mark in found.items()
            if month >= first
        ] or dg.SkipReason("nothing waits")

    return inbox


@dg.sensor(name="heartbeat", minimum_interval_seconds=MINUTE, default_status=RUNNING)
def heartbeat(context: dg.SensorEvaluationContext, office: Office) -> dg.SkipReason:
    """Write the time: whoever asks `consortium heartbeat` learns that the daemon is alive."""
    del context
    beat(office.folder, office.moment)
    return dg.SkipReason("alive")


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    name="failed_checks",
    minimum_interval_seconds=MINUTE,
    default_status=RUNNING,
)
def failed_checks(context: dg.RunStatusSensorContext, office: Office) -> None:
    """A letter for every check that failed in a run that came to its end."""
    _tell(office, _refused_in(context, office))


@dg.run_failure_sensor(name="failed_runs", minimum_interval_seconds=MINUTE, default_status=RUNNING)
def failed_runs(context: dg.RunFailureSensorContext, office: Office) -> None:
    """A letter for every run that stopped before its end, and for the checks that it had failed."""
    month = context.dagster_run.tags.get(PARTITION_TAG, "")
    mail = office.consortium.mail
    own = [run_failed(mail, context.dagster_run.run_id, month, _code(context))] if mail else []
    _tell(office, [*_refused_in(context, office), *own])


def _tell(office: Office, letters: Sequence[Letter]) -> None:
    """Dagster tries a sensor again that could not send; what was sent is not sent again."""
    mail = office.consortium.mail
    if mail is not None:
        send_once(office.folder, mail, letters, office.moment)


def _refused_in(context: dg.RunStatusSensorContext, office: Office) -> list[Letter]:
    run, consortium = context.dagster_run.run_id, office.consortium
    entries = context.instance.all_logs(run, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    events = [entry.dagster_event for entry in entries]
    found = [event.asset_check_evaluation_data for event in events if event is not None]
    return [
        check_failed(consortium, consortium.mail, run, str(one.partition or ""), one.check_name)
        for one in found
        if not one.passed and consortium.mail is not None
    ]


def _code(context: dg.RunFailureSensorContext) -> str:
    """The code of our own refusal, if it was one; nothing else that an error says."""
    for event in context.get_step_failure_events():
        error = event.step_failure_data.error
        while error:
            name, _, told = error.message.strip().partition(": ")
            if name in REFUSALS:
                return told.partition(":")[0]
            error = error.cause
    return "see the run"
