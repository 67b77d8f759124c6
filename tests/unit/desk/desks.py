"""A desk and a coalition of one small agency, and files of rows by month."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipelines.collect import Collector
from pipelines.desk.tallying import Desk
from pipelines.settings_files import load_consortium
from pipelines.storage.cells import read_cells
from pipelines.storage.inbox import Arrival, hand_in
from pipelines.storage.keys import keys_for, make_keys
from pipelines.storage.ledger import TALLIED, Ledger
from schemas.periods import Month
from tests.small import (
    PARTNER,
    SERVICE_HEADINGS,
    SETTINGS,
    UNMET_HEADINGS,
    service_row,
    unmet_row,
    workbook,
)

AT = datetime(2026, 10, 5, 9)  # noqa: DTZ001
AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)
KEY = ["period", "measure", "county", "breakdown", "dim1"]


def home_at(folder: Path, intake: str = "tally") -> Path:
    """A folder whose one agency, Alder House, joined in August 2026."""
    recipient = make_keys(keys_for(folder).folder)
    (folder / "partners").mkdir(parents=True)
    settings = SETTINGS.format(recipient=recipient).replace('"alder", "birch"', '"alder"')
    (folder / "consortium.toml").write_text(settings)
    told = PARTNER.format(name="Alder House").replace('"case_level"', f'"{intake}"')
    (folder / "partners" / "alder.toml").write_text(told.replace('"2026-01"', '"2025-10"'))
    return folder


def rows_of(month: Month, people: int = 12, requests: int = 3, **changed) -> bytes:
    """A month's file of rows."""
    day = f"{month}-05"
    services = [
        service_row(number, day, Opened="2026-02-01", Hrs=0.25 * (number % 3 + 1), **changed)
        for number in range(people)
    ]
    unmet = [unmet_row(f"{month}-07") for _ in range(requests)]
    return workbook(
        {
            "Services": [["log"], SERVICE_HEADINGS, *services],
            "Turned away": [UNMET_HEADINGS, *unmet],
        }
    )


def tallied(home: Path, month: Month, content: bytes):
    """What the desk makes of a file of rows."""
    made = Desk(home, "alder", AT).tally(content, month)
    assert made.workbook, [(one.code, one.places) for one in made.found.findings]
    return made


def taken(home: Path, month: Month, content: bytes):
    """Hand a file in and collect the month; the outcome."""
    consortium = load_consortium(home)
    hand_in(home, consortium, consortium.partner("alder"), month, content, Arrival(AT))
    return Collector(home, consortium, AT).collect(month)[-1]


def cells_at(home: Path, month: Month):
    """The current cells of a month."""
    events = Ledger(home).events(month=str(month), kind=TALLIED)
    return read_cells(home, month, [("alder", events[-1].version)]).sort_values(
        KEY, ignore_index=True
    )
