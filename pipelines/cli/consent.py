"""`consent`: an agency says whether what it contributes to a month may be released."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.cli.output import line
from pipelines.clock import now
from pipelines.consent import reasons, version_of
from pipelines.errors import Blocked, UsageError
from pipelines.names import person
from pipelines.settings_files import load_consortium
from pipelines.storage.ledger import CONSENTED, OBJECTED, Event, Ledger
from schemas.periods import Month


@dataclass(frozen=True)
class Word:
    """What an agency says and who says it; a `reason` goes with an objection alone."""

    by: str
    objects: bool
    reason: str


def note_consent(home: Path, partner_id: str, month: Month, word: Word) -> None:
    """Record consent or an objection to the figures as they are counted now."""
    consortium, ledger = load_consortium(home), Ledger(home)
    partner, name = consortium.partner(partner_id), person(word.by)
    if consortium.consent is None:
        told = "this coalition does not ask for consent; [consent] in consortium.toml would"
        raise UsageError("CONSENT-01", told)
    if not name:
        raise UsageError("CONSENT-02", "say who speaks for the agency, with --by")
    _refuse_reason(word)
    version = version_of(ledger, month, partner)
    if not version:
        raise Blocked(
            "CONSENT-04",
            f"nothing of {partner.name} is counted for {month}. Next: run the month, and give the"
            f" agency its copy: consortium copy --month {month} --partner {partner.id}",
        )
    kind, details = (OBJECTED, {"reason": word.reason}) if word.objects else (CONSENTED, {})
    ledger.add(
        Event(
            at=now(), kind=kind, month=month, partner=partner.id, version=version, by=name,
            details=details,
        )
    )  # fmt: skip
    if word.objects:
        line(f"Noted: {partner.name} objects: {reasons()[word.reason]}. Nothing of {month.label}")
        line("that holds its figures is released until the agency consents.")
    else:
        line(f"Noted: {partner.name} consents to its figures of {month.label} as counted now.")


def _refuse_reason(word: Word) -> None:
    listed = "; ".join(f"{code} ({label})" for code, label in reasons().items())
    if word.objects and word.reason not in reasons():
        raise UsageError("CONSENT-03", f"an objection has a reason, one of: {listed}")
    if word.reason and not word.objects:
        raise UsageError("CONSENT-05", "--reason belongs to --object; consent needs none")
