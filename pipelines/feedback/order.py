"""The order in which findings are read: what stops the file first, headings before cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.feedback.places import first_row
from pipelines.findings import Finding, is_by_place
from schemas.model import Severity

# A wrong file, sheet or heading makes faults of its cells: whoever mends it first has less to do.
ABOVE_THE_ROWS = ("FILE", "TEMPLATE", "LAYOUT")
SEVERITIES = tuple(Severity)
_NUMBER = re.compile(r"\d+")


def ordered(findings: Sequence[Finding], sheets: Iterable[str] = ()) -> list[Finding]:
    """By seriousness; then faults of the file and its headings; then by sheet, row and column.

    Args:
        findings: All findings of one file.
        sheets: The file's sheets in their order; others follow as they occur, those that are
            told by their place last, from the left.
    """
    others = sorted((finding.sheet for finding in findings), key=_from_the_left)
    known = list(dict.fromkeys(["", *sheets, *others]))
    places = {name: number for number, name in enumerate(known)}

    def rank(finding: Finding) -> tuple[int, int, int, tuple[int, int], str]:
        return (
            SEVERITIES.index(finding.severity),
            _theme(finding.code),
            places[finding.sheet],
            first_row(finding.cell),
            finding.code,
        )

    return sorted(findings, key=rank)


def _from_the_left(sheet: str) -> tuple[bool, int]:
    return is_by_place(sheet), int(_NUMBER.findall(sheet)[0]) if is_by_place(sheet) else 0


def _theme(code: str) -> int:
    theme = code.partition("-")[0]
    return ABOVE_THE_ROWS.index(theme) if theme in ABOVE_THE_ROWS else len(ABOVE_THE_ROWS)
