"""Running the monthly job in this process, against the Dagster home of a consortium's folder."""

import os
from datetime import datetime
from pathlib import Path

import dagster as dg

from pipelines.defs.resources import Office
from pipelines.defs.schedules import MONTH_JOB
from pipelines.errors import Blocked, ConsortiumError, InternalError, UsageError
from pipelines.storage.turns import turn
from schemas.periods import Month

# Dagster tells an exception in words; libraries have classes of these names too, with values.
REFUSALS = {
    f"{kind.__module__}.{kind.__qualname__}": kind for kind in (Blocked, InternalError, UsageError)
}
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
DAGSTER_YAML = """\
telemetry:
  enabled: false
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
concurrency:
  pools:
    default_limit: 1
run_monitoring:
  enabled: true
  max_runtime_seconds: 21600
run_retries:
  enabled: true
  max_retries: 1
  retry_on_asset_or_op_failure: false
"""
# What an earlier version wrote; a file that says anything else is its operator's own.
FORMER_YAML = DAGSTER_YAML.partition("run_monitoring")[0] + "run_retries:\n  enabled: false\n"


def dagster_home(home: Path) -> Path:
    """DAGSTER_HOME, or `store/dagster` of the folder; made with its settings if it is new.

    A run that takes six hours hangs; one that died with its process is tried once more, and one
    that was refused is not.
    """
    folder = Path(os.environ.get("DAGSTER_HOME") or home.resolve() / "store" / "dagster")
    settings = folder / "dagster.yaml"
    if not settings.exists() or settings.read_text(encoding="utf-8") == FORMER_YAML:
        folder.mkdir(parents=True, exist_ok=True)
        settings.write_text(DAGSTER_YAML, encoding="utf-8")
    return folder


def run_month(definitions: dg.Definitions, home: Path, month: Month, moment: datetime) -> None:
    """Run the job of one month to its end.

    Raises: the refusal of the step that failed, in its own words; InternalError naming the step if
        it was none. Dagster keeps the details, without values.
    """
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    office = Office(home=str(home.resolve()), now=moment.isoformat())
    job = definitions.resolve_job_def(MONTH_JOB)
    with turn(home), dg.DagsterInstance.from_config(str(dagster_home(home))) as instance:
        result = job.execute_in_process(
            instance=instance,
            partition_key=str(month),
            resources={"office": office},
            run_config=QUIET,
            raise_on_error=False,
        )
        failed = [event for event in result.all_events if event.is_step_failure]
    if result.success:
        return
    for refusal in filter(None, map(_refusal, failed)):
        raise refusal
    steps = ", ".join(str(event.step_key) for event in failed)
    raise InternalError("RUN-01", f"the run of {month} failed at {steps}")


def _refusal(event: dg.DagsterEvent) -> ConsortiumError | None:
    """The error of this program that stopped a step: its text carries no value."""
    error = event.step_failure_data.error
    while error:
        name, _, told = error.message.strip().partition(": ")
        if name in REFUSALS:
            code, _, text = told.partition(": ")
            return REFUSALS[name](code, text)
        error = error.cause
    return None
