"""Rows of other months: left out and told, never by a slip, and a wrong file is said alone."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipelines.layouts import Layout, TableLayout
from pipelines.types import Column, RawTable
from pipelines.validate.records import Question, Validated, validate
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month
from schemas.rule import RuleContext

MARCH = Month(2026, 3)
CATALOG = load_catalog()
TODAY = date(2026, 5, 5)
Row = tuple[str, ...]


def raw(record: str, fields: tuple[str, ...], rows: list[Row], sheet: str) -> RawTable:
    index = pd.RangeIndex(2, 2 + len(rows))
    text = pd.DataFrame(rows, columns=list(fields), index=index).astype("str")
    kinds = text.where(text.eq(""), "s")
    columns = {name: Column(chr(65 + at), f"My {name}") for at, name in enumerate(fields)}
    table = TableLayout(record=record, sheet=sheet, columns={f"My {n}": n for n in fields})
    return RawTable(record, sheet, columns, text, kinds, len(rows), {}, table)


def stays(*rows: Row) -> RawTable:
    fields = ("client_key", "begin_date", "end_date", "stay_kind")
    whole = [(f"K{at}", *row, *("stay",) * (3 - len(row))) for at, row in enumerate(rows)]
    return raw("shelter_stay", fields, whole, "Stays")


def nights(*days: str) -> RawTable:
    fields = ("night", "beds_available", "beds_occupied")
    return raw("shelter_census", fields, [(day, "9", "4") for day in days], "Beds")


def judged(*tables: RawTable, other_months: str = "ask", nil: tuple[str, ...] = ()) -> Validated:
    layout = Layout(valid_from=MARCH, valid_to=None, tables=(), other_months=other_months)
    context = RuleContext(
        partner="p1", first_day=MARCH.first_day, last_day=MARCH.last_day, today=TODAY
    )
    return validate(tables, "p1", MARCH, Question(CATALOG, layout, context, frozenset(nil)))


def codes(done: Validated) -> set[str]:
    return {one.code for one in done.findings}


def places(done: Validated, code: str) -> list[tuple[str, ...]]:
    return [one.places for one in done.findings if one.code == code]


GOOD = ("2026-03-02", "2026-03-09")


@pytest.mark.parametrize(
    "slip",
    [
        ("2026-03-10", "2026-02-20"),  # begins in the month, ends before it
        ("2026-03-10", "2025-03-12"),
        ("2026-04-10", "2026-03-12"),  # ends in the month, begins after it
        ("2026-04-10", "2026-02-12"),  # the month lies between the two
        ("2026-02-10", "2025-03-12"),  # neither lies in the month: which is the slip?
        ("2026-04-10", "2026-04-02"),
        ("2026-03-10", "2026-02-20", "bed_night"),
        ("2026-02-10", "2026-01-20", "bed_night"),
    ],
)
@pytest.mark.parametrize("other_months", ["ask", "expected"])
def test_a_stay_that_ends_before_it_begins_is_named_and_never_left_out(slip, other_months):
    done = judged(stays(GOOD, slip, GOOD), other_months=other_months)
    is_long_ago = not any(day.startswith("2026-03") for day in slip[:2])
    if other_months == "expected" and is_long_ago:  # a log of all months holds old slips
        assert places(done, "E03a") == []
        assert [(one.accepted, one.set_aside) for one in done.row_counts] == [
            (2, (("other_month", 1),))
        ]
        return
    assert places(done, "E03a") == [("C3",)]
    assert [(one.accepted, one.set_aside) for one in done.row_counts] == [(3, ())]


@pytest.mark.parametrize(
    ("stay", "stays_in"),
    [
        (("2026-02-01", "2026-02-28"), False),
        (("2026-04-01", "2026-04-02"), False),
        (("2026-02-28", "2026-03-01", "bed_night"), False),
        (("2026-02-28", "2026-03-01"), True),
        (("2026-02-01", ""), True),
    ],
)
def test_a_stay_whose_dates_agree_is_placed_by_them(stay, stays_in):
    done = judged(stays(GOOD, stay, GOOD))
    assert done.row_counts[0].accepted == (3 if stays_in else 2)
    assert "E03a" not in codes(done)


def test_a_few_rows_of_another_month_are_asked_for_as_slips():
    done = judged(nights("2026-03-01", "2026-02-02", "2026-03-03"))
    [one] = [one for one in done.findings if one.code.startswith("ROW")]
    assert (one.code, one.severity, one.places) == ("ROW-05", Severity.PLEASE_CONFIRM, ("A3",))
    assert one.message == (
        "The dates of these rows are not in March 2026, so the rows are not counted: 1."
    )
    assert "delete them here" in one.fix


def test_from_half_of_the_rows_on_the_month_of_the_file_is_asked_for():
    done = judged(nights("2026-03-01", "2026-02-02", "2026-03-03", "2026-02-04"))
    assert places(done, "ROW-17") == [("A3", "A5")]
    assert "ROW-05" not in codes(done)


FEBRUARY = ("2026-02-01", "2026-02-02", "2026-02-03")


@pytest.mark.parametrize(
    "tables",
    [
        (nights(*FEBRUARY),),
        (nights(*FEBRUARY, "", "soon"),),  # rows without a readable date say nothing
        (nights(*FEBRUARY[:2]), stays(("2026-01-02", "2026-02-09"))),
        (nights(*FEBRUARY), stays(("2026-02-09", "2026-02-02"))),  # a slip, but not of this month
        (nights("2026-04-01", "2026-04-02", "2025-03-03"),),
    ],
)
def test_a_file_of_another_month_is_said_alone(tables):
    done = judged(*tables)
    [one] = done.findings
    assert (one.code, one.severity, one.sheet) == ("ROW-16", Severity.MUST_FIX, "")
    assert one.message == "All rows of this file are dated in another month than March 2026."
    assert all(count.is_balanced for count in done.row_counts)


@pytest.mark.parametrize(
    "tables",
    [
        (nights(*FEBRUARY[:2]),),  # too few to tell
        (nights(*FEBRUARY, "2026-03-01"),),
        (nights(*FEBRUARY), stays(GOOD)),
        (nights(*FEBRUARY), stays(("2026-02-01", ""))),  # still open: it is of this month too
        (nights(*FEBRUARY), stays(("2026-03-10", "2026-02-20"))),
        (nights("", "", ""),),
        (nights("2062-03-01", "2062-03-02", "2062-03-03"),),  # the year is the slip
    ],
)
def test_a_file_with_rows_that_may_be_of_the_month_is_not_refused_as_another(tables):
    assert "ROW-16" not in codes(judged(*tables))


def test_an_export_of_several_months_may_hold_none_of_this_one():
    done = judged(nights(*FEBRUARY), other_months="expected")
    assert codes(done) == {"ROW-01", "ROW-03"}


def test_a_log_of_a_month_without_anything_may_hold_other_months():
    assert codes(judged(nights(*FEBRUARY), nil=("shelter_census",))) == {"ROW-17"}
