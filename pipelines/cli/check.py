"""`check`, and how what was found in a file is shown; imports only what a check needs."""

from __future__ import annotations

from pathlib import Path

from pipelines.assessment import REJECTED, UNKNOWN_LAYOUT, UNREADABLE, Assessment, assess
from pipelines.cli.output import console, line, width
from pipelines.clock import now
from pipelines.feedback.document import Document, build_document
from pipelines.feedback.files import PAGE, WORKBOOK, kept_try, last_try, write_beside
from pipelines.feedback.machine import as_json as machine_text
from pipelines.feedback.terminal import terminal_lines
from pipelines.feedback.wording import Occasion
from pipelines.known import known_of
from pipelines.settings import Partner
from pipelines.settings_files import load_consortium
from pipelines.submission import Outcome
from schemas.periods import Month

EXIT_CODES = {REJECTED: 10, UNREADABLE: 11, UNKNOWN_LAYOUT: 12}


def check_file(
    home: Path,
    file: Path,
    partner_id: str,
    month: Month,
    *,
    as_json: bool,
    folder: Path | None = None,
) -> int:
    """Assess a file, show what was found, and return the exit code of the contract."""
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    today = now().date()
    known = known_of(home, consortium, partner, month, today)
    found = assess(file.read_bytes(), partner, month, known)
    outcome = outcome_of(partner, month, found)
    before = kept_try(folder, partner.id, month) if folder else None
    before = last_try(home, partner.id, month) if before is None else before
    document = build_document(consortium, outcome, before, occasion=Occasion.CHECK, on=today)
    if folder:
        write_beside(folder, document, file)
    show(document, as_json=as_json)
    if folder and not as_json:
        line(f"The same as a workbook and a web page: {folder / WORKBOOK}, {folder / PAGE}")
    return EXIT_CODES.get(found.outcome, 0)


def outcome_of(partner: Partner, month: Month, found: Assessment) -> Outcome:
    """What was found in a file that is not kept."""
    return Outcome(
        partner=partner.id,
        month=month,
        submission="",
        outcome=found.outcome,
        findings=found.findings,
        row_counts=found.row_counts,
    )


def show(document: Document, *, as_json: bool) -> None:
    """Print what was found, for a person or for a program."""
    if as_json:
        line(machine_text(document))
        return
    out = console()
    for one in terminal_lines(document, width()):
        style = "bold" if one.is_strong else ""
        out.print(one.text, style=style, markup=False, soft_wrap=True)
