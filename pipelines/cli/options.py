"""Options and arguments that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines.errors import UsageError
from schemas.periods import Month, PeriodError


def parsed_month(text: str) -> Month:
    """A month as it is written on the command line."""
    try:
        return Month.parse(text)
    except PeriodError as error:
        problem = str(error)
    raise typer.BadParameter(problem)


def parsed_day(text: str) -> date:
    """A day as it is written on the command line."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        problem = "a day is written YYYY-MM-DD"
    raise typer.BadParameter(problem)


def new_file(path: Path | None) -> Path | None:
    """A file that a command writes: nobody's file is ever replaced, least of all the one read."""
    if path is not None and path.exists():
        raise UsageError(
            "OUTPUT-02",
            "there is a file of that name already; give another name, or put that file away first",
        )
    return path


HomeOption = Annotated[
    Path,
    typer.Option(
        "--home", envvar="CONSORTIUM_HOME", file_okay=False, help="The consortium's folder."
    ),
]
MonthOption = Annotated[Month, typer.Option("--month", parser=parsed_month, metavar="YYYY-MM")]
PartnerOption = Annotated[str, typer.Option("--partner", help="The partner's id.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]
FileArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE")]
HERE = Path()
