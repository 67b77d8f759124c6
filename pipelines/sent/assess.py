"""A sent tally: is it this agency's, of this month, whole, and true to itself?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.findings import LEFT_OUT, Finding, RowCount, has_must_fix, ranges
from pipelines.intake.opening import OpenedFile
from pipelines.intake.tally_workbook import ABOUT, FORM, TallyWorkbook, read_tally
from pipelines.intake.wording import finding
from pipelines.sent.adding import Earlier
from pipelines.sent.judge import Judge
from pipelines.settings import Partner
from pipelines.storage.marks import EDITION, Marks
from pipelines.types import CELL_COLUMNS, Cells
from schemas.catalog import Catalog
from schemas.periods import Month

ASIDE, CHANGED = "Rows set aside", "TALLY-17"
EDITION_FORM = re.compile(r"[0-9a-f]{12}\Z")


@dataclass(frozen=True, repr=False)
class SentTally:
    """What a sent tally is worth. Privacy: aggregate.

    `cells` are there only if nothing must be fixed; `rests_on` says how each month that they were
    counted from stood at the desk.
    """

    findings: tuple[Finding, ...]
    row_counts: tuple[RowCount, ...] = ()
    cells: Cells | None = None
    rests_on: Marks = field(default_factory=dict)

    def __repr__(self) -> str:
        """Counts only."""
        return f"SentTally({len(self.findings)} findings)"


def assess_sent(
    opened: OpenedFile,
    partner: Partner,
    month: Month,
    catalog: Catalog,
    here: tuple[Marks, Earlier] | None = None,
) -> SentTally:
    """Judge a tally as strictly as a file of rows.

    Args:
        opened: The file.
        partner: Who hands it in.
        month: The month it is handed in for.
        catalog: The declarations.
        here: How earlier months stand here, and their totals; None where nobody keeps them.

    Privacy: aggregate in, aggregate out.
    """
    read = read_tally(opened, catalog)
    wrong = _wrong_file(read, partner, month, catalog)
    if wrong:
        return SentTally(wrong)
    rests_on = _rests_on(read, month)
    judge = Judge(read, partner, month, catalog, rests_on)
    findings = (*read.findings, *_strange_words(read), *judge.findings(here))
    counts = _row_counts(read, partner)
    if has_must_fix(findings):
        return SentTally(findings, counts)
    frame = read.cells.assign(partner=partner.id)[list(CELL_COLUMNS)].reset_index(drop=True)
    return SentTally(findings, counts, Cells(partner.id, month, frame), rests_on)


def _wrong_file(
    read: TallyWorkbook, partner: Partner, month: Month, catalog: Catalog
) -> tuple[Finding, ...]:
    """What makes every other word about the file useless, said alone."""
    if not read.letters:
        return read.findings
    checks = (
        ("TALLY-06", "Form", FORM),
        ("TALLY-06", "Reporting fields, version", catalog.version),
        ("TALLY-04", "Agency id", partner.id),
        ("TALLY-05", "Month", str(month)),
    )
    for code, what, expected in checks:
        if read.fact(what) != expected:
            return (_about(read, code, what),)
    return ()


def _rests_on(read: TallyWorkbook, month: Month) -> Marks:
    """How each month stood at the desk; words that are no months are left to the settings check."""
    found: dict[str, dict[str, str]] = {}
    for (what, detail, record), says in read.facts.items():
        if what == "State":
            found.setdefault(detail, {EDITION: read.fact("Edition", detail)})[record] = says
    return {_month(text, month): mark for text, mark in found.items()}


def _strange_words(read: TallyWorkbook) -> Iterator[Finding]:
    """Reasons and editions that no desk writes: they are kept or shown, and might say anything."""
    strange = [
        row
        for key, row in read.fact_rows.items()
        if (key[0] == ASIDE and key[1] not in LEFT_OUT)
        or (key[0] == "Edition" and not EDITION_FORM.match(read.facts[key]))
    ]
    if strange:
        yield finding(CHANGED, sheet=ABOUT, places=ranges("D", strange), count=len(strange))


def _month(text: str, month: Month) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        return month.plus(1)  # no tally rests on it, so that the settings check refuses it


def _row_counts(read: TallyWorkbook, partner: Partner) -> tuple[RowCount, ...]:
    found = []
    for record in partner.expected:
        numbers = [read.fact(what, "", record) for what in ("Rows read", "Rows counted")]
        if not all(text.isdecimal() for text in numbers):
            continue
        aside = tuple(
            (detail, int(says))
            for (what, detail, name), says in read.facts.items()
            if what == ASIDE and name == record and detail in LEFT_OUT and says.isdecimal()
        )
        rows_in, accepted = map(int, numbers)
        count = RowCount(
            record=record, sheet="", rows_in=rows_in, accepted=accepted, set_aside=aside
        )
        found.append(count)
    return tuple(found)


def _about(read: TallyWorkbook, code: str, what: str) -> Finding:
    row = read.fact_rows.get((what, "", ""))
    return finding(code, sheet=ABOUT, places=(f"D{row}",) if row else ())
