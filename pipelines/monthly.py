"""The open stages of one month with what they read and keep: consolidate, protect, publish."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
import json
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.audit import audit_inside, audit_published
from pipelines.clock import now
from pipelines.consolidate.consolidate import consolidate
from pipelines.earlier import earlier_named, earlier_of
from pipelines.errors import Blocked
from pipelines.protect import Frozen, Protection
from pipelines.protect.methods import PERTURBED, protect_as_declared
from pipelines.publish.edition import (
    CHANGE_COLUMNS,
    AuditSummary,
    EarlierVersion,
    Edition,
    Material,
    Publication,
)
from pipelines.publish.flat import changed_figures, write_flat
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.manifest import MANIFEST, write_manifest
from pipelines.publish.publication import publish
from pipelines.publish.refusals import Refusal, in_words
from pipelines.settings import Consortium
from pipelines.storage import protection
from pipelines.storage.board import coverage, standings, without_unsettled_months
from pipelines.storage.cells import read_cells
from pipelines.storage.drafts import keep_draft, reasons_since
from pipelines.storage.files import write_folder
from pipelines.storage.ledger import TALLIED, Ledger
from pipelines.storage.private import figure_secret
from pipelines.storage.releases import Release, all_releases, releases_of
from pipelines.types import SafeTables, Tables
from schemas.catalog import Catalog, load_catalog
from schemas.due import report_period, table_period
from schemas.methods import linked_measures
from schemas.model import FunderReport, Method
from schemas.periods import Month, span

CODE_VERSION = importlib.metadata.version("consortium")
NOT_AUDITED = AuditSummary(result="none", figures_checked=0, figures_withheld=0)
RESTS_ON = ("received", "accepted", "questions", "refused", "nil")


@dataclass(frozen=True)
class OpenZone:
    """The open stages over one consortium's folder, now or at the given moment."""

    home: Path
    consortium: Consortium
    catalog: Catalog = field(default_factory=load_catalog)
    moment: datetime | None = None

    def consolidate(self, month: Month) -> dict[str, int]:
        """All partners' current cells of the month -> exact tables of every report due; counts.

        Privacy: aggregate in, aggregate out (kept in the protection store).
        """
        tables = self.tables(month)
        protection.write_exact(self.home, tables)
        partners = tables.cells["partner"].nunique()
        return {"cells": len(tables.cells), "figures": len(tables.frame), "partners": partners}

    def cells(self, month: Month) -> pd.DataFrame:
        """The current cells of all partners of a month. Privacy: aggregate, exact; restricted."""
        return read_cells(self.home, month, sorted(self.counted(month).items()))

    def counted(self, month: Month) -> dict[str, str]:
        """The newest count of each agency's month, by its version. Privacy: aggregate out."""
        tallied = Ledger(self.home).events(month=str(month), kind=TALLIED)
        return {event.partner: event.version for event in tallied}

    def tables(self, month: Month) -> Tables:
        """All partners' current cells of the month as exact tables of every report due.

        Privacy: aggregate in, aggregate out.
        """
        ledger, cells = Ledger(self.home), self.cells(month)
        covered = pd.concat(
            [coverage(standings(ledger, self.consortium, m)) for m in self._months(month)],
            ignore_index=True,
        )
        covered = without_unsettled_months(covered, standings(ledger, self.consortium, month))
        return consolidate(cells, self.consortium, self.catalog, month, covered)

    def protect(self, month: Month) -> dict[str, Any]:
        """Exact tables -> safe tables, and the audit of all drafts with all releases; counts.

        Privacy: aggregate in, disclosure-safe out (kept in the protection store).
        """
        tables = protection.read_exact(self.home, month)
        protected = self.protection(tables)
        if len(protected.safe.frame) < len(tables.frame):  # rolled up
            frame = tables.frame.loc[protected.safe.frame.index]
            tables = dataclasses.replace(tables, frame=frame)
            protection.write_exact(self.home, tables)
        audit = self._audit(tables, protected.safe, [self._report(one) for one in self._due(month)])
        pattern, proof = protected.pattern, protected.certificates
        protection.write_protected(self.home, protected.safe, pattern, proof, audit)
        return {
            "figures": len(tables.frame),
            "figures_withheld": protected.figures_withheld,
            "is_hurried": protected.is_hurried,
            "audit": audit["result"],
        }

    def protection(
        self, tables: Tables, frozen: Frozen | None = None, held: Collection[str] = ()
    ) -> Protection:
        """What of a month's tables may be published, beside everything released before.

        A rehearsal may put another history in its place, or hold figures by the text of their key
        to be published.

        Privacy: aggregate in, disclosure-safe out (`safe`); the rest is restricted.
        """
        frozen = frozen or self._frozen()
        reports = [
            dataclasses.replace(report, must_publish=(*report.must_publish, *held))
            for report in map(self._report, self._due(tables.month))
        ]
        is_first = not self._told_by_key()
        secret = partial(figure_secret, self.home, is_first=is_first)
        linked = linked_measures(self.catalog)
        return protect_as_declared(tables, frozen, reports, linked, secret)

    def _frozen(self) -> Frozen:
        """Everything released; counts that were changed by key are told apart."""
        home, figures = self.home, protection.read_frozen(self.home)
        is_keyed = figures["version_id"].isin(self._told_by_key())
        figures = figures.assign(status=figures["status"].mask(is_keyed, PERTURBED))
        cells, editions = protection.read_frozen_cells(home), protection.read_editions(home)
        return Frozen(figures, cells, editions, protection.read_frozen_certificates(home))

    def draft(self, month: Month, report_id: str) -> dict[str, Any]:
        """Safe tables -> the draft of one report; inspected before it is written.

        Privacy: disclosure-safe.
        Raises: Blocked if the finished files are not what the tables say.
        """
        safe = protection.read_safe(self.home, month)
        report = self._report(self.catalog.reports[report_id])
        edition = self._edition(safe, report, self._audit_summary(month))
        publication = publish(safe, report, self.catalog, self.consortium, edition)
        problems = self._inspected(publication, safe, report)
        if problems:
            raise Blocked("INSPECT-01", f"{report_id} for {month}: {in_words(problems)}")
        keep_draft(self.home, month, report_id, publication.files, self.moment or now())
        return {"version": edition.version, "audit": edition.audit.result}

    def refusals(
        self, month: Month, report_id: str, files: Mapping[str, bytes]
    ) -> tuple[Refusal, ...]:
        """Why the files of a draft may not be released as they are now; none if they may.

        Privacy: disclosure-safe.
        """
        safe = protection.read_safe(self.home, month)
        report = self._report(self.catalog.reports[report_id])
        return self._inspected(Publication(files), safe, report)

    def _inspected(
        self, publication: Publication, safe: SafeTables, report: FunderReport
    ) -> tuple[Refusal, ...]:
        told = json.loads(publication.files[MANIFEST])
        earlier = earlier_named(self.home, self.catalog, report, safe.month, told)
        return inspect_publication(
            publication, safe, report, self.catalog, self.consortium, earlier
        )

    def is_due(self, month: Month, report_id: str) -> bool:
        """Whether a report's declared rhythm ends with this month."""
        return report_id in {report.id for report in self._due(month)}

    def _told_by_key(self) -> set[str]:
        """The releases whose counts were changed by key, named as frozen figures name them."""
        return {
            f"{release.report}/{release.month}/{release.manifest['edition']}"
            for release in all_releases(self.home)
            if release.manifest["disclosure"].get("method") == Method.CELL_KEY
        }

    def _due(self, month: Month) -> tuple[FunderReport, ...]:
        return self.consortium.due(self.catalog.reports, month)

    def _months(self, month: Month) -> tuple[Month, ...]:
        """The months that the reports due now, and their tables, cover."""
        due = self._due(month)
        periods = [report_period(report, month) for report in due]
        periods += [table_period(one, table, month) for one in due for table in one.tables]
        first = min((period.months[0] for period in periods if period), default=month)
        return span(first, month)

    def _report(self, report: FunderReport) -> FunderReport:
        """The report under the stricter of its own threshold and the consortium's."""
        threshold = max(report.threshold, self.consortium.threshold)
        return dataclasses.replace(report, threshold=threshold)

    def _audit(
        self, tables: Tables, safe: SafeTables, reports: Sequence[FunderReport]
    ) -> dict[str, Any]:
        """Attack the drafts as they would be published, together with every release.

        What was found, with the hash of each draft's figures, and what they were held beside.
        """
        said = f"{safe.month}/{self._edition_number(safe.month)}"
        known = protection.read_frozen_cells(self.home)
        cells = pd.concat([known, tables.cells.assign(said=said)], ignore_index=True)
        released = all_releases(self.home)
        hashes = {}
        with tempfile.TemporaryDirectory(prefix="consortium-audit-") as folder:
            drafts = [Path(folder) / report.id for report in reports]
            for place, report in zip(drafts, reports, strict=True):
                edition = self._edition(safe, report, NOT_AUDITED)
                material = Material(safe, report, self.catalog, self.consortium, edition)
                flat = {f"{report.id}.csv": write_flat(material)}
                write_folder(place, {**flat, MANIFEST: write_manifest(material, flat)})
                hashes[report.id] = hashlib.sha256(flat[f"{report.id}.csv"]).hexdigest()
            everything = [*(release.folder for release in released), *drafts]
            audit = audit_published(everything, drafts) + audit_inside(everything, cells, drafts)
        beside = [release.stem for release in released]
        counted = self.counted(safe.month)
        return {**audit.record, "drafts": hashes, "beside": beside, "counted": counted}

    def _edition(self, safe: SafeTables, report: FunderReport, audit: AuditSummary) -> Edition:
        earlier = releases_of(self.home, safe.month, report.id)
        edition = Edition(
            month=safe.month,
            version=earlier[-1].version + 1 if earlier else 1,
            edition=self._edition_number(safe.month),
            state="restated" if earlier else "final",
            as_of=self._as_of(safe.month),
            next_due=self._next_due(report, safe.month),
            code_version=CODE_VERSION,
            audit=audit,
            changes=pd.DataFrame(columns=list(CHANGE_COLUMNS)),
            history=tuple(_earlier(release) for release in earlier),
            earlier=earlier_of(self.home, self.catalog, report, safe.month),
        )
        if not earlier:
            return edition
        flat = write_flat(Material(safe, report, self.catalog, self.consortium, edition))
        why = reasons_since(Ledger(self.home), earlier[-1], self._months(safe.month))
        changes = changed_figures(earlier[-1].csv, flat)
        return dataclasses.replace(edition, changes=changes, why=why)

    def _edition_number(self, month: Month) -> int:
        """One more than that of the newest release of the month, whichever report it is."""
        same_month = [one for one in all_releases(self.home) if one.month == month]
        return max((int(one.manifest["edition"]) for one in same_month), default=0) + 1

    def _next_due(self, report: FunderReport, month: Month) -> date:
        months = {"monthly": 1, "quarterly": 3}.get(report.due, 12)
        return self.consortium.due_date(month.plus(months))

    def _as_of(self, month: Month) -> date:
        kinds = set(RESTS_ON)
        ledger = Ledger(self.home)
        days = [
            event.at.date()
            for one in self._months(month)
            for event in ledger.events(month=str(one))
            if event.kind in kinds
        ]
        return max(days, default=month.last_day)

    def _audit_summary(self, month: Month) -> AuditSummary:
        found = protection.read_audit(self.home, month)
        return AuditSummary(
            result=str(found["result"]),
            figures_checked=int(found["figures_checked"]),
            figures_withheld=int(found["figures_withheld"]),
            attackers=dict(found["attackers"]),
        )


def _earlier(release: Release) -> EarlierVersion:
    manifest = release.manifest
    return EarlierVersion(
        version=release.version,
        state=str(manifest["state"]),
        as_of=date.fromisoformat(manifest["as_of"]),
    )
