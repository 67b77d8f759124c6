"""`check`, `submit` and `nil`."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.months import refuse_future
from pipelines.cli.output import console, line, width
from pipelines.cli.tally import refused_tally
from pipelines.clock import now
from pipelines.feedback.document import Document, build_document
from pipelines.feedback.files import PAGE, WORKBOOK, kept_try, last_try, write_beside
from pipelines.feedback.machine import as_json as machine_text
from pipelines.feedback.terminal import terminal_lines
from pipelines.feedback.wording import Occasion
from pipelines.known import known_of
from pipelines.settings import load_consortium
from pipelines.storage.board import standing
from pipelines.storage.inbox import hand_in, record_nil
from pipelines.storage.ledger import Ledger
from pipelines.submission import REJECTED, UNKNOWN_LAYOUT, UNREADABLE, Outcome, assess
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
    known = known_of(home, consortium, partner, month, now().date())
    found = assess(file.read_bytes(), partner, month, known)
    outcome = Outcome(
        partner=partner.id,
        month=month,
        submission="",
        outcome=found.outcome,
        findings=found.findings,
        row_counts=found.row_counts,
    )
    before = kept_try(folder, partner.id, month) if folder else None
    before = last_try(home, partner.id, month) if before is None else before
    document = build_document(consortium, outcome, before, occasion=Occasion.CHECK)
    if folder:
        write_beside(folder, document, file)
    show(document, as_json=as_json)
    if folder and not as_json:
        line(f"The same as a workbook and a web page: {folder / WORKBOOK}, {folder / PAGE}")
    return EXIT_CODES.get(found.outcome, 0)


def show(document: Document, *, as_json: bool) -> None:
    """Print what was found, for a person or for a program."""
    if as_json:
        line(machine_text(document))
        return
    out = console()
    for one in terminal_lines(document, width()):
        style = "bold" if one.is_strong else ""
        out.print(one.text, style=style, markup=False, soft_wrap=True)


def submit_file(home: Path, file: Path, partner_id: str, month: Month) -> int:
    """Encrypt a file into the vault; of who sends totals only, a tally that is whole."""
    refuse_future(month)
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    content = file.read_bytes()
    refused = refused_tally(consortium, partner, month, content)
    if refused is not None:
        show(refused, as_json=False)
        return EXIT_CODES[refused.outcome]
    submission = hand_in(home, consortium, partner, month, content, now())
    line(
        f"Received as {submission}. It will be read at the next run: consortium run --month {month}"
    )
    return 0


def submit_nil(home: Path, partner_id: str, month: Month, record: str) -> None:
    """Record a nil return."""
    refuse_future(month)
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    counted = standing(Ledger(home), consortium, partner, month).records_with_rows
    record_nil(home, partner, month, record, by=partner_id, at=now())
    line(f"Noted: {partner.name} has nothing to report for {record} in {month.label}.")
    if record in counted:
        line("It does not hold yet: rows of it are counted, and rows are stronger than this.")
        line("Hand in the corrected file without these rows; from then on it holds.")
