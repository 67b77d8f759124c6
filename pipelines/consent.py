"""What agencies say of the release of what they contribute, where the coalition asks for it.

Consent is given to the figures as they were counted then: once they are counted otherwise, the
agency is asked anew. An objection stands until the same agency consents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipelines.settings import Consent, Partner
from pipelines.storage.ledger import CONSENTED, OBJECTED, TALLIED, Event, Ledger
from schemas.catalog import load_catalog
from schemas.periods import Month

REASONS = "objection_reason"
CONSENTS, OBJECTS, WAITS, SILENT = "consents", "objects", "waits", "silent"


@dataclass(frozen=True)
class Answer:
    """Where one agency stands: it consents, objects, may still answer, or has been silent.

    `until` is the last day on which an agency of whom nothing is heard may still object.
    """

    partner: Partner
    state: str
    reason: str = ""
    until: date | None = None

    @property
    def is_in_the_way(self) -> bool:
        """Whether nothing may be released because of it."""
        return self.state != CONSENTS

    @property
    def in_words(self) -> str:
        """The agency and where it stands."""
        told = {
            CONSENTS: "consents",
            OBJECTS: f"objects ({reasons().get(self.reason, self.reason)})",
            WAITS: f"has until {self.until} to answer",
            SILENT: "has not answered, which is an objection here",
        }
        return f"{self.partner.name} {told[self.state]}"


def answers(
    ledger: Ledger, rule: Consent, month: Month, partners: Iterable[Partner], on: datetime
) -> tuple[Answer, ...]:
    """Where each of these agencies stands on that day.

    Privacy: aggregate in, aggregate out: decisions, no figures.
    """
    by_partner: dict[str, list[Event]] = {}
    for event in ledger.events(month=str(month)):
        if event.kind in {TALLIED, CONSENTED, OBJECTED}:
            by_partner.setdefault(event.partner, []).append(event)
    return tuple(_answer(one, by_partner.get(one.id, []), rule, on) for one in partners)


def version_of(ledger: Ledger, month: Month, partner: Partner) -> str:
    """The count of an agency's month that it is asked about; "" if there is none."""
    tallied = ledger.events(month=str(month), partner=partner.id, kind=TALLIED)
    return tallied[-1].version if tallied else ""


def reasons() -> Mapping[str, str]:
    """Why an agency may object: codes and words."""
    return {one.code: one.label for one in load_catalog().code_lists[REASONS].codes}


def _answer(partner: Partner, events: Sequence[Event], rule: Consent, on: datetime) -> Answer:
    tallied = [event for event in events if event.kind == TALLIED]
    said = [event for event in events if event.kind != TALLIED]
    version = tallied[-1].version if tallied else ""
    if said and said[-1].kind == OBJECTED:
        return Answer(partner, OBJECTS, str((said[-1].details or {}).get("reason", "")))
    if said and said[-1].version == version:
        return Answer(partner, CONSENTS)
    if rule.silence == OBJECTS:
        return Answer(partner, SILENT)
    until = _since(tallied, on).date() + timedelta(days=rule.days)
    return Answer(partner, WAITS if on.date() <= until else CONSENTS, until=until)


def _since(tallied: Sequence[Event], on: datetime) -> datetime:
    """When the figures were first counted as they are now; counting them again is no change."""
    since = on
    for event in reversed(tallied):
        if event.version != tallied[-1].version:
            break
        since = event.at
    return since
