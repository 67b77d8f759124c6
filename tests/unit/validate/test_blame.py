"""Findings of cells: one fault a cell, at its place, in words that say what to do."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from pipelines.layouts import Layout, TableLayout
from pipelines.types import Column, RawTable
from pipelines.validate.records import Question, validate
from schemas.catalog import load_catalog
from schemas.messages.cells import ANY_LIST, CLOSER_FIXES, LONG_LISTS
from schemas.periods import Month
from schemas.rule import RuleContext

MARCH = Month(2026, 3)
GOOD = {
    "client_key": "K1",
    "client_role": "Adult",
    "first_contact_date": "2026-01-05",
    "service_date": "2026-03-04",
    "service_code": "Safety planning",
    "hours": "1",
    "county_fips": "McLean",
    "age_years": "34",
    "race_ethnicity": "white",
    "gender": "female",
}
WORDS = {"client_role": {"Adult": "primary_adult", "Kid": "child", "n/r": ""}}


def found(
    rows: list[dict[str, str]], other_months: str = "ask", month: Month = MARCH, **layout
) -> list:
    """The findings of these rows, as if read from row 3 on of a sheet named Log."""
    table = TableLayout(
        record="client_service",
        sheet="Log",
        columns={f"My {name}": name for name in GOOD},
        values=layout.pop("values", WORDS),
        **layout,
    )
    index = pd.RangeIndex(3, 3 + len(rows))
    text = pd.DataFrame([{**GOOD, **row} for row in rows], index=index).astype("str")
    kinds = text.where(text.eq(""), "s")
    columns = {name: Column(chr(65 + at), f"My {name}") for at, name in enumerate(GOOD)}
    raw = RawTable("client_service", "Log", columns, text, kinds, len(rows), {}, table)
    whole = Layout(valid_from=month, valid_to=None, tables=(table,), other_months=other_months)
    context = RuleContext(
        partner="p1", first_day=month.first_day, last_day=month.last_day, today=date(2026, 4, 5)
    )
    question = Question(load_catalog(), whole, context, frozenset())
    return list(validate([raw], "p1", month, question).findings)


def at(findings: list, field: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.code, one.places) for one in findings if one.field == field]


def test_good_rows_have_no_findings_of_cells():
    assert not [one for one in found([{}]) if one.code.startswith("CELL")]


@pytest.mark.parametrize(
    ("hours", "code"), [("-2", "CELL-05"), ("30.1", "CELL-05"), ("x", "CELL-03"), ("0", "E05b")]
)
def test_a_cell_is_blamed_once(hours, code):
    assert at(found([{"hours": hours}]), "hours") == [(code, ("F3",))]


def test_a_required_cell_that_cannot_be_read_is_not_also_missing():
    findings = found([{"gender": "*", "county_fips": "Atlantis", "service_date": "soon"}])
    assert at(findings, "gender") == [("CELL-09", ("J3",))]
    assert at(findings, "county_fips") == [("CELL-04", ("G3",))]
    assert at(findings, "service_date") == [("CELL-02", ("D3",))]


def test_different_faults_of_one_column_are_different_findings():
    findings = found([{"hours": "x"}, {"hours": "25"}, {"hours": "y"}, {}])
    assert at(findings, "hours") == [("CELL-03", ("F3", "F5")), ("CELL-05", ("F4",))]


def test_what_may_have_been_meant_is_said_for_services():
    findings = found([{"service_code": "Saftey planning"}, {}, {"service_code": "Safety planing"}])
    [one] = [one for one in findings if one.code == "CELL-23"]
    assert one.suggestion == "Safety planning"
    assert one.message.endswith("Did you mean Safety planning?")
    assert one.places == ("E3", "E5")


def test_what_may_have_been_meant_is_not_said_of_a_person():
    findings = found([{"county_fips": "Sangamo"}])
    [one] = [one for one in findings if one.field == "county_fips"]
    assert one.code == "CELL-24"
    assert "Sangamon" not in repr(findings)
    assert one.suggestion == ""
    assert one.fix.startswith("Check the spelling. ")


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        ("county_fips", ("Sangamo", "McLeen", "Cooke County")),
        ("gender", ("Femal", "Transgendr")),
        ("client_role", ("Adlut", "Chidl")),
        ("race_ethnicity", ("Whitte", "Asain")),
    ],
)
def test_of_a_person_the_words_are_the_same_whatever_was_nearly_written(field, texts):
    """The examples and the list stand in the message, but not because of what the cell holds."""
    told = [[one for one in found([{field: text}]) if one.field == field] for text in texts]
    assert [one.code for one in told[0]] == ["CELL-24"]
    assert all(one == told[0] for one in told)


def fix_of(field: str, own: dict[str, str]) -> str:
    """What is told of a word unlike any other, in a layout with these words."""
    values = {**WORDS, field: own}
    [one] = [one for one in found([{field: "zzzzzz"}], values=values) if one.field == field]
    assert one.code == "CELL-04"
    return one.fix.removesuffix(" If you need another word, ask the coordinator to add it.")


def test_a_list_of_up_to_forty_entries_is_printed():
    labels = [code.label for code in load_catalog().code_lists["race_ethnicity"].codes]
    assert fix_of("race_ethnicity", {}) == f"Use one of these: {', '.join(labels)}."


def test_own_words_stand_before_the_name_of_a_long_list_by_letter_and_by_size():
    own = {"shelter": "shelter_on_site", "Case Mgmt": "case_management", "10": "life_skills"}
    assert fix_of("service_code", {**own, "9": "life_skills", "none": ""}) == (
        "Use one of these: 9, 10, Case Mgmt, shelter, or an entry of the list Service in the "
        "standard template, such as Safety planning or Transportation."
    )
    assert fix_of("county_fips", {}) == (
        "Use one of these: a county of Illinois, such as Cook or McLean."
    )


def test_of_more_than_forty_own_words_the_rest_is_counted():
    own = {f"word {at:02}": "life_skills" for at in range(43)}
    fix = fix_of("service_code", own)
    assert fix.endswith("word 38, word 39, and 3 more.")
    assert fix.count("word ") == 40


def test_a_missing_value_is_asked_for_as_its_field_needs():
    findings = found([{"client_key": "", "gender": "", "service_date": "", "hours": ""}])
    fixes = {one.field: one.fix for one in findings if one.code == "CELL-01"}
    assert fixes["client_key"] == "Fill in My client_key. Every row needs one."
    assert fixes["gender"] == (
        "Fill in My gender. Where the list has an entry for not known, use that."
    )
    assert fixes["service_date"] == "Fill in My service_date."


def test_an_age_that_is_no_number_is_asked_for_in_years():
    findings = found([{"age_years": "baby", "hours": "x"}])
    fixes = {one.field: one.fix for one in findings if one.code == "CELL-03"}
    assert fixes["age_years"] == ("Enter the age alone, in whole years; 0 for a baby under one.")
    assert fixes["hours"].startswith("Enter the number alone")


def test_the_examples_of_long_lists_are_on_them():
    lists = load_catalog().code_lists
    for name, words in {"county": ("Cook", "McLean"), "service": ("Safety planning",)}.items():
        assert set(words) <= {code.label for code in lists[name].codes}
        assert all(word in LONG_LISTS[name] for word in words)


def test_closer_fixes_are_of_messages_and_fields_that_there_are():
    catalog = load_catalog()
    fields = {field.name for record in catalog.records.values() for field in record.fields}
    assert set(CLOSER_FIXES) <= set(catalog.messages)
    for fixes in CLOSER_FIXES.values():
        assert set(fixes) <= fields | {ANY_LIST}
        assert all(set(re.findall(r"{(\w*)}", fix)) <= {"heading"} for fix in fixes.values())


def test_the_partners_own_words_are_listed_first_and_long_lists_are_named():
    findings = found([{"client_role": "zzzzzz", "service_code": "zzzzzz", "county_fips": "zzzzzz"}])
    fixes = {one.field: one.fix for one in findings if one.code == "CELL-04"}
    assert fixes["client_role"].startswith("Use one of these: Adult; Kid; ")
    assert "n/r" not in fixes["client_role"]
    assert "the list Service" in fixes["service_code"]
    assert "a county of Illinois" in fixes["county_fips"]


def test_rows_of_other_months_are_named_by_the_cells_that_say_so():
    rows = [{}, {"service_date": "2026-02-03"}, {"service_date": "2026-02-04"}, {}, {}]
    for other_months, code in (("ask", "ROW-05"), ("expected", "ROW-01")):
        [one] = [one for one in found(rows, other_months) if one.code == code]
        assert (one.count, one.cell, one.places) == (2, "D4", ("D4:D5",))


def test_faults_in_rows_of_other_months_are_not_asked_for():
    rows = [{}, {"service_date": "2026-02-03", "hours": "x", "gender": "?"}]
    assert not [one for one in found(rows) if one.code.startswith("CELL")]


def test_a_question_about_the_order_of_dates_is_one_finding_and_loses_no_row():
    findings = found([{"service_date": "3/4/2026"}, {"service_date": "4/3/2026"}])
    assert at(findings, "service_date") == [("CELL-11", ("D3:D4",))]
    assert not [one for one in findings if one.code.startswith("ROW")]


def test_a_date_written_as_a_number_is_said_and_still_counts():
    serial = (date(2026, 3, 20) - date(1899, 12, 30)).days
    findings = found([{}, {"service_date": "2026-03-05"}, {"service_date": str(serial)}])
    assert at(findings, "service_date") == [("CELL-17", ("D5",))]


def test_hours_written_in_minutes_are_judged_as_hours():
    findings = found([{"hours": "90"}, {"hours": "2000"}], units={"hours": "minutes"})
    assert at(findings, "hours") == [("CELL-05", ("F4",))]


def test_an_entry_that_was_not_in_use_yet_is_told_from_one_that_is_unknown():
    day = {"first_contact_date": "2014-06-01", "service_date": "2014-06-04"}
    rows = [{**day, "gender": "Transgender"}, {**day, "gender": "female"}]
    assert at(found(rows, month=Month(2014, 6)), "gender") == [("CELL-21", ("J3",))]
    assert not at(found([{"gender": "Transgender"}]), "gender")
