"""What the coalition is told when something went wrong: codes, months and names of agencies."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.keeping.mail import NOTICE, Letter
from pipelines.settings import Consortium, Mail


def check_failed(
    consortium: Consortium, mail: Mail, run: str, partition: str, check: str
) -> Letter:
    """A file was refused, or the audit of a month failed."""
    month, _, partner = partition.partition("|")
    names = {one.id: one.name for one in consortium.partners}
    if partner:
        told = f"The file of {names.get(partner, 'an agency')} for {month} was not accepted."
    else:
        told = f"The check {check} of {month or 'a month'} failed. Nothing of it can be released."
    return _letter(
        mail,
        f"check/{run}/{partition}/{check}",
        [told, "", f"More: consortium status --month {month}"],
    )


def run_failed(mail: Mail, run: str, month: str, code: str) -> Letter:
    """A run did not come to its end."""
    told = [f"The run of {month or 'a month'} stopped before its end ({code}).", ""]
    todo = "Nothing was released. Run it by hand to read why:"
    return _letter(mail, f"run/{run}", [*told, todo, f"  consortium run --month {month}"])


def daemon_silent(mail: Mail, since: str) -> Letter:
    """Nothing runs by itself any more."""
    told = [f"The daemon that runs the months and sends reminders is silent since {since}.", ""]
    return _letter(
        mail, f"silence/{since}", [*told, "Start it again; consortium doctor says more."]
    )


def _letter(mail: Mail, key: str, lines: Iterable[str]) -> Letter:
    return Letter(key, mail.to, NOTICE, "\n".join([*lines, ""]))
