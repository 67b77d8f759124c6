"""What Dagster loads: `defs`, assembled by `build_defs` alike for production, demo and tests."""

from typing import Any

import dagster as dg

from pipelines.defs.reminding import reminders_job, reminders_schedule
from pipelines.defs.reports import report_asset
from pipelines.defs.resources import Office
from pipelines.defs.schedules import due_day_schedule, month_job
from pipelines.defs.submissions import partner_cells, submissions
from pipelines.defs.tables import consolidated_tables, protected_tables
from pipelines.defs.watch import failed_checks, failed_runs, heartbeat, inbox_sensor
from schemas.catalog import load_catalog


def build_defs(**overrides: Any) -> dg.Definitions:
    """All definitions; `overrides` replace resources by name.

    Report assets come from the catalog's funders.
    """
    reports = [report_asset(report) for report in load_catalog().reports.values()]
    executed = [submissions, consolidated_tables, protected_tables, *reports]
    job = month_job(executed)
    return dg.Definitions(
        assets=[partner_cells, *executed],
        jobs=[job, reminders_job],
        schedules=[due_day_schedule(job), reminders_schedule],
        sensors=[inbox_sensor(job), heartbeat, failed_checks, failed_runs],
        resources={"office": Office(), **overrides},
        executor=dg.in_process_executor,
    )


defs = build_defs()
