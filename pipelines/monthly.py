"""The open stages of one month with what they read and keep: consolidate, protect, publish."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.audit import AuditResult, audit_published
from pipelines.consolidate.consolidate import consolidate
from pipelines.errors import Blocked
from pipelines.protect.protection import protect
from pipelines.publish.edition import (
    CHANGE_COLUMNS,
    AuditSummary,
    EarlierVersion,
    Edition,
    Material,
)
from pipelines.publish.flat import changed_figures, write_flat
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.manifest import MANIFEST, write_manifest
from pipelines.publish.publication import publish
from pipelines.settings import Consortium
from pipelines.storage import protection
from pipelines.storage.board import coverage, standings, without_unsettled_months
from pipelines.storage.cells import read_cells
from pipelines.storage.files import write_folder
from pipelines.storage.ledger import TALLIED, Ledger
from pipelines.storage.releases import Release, all_releases, releases_of, write_draft
from pipelines.types import SafeTables
from schemas.catalog import Catalog, load_catalog
from schemas.due import due_reports, report_period
from schemas.model import FunderReport
from schemas.periods import Month, span

CODE_VERSION = importlib.metadata.version("consortium")
NOT_AUDITED = AuditSummary(result="none", figures_checked=0, figures_withheld=0)
RESTS_ON = ("received", "accepted", "questions", "refused", "nil")


@dataclass(frozen=True)
class OpenZone:
    """The open stages over one consortium's folder."""

    home: Path
    consortium: Consortium

    @property
    def catalog(self) -> Catalog:
        """The catalog."""
        return load_catalog()

    def consolidate(self, month: Month) -> dict[str, int]:
        """All partners' current cells of the month -> exact tables of every report due; counts.

        Privacy: aggregate in, aggregate out (kept in the protection store).
        """
        ledger = Ledger(self.home)
        current: dict[str, str] = {}
        for event in ledger.events(month=str(month), kind=TALLIED):
            current[event.partner] = event.version
        cells = read_cells(self.home, month, sorted(current.items()))
        covered = pd.concat(
            [coverage(standings(ledger, self.consortium, m)) for m in self._months(month)],
            ignore_index=True,
        )
        covered = without_unsettled_months(covered, standings(ledger, self.consortium, month))
        tables = consolidate(cells, self.consortium, self.catalog, month, covered)
        protection.write_exact(self.home, tables)
        return {"cells": len(cells), "figures": len(tables.frame), "partners": len(current)}

    def protect(self, month: Month) -> dict[str, Any]:
        """Exact tables -> safe tables, and the audit of all drafts with all releases; counts.

        Privacy: aggregate in, disclosure-safe out (kept in the protection store).
        """
        tables = protection.read_exact(self.home, month)
        frozen = protection.read_frozen(self.home)
        reports = [self._report(report) for report in self._due(month)]
        thresholds = {report.id: report.threshold for report in reports}
        must_publish = {report.id: report.must_publish for report in reports}
        protected = protect(tables, frozen, thresholds, must_publish)
        audit = self._audit(protected.safe, reports)
        protection.write_protected(self.home, protected.safe, protected.pattern, audit.details)
        return {
            "figures": len(tables.frame),
            "figures_withheld": protected.figures_withheld,
            "audit": audit.result,
        }

    def draft(self, month: Month, report_id: str) -> dict[str, Any]:
        """Safe tables -> the draft of one report; inspected before it is written.

        Privacy: disclosure-safe.
        Raises: Blocked if the finished files are not what the tables say.
        """
        safe = protection.read_safe(self.home, month)
        report = self._report(self.catalog.reports[report_id])
        edition = self._edition(safe, report, self._audit_summary(month))
        publication = publish(safe, report, self.catalog, self.consortium, edition)
        problems = inspect_publication(publication, safe, report, self.catalog, self.consortium)
        if problems:
            raise Blocked("INSPECT-01", f"{report_id} for {month}: {', '.join(problems)}")
        write_draft(self.home, month, report_id, publication.files)
        return {"version": edition.version, "audit": edition.audit.result}

    def is_due(self, month: Month, report_id: str) -> bool:
        """Whether a report's declared rhythm ends with this month."""
        return report_id in {report.id for report in self._due(month)}

    def _due(self, month: Month) -> tuple[FunderReport, ...]:
        return due_reports(self.catalog.reports.values(), month)

    def _months(self, month: Month) -> tuple[Month, ...]:
        """The months that the reports due now cover."""
        periods = [report_period(report, month) for report in self._due(month)]
        first = min((period.months[0] for period in periods if period), default=month)
        return span(first, month)

    def _report(self, report: FunderReport) -> FunderReport:
        """The report under the stricter of its own threshold and the consortium's."""
        threshold = max(report.threshold, self.consortium.threshold)
        return dataclasses.replace(report, threshold=threshold)

    def _audit(self, safe: SafeTables, reports: Sequence[FunderReport]) -> AuditResult:
        """Attack the drafts as they would be published, together with every release."""
        released = [release.folder for release in all_releases(self.home)]
        with tempfile.TemporaryDirectory(prefix="consortium-audit-") as folder:
            drafts = [Path(folder) / report.id for report in reports]
            for place, report in zip(drafts, reports, strict=True):
                edition = self._edition(safe, report, NOT_AUDITED)
                material = Material(safe, report, self.catalog, self.consortium, edition)
                flat = {f"{report.id}.csv": write_flat(material)}
                write_folder(place, {**flat, MANIFEST: write_manifest(material, flat)})
            return audit_published([*released, *drafts], focus=drafts)

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
        )
        if not earlier:
            return edition
        flat = write_flat(Material(safe, report, self.catalog, self.consortium, edition))
        return dataclasses.replace(edition, changes=changed_figures(earlier[-1].csv, flat))

    def _edition_number(self, month: Month) -> int:
        """One more than that of the newest release of the month, whichever report it is."""
        same_month = [one for one in all_releases(self.home) if one.month == month]
        return max((int(one.manifest["edition"]) for one in same_month), default=0) + 1

    def _next_due(self, report: FunderReport, month: Month) -> date:
        months = {"monthly": 1, "quarterly": 3, "yearly": 12}[report.due]
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
        )


def _earlier(release: Release) -> EarlierVersion:
    manifest = release.manifest
    return EarlierVersion(
        version=release.version,
        state=str(manifest["state"]),
        as_of=date.fromisoformat(manifest["as_of"]),
    )
