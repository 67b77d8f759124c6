"""One month at the partner's own desk: rows stay in its vault, totals are written."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.assessment import COUNTED, Assessment, assess
from pipelines.assessment import QUESTIONS as ASKED
from pipelines.collect import details_of
from pipelines.desk.workbook import Told, tally_workbook
from pipelines.errors import UsageError
from pipelines.intake.drift.profiles import packed
from pipelines.known import PROFILE, Known, kept_before, known_of
from pipelines.settings import Consortium, Partner
from pipelines.settings_files import load_consortium
from pipelines.storage.board import standing
from pipelines.storage.cells import write_cells
from pipelines.storage.inbox import record_nil
from pipelines.storage.keys import keys_for
from pipelines.storage.ledger import ACCEPTED, QUESTIONS, RECEIVED, TALLIED, Event, Ledger
from pipelines.storage.marks import EDITION, Marks, marks_at, months_apart
from pipelines.storage.vault import STRIPPED, Vault
from pipelines.submission import Outcome
from pipelines.tally.tally import months_counted, tally
from pipelines.types import Cells, StrippedRecords
from schemas.catalog import load_catalog
from schemas.periods import Month

CODE_VERSION = importlib.metadata.version("consortium")
EDITION_BYTES = 6


@dataclass(frozen=True, repr=False)
class DeskTally:
    """What became of one file at the desk.

    `workbook` is there only if nothing must be fixed. `send_again` are later months whose tallies
    rest on what has changed now. Privacy: aggregate (the assessment holds stripped rows).
    """

    found: Assessment
    workbook: bytes = b""
    send_again: tuple[Month, ...] = ()

    def __repr__(self) -> str:
        """Counts only."""
        return f"DeskTally({len(self.workbook)} bytes)"


@dataclass(frozen=True)
class Desk:
    """One agency's own folder at one moment."""

    home: Path
    partner_id: str
    now: datetime

    def tally(self, content: bytes, month: Month) -> DeskTally:
        """Check a file of rows; if it is good, keep its stripped rows here and write its totals.

        Privacy: identifiable in, aggregate out.
        """
        self._refuse_office()
        known = self._known(month)
        found = assess(content, self._partner, month, known)
        if found.sent is not None:
            text = "that file is a tally already; hand it in with consortium submit"
            raise UsageError("DESK-01", text)
        if found.outcome not in COUNTED or found.stripped is None:
            return DeskTally(found)
        for record in sorted(found.nil_records - known.nil_records):
            record_nil(self.home, self._partner, month, record, by=self._partner.id, at=self.now)
        self._keep(found, found.stripped)
        cells, rests_on = self.count(month)
        told = Told(self._consortium, self._partner, found.row_counts, rests_on, CODE_VERSION)
        workbook = tally_workbook(cells, told, load_catalog())
        return DeskTally(found, workbook, self._stale_after(month))

    def count(self, month: Month) -> tuple[Cells, Marks]:
        """The cells of a month from the rows in this desk's vault, and what they rest on."""
        catalog, partner = load_catalog(), self._partner
        months = months_counted(catalog, partner, month)
        marks = marks_at(self._ledger, self._consortium, partner, months)
        records = [found for one in months if (found := self._stripped(one)) is not None]
        states = {one: _states(mark) for one, mark in marks.items()}
        cells = tally(catalog, partner, month, records, states, self._consortium.mous)
        version = write_cells(self.home, cells)
        told = {"rests_on": {str(one): dict(mark) for one, mark in marks.items()}}
        self._note(TALLIED, month, version=version, details=told)
        return cells, marks

    def _refuse_office(self) -> None:
        """A folder that files are handed in to holds months that were not counted at a desk."""
        if any(_is_of_office(event, self.partner_id) for event in self._ledger.events()):
            raise UsageError(
                "DESK-03",
                "this folder is not the agency's own desk, since files were handed in or counted"
                " here for the coalition; nothing was changed. Next: give the desk's folder with"
                " --home, or make one with consortium init --desk",
            )

    def _known(self, month: Month) -> Known:
        """What this desk knows beside the file: its answers, nil returns, and earlier months."""
        known = known_of(self.home, self._consortium, self._partner, month, self.now.date())
        keys = keys_for(self.home)
        months = months_counted(load_catalog(), self._partner, month)[:-1]
        history = tuple((name, one) for one in months if (name := self._active(one)))
        kept = kept_before(self._vault, keys, self._partner.id, history)
        return dataclasses.replace(
            known,
            secret=keys.partner_secret(self._partner.id),
            profiles=kept.profiles,
            people=kept.people,
        )

    @property
    def _consortium(self) -> Consortium:
        return load_consortium(self.home)

    @property
    def _partner(self) -> Partner:
        return self._consortium.partner(self.partner_id)

    @property
    def _ledger(self) -> Ledger:
        return Ledger(self.home)

    @property
    def _vault(self) -> Vault:
        return Vault(self.home, self._consortium.recipients)

    def _active(self, month: Month) -> str:
        active = standing(self._ledger, self._consortium, self._partner, month).active
        return active.submission if active else ""

    def _stripped(self, month: Month, submission: str = "") -> StrippedRecords | None:
        name = submission or self._active(month)
        keys = keys_for(self.home)
        return self._vault.get_stripped(name, self._partner.id, month, keys) if name else None

    def _keep(self, found: Assessment, stripped: StrippedRecords) -> None:
        """Put the rows of this file in the place of the earlier ones, unless they are the same."""
        month, vault = stripped.month, self._vault
        earlier = self._active(month)
        number = int(earlier.rsplit("-", 1)[1]) + 1 if earlier else 1
        submission = f"{self._partner.id}-{month}-{number}"
        vault.put_stripped(submission, stripped)
        profile = f"{submission}.{PROFILE}"
        vault.put(self._partner.id, month, profile, packed(found.profile))
        if earlier and _is_same(self._stripped(month), self._stripped(month, submission)):
            self._erase(month, submission)
            return
        outcome = Outcome(
            self._partner.id, month, submission, found.outcome, found.findings, found.row_counts
        )
        details = {**details_of(outcome), EDITION: secrets.token_hex(EDITION_BYTES)}
        kind = QUESTIONS if found.outcome == ASKED else ACCEPTED
        self._note(kind, month, submission=submission, details=details)
        if earlier:
            self._erase(month, earlier)

    def _erase(self, month: Month, submission: str) -> None:
        for kind in (STRIPPED, PROFILE):
            self._vault.erase(self._partner.id, month, f"{submission}.{kind}")

    def _stale_after(self, month: Month) -> tuple[Month, ...]:
        """Later months whose last tally rests on what this desk no longer has."""
        last = {
            event.month: event
            for event in self._ledger.events(partner=self._partner.id, kind=TALLIED)
            if event.month > month
        }
        return tuple(one for one, event in sorted(last.items()) if self._is_stale(event))

    def _is_stale(self, event: Event) -> bool:
        told = (event.details or {})["rests_on"]
        then = {Month.parse(month): mark for month, mark in told.items()}
        return bool(
            months_apart(then, marks_at(self._ledger, self._consortium, self._partner, then))
        )

    def _note(
        self,
        kind: str,
        month: Month,
        *,
        submission: str = "",
        version: str = "",
        details: Mapping[str, Any],
    ) -> None:
        event = Event(
            at=self.now,
            kind=kind,
            month=month,
            partner=self._partner.id,
            submission=submission,
            version=version,
            details=details,
        )
        self._ledger.add(event)


def _is_of_office(event: Event, partner: str) -> bool:
    """Whether no desk of this agency can have written it: at a desk a month rests on its marks."""
    is_ours = event.partner == partner
    if event.kind != TALLIED:
        return event.kind == RECEIVED or (bool(event.partner) and not is_ours)
    return not is_ours or not isinstance((event.details or {}).get("rests_on"), Mapping)


def _states(mark: Mapping[str, str]) -> dict[str, str]:
    return {record: state for record, state in mark.items() if record != EDITION}


def _is_same(one: StrippedRecords | None, other: StrippedRecords | None) -> bool:
    return one is not None and other is not None and one.says_the_same(other)
