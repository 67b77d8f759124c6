"""The commands by which a person decides, and the one that shows what was decided.

What they do is imported when one is called.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from pipelines.cli.options import (
    HERE,
    HomeOption,
    JsonOption,
    MonthOption,
    PartnerOption,
    parsed_day,
    parsed_month,
)
from schemas.periods import Month

decisions = typer.Typer()


@decisions.command()
def log(
    *,
    month: Annotated[
        Month | None, typer.Option("--month", parser=parsed_month, metavar="YYYY-MM")
    ] = None,
    partner: Annotated[str, typer.Option("--partner", help="Only of this partner.")] = "",
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Show the ledger: what happened, when and by whom, newest last."""
    from pipelines.cli.log import show_log  # noqa: PLC0415  heavy

    show_log(home, month, partner, as_json=as_json)


@decisions.command()
def consent(
    partner: PartnerOption,
    month: MonthOption,
    by: Annotated[str, typer.Option("--by", help="Who speaks for the agency.")],
    *,
    objects: Annotated[bool, typer.Option("--object", help="The agency objects.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why it objects, from the list.")] = "",
    home: HomeOption = HERE,
) -> None:
    """Note that an agency consents to the release of its figures of a month, or objects."""
    from pipelines.cli.consent import Word, note_consent  # noqa: PLC0415  heavy

    note_consent(home, partner, month, Word(by, objects, reason))


@decisions.command()
def approve(
    month: MonthOption,
    funder: Annotated[str, typer.Option("--funder", help="The report's id.")],
    by: Annotated[str, typer.Option("--by", help="Who approves: not who handed in.")],
    *,
    despite_missing: Annotated[
        bool, typer.Option("--despite-missing", help="Though agencies have not sent everything.")
    ] = False,
    home: HomeOption = HERE,
) -> None:
    """Release a draft, as the next version if it says something new."""
    from pipelines.cli.approve import approve_report  # noqa: PLC0415  heavy

    approve_report(home, month, funder, by, despite_missing=despite_missing)


@decisions.command()
def lock(
    month: MonthOption,
    by: Annotated[str, typer.Option("--by", help="Who decides.")],
    home: HomeOption = HERE,
) -> None:
    """Close a month: it takes no files, nil returns or new versions any more."""
    from pipelines.cli.locks import lock_month  # noqa: PLC0415  heavy

    lock_month(home, month, by)


@decisions.command()
def unlock(
    month: MonthOption,
    by: Annotated[str, typer.Option("--by", help="Who decides.")],
    reason: Annotated[str, typer.Option("--reason", help="A reason from the list.")],
    *,
    partner: Annotated[str, typer.Option("--partner", help="For this partner only.")] = "",
    until: Annotated[
        date | None,
        typer.Option("--until", parser=parsed_day, metavar="YYYY-MM-DD", help="Its last day."),
    ] = None,
    home: HomeOption = HERE,
) -> None:
    """Open a locked month again, for one partner or for all; the reason is kept."""
    from pipelines.cli.locks import Opening, unlock_month  # noqa: PLC0415  heavy

    unlock_month(home, month, Opening(by, reason, partner, until))
