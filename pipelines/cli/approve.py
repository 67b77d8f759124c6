"""`approve`: a person's decision on a draft."""

from __future__ import annotations

from pathlib import Path

from pipelines.approval import approve
from pipelines.cli.output import line
from pipelines.clock import now
from pipelines.errors import UsageError
from pipelines.permission import Decision, Permission
from pipelines.settings_files import load_consortium
from pipelines.storage.turns import turn
from schemas.catalog import load_catalog
from schemas.periods import Month


def approve_report(
    home: Path, month: Month, report: str, by: str, *, despite_missing: bool
) -> None:
    """Release a draft and say where it is, what it lacks, and what could not be checked."""
    reports = load_catalog().reports
    if report not in reports:
        known = ", ".join(reports)
        raise UsageError("FUNDER-01", f"no report of that id; the reports are {known}")
    with turn(home):
        release = approve(home, month, report, Decision(by, now(), despite_missing))
    if release is None:
        line(f"{report} for {month}: nothing to release, the last version says the same.")
        return
    permission = Permission(home, load_consortium(home), reports[report], month)
    _say_who_is_missing(permission)
    hands = permission.hands()
    if hands.unknown:
        line(f"Of {hands.unknown} of its {hands.files} files nobody said who handed them in, so")
        line("that it could not be checked that another person approves: submit --by NAME.")
    line(f"Released {release.folder}")


def _say_who_is_missing(permission: Permission) -> None:
    names = [permission.consortium.partner(one).name for one in permission.missing()]
    if names:
        line(f"Released without everything expected of {', '.join(names)}; the report says so.")
