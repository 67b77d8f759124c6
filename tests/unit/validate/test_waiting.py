"""Checks wait for columns that are not to be trusted, and for no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipelines.layouts import Layout
from pipelines.validate.records import Question, validate
from pipelines.validate.typed import typed_table
from pipelines.validate.waiting import needs
from schemas.catalog import load_catalog
from schemas.model import Severity
from schemas.periods import Month
from schemas.rule import RuleContext
from tests.unit.validate.test_other_months import judged, nights, raw

MARCH = Month(2026, 3)
CATALOG = load_catalog()
CONTEXT = RuleContext(
    partner="p1",
    first_day=MARCH.first_day,
    last_day=MARCH.last_day,
    today=date(2026, 5, 5),
)
SERVICE = ("client_key", "service_date", "service_code", "hours", "county_fips", "client_role")
ROW = ("C1", "2026-03-05", "safety_planning", "0.5", "17113", "primary_adult")


def services(*rows, waiting=()):
    table = raw("client_service", SERVICE, list(rows), "Services")
    return replace(table, waiting=frozenset(waiting))


def codes(*tables, missing=()):
    layout = Layout(valid_from=MARCH, valid_to=None, tables=())
    question = Question(CATALOG, layout, CONTEXT, frozenset(), frozenset(missing))
    return {one.code for one in validate(tables, "p1", MARCH, question).findings}


def test_the_cells_of_a_column_that_waits_are_not_judged():
    wrong = [("C1", f"2026-0{at}-40", "nonsense", "much", "?", "primary_adult") for at in (1, 2, 3)]
    everything = codes(services(*wrong))
    assert {one for one in everything if one.startswith("CELL")}
    left = codes(services(*wrong, waiting=SERVICE[:5]))
    assert left - {"ID-01"} == {"LAYOUT-34"} | (left & {"CELL-01"})
    named = validate(
        [services(*wrong, waiting=SERVICE[:5])],
        "p1",
        MARCH,
        Question(CATALOG, Layout(valid_from=MARCH, valid_to=None, tables=()), CONTEXT, frozenset()),
    ).findings
    assert not {one.field for one in named} & set(SERVICE[:5])


def test_rules_that_look_at_a_column_that_waits_wait():
    assert "X05" in codes(services(ROW, ROW))
    for name in ("client_key", "service_date", "service_code", "hours"):
        assert "X05" not in codes(services(ROW, ROW, waiting=[name])), name
    assert "X05" in codes(services(ROW, ROW, waiting=["county_fips"]))


def test_one_line_counts_the_checks_that_wait():
    layout = Layout(valid_from=MARCH, valid_to=None, tables=())
    question = Question(CATALOG, layout, CONTEXT, frozenset())
    table = services(ROW, ROW, waiting=["client_role"])
    found = validate([table], "p1", MARCH, question).findings
    (line,) = [one for one in found if one.code == "LAYOUT-34"]
    needing = [
        one
        for one in CATALOG.rules
        if one.record == "client_service"
        and any("client_role" in row for rows in (*one.passing, *one.failing) for row in rows)
    ]
    assert line.severity is Severity.INFORMATION
    assert line.count >= 1 + len(needing) > 3
    assert f"right: {line.count}." in line.message


def test_no_row_is_left_out_by_a_date_that_waits():
    other = ("C1", "2026-01-05", *ROW[2:])
    rows = (ROW, other, other)
    assert "ROW-17" in codes(services(*rows))
    assert not {"ROW-05", "ROW-16", "ROW-17"} & codes(services(*rows, waiting=["service_date"]))


def test_a_file_is_of_no_other_month_while_dates_wait():
    elsewhere = nights("2026-02-01", "2026-02-02", "2026-02-03")
    assert codes(services(ROW, waiting=["service_date"]), elsewhere) >= {"ROW-17", "LAYOUT-34"}
    assert {one.code for one in judged(elsewhere).findings} == {"ROW-16"}


def test_rules_between_records_wait_for_a_table_that_is_missing():
    fields = ("client_key", "begin_date", "end_date", "shelter_type")
    stay = ("2026-03-02", "2026-03-30", "shelter_on_site")
    crowd = raw("shelter_stay", fields, [(f"C{at}", *stay) for at in range(12)], "Stays")
    beds = nights(*[f"2026-03-{day:02d}" for day in range(2, 30)])
    assert "E11c" in codes(crowd, beds)
    assert "E11c" not in codes(crowd, beds, missing=["shelter_stay"])


RULES = [pytest.param(rule, id=rule.id) for rule in CATALOG.rules]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_waits_for_every_field_its_own_examples_turn_on(rule):
    """Where a blank column changes a verdict, the rule needs that column."""
    record = CATALOG.records[rule.record]
    turned = {rule.field}
    for rows in (*rule.failing, *rule.passing):
        names = tuple(sorted({name for row in rows for name in row}))
        if not names:
            continue
        read = raw(rule.record, names, [tuple(row.get(n, "") for n in names) for row in rows], "S")
        frame = typed_table(read, record, CATALOG.code_lists, "mdy", CONTEXT).frame
        verdict = rule.breaks(frame, CONTEXT)
        for name in names:
            blank = frame.assign(**{name: frame[name].mask(frame[name].notna())})
            if not rule.breaks(blank, CONTEXT).equals(verdict):
                turned.add(name)
    for name in turned:
        assert needs(rule, {rule.record: frozenset({name})}, CATALOG, CONTEXT), name
