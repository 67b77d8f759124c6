"""One submission through the restricted stages: intake, validate, deidentify, tally.

Belongs here: composing the four stages, the same for command line, portal and Dagster, and the
one function a restricted worker runs. Does not belong here: deciding when, or what comes after.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.deidentify.strip import strip
from pipelines.errors import ConsortiumError, UnknownLayout, UnreadableFile
from pipelines.findings import Finding, RowCount, has_must_fix, has_question
from pipelines.intake.read import read_submission
from pipelines.settings import Partner, load_consortium
from pipelines.storage.cells import write_cells
from pipelines.storage.keys import keys_for
from pipelines.storage.vault import ORIGINAL, Vault
from pipelines.tally.tally import tally
from pipelines.types import StrippedRecords
from pipelines.validate.records import Question, validate
from schemas.catalog import load_catalog
from schemas.model import RuleContext, Severity
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

    Privacy: deidentified; stays in the restricted zone.
    """

    outcome: str
    findings: tuple[Finding, ...]
    row_counts: tuple[RowCount, ...] = ()
    stripped: StrippedRecords | None = None


@dataclass(frozen=True)
class Outcome:
    """What leaves the restricted zone about one submission: codes, counts, places, a version."""

    partner: str
    month: Month
    submission: str
    outcome: str
    findings: tuple[Finding, ...] = ()
    row_counts: tuple[RowCount, ...] = ()
    cells_version: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Errand:
    """One job for a restricted worker.

    Take in `submission` and count it; or, if `is_recount`, count again what the vault holds of it
    ("" for a month of which nothing counts). `history` names the submissions of earlier months,
    `states` what is known of each record in each month: received, nil, not_received.
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


def assess(
    content: bytes,
    partner: Partner,
    month: Month,
    nil_records: frozenset[str],
    secret: bytes,
    today: date,
) -> Assessment:
    """Read, check and strip one file; nothing is stored.

    Shape: every row in is accepted or set aside with a reason; an account that does not balance
        is an error of this program, never a pass.
    Privacy: identifiable in, deidentified out; findings hold no value.
    """
    catalog = load_catalog()
    layout = partner.layout_for(month)
    if layout is None:
        return _refusal(UNKNOWN_LAYOUT, "LAYOUT-01")
    try:
        intake = read_submission(content, layout, month, catalog.records)
    except UnreadableFile as refusal:
        return _refusal(UNREADABLE, refusal.code)
    except UnknownLayout as refusal:
        return _refusal(UNKNOWN_LAYOUT, refusal.code)
    context = RuleContext(
        partner=partner.id, first_day=month.first_day, last_day=month.last_day, today=today
    )
    question = Question(catalog, layout, context, nil_records)
    validated = validate(intake.tables, partner.id, month, question)
    findings = (*intake.findings, *validated.findings)
    if not all(count.is_balanced for count in validated.row_counts):
        raise ConsortiumError("ROWS-01", "rows in are not the rows counted out")
    if has_must_fix(findings):
        return Assessment(REJECTED, findings, validated.row_counts)
    stripped = strip(validated.records, catalog, secret)
    outcome = QUESTIONS if has_question(findings) else ACCEPTED
    return Assessment(outcome, findings, validated.row_counts, stripped)


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
    secret = keys.partner_secret(partner.id)
    found = assess(content, partner, errand.month, errand.nil_records, secret, errand.today)
    version = ""
    if found.stripped is not None:
        vault.put_stripped(errand.submission, found.stripped)
        version = _count(errand, partner, [found.stripped], vault)
    return Outcome(
        partner=partner.id,
        month=errand.month,
        submission=errand.submission,
        outcome=found.outcome,
        findings=found.findings,
        row_counts=found.row_counts,
        cells_version=version,
    )


def _recount(errand: Errand) -> Outcome:
    consortium = load_consortium(errand.home)
    partner = consortium.partner(errand.partner)
    vault = Vault(errand.home, consortium.recipients)
    stripped = []
    if errand.submission:
        keys = keys_for(errand.home)
        stripped = [vault.get_stripped(errand.submission, partner.id, errand.month, keys)]
    version = _count(errand, partner, stripped, vault)
    return Outcome(partner.id, errand.month, errand.submission, RECOUNTED, cells_version=version)


def _count(errand: Errand, partner: Partner, stripped: list[StrippedRecords], vault: Vault) -> str:
    keys = keys_for(errand.home)
    history = [vault.get_stripped(sub, partner.id, month, keys) for sub, month in errand.history]
    records = [*history, *stripped]
    cells = tally(load_catalog(), partner, errand.month, records, errand.states)
    return write_cells(errand.home, cells)


def _refusal(outcome: str, code: str) -> Assessment:
    message = load_catalog().messages[code]
    finding = Finding(
        code=code, severity=Severity.MUST_FIX, message=message.message, fix=message.fix
    )
    return Assessment(outcome, (finding,))


def _failed(errand: Errand, fault: str) -> Outcome:
    return Outcome(errand.partner, errand.month, errand.submission, FAILED, fault=fault)


def fault_of(error: BaseException) -> str:
    """The type of an error and the line it came from; its text may hold a value.

    Privacy: identifiable in, disclosure-safe out.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "pipelines" in Path(frame.filename).parts]
    last = (own or frames)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
