"""A month of agencies' files, protected by each method, from the ledger to inspected drafts."""

from __future__ import annotations

import dataclasses
import io
import json
import stat
from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType
from typing import Any

import openpyxl
import pandas as pd
import pytest

from pipelines.approval import approve
from pipelines.errors import Blocked, UsageError
from pipelines.monthly import OpenZone
from pipelines.permission import Decision
from pipelines.rehearsal import rehearse
from pipelines.settings_files import load_consortium
from pipelines.storage.private import FIGURE_KEY_FILE, private_folder
from pipelines.storage.protection import read_frozen
from pipelines.storage.releases import draft_of
from pipelines.types import KEY_COLUMNS
from pipelines.verification import verify
from schemas.catalog import load_catalog
from schemas.model import Method
from schemas.periods import Month
from tests.small import (
    SERVICE_HEADINGS,
    UNMET_HEADINGS,
    Office,
    repeatable,
    service_row,
    unmet_row,
    workbook,
)

pytestmark = pytest.mark.slow

BY = Decision("A. Person", datetime.fromisoformat("2026-04-20T12:00:00"))
MARCH = Month(2026, 3)
NAME = "consortium"
REGIONS = load_catalog().code_lists["region"].names
COUNTS = ("people_served", "unmet_requests", "education_presentations")
Declare = Callable[..., OpenZone]


def month_of(people: int) -> bytes:
    """A month of one agency; three of its people come from another county."""
    services = [
        service_row(number, County="17019" if number < 3 else "17113") for number in range(people)
    ]
    return workbook(
        {
            "Services": [["Service log"], SERVICE_HEADINGS, *services],
            "Turned away": [UNMET_HEADINGS, *[unmet_row() for _ in range(16)]],
        }
    )


@pytest.fixture
def declare(office: Office) -> Declare:
    """A month that was handed in and run, and the one report due declared otherwise."""
    office.make_every_report()
    for partner, people in (("alder", 44), ("birch", 34)):
        path = office.file(f"{partner}.xlsx", month_of(people))
        office.run("submit", path, "--partner", partner, "--month", "2026-03")
    office.run("run", "--month", "2026-03")

    def change(tables: tuple[Any, ...] = (), **keys: Any) -> OpenZone:
        plain = load_catalog().reports[NAME]
        # a view is worked out of what its report prints: with fewer tables there is none
        is_whole = len(tables) in {0, len(plain.tables)}
        report = dataclasses.replace(
            plain,
            tables=tables or plain.tables,
            views=plain.views if is_whole else (),
            **keys,
        )
        catalog = dataclasses.replace(load_catalog(), reports=MappingProxyType({NAME: report}))
        return OpenZone(office.home, load_consortium(office.home), catalog)

    return change


def counts_alone() -> tuple[Any, ...]:
    """The tables of the report, with counts only."""
    return tuple(
        dataclasses.replace(table, measures=kept, charts=())
        for table in load_catalog().reports[NAME].tables
        if (kept := tuple(name for name in table.measures if name in COUNTS))
    )


def drafted(zone: OpenZone) -> dict[str, bytes]:
    """The files of the draft that the open stages make."""
    zone.consolidate(MARCH)
    assert zone.protect(MARCH)["audit"] == "pass"
    zone.draft(MARCH, NAME)
    draft = draft_of(zone.home, MARCH, NAME)
    assert draft is not None
    return draft.files


def flat(files: dict[str, bytes]) -> pd.DataFrame:
    """The flat file of a draft."""
    return pd.read_csv(io.BytesIO(next(c for n, c in files.items() if n.endswith(".csv"))))


def words(files: dict[str, bytes]) -> str:
    """All text of the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(next(c for n, c in files.items() if "xlsx" in n)))
    return "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )


def method_of(files: dict[str, bytes]) -> dict[str, Any]:
    """What the manifest says of the method."""
    disclosure = json.loads(files["manifest.json"])["disclosure"]
    return {name: disclosure[name] for name in ("method", "base", "within") if name in disclosure}


def test_a_report_that_withholds_says_nothing_of_methods(declare: Declare) -> None:
    files = drafted(declare())
    assert method_of(files) == {}
    assert "rounded" not in set(flat(files)["status"])
    assert "rounded to the nearest" not in words(files)


def test_a_report_that_rounds(declare: Declare, office: Office) -> None:
    zone = declare(protection=Method.ROUND, rounding_base=10)
    files = drafted(zone)
    frame = flat(files)
    inexact = frame[frame["status"] == "rounded"]
    served = inexact[(inexact["measure"] == "people_served") & (inexact["dim1"] == "total")]
    assert dict(zip(served["geography"], served["value"], strict=True))["all"] == 80
    assert (inexact["value"] % 10 == 0).all()
    assert method_of(files) == {"method": "round", "base": 10}
    assert "rounded to the nearest 10" in words(files)
    assert approve(office.home, MARCH, NAME, BY, zone.catalog) is not None
    assert verify(office.home / "releases")[1] == [], "sums of rounded figures are no fault"
    drafted(zone)
    assert approve(office.home, MARCH, NAME, BY, zone.catalog) is None, "the same once more"


def test_a_report_that_changes_counts_by_key(declare: Declare, office: Office) -> None:
    keyed: dict[str, Any] = {"tables": counts_alone(), "protection": Method.CELL_KEY}
    zone = declare(**keyed)
    files = drafted(zone)
    frame = flat(files)
    people = frame[frame["measure"] != "education_presentations"]
    assert set(people["status"]) <= {"rounded", "not_received", "nil", "not_applicable"}
    assert not people["value"].between(1, 10).any()
    assert method_of(files) == {"method": "cell_key", "within": 11}
    assert "changed at random by at most 11" in words(files)
    assert "are withheld" not in words(files)
    key = private_folder(office.home) / FIGURE_KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    again = drafted(declare(**keyed))
    assert repeatable(again) == repeatable(files), "the same inputs give the same bytes"
    assert approve(office.home, MARCH, NAME, BY, zone.catalog) is not None
    with pytest.raises(Blocked, match="PROTECT-14"):
        declare(tables=counts_alone()).protect(MARCH)
    key.unlink()
    with pytest.raises(UsageError, match="KEYS-01"):
        declare(**keyed).protect(MARCH)
    assert not key.exists(), "another secret would change the same counts in another way"


def test_a_table_that_is_rolled_up(declare: Declare, office: Office) -> None:
    tables = tuple(
        dataclasses.replace(table, roll_up="region") if table.id == "by_county" else table
        for table in load_catalog().reports[NAME].tables
    )
    plain = flat(drafted(declare()))
    assert "county" in set(plain[plain["table_id"] == "by_county"]["geography_type"])
    zone = declare(tables=tables)
    files = drafted(zone)
    frame = flat(files)
    kinds = set(frame[frame["table_id"] == "by_county"]["geography_type"])
    assert kinds == {"consortium", "region"}
    assert "The finest rows are left out" in words(files)
    assert repeatable(drafted(zone)) == repeatable(files), "the same once more"
    rehearsed = rehearse(zone, zone.tables(MARCH)).figures
    assert set(rehearsed.loc[rehearsed["table_id"] == "by_county", "dim1"]) == {"total"}
    # a row of the total and of each region for each measure of the table
    measures = len(set(frame.loc[frame["table_id"] == "by_county", "measure"]))
    assert rehearsed["table_id"].eq("by_county").sum() == measures * (1 + len(REGIONS))
    assert measures > 1
    assert approve(office.home, MARCH, NAME, BY, zone.catalog) is not None
    assert verify(office.home / "releases")[1] == []
    frozen = read_frozen(office.home)
    both = frozen.merge(frame, on=list(KEY_COLUMNS), suffixes=("", "_told"))
    shown = both[both["status"] == "shown"]
    assert len(frozen) == len(frame)
    assert (shown["value"] - shown["value_told"]).abs().max() < 0.01
