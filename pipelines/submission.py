"""One submission through the restricted stages: intake, validate, deidentify, tally.

Belongs here: composing the four stages, the same for command line, portal and Dagster, and the
one function a restricted worker runs. Does not belong here: deciding when, or what comes after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipelines.deidentify.strip import strip
from pipelines.errors import ConsortiumError, UnknownLayout, UnreadableFile, fault_of
from pipelines.findings import Finding, RowCount, has_must_fix, has_question
from pipelines.intake.drift.profiles import Profile, packed, profile_of, unlike_before
from pipelines.intake.identifiers.misplaced import MISPLACED
from pipelines.intake.opening import OpenedFile, open_file
from pipelines.intake.read import identifiers_of_unknown, read_partner_file
from pipelines.intake.tally_workbook import is_tally
from pipelines.known import PROFILE, Known, kept_at_hand
from pipelines.questions import (
    answered,
    context_of,
    questions_on_rows,
    questions_on_tally,
    questions_on_totals,
)
from pipelines.sent.assess import SentTally, assess_sent
from pipelines.settings import Partner, load_consortium
from pipelines.storage.board import Confirmation
from pipelines.storage.cells import read_cells, write_cells
from pipelines.storage.history import month_totals
from pipelines.storage.keys import keys_for
from pipelines.storage.marks import Marks
from pipelines.storage.vault import ORIGINAL, Vault
from pipelines.tally.tally import tally
from pipelines.tally.unsettled import without_unsettled
from pipelines.types import Cells, StrippedRecords
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
FAILED = "failed"
RECOUNTED = "recounted"
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


@dataclass(frozen=True)
class Outcome:
    """What leaves the restricted zone about one submission: codes, counts, places, a version.

    `rests_on` is there for a tally: how each month it was counted from stood at its desk.
    """

    partner: str
    month: Month
    submission: str
    outcome: str
    findings: tuple[Finding, ...] = ()
    row_counts: tuple[RowCount, ...] = ()
    cells_version: str = ""
    fault: str = ""
    rests_on: Marks = field(default_factory=dict)
    nil_records: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Errand:
    """One job for a restricted worker.

    Take in `submission` and count it; or, if `is_recount`, count again what the vault holds of it
    ("" for a month of which nothing counts). `history` names the submissions of earlier months,
    `states` what is known of each record in each month: received, nil, not_received. `earlier`
    names the partner's counted cells of the year before, `confirmed` the questions answered,
    `marks` tells how earlier months stand. `sent` is the version of a tally's cells as they came;
    over `unsettled` months nothing can be counted until they are sent again.
    """

    home: Path
    partner: str
    month: Month
    submission: str
    nil_records: frozenset[str]
    history: tuple[tuple[str, Month], ...]
    states: Mapping[Month, Mapping[str, str]]
    today: date
    is_recount: bool = False
    earlier: tuple[tuple[Month, str], ...] = ()
    confirmed: Mapping[str, Confirmation] = field(default_factory=dict)
    marks: Marks = field(default_factory=dict)
    sent: str = ""
    unsettled: tuple[Month, ...] = ()


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


def run_errand(errand: Errand) -> Outcome:
    """What a restricted worker does: vault in, vault and cells out, findings back.

    Privacy: identifiable in (vault), aggregate out; no exception leaves this function, since the
        text of one may hold a value.
    """
    try:
        return _recount(errand) if errand.is_recount else _take(errand)
    except ConsortiumError as error:
        return _failed(errand, error.code)
    except BaseException as error:  # noqa: BLE001  reduced to a type and a place
        return _failed(errand, fault_of(error))


def _take(errand: Errand) -> Outcome:
    consortium = load_consortium(errand.home)
    partner = consortium.partner(errand.partner)
    keys = keys_for(errand.home)
    vault = Vault(errand.home, consortium.recipients)
    content = vault.get(partner.id, errand.month, f"{errand.submission}.{ORIGINAL}", keys)
    kept = kept_at_hand(errand.home, consortium, partner, errand.month)
    known = Known(
        today=errand.today,
        secret=keys.partner_secret(partner.id),
        nil_records=errand.nil_records,
        confirmed=errand.confirmed,
        mous=consortium.mous,
        longest_open_stay=consortium.longest_open_stay,
        earlier=month_totals(errand.home, partner.id, errand.earlier),
        marks=errand.marks,
        totals_only=partner.intake == "tally",
        profiles=kept.profiles,
        people=kept.people,
    )
    found = assess(content, partner, errand.month, known)
    version = ""
    if found.sent is not None and found.sent.cells is not None:
        version = write_cells(errand.home, found.sent.cells)  # as it came; a recount settles it
    if found.stripped is not None:
        vault.put_stripped(errand.submission, found.stripped)
        name = f"{errand.submission}.{PROFILE}"
        vault.put(partner.id, errand.month, name, packed(found.profile))
        version = _count(errand, partner, [found.stripped], vault)
    return Outcome(
        partner=partner.id,
        month=errand.month,
        submission=errand.submission,
        outcome=found.outcome,
        findings=found.findings,
        row_counts=found.row_counts,
        cells_version=version,
        rests_on=found.sent.rests_on if found.sent is not None else {},
        nil_records=found.nil_records,
    )


def _recount(errand: Errand) -> Outcome:
    consortium = load_consortium(errand.home)
    partner = consortium.partner(errand.partner)
    vault = Vault(errand.home, consortium.recipients)
    stripped = []
    if errand.submission and not errand.sent:
        keys = keys_for(errand.home)
        stripped = [vault.get_stripped(errand.submission, partner.id, errand.month, keys)]
    version = _count(errand, partner, stripped, vault)
    return Outcome(partner.id, errand.month, errand.submission, RECOUNTED, cells_version=version)


def _count(errand: Errand, partner: Partner, stripped: list[StrippedRecords], vault: Vault) -> str:
    if errand.sent:
        return write_cells(errand.home, without_unsettled(_sent_cells(errand), errand.unsettled))
    keys = keys_for(errand.home)
    history = [vault.get_stripped(sub, partner.id, month, keys) for sub, month in errand.history]
    records = [*history, *stripped]
    cells = tally(load_catalog(), partner, errand.month, records, errand.states)
    return write_cells(errand.home, without_unsettled(cells, errand.unsettled))


def _sent_cells(errand: Errand) -> Cells:
    frame = read_cells(errand.home, errand.month, [(errand.partner, errand.sent)])
    return Cells(errand.partner, errand.month, frame)


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


def _failed(errand: Errand, fault: str) -> Outcome:
    return Outcome(errand.partner, errand.month, errand.submission, FAILED, fault=fault)
