"""What it takes to write and inspect all reports of a month, for 14 partners and for 100.

The fictitious consortium's true rows are counted without files; for 100 partners its agencies are
there several times under other names. Counts below the threshold are withheld, and nothing else:
what is measured is writing, not protection.
"""

from __future__ import annotations

import dataclasses
import sys
import tempfile
import time
from collections.abc import Mapping
from itertools import cycle, islice
from pathlib import Path

import pandas as pd

from pipelines.consolidate.consolidate import consolidate
from pipelines.monthly import CODE_VERSION
from pipelines.publish.edition import CHANGE_COLUMNS, NOTHING_EARLIER, AuditSummary, Edition
from pipelines.publish.inspection import inspect_publication
from pipelines.publish.publication import publish
from pipelines.publish.refusals import in_words
from pipelines.settings import Consortium, Partner
from pipelines.settings_files import load_consortium
from pipelines.storage.board import COVERAGE_COLUMNS
from pipelines.tally.tally import months_counted, tally
from pipelines.types import SafeTables, StrippedRecords, Tables
from sample_data import truth, write_consortium
from schemas.catalog import load_catalog
from schemas.due import due_reports
from schemas.model import FunderReport, Release
from schemas.periods import Month, span

MONTH = Month(2025, 9)  # ends a quarter and the federal year
SIZES = (14, 100)
TARGETS = {14: 20, 100: 60}  # seconds
AUDIT = AuditSummary(result="pass", figures_checked=0, figures_withheld=0)


def table() -> list[str]:
    """The lines of a table: seconds are the processor's, of one process."""
    lines = ["| partners | reports | figures | seconds | target |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        write_consortium(Path(folder))
        consortium = load_consortium(Path(folder))
        rows = truth(last=str(MONTH))
        cells = {one.id: cells_of(one, rows) for one in consortium.partners}
    for size in SIZES:
        larger, copies = enlarged(consortium, size)
        every = pd.concat([cells[old].assign(partner=new) for new, old in copies.items()])
        exact = consolidate(every, larger, load_catalog(), MONTH, coverage(larger))
        safe = without_small_counts(exact)
        reports, took = written(larger, safe)
        figures = f"{len(safe.frame):,}"
        lines.append(f"| {size} | {reports} | {figures} | {took:.1f} | {TARGETS[size]} |")
    return lines


def cells_of(partner: Partner, rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What the tally makes of an agency's true rows, everything received."""
    catalog = load_catalog()
    months = months_counted(catalog, partner, MONTH)
    states = {month: dict.fromkeys(partner.expected, "received") for month in months}
    records = [StrippedRecords(partner.id, one, frames(partner.id, one, rows)) for one in months]
    return tally(catalog, partner, MONTH, records, states).frame


def frames(partner: str, month: Month, rows: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The records of an agency's month as they are when identifiers are gone."""
    found = {}
    for name, record in load_catalog().records.items():
        mine = rows[name][rows[name]["partner"].eq(partner) & rows[name]["month"].eq(str(month))]
        kept = {
            "person_no" if one.released_as is Release.PERSON_NO else one.name: mine[one.name]
            for one in record.fields
            if one.released_as is not Release.NEVER and one.name in mine
        }
        if len(mine):
            found[name] = pd.DataFrame(kept).reset_index(drop=True).convert_dtypes()
    return found


def enlarged(consortium: Consortium, size: int) -> tuple[Consortium, dict[str, str]]:
    """The consortium with so many partners, and of whom each is a copy, itself included."""
    again = list(islice(cycle(consortium.partners), size))
    made = tuple(
        one if at < len(consortium.partners) else _copy(one, at) for at, one in enumerate(again)
    )
    copies = {new.id: old.id for new, old in zip(made, again, strict=True)}
    hubs = tuple(
        dataclasses.replace(hub, partners=tuple(n for n, o in copies.items() if o in hub.partners))
        for hub in consortium.hubs
    )
    return dataclasses.replace(consortium, partners=made, hubs=hubs), copies


def _copy(partner: Partner, number: int) -> Partner:
    named = f"{partner.name} {number}"
    return dataclasses.replace(partner, id=f"{partner.id}-{number}", name=named)


def coverage(consortium: Consortium) -> pd.DataFrame:
    """Everything received of the federal year."""
    rows = [
        (partner.id, record, str(month), "accepted")
        for partner in consortium.partners
        for record in partner.expected
        for month in span(Month(2024, 10), MONTH)
    ]
    return pd.DataFrame(rows, columns=list(COVERAGE_COLUMNS), dtype="str")


def without_small_counts(exact: Tables) -> SafeTables:
    """Withheld from 1 to 10, and nothing else."""
    frame = exact.frame
    is_small = frame["value"].between(0, 10, inclusive="right")
    frame = frame.assign(
        value=frame["value"].mask(is_small), status=frame["status"].mask(is_small, "withheld")
    )
    return SafeTables(exact.month, frame, exact.hierarchies, exact.coverage)


def written(consortium: Consortium, safe: SafeTables) -> tuple[int, float]:
    """How many reports, and the seconds of writing and inspecting them, the first run left out."""
    reports = [
        one
        for one in due_reports(load_catalog().reports.values(), MONTH)
        if consortium.gives(one, MONTH)
    ]
    _write(reports[0], consortium, safe)
    began = time.process_time()
    for report in reports:
        _write(report, consortium, safe)
    return len(reports), time.process_time() - began


def _write(report: FunderReport, consortium: Consortium, safe: SafeTables) -> None:
    edition = Edition(
        month=MONTH,
        version=1,
        edition=1,
        state="final",
        as_of=MONTH.last_day,
        next_due=None,
        code_version=CODE_VERSION,
        audit=AUDIT,
        changes=pd.DataFrame(columns=list(CHANGE_COLUMNS)),
    )
    catalog = load_catalog()
    publication = publish(safe, report, catalog, consortium, edition)
    problems = inspect_publication(publication, safe, report, catalog, consortium, NOTHING_EARLIER)
    assert not problems, (report.id, in_words(problems))


if __name__ == "__main__":
    for line in table():
        sys.stdout.write(line + "\n")
