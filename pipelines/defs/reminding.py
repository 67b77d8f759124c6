"""The job that sends the day's reminders, and its schedule every morning."""

import dagster as dg

from pipelines.defs.resources import Office
from pipelines.keeping.outbox import send_once
from pipelines.keeping.reminders import reminders

AFTER_THE_RUN = "30 7 * * *"
TRIES, PAUSE = 3, 300


@dg.op(
    retry_policy=dg.RetryPolicy(max_retries=TRIES, delay=PAUSE),
    out=dg.Out(dg.Nothing),
    description="The day's reminders: agencies of their file, the coalition of who is missing.",
)
def send_reminders(context: dg.OpExecutionContext, office: Office) -> None:
    """Send what is due today and was not sent. Privacy: disclosure-safe: Dagster sees a count."""
    consortium = office.consortium
    if consortium.mail is None:
        context.log.info("consortium.toml has no [mail]: nobody is reminded")
        return
    letters = reminders(office.folder, consortium, consortium.mail, office.moment.date())
    count = send_once(office.folder, consortium.mail, letters, office.moment)
    context.log.info("%d letters sent", count)


@dg.job(name="reminders", executor_def=dg.in_process_executor)
def reminders_job() -> None:
    """The reminders of a day."""
    send_reminders()


reminders_schedule = dg.ScheduleDefinition(
    name="every_morning",
    job=reminders_job,
    cron_schedule=AFTER_THE_RUN,
    execution_timezone="America/Chicago",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
