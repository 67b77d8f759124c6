"""What a partner gets back: every finding by cell, in a workbook without any value of a cell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from pipelines.findings import Finding
from pipelines.settings import Consortium
from pipelines.storage.files import write_folder
from pipelines.submission import Outcome
from schemas.model import Severity

SEVERITY_WORDS = {
    Severity.MUST_FIX: "Must fix",
    Severity.PLEASE_CONFIRM: "Please confirm",
    Severity.INFORMATION: "For your information",
}
OUTCOME_WORDS = {
    "accepted": "Accepted.",
    "questions": "Accepted, with questions to confirm.",
    "rejected": "Not accepted: please fix what is marked 'Must fix' and send the file again.",
    "unreadable": "Not accepted: the file could not be opened safely.",
    "unknown_layout": "Not accepted: the file does not have the layout that we know.",
    "failed": "Not processed: a fault on our side. We know of nothing wrong with your file.",
}
COLUMNS = (
    ("How serious", 20),
    ("Sheet", 20),
    ("First cell", 11),
    ("Your heading", 22),
    ("How many", 10),
    ("What is wrong", 60),
    ("What to do", 60),
    ("All cells", 30),
    ("Code", 10),
)
LONGEST_LIST = 12
ORDER = tuple(SEVERITY_WORDS)


def write_feedback(home: Path, consortium: Consortium, outcome: Outcome) -> None:
    """Write `feedback/<partner>/<month>/<submission>/feedback.xlsx`; places and words only.

    Privacy: disclosure-safe toward the partner: no value of its file is repeated.
    """
    folder = home / "feedback" / outcome.partner / str(outcome.month) / outcome.submission
    folder.parent.mkdir(parents=True, exist_ok=True)
    write_folder(folder, {"feedback.xlsx": feedback_workbook(consortium, outcome)})


def feedback_workbook(consortium: Consortium, outcome: Outcome) -> bytes:
    """One summary sheet and one sheet of findings, in order of seriousness and place."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    created = datetime.combine(outcome.month.last_day, time())  # pinned: same findings, same bytes
    book.set_properties({"title": "Findings", "author": consortium.name, "created": created})
    _summary(book, consortium, outcome)
    _findings(book, ordered(outcome.findings))
    book.close()
    return buffer.getvalue()


def ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Must fix first, then questions, then information; the order found within each."""
    return sorted(findings, key=lambda finding: ORDER.index(finding.severity))


def _summary(book: xlsxwriter.Workbook, consortium: Consortium, outcome: Outcome) -> None:
    sheet = book.add_worksheet("Summary")
    title = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, "What we found in your file", title)
    partner = consortium.partner(outcome.partner)
    must_fix = sum(f.count for f in outcome.findings if f.severity is Severity.MUST_FIX)
    questions = sum(1 for f in outcome.findings if f.severity is Severity.PLEASE_CONFIRM)
    rows = [
        ("Agency", partner.name),
        ("Month", outcome.month.label),
        ("Outcome", OUTCOME_WORDS[outcome.outcome]),
        ("Cells to fix", str(must_fix)),
        ("Questions to confirm", str(questions)),
        ("Due", f"{consortium.due_date(outcome.month):%B %d, %Y}"),
        ("Questions? Write to", consortium.contact),
    ]
    if not outcome.findings:
        rows.insert(3, ("Findings", "No problems found."))
    for row, (name, text) in enumerate(rows, start=2):
        sheet.write_string(row, 0, name, wrap)
        sheet.write_string(row, 1, text, wrap)


def _findings(book: xlsxwriter.Workbook, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    sheet = book.add_worksheet("Findings")
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (_, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width, wrap)
    sheet.add_table(
        0,
        0,
        len(findings),
        len(COLUMNS) - 1,
        {
            "name": "Findings",
            "autofilter": False,
            "style": "Table Style Light 1",
            "columns": [{"header": name} for name, _ in COLUMNS],
            "data": [_row(finding) for finding in findings],
        },
    )
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _row(finding: Finding) -> list[str | int]:
    shown = ", ".join(finding.places[:LONGEST_LIST])
    more = len(finding.places) - LONGEST_LIST
    places = f"{shown} and {more} more ranges" if more > 0 else shown
    return [
        SEVERITY_WORDS[finding.severity],
        finding.sheet,
        finding.cell,
        finding.heading,
        finding.count,
        finding.message,
        finding.fix,
        places,
        finding.code,
    ]
