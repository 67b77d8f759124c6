"""Feedback as files: a workbook, a web page and JSON, in the consortium's folder or any other."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.feedback.document import Document, build_document
from pipelines.feedback.machine import as_json, read_findings
from pipelines.findings import Finding
from pipelines.settings import Consortium
from pipelines.storage.files import write_file, write_folder
from pipelines.submission import Outcome
from schemas.periods import Month

WORKBOOK, PAGE, KEPT = "feedback.xlsx", "feedback.html", "findings.json"


def write_feedback(home: Path, consortium: Consortium, outcome: Outcome, on: date) -> None:
    """Write `feedback/<partner>/<month>/<submission>/`; places and words only.

    Args:
        home: The consortium's folder.
        consortium: Who asks.
        outcome: What was found.
        on: The day on which the file was read.

    Privacy: disclosure-safe toward the partner: no value of its file is repeated.
    """
    folder = _folder(home, outcome.partner, outcome.month) / outcome.submission
    before = last_try(home, outcome.partner, outcome.month, outcome.submission)
    folder.parent.mkdir(parents=True, exist_ok=True)
    write_folder(folder, feedback_files(build_document(consortium, outcome, before, on=on)))


def feedback_files(document: Document, file_name: str = "") -> Mapping[str, bytes]:
    """The three files; `file_name` only where it is known and stays, at the desk of a check."""
    from pipelines.feedback.page import web_page  # noqa: PLC0415  slow to import, seldom needed
    from pipelines.feedback.workbook import workbook  # noqa: PLC0415  as the page

    return {
        WORKBOOK: workbook(document, file_name),
        PAGE: web_page(document).encode(),
        KEPT: f"{as_json(document)}\n".encode(),
    }


def write_beside(folder: Path, document: Document, file: Path) -> None:
    """Write the three files into a folder of the user's; whatever else is there stays."""
    try:
        for name, content in feedback_files(document, _reach(file, folder)).items():
            write_file(folder / name, content)
    except OSError:
        pass
    else:
        return
    raise UsageError("OUTPUT-01", "the folder for the feedback cannot be written to")


def last_try(
    home: Path, partner: str, month: Month, submission: str = ""
) -> tuple[Finding, ...] | None:
    """The findings of the try before `submission`, or of the newest; None if there is none."""
    kept = {_number(path): path for path in _folder(home, partner, month).glob(f"*/{KEPT}")}
    until = _number_of(submission) if submission else max(kept, default=0) + 1
    earlier = [number for number in kept if 0 < number < until]
    return kept_try(kept[max(earlier)].parent, partner, month) if earlier else None


def kept_try(folder: Path, partner: str, month: Month) -> tuple[Finding, ...] | None:
    """The findings that an earlier try left in a folder, if they are of this partner and month."""
    try:
        text = (folder / KEPT).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return read_findings(text, partner, str(month))


def _folder(home: Path, partner: str, month: Month) -> Path:
    return home / "feedback" / partner / str(month)


def _number(path: Path) -> int:
    return _number_of(path.parent.name)


def _number_of(submission: str) -> int:
    """Submissions are numbered within a partner's month; 0 for a folder that is none."""
    last = submission.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def _reach(file: Path, folder: Path) -> str:
    """How the workbook finds the file: by a path only where it names no folder of its own."""
    path = Path(os.path.relpath(file.resolve(), folder.resolve()))
    ups = path.parts[:-1]
    return path.as_posix() if all(part == ".." for part in ups) else file.name
