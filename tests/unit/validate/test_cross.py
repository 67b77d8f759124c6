"""Rules over several sheets and records: each finding stands at the sheet and cell at fault."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import InternalError
from pipelines.types import Column, RecordTable
from pipelines.validate.cross import Judged, rule_findings
from schemas.catalog import load_catalog
from schemas.frames import DTYPES
from schemas.rule import CrossRule, RuleContext

CATALOG = load_catalog()
CONTEXT = RuleContext(
    partner="p1",
    first_day=date(2026, 3, 1),
    last_day=date(2026, 3, 31),
    today=date(2026, 4, 5),
)
SERVICE = {
    "client_key": "C-1",
    "service_date": "2026-03-02",
    "service_code": "safety_planning",
    "hours": 1.0,
}


def judged(record, sheet, rows, unreadable=None, start=2, to_mend=None):
    fields = CATALOG.records[record].fields
    index = range(start, start + len(rows))
    columns = {
        field.name: pd.Series([row.get(field.name) for row in rows], index=index).astype(
            DTYPES[field.type]
        )
        for field in fields
    }
    places = {field.name: Column("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 26], field.label)
              for n, field in enumerate(fields)}  # fmt: skip
    frame = pd.DataFrame(columns, index=index)
    table = RecordTable(record, sheet, places, frame, len(rows), {})
    return Judged(table, unreadable or {}, to_mend or {})


def found(*tables):
    lists = rule_findings(tables, CATALOG, CONTEXT)
    assert len(lists) == len(tables)
    return [(one.code, one.sheet, one.cell, one.count) for each in lists for one in each]


def test_a_row_entered_on_two_sheets_is_found_on_the_later_one():
    one, other = (
        judged("client_service", "Week 1", [SERVICE]),
        [
            {**SERVICE, "client_key": "C-2"},
            SERVICE,
        ],
    )
    twice = found(one, judged("client_service", "Week 2", other, start=7))
    assert [(code, sheet, cell[1:]) for code, sheet, cell, _ in twice] == [("X05", "Week 2", "8")]
    assert found(judged("client_service", "Week 1", [SERVICE])) == []


def test_two_kinds_of_shelter_on_one_night_are_found_across_sheets():
    stay = {"client_key": "C-1", "begin_date": "2026-03-01", "end_date": "2026-03-05"}
    on_site = judged("shelter_stay", "House", [{**stay, "shelter_type": "shelter_on_site"}])
    hotel = judged("shelter_stay", "Hotels", [{**stay, "shelter_type": "shelter_off_site"}])
    places = [(code, sheet) for code, sheet, _, _ in found(on_site, hotel)]
    assert places == [("E13b", "House"), ("E13b", "Hotels")]


def test_an_activity_on_another_sheet_answers_for_all():
    b = {"activity_code": "paip_b_01", "activity_date": "2026-03-02", "status": "done"}
    a = {**b, "activity_code": "paip_a_04"}
    assert "E27a" in {code for code, *_ in found(judged("paip_activity", "B", [b]))}
    both = found(judged("paip_activity", "B", [b]), judged("paip_activity", "A", [a]))
    assert "E27a" not in {code for code, *_ in both}


def test_a_service_before_the_first_contact_of_the_stay_is_asked_at_the_service():
    stay = {"client_key": "C-1", "shelter_type": "shelter_on_site", "begin_date": "2026-03-05"}
    tables = (
        judged("shelter_stay", "Stays", [{**stay, "first_contact_date": "2026-03-04"}]),
        judged("client_service", "Log", [{**SERVICE, "client_key": "C-2"}, SERVICE]),
    )
    assert [one for one in found(*tables) if one[0] == "E02c"] == [("E02c", "Log", "E3", 1)]


def test_a_cell_that_cannot_be_read_is_not_blamed_twice():
    rows = [SERVICE, SERVICE]
    assert [code for code, *_ in found(judged("client_service", "Log", rows))] == ["X05"]
    unreadable = {"service_code": np.array([3])}
    assert found(judged("client_service", "Log", rows, unreadable)) == []


def test_a_rule_that_fails_stops_the_file_and_says_nothing_of_its_rows(monkeypatch):
    def fail(_frames, _context):
        raise ValueError(SERVICE["client_key"])

    rule = CATALOG.cross_rules[0]
    broken = CrossRule(**{**vars(rule), "breaks": fail})
    catalog = type(CATALOG)(**{**vars(CATALOG), "cross_rules": (broken,)})
    tables = [judged(rule.record, "A", [SERVICE]), judged(rule.others[0], "B", [{}])]
    with pytest.raises(InternalError, match="VALIDATE-03") as problem:
        rule_findings(tables, catalog, CONTEXT)
    assert problem.value.__context__ is None
    assert "C-1" not in str(problem.value)


def test_a_rule_waits_for_the_rows_whose_cells_it_needs_must_be_mended():
    """Without a date of leaving, the nights, the days and the destination look wrong."""
    stay = {
        "client_key": "C-1",
        "shelter_type": "shelter_on_site",
        "begin_date": "2026-03-01",
        "nights_in_month": 3,
        "days_in_month": 4,
        "exit_destination": "other",
    }
    other = {**stay, "client_key": "C-2"}
    wrong = {"E11b", "E12b", "X02"}
    bare = judged("shelter_stay", "House", [stay, other])
    assert {(code, count) for code, _, _, count in found(bare) if code in wrong} == {
        (code, 2) for code in wrong
    }
    mended = {"end_date": np.array([3])}
    first = judged("shelter_stay", "House", [stay, other], mended, to_mend=mended)
    told = {(code, cell[1:], count) for code, _, cell, count in found(first) if code in wrong}
    assert told == {(code, "2", 1) for code in wrong}


def test_a_cell_that_was_only_asked_about_keeps_no_rule_waiting():
    stay = {"client_key": "C-1", "begin_date": "2026-03-01", "exit_destination": "other"}
    asked = {"end_date": np.array([2])}
    assert "X02" in {one[0] for one in found(judged("shelter_stay", "House", [stay], asked))}
