"""What stands between a draft and its release: who is missing, who handed in, a month's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.consent import Answer, answers
from pipelines.errors import Blocked
from pipelines.names import is_same_person
from pipelines.settings import Consortium
from pipelines.storage.board import COUNTED_STATES, standings
from pipelines.storage.ledger import NIL, RECEIVED, Ledger
from pipelines.storage.locks import refuse_versions
from pipelines.storage.protection import read_safe
from schemas.due import report_period
from schemas.model import FunderReport
from schemas.periods import Month, month_period


@dataclass(frozen=True)
class Decision:
    """Who approves and when; `despite_missing` also what agencies have not sent."""

    by: str
    at: datetime
    despite_missing: bool = False


@dataclass(frozen=True)
class Hands:
    """Who handed in what a report rests on; `unknown` are files of which nobody said."""

    names: frozenset[str]
    files: int
    unknown: int


@dataclass(frozen=True)
class Permission:
    """The conditions of releasing one report of one month."""

    home: Path
    consortium: Consortium
    report: FunderReport
    month: Month

    def missing(self) -> tuple[str, ...]:
        """The agencies of whom the draft lacks something that was expected, in their order.

        Privacy: aggregate in, aggregate out.
        """
        coverage = read_safe(self.home, self.month).coverage
        kinds = {table.partner_kind for table in self.report.tables}
        months = {str(month) for month in self._months}
        is_out = coverage["month"].isin(months) & ~coverage["state"].isin(COUNTED_STATES)
        lacking = set(coverage.loc[is_out, "partner"])
        grant = self.consortium.grant(self.report.id)
        if grant is not None:
            lacking &= set(grant.partners)
        partners = self.consortium.partners
        return tuple(one.id for one in partners if one.kind in kinds and one.id in lacking)

    def hands(self) -> Hands:
        """Who handed in the files and nil returns that count."""
        ledger, names, files, unknown = Ledger(self.home), set(), 0, 0
        for month in self._months:
            active = {
                one.active.submission
                for one in standings(ledger, self.consortium, month)
                if one.active is not None
            }
            received = ledger.events(month=str(month), kind=RECEIVED)
            by = [event.by for event in received if event.submission in active]
            names |= {*by, *(event.by for event in ledger.events(month=str(month), kind=NIL))}
            files += len(by)
            unknown += by.count("")
        return Hands(frozenset(names - {""}), files, unknown)

    def refuse(self, decision: Decision) -> None:
        """Blocked for a locked month, the hand that handed in, agencies missing, or no consent."""
        refuse_versions(Ledger(self.home), self.month)
        if any(is_same_person(decision.by, name) for name in self.hands().names):
            raise Blocked(
                "APPROVE-06",
                f"{decision.by} handed in what {self.report.id} for {self.month} rests on; another"
                " person has to approve it",
            )
        missing = self.missing()
        if missing and not decision.despite_missing:
            raise Blocked("APPROVE-07", self._in_words(missing))
        self._refuse_without_consent(decision.at)

    def answers(self, on: datetime) -> tuple[Answer, ...]:
        """Where the agencies stand whose figures are in the report; none where nobody is asked.

        Privacy: aggregate in, aggregate out.
        """
        rule, ledger = self.consortium.consent, Ledger(self.home)
        if rule is None:
            return ()
        kinds = {table.partner_kind for table in self.report.tables}
        grant = self.consortium.grant(self.report.id)
        asked = {
            one.partner.id
            for month in self._months
            for one in standings(ledger, self.consortium, month)
            if (one.active or one.nil_records) and one.partner.kind in kinds
        }
        own = asked if grant is None else asked.intersection(grant.partners)
        partners = [one for one in self.consortium.partners if one.id in own]
        return answers(ledger, rule, self.month, partners, on)

    def _refuse_without_consent(self, on: datetime) -> None:
        """No flag overrules an agency: it consents, or what it contributes is not released."""
        open_answers = [one for one in self.answers(on) if one.is_in_the_way]
        if open_answers:
            told = "; ".join(one.in_words for one in open_answers)
            raise Blocked(
                "APPROVE-08",
                f"{self.report.id} for {self.month} holds figures of whoever has not consented:"
                f" {told}. Next: ask them, and note what they say with consortium consent",
            )

    def _in_words(self, missing: Sequence[str]) -> str:
        names = ", ".join(self.consortium.partner(one).name for one in missing)
        return (
            f"{self.report.id} for {self.month} lacks what was expected of {names}. Next: wait for"
            " it, or approve with --despite-missing; the report says what is missing"
        )

    @property
    def _months(self) -> tuple[Month, ...]:
        period = report_period(self.report, self.month) or month_period(self.month)
        return tuple(period.months)
