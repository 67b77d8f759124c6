"""Every cell leads back to shared fields: whole, in words, and as the counting has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.publish.crosswalk import GUIDE, HEADINGS, crosswalk_page, crosswalk_rows
from pipelines.tally.count import SCRIPTS
from pipelines.tally.statuses import FEEDS
from schemas.catalog import load_catalog
from schemas.derivation import columns_of, derived, in_words, records_of, sources_of
from schemas.model import Release

CATALOG = load_catalog()
ROOT = Path(__file__).parents[3]
VIEWS = ROOT / "pipelines" / "tally" / "views"
# what the view of one column calls a field whose name is another there
CALLED = {"client_key": "person_no"}
EVERY_REPORT = pytest.mark.parametrize("report", CATALOG.reports.values(), ids=lambda r: r.id)


def test_the_page_is_made_from_the_declarations():
    """If this fails: .venv/bin/python -m pipelines.publish.crosswalk > docs/crosswalk.md."""
    assert (ROOT / GUIDE).read_text(encoding="utf-8") == crosswalk_page(CATALOG)


@EVERY_REPORT
def test_each_measure_of_each_table_has_one_row_without_a_gap(report):
    rows = crosswalk_rows(report, CATALOG)
    names = [row[2] for row in rows]
    assert names == [f"{spec.id}: {name}" for spec in report.tables for name in spec.measures]
    assert all(len(row) == len(HEADINGS) and all(row) for row in rows)


@EVERY_REPORT
def test_what_is_counted_is_told_in_words_and_not_in_code(report):
    for row in crosswalk_rows(report, CATALOG):
        for text in (row[5], row[6]):
            assert not re.search(r"[<>='_]|\bis null\b|\bnot in\b", text), text


def test_the_records_of_a_view_are_those_it_is_fed_from():
    declared = dict(CATALOG.columns.records)
    assert declared == {view: names for view, names in FEEDS.items() if names != (view,)}


@pytest.mark.parametrize(("view", "column"), sorted(columns_of(CATALOG)))
def test_a_column_is_made_of_the_fields_it_names(view, column):
    """The fields stand in the statement that lays the view, and are no field that never leaves."""
    names = CATALOG.columns.records.get(view, (view,))
    fields = {f.name: f for name in names for f in CATALOG.records[name].fields}
    sources = [name for name in sources_of(CATALOG, column) if name in fields]
    assert sources
    scripts = (view, *SCRIPTS.get(view, ()))
    paths = [VIEWS / f"{name}.sql" for name in scripts]
    statement = "\n".join(path.read_text(encoding="utf-8") for path in paths if path.exists())
    for name in sources:
        assert re.search(rf"\b{CALLED.get(name, name)}\b", statement), name
        assert fields[name].released_as is not Release.NEVER


def test_no_column_is_declared_that_nothing_counts_by():
    assert set(CATALOG.columns.column) <= {column for _, column in columns_of(CATALOG)}


def told(report_id, table_id, name):
    report = CATALOG.reports[report_id]
    spec = next(spec for spec in report.tables if spec.id == table_id)
    made = derived(CATALOG, CATALOG.measures[name], spec)
    fields = {record: [field.name for field in found] for record, found in made.fields}
    return fields, made.conditions, made.rule


def test_a_worked_example_of_each_kind():
    fields, conditions, rule = told("fvpsa", "unmet_and_hotline", "unmet_fvpsa")
    assert set(fields["unmet_request"]) == {
        *("request_date", "service_requested", "adults", "requests", "reason_code", "dv_related")
    }
    assert conditions[0] == "shelter wanted"
    assert conditions[1] == "Adults: at least 1"
    assert rule == "Sum of: Requests"
    fields, conditions, rule = told("voca", "race", "voca_new")
    assert fields["client_service"] == [
        "client_key",
        "service_date",
        "grant_code",
        "race_ethnicity",
    ]
    assert conditions[0] == "Paid by: VOCA victim assistance"
    assert rule == "Different people, each once per agency"
    fields, conditions, rule = told("consortium", "capacity", "occupancy")
    assert fields == {"shelter_census": ["night", "beds_available", "beds_occupied"]}
    assert rule == "Bed nights occupied divided by Bed nights available"


@pytest.mark.parametrize(
    ("atom", "words"),
    [
        ("not later_served_here", "not: Served here later in the month"),
        ("stream is null", "Paid by: not recorded"),
        ("nnedv <> ''", "Lack of a resource that the NNEDV count names"),
        ("service_group <> 'shelter'", "Group of the service: anything but Shelter and housing"),
        ("section in ('a', 'b')", "Subsection of 501.105: (a) or (b)"),
    ],
)
def test_conditions_in_words(atom, words):
    assert in_words(CATALOG, atom) == words


def test_each_measure_names_records_that_exist():
    for measure in CATALOG.measures.values():
        assert set(records_of(CATALOG, measure)) <= set(CATALOG.records)
