"""Everything that waits for a month goes through the restricted workers and into the ledger."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.assessment import COUNTED
from pipelines.errors import InternalError
from pipelines.feedback.files import write_feedback
from pipelines.feedback.order import ordered
from pipelines.known import PROFILE, taken_before
from pipelines.owed import owed
from pipelines.rows_kept import as_far_as_kept, rests_on
from pipelines.settings import Consortium, Partner
from pipelines.storage.board import Standing, standing, standings
from pipelines.storage.history import counted_versions
from pipelines.storage.inbox import record_nil, sweep
from pipelines.storage.keys import keys_for
from pipelines.storage.ledger import (
    ACCEPTED,
    QUESTIONS,
    REFUSED,
    REPEATED,
    SUPERSEDED,
    TALLIED,
    Event,
    Ledger,
)
from pipelines.storage.marks import (
    EDITION,
    mark_of,
    months_apart,
    months_elsewhere,
    sent_marks,
    states_of,
)
from pipelines.storage.vault import ORIGINAL, STRIPPED, Vault
from pipelines.submission import DISK, FAILED, SAME, Errand, Outcome
from pipelines.tally.tally import months_counted
from pipelines.workers import run_errands
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month


@dataclass(frozen=True)
class Collector:
    """One run over one consortium's folder at one moment."""

    home: Path
    consortium: Consortium
    now: datetime

    @property
    def ledger(self) -> Ledger:
        """The ledger of the folder."""
        return Ledger(self.home)

    def collect(self, month: Month) -> list[Outcome]:
        """Take in what waits for `month`; then make sure every member has cells that are current.

        So have later months whose periods reach back to what came in, now or before a stop.

        Shape: one outcome a waiting submission; a refused or failed file stops no other.
        Privacy: aggregate out.
        """
        keys_for(self.home).identity()  # without keys a good file would be refused: stop here
        sweep(self.home, self.consortium, self.now)
        outcomes = self._take_waiting(month)
        self._recount(standings(self.ledger, self.consortium, month))
        for later, partners in owed(self.ledger, self.consortium).items():
            found = standings(self.ledger, self.consortium, later)
            self._recount([one for one in found if one.partner.id in partners])
        return outcomes

    def _take_waiting(self, month: Month) -> list[Outcome]:
        waiting = [
            (one, event)
            for one in standings(self.ledger, self.consortium, month)
            if not one.partner.waits_for_layout(month)
            for event in one.waiting
        ]
        # Two files of one partner are taken in the order in which they came; the last one counts.
        errands = [self._kept(self._errand(one, event.submission)) for one, event in waiting]
        outcomes = []
        for errand, outcome in zip(errands, run_errands(errands), strict=True):
            _refuse_full_disk(outcome)
            self._record(errand, outcome)
            outcomes.append(outcome)
        return outcomes

    def _record(self, errand: Errand, outcome: Outcome) -> None:
        write_feedback(self.home, self.consortium, outcome, self.now.date())
        self._note_nil_returns(errand, outcome)
        is_counted = outcome.outcome in COUNTED
        partner = self.consortium.partner(outcome.partner)
        before = standing(self.ledger, self.consortium, partner, outcome.month).active
        if is_counted and before is not None and self._is_repeated(before, errand, outcome):
            self._note_repeated(before, outcome)
        else:
            self.ledger.add(*self._events(before if is_counted else None, errand, outcome))
        totals_only = partner.intake == "tally"
        if totals_only or (is_counted and self.consortium.keep_originals_days == 0):
            self._erase_originals(outcome)

    def _events(self, before: Event | None, errand: Errand, outcome: Outcome) -> list[Event]:
        """What became of a file, all at once: accepted, another superseded, the month counted."""
        kinds = {"accepted": ACCEPTED, "questions": QUESTIONS}
        details = details_of(outcome)
        kind = kinds.get(outcome.outcome, REFUSED)
        found = [self._event(kind, outcome, details, version=outcome.cells_version)]
        if before is not None:
            rows = {"rows": (before.details or {}).get("accepted"), "rows_now": details["accepted"]}
            after = {"superseded_by": outcome.submission, **rows}
            superseded = self._event(SUPERSEDED, outcome, after)
            found.append(dataclasses.replace(superseded, submission=before.submission))
        if outcome.outcome in COUNTED and not outcome.rests_on:
            found.append(self._tallied(errand, outcome))  # of a tally, a recount settles it
        return found

    def _is_repeated(self, before: Event, errand: Errand, outcome: Outcome) -> bool:
        """Whether a good file says what the one that counts says already."""
        if outcome.rests_on:
            told = {month: dict(mark) for month, mark in sent_marks(before).items()}
            own = {month: dict(mark) for month, mark in outcome.rests_on.items()}
            return before.version == outcome.cells_version and told == own
        comparison = dataclasses.replace(errand, compare_with=before.submission)
        return next(iter(run_errands([comparison]))).outcome == SAME

    def _note_repeated(self, before: Event, outcome: Outcome) -> None:
        """The earlier one goes on counting; of this one nothing is kept."""
        details = {**details_of(outcome), "same_as": before.submission}
        self.ledger.add(self._event(REPEATED, outcome, details))
        vault = Vault(self.home, self.consortium.recipients)
        for kind in (STRIPPED, PROFILE):
            vault.erase(outcome.partner, outcome.month, f"{outcome.submission}.{kind}")

    def _event(
        self, kind: str, outcome: Outcome, details: Mapping[str, object], version: str = ""
    ) -> Event:
        return Event(
            at=self.now,
            kind=kind,
            month=outcome.month,
            partner=outcome.partner,
            submission=outcome.submission,
            version=version,
            details=details,
        )

    def _note_nil_returns(self, errand: Errand, outcome: Outcome) -> None:
        """A nil return made at the agency's desk, or marked in a template, holds here too."""
        partner = self.consortium.partner(outcome.partner)
        own = outcome.rests_on.get(outcome.month, {})
        told = {record for record in own if own[record] == "nil"} | outcome.nil_records
        for record in partner.expected:
            if record in told - errand.nil_records:
                record_nil(self.home, partner, outcome.month, record, by=partner.id, at=self.now)

    def _erase_originals(self, outcome: Outcome) -> None:
        vault = Vault(self.home, self.consortium.recipients)
        number = int(outcome.submission.rsplit("-", 1)[1])
        for earlier in range(1, number + 1):
            name = f"{outcome.partner}-{outcome.month}-{earlier}.{ORIGINAL}"
            vault.erase(outcome.partner, outcome.month, name)

    def _recount(self, found: Sequence[Standing]) -> None:
        """Count again those whose cells are missing or older than the rows they rest on."""
        errands = [self._errand(one, _active(one), is_recount=True) for one in found]
        stale = [self._kept(errand) for errand in errands if self._is_stale(errand)]
        for errand, outcome in zip(stale, run_errands(stale), strict=True):
            _refuse_full_disk(outcome)
            if outcome.outcome == FAILED:
                raise InternalError("COUNT-01", f"{outcome.partner} cannot be counted")
            self.ledger.add(self._tallied(errand, outcome))

    def _is_stale(self, errand: Errand) -> bool:
        """Whether the last count of this partner's month rested on other rows than these."""
        last = self._last_count(errand)
        return last is None or (last.details or {}).get("rests_on") != rests_on(errand)

    def _last_count(self, errand: Errand) -> Event | None:
        events = self.ledger.events(partner=errand.partner, month=str(errand.month), kind=TALLIED)
        return events[-1] if events else None

    def _kept(self, errand: Errand) -> Errand:
        vault = Vault(self.home, self.consortium.recipients)
        return as_far_as_kept(errand, vault, self._last_count(errand))

    def _tallied(self, errand: Errand, outcome: Outcome) -> Event:
        details: dict[str, object] = {
            "rests_on": rests_on(errand),
            "unsettled": [str(month) for month in errand.left_out],
        }
        if errand.destroyed and errand.left_out:
            details["destroyed"] = [str(month) for month in errand.destroyed]
        return self._event(TALLIED, outcome, details, version=outcome.cells_version)

    def _counted(self, partner: Partner, month: Month) -> tuple[Month, ...]:
        return months_counted(load_catalog(), partner, month)

    def _taken(self, one: Standing) -> tuple[tuple[str, Month], ...]:
        return taken_before(self.ledger, self.consortium, one.partner, one.month)

    def _errand(self, one: Standing, submission: str, *, is_recount: bool = False) -> Errand:
        months = self._counted(one.partner, one.month)[:-1]
        earlier = [standing(self.ledger, self.consortium, one.partner, month) for month in months]
        states = {past.month: states_of(past, is_received=bool(past.active)) for past in earlier}
        states[one.month] = states_of(one, is_received=bool(submission))
        marks = {past.month: mark_of(past) for past in earlier}
        own = sent_marks(one.active) if is_recount else {}
        history = [
            (found.active.submission, found.month)
            for found in earlier
            if found.active and not marks[found.month][EDITION]
        ]
        return Errand(
            home=self.home,
            partner=one.partner.id,
            month=one.month,
            submission=submission,
            nil_records=one.declared_nil,
            history=tuple(history),
            states=states,
            today=self.now.date(),
            is_recount=is_recount,
            earlier=() if is_recount else counted_versions(self.ledger, one.partner.id, one.month),
            confirmed=one.confirmed,
            marks=marks,
            sent=one.active.version if one.active and own else "",
            unsettled=months_apart(own, marks) if own else months_elsewhere(marks),
            taken=() if is_recount else self._taken(one),
        )


def _active(one: Standing) -> str:
    return one.active.submission if one.active else ""


def _refuse_full_disk(outcome: Outcome) -> None:
    """A file is not refused for a disk: it waits, and so do all that come after it."""
    if outcome.fault == DISK:
        raise InternalError(
            "DISK-01",
            f"the disk did not take what was read of {outcome.partner} for {outcome.month}; the"
            " file waits still. Next: see to the disk, make room on it, then run the month again",
        )


def details_of(outcome: Outcome) -> dict[str, object]:
    """What the ledger keeps of an outcome: counts and codes. Privacy: disclosure-safe."""
    if outcome.outcome == FAILED:
        return {"problems": [{"code": "INTERNAL-01"}], "fault": outcome.fault}
    rows_in = sum(count.rows_in for count in outcome.row_counts)
    accepted = sum(count.accepted for count in outcome.row_counts)
    by_severity: dict[str, int] = {}
    for finding in outcome.findings:
        by_severity[finding.severity] = by_severity.get(finding.severity, 0) + 1
    serious = [one for one in ordered(outcome.findings) if one.severity != Severity.INFORMATION]
    problems = [
        {"code": one.code, "field": one.field, "count": one.count, "severity": str(one.severity)}
        for one in serious
    ]
    return {
        "rows_in": rows_in,
        "accepted": accepted,
        "set_aside": rows_in - accepted,
        "findings": by_severity,
        "problems": problems,
        "records": sorted({one.record for one in outcome.row_counts if one.accepted}),
        **_tally_details(outcome),
    }


def _tally_details(outcome: Outcome) -> dict[str, object]:
    """The edition of a tally, and how the months that it rests on stood at its desk."""
    if not outcome.rests_on:
        return {}
    told = {str(month): dict(mark) for month, mark in outcome.rests_on.items()}
    return {EDITION: outcome.rests_on[outcome.month][EDITION], "rests_on": told}
