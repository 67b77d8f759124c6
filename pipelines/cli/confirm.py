"""`confirm`: a partner's or coordinator's answer to a question, remembered."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.output import line
from pipelines.clock import now
from pipelines.errors import UsageError
from pipelines.settings import load_consortium
from pipelines.storage.board import Standing, standing
from pipelines.storage.ledger import CONFIRMED, Event, Ledger
from schemas.catalog import load_catalog
from schemas.periods import Month

REASONS = "confirm_reason"


def confirm_question(
    home: Path, partner_id: str, month: Month, code: str, reason: str, by: str
) -> None:
    """Answer one open question of a partner's month with a reason from the list."""
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    reasons = {one.code: one.label for one in load_catalog().code_lists[REASONS].codes}
    if reason not in reasons:
        listed = "; ".join(f"{name} ({label})" for name, label in reasons.items())
        raise UsageError("CONFIRM-01", f"the reason is one of: {listed}")
    ledger = Ledger(home)
    found = standing(ledger, consortium, partner, month)
    counts = found.questions.get(code)
    if counts is None:
        raise UsageError("CONFIRM-02", f"nothing of that code is asked; {_asked(found)}")
    ledger.add(
        Event(
            at=now(),
            kind=CONFIRMED,
            month=month,
            partner=partner.id,
            submission=found.latest.submission if found.latest else "",
            by=by or partner.id,
            details={"code": code, "reason": reason, "counts": dict(counts)},
        )
    )
    left = standing(ledger, consortium, partner, month).open_questions
    line(f"Noted: {load_catalog().title_of(code)}: {reasons[reason]}.")
    line(f"Still to answer: {', '.join(left)}." if left else "No question is left.")


def _asked(found: Standing) -> str:
    asked = ", ".join(found.questions)
    return f"open questions of {found.partner.id} for {found.month}: {asked or 'none'}"
