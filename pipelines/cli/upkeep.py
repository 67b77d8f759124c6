"""The commands that keep the house; what they do is imported when one is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

upkeep = typer.Typer()

HomeOption = Annotated[
    Path,
    typer.Option("--home", envvar="CONSORTIUM_HOME", help="The consortium's folder."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]
HERE = Path()


@upkeep.command()
def purge(
    *,
    home: HomeOption = HERE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be destroyed.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="This machine's clock is right, I have looked.")
    ] = False,
) -> None:
    """Destroy what has been kept long enough: keys first; say what became unreadable."""
    from pipelines.cli.keeping import purge_folder  # noqa: PLC0415  heavy

    raise typer.Exit(purge_folder(home, dry_run=dry_run, yes=yes))


@upkeep.command()
def doctor(*, home: HomeOption = HERE, as_json: JsonOption = False) -> None:
    """Examine keys, folder, backups, daemon and machine; say what to do. Changes nothing."""
    from pipelines.cli.doctor import examine_folder  # noqa: PLC0415  heavy

    raise typer.Exit(examine_folder(home, as_json=as_json))


@upkeep.command()
def heartbeat(
    *,
    home: HomeOption = HERE,
    mail: Annotated[
        bool, typer.Option("--mail", help="Tell the coalition by mail if it is silent.")
    ] = False,
) -> None:
    """Say whether the daemon is alive: 0, or 13 if it is silent. For another machine to ask."""
    from pipelines.cli.doctor import ask_heartbeat  # noqa: PLC0415  heavy

    raise typer.Exit(ask_heartbeat(home, by_mail=mail))


@upkeep.command()
def daemon(
    *,
    home: HomeOption = HERE,
    pages: Annotated[
        bool,
        typer.Option("--pages", help="Dagster's pages too, for this machine: they have no login."),
    ] = False,
) -> None:
    """Run what waits, remind and tell by mail, until it is stopped. One for each folder."""
    from pipelines.cli.daemon import run_daemon  # noqa: PLC0415  heavy

    run_daemon(home, with_pages=pages)


@upkeep.command()
def backup(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", file_okay=False, help="A folder elsewhere.")
    ],
    home: HomeOption = HERE,
) -> None:
    """Save everything but the keys to one new file in a folder on another disk."""
    from pipelines.cli.keeping import back_up  # noqa: PLC0415  heavy

    back_up(home, destination)


@upkeep.command()
def ledger_copy(*, home: HomeOption = HERE) -> None:
    """Copy the folder's ledger to the empty database that CONSORTIUM_LEDGER_URL names."""
    from pipelines.cli.keeping import move_ledger  # noqa: PLC0415  heavy

    move_ledger(home)


@upkeep.command()
def restore(
    backup: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="BACKUP")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", file_okay=False, help="Empty, or not there yet.")
    ],
    home: HomeOption = HERE,
) -> None:
    """Restore a backup into an empty folder and verify it; do it now and then, as a drill."""
    from pipelines.cli.keeping import restore_folder  # noqa: PLC0415  heavy

    raise typer.Exit(restore_folder(backup, folder, home))
