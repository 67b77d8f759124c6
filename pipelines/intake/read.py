"""The door of intake: a file's bytes and a layout in, raw tables and layout findings out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipelines.errors import UnknownLayout
from pipelines.findings import Finding
from pipelines.intake.drift.alarm import each_heading_once, exchanged, with_renamed
from pipelines.intake.drift.waiting import missing_records, with_waiting
from pipelines.intake.hmis.export import PRESET, hmis_tables
from pipelines.intake.identifiers.misplaced import misplaced_identifiers
from pipelines.intake.opening import OpenedFile, notice_findings, open_file
from pipelines.intake.presets import fitted
from pipelines.intake.tables.find import find_tables
from pipelines.intake.template import contradictions, filled_template
from pipelines.intake.wording import refusal
from pipelines.layouts import Layout
from pipelines.settings import Partner
from pipelines.types import RawTable
from schemas.model import RecordType
from schemas.periods import Month

ANOTHER_MONTH = "LAYOUT-16"  # said alone, but for identifiers: nothing else matters


@dataclass(frozen=True, repr=False)
class Intake:
    """What was found in one file, and the layout it was read by. Identifiable.

    `network_isolated` tells how its child stood; `nil_records` are those of which the file itself
    says that there is nothing to report, `missing` those of which a table was not found.
    """

    tables: tuple[RawTable, ...]
    findings: tuple[Finding, ...]
    network_isolated: bool
    layout: Layout
    nil_records: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Counts only."""
        return f"Intake({len(self.tables)} tables, {len(self.findings)} findings)"


def read_submission(
    content: bytes,
    layout: Layout,
    month: Month,
    records: Mapping[str, RecordType],
) -> Intake:
    """Open a file safely and find its tables.

    Args:
        content: The file's bytes.
        layout: The partner's layout in force in the month.
        month: The month it is handed in for; rows of other months are kept, `validate` parts them.
        records: The catalog's record types.

    Raises: UnreadableFile, UnknownLayout with codes of the catalog's messages.
    Privacy: identifiable in, identifiable out.
    """
    return read_opened(open_file(content), layout, month, records)


def read_opened(
    opened: OpenedFile,
    layout: Layout,
    month: Month,
    records: Mapping[str, RecordType],
) -> Intake:
    """Find the tables of a file that is open already.

    Raises: UnknownLayout with a code of the catalog's messages.
    Privacy: identifiable in, identifiable out.
    """
    if not layout.valid_from <= month or (layout.valid_to and layout.valid_to < month):
        raise UnknownLayout(*refusal("LAYOUT-01"))
    if (opened.kind == PRESET) != (layout.preset == PRESET):
        raise UnknownLayout(*refusal("LAYOUT-01"))
    if layout.preset == PRESET:
        tables, findings = hmis_tables(opened, layout)
        findings += notice_findings(opened)
        return Intake(tables, findings, opened.network_isolated, layout)
    return _read_by_layout(opened, layout, month, records)


def _read_by_layout(
    opened: OpenedFile, layout: Layout, month: Month, records: Mapping[str, RecordType]
) -> Intake:
    layout, told = fitted(opened, layout) if layout.preset else (layout, ())
    tables, findings = find_tables(opened, layout, records, month)
    misplaced = misplaced_identifiers(opened, tables, layout, records)
    if any(one.code == ANOTHER_MONTH for one in findings):
        return Intake((), (*findings, *misplaced), opened.network_isolated, layout)
    findings = with_renamed(opened, layout, records, findings)
    findings += (*told, *exchanged(tables, records, layout.date_order))
    tables, missing = with_waiting(tables, findings), missing_records(tables, layout, findings)
    findings = (*each_heading_once(findings), *misplaced, *notice_findings(opened))
    return Intake(tables, findings, opened.network_isolated, layout, missing=missing)


def read_partner_file(
    opened: OpenedFile,
    partner: Partner,
    month: Month,
    records: Mapping[str, RecordType],
) -> Intake:
    """Find the tables of a partner's file: a filled-in template, or a file by its layout.

    Raises: UnknownLayout with a code of the catalog's messages.
    Privacy: identifiable in, identifiable out.
    """
    form = filled_template(opened, partner, month, records)
    if form is None:
        layout = partner.layout_for(month)
        if layout is None:
            raise UnknownLayout(*refusal("LAYOUT-01"))
        if layout.is_undecided:
            raise UnknownLayout(*refusal("LAYOUT-29"))
        return read_opened(opened, layout, month, records)
    if form.must_stop:
        return Intake((), form.findings, opened.network_isolated, form.layout)
    intake = read_opened(form.opened, form.layout, month, records)
    against = contradictions(form.nil_records, intake.tables, records)
    findings = (*form.findings, *against, *intake.findings)
    return replace(intake, findings=findings, nil_records=form.nil_records)


def identifiers_of_unknown(
    opened: OpenedFile, month: Month, records: Mapping[str, RecordType]
) -> tuple[Finding, ...]:
    """What tells who a person is in a file that no layout fits, sheets told by number.

    Privacy: identifiable in, disclosure-safe out: codes, places and counts.
    """
    nothing_known = Layout(valid_from=month, valid_to=month, tables=())
    return misplaced_identifiers(opened, (), nothing_known, records)
