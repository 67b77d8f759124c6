"""Who is reminded of what on a day: agencies of their file, the coalition of who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipelines.keeping.mail import REMINDER, Letter
from pipelines.settings import Consortium, Mail
from pipelines.storage.board import Standing, standings
from pipelines.storage.ledger import Ledger
from schemas.periods import Month

MONTHS_BACK = 3
CATCH_UP = 2  # days after which a reminder that could not be sent is sent no more


def reminders(home: Path, consortium: Consortium, mail: Mail, today: date) -> list[Letter]:
    """The letters of a day, and those of the days before that may not have been sent.

    Shape: one letter an agency that has addresses and something to do, one to the coalition.
    Privacy: aggregate in, disclosure-safe out: names of agencies, months and days.
    """
    letters = []
    for month, offset in _occasions(consortium, mail, today):
        found = standings(Ledger(home), consortium, month)
        open_ones = [one for one in found if _is_missing(one) or one.is_refused]
        key = f"reminder/{month}/{offset:+d}"
        for one in open_ones:
            text = _to_agency(one, consortium, today)
            letters.append(Letter(f"{key}/{one.partner.id}", one.partner.remind, REMINDER, text))
        if open_ones:
            letters.append(Letter(key, mail.to, REMINDER, _to_coalition(month, open_ones)))
    return letters


def _occasions(consortium: Consortium, mail: Mail, today: date) -> list[tuple[Month, int]]:
    """Months of which a reminder is due today, with its day counted from the due day."""
    found = []
    for back in range(-1, MONTHS_BACK):
        month = Month.of(today).plus(-back)
        due = consortium.due_date(month)
        days = [o for o in mail.remind_days if 0 <= (today - due).days - o <= CATCH_UP]
        # Of two that are due at once the later one says it all.
        found += [(month, max(days))] if days else []
    return sorted(found)


def _is_missing(one: Standing) -> bool:
    is_all_nil = set(one.partner.expected) <= one.nil_records
    return one.active is None and not one.waiting and not one.is_refused and not is_all_nil


def _to_agency(one: Standing, consortium: Consortium, today: date) -> str:
    due = f"{one.due:%B} {one.due.day}, {one.due.year}"
    if one.is_refused:
        what = (
            f"Your file for {one.month.label} was received, but it could not be counted. The\n"
            "feedback that was sent to you says which cells to mend. Please send it again\n"
        )
    else:
        what = f"Your file for {one.month.label} has not been received yet. Please send it\n"
    by = f"by {due}.\n" if today <= one.due else f"as soon as you can: it was due on {due}.\n"
    return (
        f"Hello,\n\n{what}{by}\nIf there is nothing to report, please say so: without your word "
        "the month stands as\nnot received, never as zero.\n\n"
        f"Please do not send a file by mail in answer. Questions: {consortium.contact}\n"
    )


def _to_coalition(month: Month, found: Sequence[Standing]) -> str:
    missing = [one.partner.name for one in found if not one.is_refused]
    refused = [one.partner.name for one in found if one.is_refused]
    unreached = [one.partner.name for one in found if not one.partner.remind]
    due = found[0].due
    lines = [f"{month.label}, due on {due:%B} {due.day}, {due.year}.", ""]
    for title, names in (
        ("Not received", missing),
        ("Refused, to be mended", refused),
        ("Not reminded: no address in the agency's file", unreached),
    ):
        if names:
            lines += [f"{title}:", *(f"  {name}" for name in names), ""]
    return "\n".join([*lines, f"More: consortium status --month {month}", ""])
