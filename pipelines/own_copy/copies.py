"""One agency's own copy of a month as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from pipelines.own_copy.burden import asked_sheet, files_sheet
from pipelines.own_copy.contributed import Published, parts_sheet, totals_sheet
from pipelines.publish.contents import contents_sheet
from pipelines.publish.labels import Labels
from pipelines.publish.page import Described, write_sheets
from pipelines.publish.sheets import Column, Row, Sheet, text_cells
from pipelines.settings import Consortium, Partner
from pipelines.storage.board import Standing, standing
from pipelines.storage.cells import read_cells
from pipelines.storage.ledger import TALLIED, Ledger
from pipelines.storage.releases import Release, releases_of
from schemas.catalog import Catalog
from schemas.periods import Month

TITLE = "Your agency's own copy, {month}"
ONLY_YOURS = (
    "For {agency} only. It holds your own totals as they are, small ones included; do not pass it "
    "on."
)
WHAT = (
    "Exactly what your agency contributed to the reports of {month}, beside what was published of "
    "all agencies together, and what was asked about your files."
)
PROTECTED = (
    "The column of all agencies holds published figures only. [c] is withheld to protect people. "
    "Before release it was tried what each agency could work out by what it knows of itself."
)
STATES = {
    "nil": "nil return",
    "accepted": "counted",
    "late": "counted, came late",
    "refused": "not accepted",
    "not_received": "not received",
}


def own_copy(
    home: Path, consortium: Consortium, catalog: Catalog, partner: Partner, month: Month
) -> bytes:
    """What one agency contributed to a month, where it stands, and what its files cost it.

    The same folder gives the same bytes.
    Privacy: aggregate in, aggregate out; for that agency only.
    """
    ledger = Ledger(home)
    events = ledger.events(partner=partner.id)
    tallied = [event for event in events if event.month == month and event.kind == TALLIED]
    current = [(partner.id, tallied[-1].version)] if tallied else []
    cells, published = read_cells(home, month, current), Published(_newest(home, catalog, month))
    labels = Labels(catalog, consortium)
    body = (
        totals_sheet(cells, published, catalog),
        parts_sheet(cells, published, catalog, labels),
        files_sheet(events, month),
        asked_sheet(events, month, catalog),
    )
    states = standing(ledger, consortium, partner, month)
    sheets = (
        _about(consortium, partner, month, _states(states, catalog)),
        contents_sheet(body),
        *body,
    )
    newest = max((event.at for event in events if event.month <= month), default=None)
    title = TITLE.format(month=month.label)
    created = newest or datetime.combine(month.last_day, time())
    return write_sheets(
        sheets, Described(title, f"For {partner.name} only", consortium.name, created)
    )


def _newest(home: Path, catalog: Catalog, month: Month) -> Iterator[Release]:
    """The newest released version of every report of the month."""
    for report in catalog.reports:
        yield from releases_of(home, month, report)[-1:]


def _states(found: Standing, catalog: Catalog) -> Iterator[tuple[str, str]]:
    for record in found.partner.expected:
        yield catalog.records[record].label, STATES[found.state_of(record)]


def _about(
    consortium: Consortium, partner: Partner, month: Month, states: Iterator[tuple[str, str]]
) -> Sheet:
    told = (
        ("Agency", partner.name),
        ("Month", month.label),
        ("What this is", WHAT.format(month=month.label)),
        ("Who may see it", ONLY_YOURS.format(agency=partner.name)),
        ("Small numbers", PROTECTED),
        *((f"Return: {label}", state) for label, state in states),
        ("Contact", consortium.contact),
    )
    return Sheet(
        name="Cover",
        title=TITLE.format(month=month.label),
        lines=(ONLY_YOURS.format(agency=partner.name),),
        table="about",
        columns=(Column(heading="About", pixels=300), Column(heading="In words", pixels=860)),
        rows=tuple(Row(cells=text_cells(*one)) for one in told),
    )
