"""`submit` and `nil`."""

from __future__ import annotations

from pathlib import Path

from pipelines.assessment import assess
from pipelines.cli.check import EXIT_CODES, outcome_of, show
from pipelines.cli.future import refuse_future
from pipelines.cli.output import line
from pipelines.clock import now
from pipelines.errors import Blocked
from pipelines.feedback.document import Document, build_document
from pipelines.feedback.wording import Occasion
from pipelines.known import Known
from pipelines.names import person
from pipelines.rows_kept import is_destroyed
from pipelines.settings import TALLY, Consortium, Partner
from pipelines.settings_files import load_consortium
from pipelines.storage.board import Standing, standing
from pipelines.storage.inbox import Arrival, hand_in, record_nil
from pipelines.storage.ledger import Ledger
from pipelines.storage.locks import refuse_locked
from pipelines.storage.vault import Vault
from schemas.periods import Month

NOT_NOTED = "The note was not kept: free text may tell of a person. Call your coordinator instead."


def submit_file(
    home: Path, file: Path, partner_id: str, month: Month, by: str = "", *, is_noted: bool = False
) -> int:
    """Encrypt a file into the vault; of who sends totals only, a tally that is whole."""
    refuse_future(month)
    arrival = Arrival(now(), person(by))
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    _refuse_locked(home, partner, month)
    content = file.read_bytes()
    refused = _refused_tally(consortium, partner, month, content)
    if refused is not None:
        show(refused, as_json=False)
        return EXIT_CODES[refused.outcome]
    submission = hand_in(home, consortium, partner, month, content, arrival)
    line(
        f"Received as {submission}. It will be read at the next run: consortium run --month {month}"
    )
    if is_noted:
        line(NOT_NOTED)
    return 0


def submit_nil(home: Path, partner_id: str, month: Month, record: str, by: str = "") -> None:
    """Record a nil return; Blocked where nothing can be counted again by it."""
    refuse_future(month)
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    _refuse_locked(home, partner, month)
    found = standing(Ledger(home), consortium, partner, month)
    _refuse_destroyed(home, consortium, found)
    record_nil(home, partner, month, record, by=person(by) or partner_id, at=now())
    line(f"Noted: {partner.name} has nothing to report for {record} in {month.label}.")
    if record in found.records_with_rows:
        line("It does not hold yet: rows of it are counted, and rows are stronger than this.")
        line("Hand in the corrected file without these rows; from then on it holds.")


def _refuse_destroyed(home: Path, consortium: Consortium, found: Standing) -> None:
    if is_destroyed(Vault(home, consortium.recipients), found):
        raise Blocked(
            "NIL-02",
            f"the rows of {found.month} of {found.partner.name} were destroyed, so that the month"
            " cannot be counted again; nothing was kept. Next: ask the agency for its whole file"
            " of the month, and hand that in",
        )


def _refuse_locked(home: Path, partner: Partner, month: Month) -> None:
    refuse_locked(Ledger(home), month, partner.id, now().date())


def _refused_tally(
    consortium: Consortium, partner: Partner, month: Month, content: bytes
) -> Document | None:
    """What is wrong with a file of an agency that sends totals only; None if it may come in.

    Nothing is kept of a file that is refused here.
    """
    if partner.intake != TALLY:
        return None
    today = now().date()
    found = assess(content, partner, month, Known(today=today, totals_only=True))
    if found.outcome not in EXIT_CODES:
        return None
    outcome = outcome_of(partner, month, found)
    return build_document(consortium, outcome, None, occasion=Occasion.HANDED_IN, on=today)
