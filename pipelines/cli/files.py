"""`check`, `submit` and `nil`."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.cli.months import refuse_future
from pipelines.cli.output import console, line
from pipelines.clock import now
from pipelines.errors import UsageError
from pipelines.feedback import OUTCOME_WORDS, SEVERITY_WORDS, ordered
from pipelines.findings import Finding
from pipelines.settings import load_consortium
from pipelines.storage.board import standing
from pipelines.storage.inbox import hand_in, record_nil
from pipelines.storage.ledger import Ledger
from pipelines.submission import REJECTED, UNKNOWN_LAYOUT, UNREADABLE, Assessment, assess
from schemas.periods import Month

EXIT_CODES = {REJECTED: 10, UNREADABLE: 11, UNKNOWN_LAYOUT: 12}
# A check needs no secret: nothing that it makes is kept, so person numbers may be anything.
NO_SECRET = b"check"


def check_file(home: Path, file: Path, partner_id: str, month: Month, *, as_json: bool) -> int:
    """Assess a file, print what was found, and return the exit code of the contract."""
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    nil = frozenset[str]()
    if (home / "store" / "ledger.db").exists():
        nil = standing(Ledger(home), consortium, partner, month).nil_records
    found = assess(file.read_bytes(), partner, month, nil, NO_SECRET, now().date())
    if as_json:
        line(json.dumps(_document(found), indent=1))
    else:
        _print(found)
    return EXIT_CODES.get(found.outcome, 0)


def submit_file(home: Path, file: Path, partner_id: str, month: Month) -> None:
    """Encrypt a file into the vault."""
    refuse_future(month)
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    submission = hand_in(home, consortium, partner, month, file.read_bytes(), now())
    line(
        f"Received as {submission}. It will be read at the next run: consortium run --month {month}"
    )


def submit_nil(home: Path, partner_id: str, month: Month, record: str) -> None:
    """Record a nil return."""
    refuse_future(month)
    consortium = load_consortium(home)
    partner = consortium.partner(partner_id)
    counted = standing(Ledger(home), consortium, partner, month).records_with_rows
    if record in counted:
        text = f"a file with rows of {record} counts for {month}; send a corrected file instead"
        raise UsageError("NIL-02", text)
    record_nil(home, partner, month, record, by=partner_id, at=now())
    line(f"Noted: {partner.name} has nothing to report for {record} in {month.label}.")


def _document(found: Assessment) -> dict[str, object]:
    keys = ("sheet", "cell", "field", "code", "message", "fix", "count")
    findings = [
        {"severity": str(finding.severity), **{key: getattr(finding, key) for key in keys}}
        for finding in ordered(found.findings)
    ]
    return {"outcome": found.outcome, "findings": findings}


def _print(found: Assessment) -> None:
    out = console()
    out.print(OUTCOME_WORDS[found.outcome], style="bold")
    for count in found.row_counts:
        aside = ", ".join(f"{n} {reason.replace('_', ' ')}" for reason, n in count.set_aside)
        tail = f"; set aside: {aside}" if aside else ""
        out.print(f"{count.sheet or 'File'}: {count.rows_in} rows, {count.accepted} read{tail}.")
    if not found.findings:
        out.print("No problems found.")
    for finding in ordered(found.findings):
        out.print()
        out.print(
            f"{SEVERITY_WORDS[finding.severity]}  {_place(finding)}  [{finding.code}]".strip(),
            style="bold",
            markup=False,
        )
        out.print(f"  {finding.message}", markup=False)
        out.print(f"  {finding.fix}", markup=False)


def _place(finding: Finding) -> str:
    sheet = f"{finding.sheet}!" if finding.sheet else ""
    places = ", ".join(finding.places[:3])
    more = f" and {len(finding.places) - 3} more" if len(finding.places) > 3 else ""  # noqa: PLR2004
    heading = f"  '{finding.heading}'" if finding.heading else ""
    return f"{sheet}{places}{more}{heading}"
