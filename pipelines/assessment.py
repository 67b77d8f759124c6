"""What one file is worth: intake, validate and deidentify, composed; nothing is stored.

The same for the command line, an agency's own desk, and a restricted worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.deidentify.strip import strip
from pipelines.errors import ConsortiumError, UnknownLayout, UnreadableFile
from pipelines.findings import Finding, RowCount, has_must_fix, has_question
from pipelines.intake.drift.profiles import Profile, profile_of, unlike_before
from pipelines.intake.identifiers.misplaced import MISPLACED
from pipelines.intake.opening import OpenedFile, open_file
from pipelines.intake.read import identifiers_of_unknown, read_partner_file
from pipelines.intake.tally_workbook import is_tally
from pipelines.known import Known
from pipelines.questions import (
    answered,
    context_of,
    questions_on_rows,
    questions_on_tally,
    questions_on_totals,
)
from pipelines.sent.assess import SentTally, assess_sent
from pipelines.settings import Partner
from pipelines.types import StrippedRecords
from pipelines.validate.one_cause import told_once
from pipelines.validate.records import Question, validate
from pipelines.validate.totals_wait import without_waiting_totals
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month

ACCEPTED = "accepted"
QUESTIONS = "questions"
REJECTED = "rejected"
UNREADABLE = "unreadable"
UNKNOWN_LAYOUT = "unknown_layout"
COUNTED = (ACCEPTED, QUESTIONS)


@dataclass(frozen=True, repr=False)
class Assessment:
    """What one file is worth: outcome, findings, the account of its rows, its stripped rows.

    A tally made at the agency's own desk has no rows: then `sent` holds its cells.

    Privacy: deidentified; stays in the restricted zone.
    """

    outcome: str
    findings: tuple[Finding, ...]
    row_counts: tuple[RowCount, ...] = ()
    stripped: StrippedRecords | None = None
    sent: SentTally | None = None
    nil_records: frozenset[str] = frozenset()
    profile: Profile = field(default_factory=dict)


def assess(
    content: bytes,
    partner: Partner,
    month: Month,
    known: Known,
) -> Assessment:
    """Read, check and strip one file by what is known beside it; nothing is stored.

    Privacy: identifiable in, deidentified out; findings hold no value.
    """
    try:
        opened = open_file(content)
    except UnreadableFile as refusal:
        return _refusal(UNREADABLE, refusal.code, words={"line": refusal.line})
    if is_tally(opened):
        return _assess_sent(opened, partner, month, known)
    if known.totals_only:
        return _refusal(REJECTED, "TALLY-01")
    return _assess_rows(opened, partner, month, known)


def _assess_sent(opened: OpenedFile, partner: Partner, month: Month, known: Known) -> Assessment:
    here = None if known.marks is None else (known.marks, known.earlier)
    sent = assess_sent(opened, partner, month, load_catalog(), here)
    if sent.cells is None:
        return Assessment(REJECTED, sent.findings, sent.row_counts, sent=sent)
    unusual = questions_on_tally(sent.cells, known, load_catalog())
    findings = answered((*sent.findings, *unusual), known.confirmed, load_catalog())
    outcome = QUESTIONS if has_question(findings) else ACCEPTED
    return Assessment(outcome, findings, sent.row_counts, sent=sent)


def _assess_rows(opened: OpenedFile, partner: Partner, month: Month, known: Known) -> Assessment:
    """Check and strip the rows of one file.

    Shape: every row in is accepted or set aside with a reason; an account that does not balance
        is an error of this program, never a pass.
    Privacy: identifiable in, deidentified out; findings hold no value.
    """
    catalog = load_catalog()
    try:
        intake = read_partner_file(opened, partner, month, catalog.records)
    except UnknownLayout as refusal:
        told = identifiers_of_unknown(opened, month, catalog.records)
        return _refusal(UNKNOWN_LAYOUT, refusal.code, told, words=refusal.words)
    nil_records = known.nil_records | intake.nil_records
    context = context_of(partner, month, known)
    question = Question(catalog, intake.layout, context, nil_records, intake.missing)
    validated = validate(intake.tables, partner.id, month, question)
    if not all(count.is_balanced for count in validated.row_counts):
        raise ConsortiumError("ROWS-01", "rows in are not the rows counted out")
    if validated.is_of_another_month:  # all else waits, but for what is about people's safety
        safety = (one for one in intake.findings if one.code in MISPLACED)
        return Assessment(REJECTED, (*safety, *validated.findings), validated.row_counts)
    asked = questions_on_rows(validated.records, partner, known, catalog)
    unlike = unlike_before(intake.tables, known.profiles)
    found = (*intake.findings, *validated.findings, *asked, *unlike)
    found = told_once(without_waiting_totals(found, catalog), catalog)
    findings = answered(found, known.confirmed, catalog)
    if has_must_fix(findings):
        return Assessment(REJECTED, findings, validated.row_counts)
    stripped = strip(validated.records, catalog, known.secret)
    unusual = questions_on_totals(validated.records, stripped, partner, known, catalog)
    findings = (*findings, *answered(unusual, known.confirmed, catalog))
    outcome = QUESTIONS if has_question(findings) else ACCEPTED
    return Assessment(
        outcome,
        findings,
        validated.row_counts,
        stripped,
        nil_records=intake.nil_records,
        profile=profile_of(intake.tables),
    )


def _refusal(
    outcome: str,
    code: str,
    more: tuple[Finding, ...] = (),
    words: Mapping[str, str | int] | None = None,
) -> Assessment:
    message = load_catalog().messages[code]
    told = Finding(
        code=code,
        severity=Severity.MUST_FIX,
        message=message.message.format_map(words or {}),
        fix=message.fix,
    )
    return Assessment(outcome, (told, *more))
