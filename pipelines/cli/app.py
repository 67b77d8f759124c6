"""The `consortium` command. Heavy imports wait until a command needs them: help must be instant."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.decisions import decisions
from pipelines.cli.options import (
    HERE,
    FileArgument,
    HomeOption,
    JsonOption,
    MonthOption,
    PartnerOption,
    new_file,
)
from pipelines.cli.upkeep import upkeep
from pipelines.errors import ConsortiumError, is_disk_fault

DISK = "DISK-02"

app = typer.Typer(
    name="consortium",
    help="Turn partner spreadsheets into protected funder reports, every month.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(decisions)
app.add_typer(upkeep)


@app.command()
def demo(home: Annotated[Path, typer.Option("--home", file_okay=False)] = Path("demo")) -> None:
    """Make the fictitious consortium, and run, approve and release all its months in order."""
    from pipelines.cli.story import tell  # noqa: PLC0415  heavy

    tell(home)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False)],
    desk: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="An agency's own desk: its <id>.toml."),
    ] = None,
) -> None:
    """Make a new, empty consortium folder with a commented consortium.toml and keys."""
    from pipelines.cli.folder import start_folder  # noqa: PLC0415  heavy
    from pipelines.cli.tally import make_desk  # noqa: PLC0415  heavy

    if desk is None:
        start_folder(folder)
    else:
        make_desk(folder, desk)


@app.command()
def check(
    file: FileArgument,
    partner: PartnerOption,
    month: MonthOption,
    *,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FOLDER", help="Also write workbook and web page."),
    ] = None,
) -> None:
    """Show every finding of a file: sheet, cell, what is wrong, what to do. Stores nothing."""
    from pipelines.cli.check import check_file  # noqa: PLC0415  heavy

    raise typer.Exit(check_file(home, file, partner, month, as_json=as_json, folder=folder))


@app.command()
def layout(
    file: FileArgument,
    *,
    partner: Annotated[str, typer.Option("--partner", help="Whose earlier layouts count.")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE.toml", callback=new_file)
    ] = None,
    home: HomeOption = HERE,
) -> None:
    """Propose a partner's layout from a file of theirs; what is not sure waits for your answer."""
    from pipelines.cli.layout import propose_layout  # noqa: PLC0415  heavy

    propose_layout(home, file, partner, output)


@app.command()
def template(
    partner: PartnerOption,
    month: MonthOption,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.xlsx", callback=new_file)],
    home: HomeOption = HERE,
) -> None:
    """Write the standard workbook of a partner and month, with drop-downs, to be filled in."""
    from pipelines.cli.template import write_template  # noqa: PLC0415  heavy

    write_template(home, partner, month, output)


@app.command()
def submit(
    file: FileArgument,
    partner: PartnerOption,
    month: MonthOption,
    *,
    home: HomeOption = HERE,
    by: Annotated[str, typer.Option("--by", help="Who hands it in; another approves.")] = "",
    note: Annotated[
        str | None,
        typer.Option(help="NOT kept: it might tell of a person. Call your coordinator instead."),
    ] = None,
) -> None:
    """Hand in a file: it is encrypted into the vault and waits for the next run."""
    from pipelines.cli.files import submit_file  # noqa: PLC0415  heavy

    raise typer.Exit(submit_file(home, file, partner, month, by, is_noted=note is not None))


@app.command()
def tally(
    file: FileArgument,
    partner: PartnerOption,
    month: MonthOption,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="The workbook of totals.", callback=new_file),
    ],
    home: HomeOption = HERE,
) -> None:
    """At the partner's own desk: strip and count a file, and write totals only. No network."""
    from pipelines.cli.tally import tally_file  # noqa: PLC0415  heavy

    raise typer.Exit(tally_file(home, file, partner, month, output))


@app.command()
def nil(
    partner: PartnerOption,
    month: MonthOption,
    record: Annotated[
        str, typer.Option("--record", help="The record type with nothing to report.")
    ],
    *,
    by: Annotated[str, typer.Option("--by", help="Who says so; the partner if left out.")] = "",
    home: HomeOption = HERE,
) -> None:
    """Hand in a nil return: nothing to report for one record type in a month."""
    from pipelines.cli.files import submit_nil  # noqa: PLC0415  heavy

    submit_nil(home, partner, month, record, by)


@app.command()
def confirm(  # noqa: PLR0913  each is an option
    partner: PartnerOption,
    month: MonthOption,
    *,
    code: Annotated[str, typer.Option("--code", help="The code of the question.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="A reason from the list.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who answers; the partner if left out.")] = "",
    home: HomeOption = HERE,
    answers: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A feedback workbook with its answers."),
    ] = None,
) -> None:
    """Answer a question about a file with a reason from the list; the answer is remembered."""
    from pipelines.cli.confirm import Answering, answer  # noqa: PLC0415  heavy

    raise typer.Exit(answer(Answering(home, partner, month, by), code, reason, answers))


@app.command()
def run(
    month: MonthOption,
    *,
    home: HomeOption = HERE,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what would be withheld; keep nothing.")
    ] = False,
) -> None:
    """Take in everything that waits for the month, and write drafts of every report due."""
    if preview:
        from pipelines.cli.preview import show_preview  # noqa: PLC0415  heavy

        show_preview(home, month)
        return
    from pipelines.cli.months import run_months  # noqa: PLC0415  heavy

    run_months(home, month)


@app.command()
def status(month: MonthOption, *, home: HomeOption = HERE, as_json: JsonOption = False) -> None:
    """Who sent, who is late, what was refused and why, and where each report stands."""
    from pipelines.cli.months import show_status  # noqa: PLC0415  heavy

    show_status(home, month, as_json=as_json)


@app.command()
def copy(
    month: MonthOption,
    *,
    partner: Annotated[str, typer.Option("--partner", help="One agency only.")] = "",
    home: HomeOption = HERE,
) -> None:
    """Write each agency's own copy: what it contributed, and where it stands beside all."""
    from pipelines.cli.copies import write_copies  # noqa: PLC0415  heavy

    write_copies(home, month, partner)


@app.command()
def audit(
    paths: Annotated[list[Path] | None, typer.Argument(exists=True, metavar="PATH...")] = None,
    *,
    home: Annotated[
        Path | None, typer.Option("--home", help="Also as each agency: the consortium's folder.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Play the attacker on published files alone: 0 if every withheld figure stays protected."""
    from pipelines.cli.releases import audit_paths  # noqa: PLC0415  heavy

    raise typer.Exit(audit_paths(paths or [], home, as_json=as_json))


@app.command()
def verify(path: Annotated[Path, typer.Argument(exists=True, metavar="PATH")]) -> None:
    """Check a workbook, a release or a whole folder against its manifests; names what differs."""
    from pipelines.cli.releases import verify_path  # noqa: PLC0415  heavy

    raise typer.Exit(verify_path(path))


@app.command()
def fields(
    form: Annotated[str, typer.Option("--format", help="md, csv or json.")] = "md",
) -> None:
    """Print the data dictionary: every standard field, its codes and what leaves the agency."""
    from pipelines.cli.dictionary import print_fields  # noqa: PLC0415  heavy

    print_fields(form)


def main() -> None:
    """Run the command line; our own errors become one line on stderr and an exit code.

    Anything else is reduced to its type: the text of an unforeseen error may hold a value.
    """
    try:
        app()
    except ConsortiumError as error:
        text, code = str(error), error.exit_code
    except SystemExit as error:
        text, code = "", error.code if isinstance(error.code, int) else 20
    except BaseException as error:  # noqa: BLE001  a library's panic is no Exception
        text, code = _unforeseen(error), 20
    else:
        return
    if text:
        sys.stderr.write(f"{text}\n")
    sys.exit(code)


def _unforeseen(error: BaseException) -> str:
    """Its type; of a call that the system refused, by number, the system's words for that."""
    if is_disk_fault(error):
        return f"{DISK}: the disk is full or broken; nothing is half. Next: see to it, then again"
    number = error.errno if isinstance(error, OSError) else None
    said = f": {os.strerror(number)}" if isinstance(number, int) else ""
    return f"INTERNAL-01: {type(error).__name__}{said}; nothing was changed by this step"
