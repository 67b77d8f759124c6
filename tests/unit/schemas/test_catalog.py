"""The catalog as it ships, and a fault planted in a copy of each kind of declaration."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from schemas.catalog import FLOOR, ROOT, CatalogError, load_catalog

RECORDS = {
    "client_service",
    "shelter_stay",
    "shelter_census",
    "unmet_request",
    "hotline_contact",
    "community_event",
    "outcome_survey",
    "protection_order",
    "paip_activity",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of all declarations that a test may break."""
    root = tmp_path / "schemas"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def change(root: Path, name: str, old: str, new: str) -> None:
    """Replace the first `old` in a file, which must hold it."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer holds {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_catalog_loads_and_is_read_once() -> None:
    catalog = load_catalog()
    assert catalog is load_catalog()
    assert set(catalog.records) == RECORDS
    assert catalog.measures
    assert catalog.reports
    assert catalog.rules
    assert catalog.messages
    assert catalog.version == "2026.3"


def test_an_unbroken_copy_loads(copy: Path) -> None:
    assert load_catalog(copy).code_lists == load_catalog().code_lists


def test_measures_and_funders_may_be_empty(copy: Path) -> None:
    for folder in ("measures", "funders"):
        shutil.rmtree(copy / folder)
    catalog = load_catalog(copy)
    assert not catalog.measures
    assert not catalog.reports


def test_the_catalog_cannot_be_changed() -> None:
    catalog = load_catalog()
    with pytest.raises(TypeError):
        catalog.records["other"] = catalog.records["shelter_stay"]
    with pytest.raises(TypeError):
        catalog.code_lists["county"].codes[0].rollups["region"] = "south"


FAULTS = {
    "bad date of a code": (
        "codes/gender.csv",
        "transgender,Transgender,2015-07-01",
        "transgender,Transgender,July 2015",
        ("gender.csv", "transgender"),
    ),
    "code valid to before from": (
        "codes/gender.csv",
        "transgender,Transgender,2015-07-01,",
        "transgender,Transgender,2015-07-01,2014-01-01",
        ("codes/gender.csv", "transgender"),
    ),
    "code twice": (
        "codes/referred.csv",
        "no,No,",
        "yes,No,",
        ("codes/referred.csv", "code"),
    ),
    "label of two codes": (
        "codes/referred.csv",
        "no,No,",
        "no,Yes,",
        ("codes/referred.csv", "no"),
    ),
    "row too short": (
        "codes/referred.csv",
        "no,No,,,",
        "no,No,",
        ("referred.csv", "no"),
    ),
    "column missing": (
        "codes/referred.csv",
        "code,label,valid_from",
        "code,label,from",
        ("referred.csv", "valid_from"),
    ),
    "roll-up to nowhere": (
        "codes/county.csv",
        "17113,McLean,,,central",
        "17113,McLean,,,middle",
        ("codes/county.csv", "17113.region"),
    ),
    "field of an unknown list": (
        "records/unmet_request.py",
        'codes="unmet_reason"',
        'codes="reasons"',
        ("records/unmet_request.py", "reason_code.codes"),
    ),
    "coded field without a list": (
        "records/unmet_request.py",
        'codes="unmet_reason"',
        'codes=""',
        ("records/unmet_request.py", "reason_code"),
    ),
    "field without a confidentiality": (
        "records/unmet_request.py",
        "confidentiality=Confidentiality.QUASI_IDENTIFIER,",
        "",
        ("records/unmet_request.py", "RECORD"),
    ),
    "free text that is kept": (
        "records/paip_activity.py",
        "confidentiality=Confidentiality.FREE_TEXT,\n            released_as=Release.NEVER",
        "confidentiality=Confidentiality.FREE_TEXT,\n            released_as=Release.AS_IS",
        ("records/paip_activity.py", "noncompliance_reason.released_as"),
    ),
    "field twice": (
        "records/unmet_request.py",
        'name="children"',
        'name="adults"',
        ("records/unmet_request.py", "fields"),
    ),
    "heading of two fields": (
        "records/unmet_request.py",
        '"# kids"',
        '"# ADULTS"',
        ("records/unmet_request.py", "children"),
    ),
    "bounds upside down": (
        "records/shelter_stay.py",
        "maximum=31",
        "maximum=-1",
        ("records/shelter_stay.py", "nights_in_month.minimum"),
    ),
    "begin that is no date": (
        "records/shelter_stay.py",
        'begin="begin_date"',
        'begin="shelter_type"',
        ("records/shelter_stay.py", "begin"),
    ),
    "record not named as its file": (
        "records/shelter_stay.py",
        'name="shelter_stay"',
        'name="stay"',
        ("records/shelter_stay.py", "name"),
    ),
    "module without its constant": (
        "records/shelter_stay.py",
        "RECORD = ",
        "THING = ",
        ("records/shelter_stay.py", "RECORD"),
    ),
    "module that cannot be read": (
        "rules/shelter.py",
        "RULES: tuple[Rule, ...] = (",
        "RULES: tuple[Rule, ...] = ((",
        ("rules/shelter.py", "RULES"),
    ),
    "rule of an unknown field": (
        "rules/requests.py",
        'field="adults"',
        'field="grown_ups"',
        ("rules", "E14.field"),
    ),
    "rule of an unknown record": (
        "rules/requests.py",
        'record="unmet_request"',
        'record="turn_away"',
        ("rules", "E14.record"),
    ),
    "rule twice": ("rules/requests.py", 'id="E14"', 'id="E19a"', ("rules", "E19a")),
    "example of an unknown field": (
        "rules/requests.py",
        '{"adults": "0", "children": "0"}',
        '{"adults": "0", "kids": "0"}',
        ("rules", "E14 example"),
    ),
    "message twice": (
        "messages/files.py",
        '"FILE-02"',
        '"FILE-01"',
        ("messages/files.py", "FILE-01"),
    ),
    "placeholder for a value": (
        "messages/cells.py",
        "{heading} holds something that is not a date.",
        "{value} holds something that is not a date.",
        ("messages", "CELL-02"),
    ),
    "breakdown of an unknown list": (
        "measures/breakdowns.toml",
        'codes = "gender"',
        'codes = "sex"',
        ("measures/breakdowns.toml", "gender.codes"),
    ),
    "breakdown under an unknown parent": (
        "measures/breakdowns.toml",
        'parent = "region"',
        'parent = "zone"',
        ("measures/breakdowns.toml", "county.parent"),
    ),
    "unknown key of a breakdown": (
        "measures/breakdowns.toml",
        'of = "person"',
        'off = "person"',
        ("measures/breakdowns.toml", "county.off"),
    ),
    "measure without an additivity": (
        "measures/utilization.toml",
        'additivity = "unduplicated"',
        "",
        ("measures/utilization.toml", "people_served.additivity"),
    ),
    "measure of an unknown additivity": (
        "measures/utilization.toml",
        'additivity = "unduplicated"',
        'additivity = "summed"',
        ("measures/utilization.toml", "people_served.additivity"),
    ),
    "measure with text for a list": (
        "measures/utilization.toml",
        'sum_of = ["clients_new", "clients_ongoing", "clients_newness_unknown"]',
        'sum_of = "clients_new"',
        ("measures/utilization.toml", "people_served.sum_of"),
    ),
    "sum of an unknown measure": (
        "measures/utilization.toml",
        'sum_of = ["clients_new",',
        'sum_of = ["clients_newer",',
        ("measures", "people_served.sum_of"),
    ),
    "measure of an unknown record": (
        "measures/utilization.toml",
        'record = "client_service"',
        'record = "service"',
        ("measures", "people_served.record"),
    ),
    "not TOML": (
        "measures/unmet.toml",
        "[unmet_requests]",
        "[unmet_requests",
        ("measures/unmet.toml", "file"),
    ),
    "threshold below the floor": (
        "funders/consortium/report.toml",
        "threshold = 11",
        f"threshold = {FLOOR - 1}",
        ("funders/consortium/report.toml", "threshold"),
    ),
    "threshold as text": (
        "funders/consortium/report.toml",
        "threshold = 11",
        'threshold = "11"',
        ("funders/consortium/report.toml", "report.threshold"),
    ),
    "report not named as its folder": (
        "funders/consortium/report.toml",
        'id = "consortium"',
        'id = "coalition"',
        ("funders/consortium/report.toml", "id"),
    ),
    "table of an unknown measure": (
        "funders/consortium/report.toml",
        'measures = ["people_served",',
        'measures = ["people_seen",',
        ("funders/consortium/report.toml", "table summary.measures"),
    ),
    "rows of an unknown breakdown": (
        "funders/consortium/report.toml",
        'rows = "breakdown:age_exchange"',
        'rows = "breakdown:age_of_man"',
        ("funders/consortium/report.toml", "table people_by_age.rows"),
    ),
    "unknown key of a table": (
        "funders/consortium/report.toml",
        'row_heading = "Measure"',
        'row_title = "Measure"',
        ("funders/consortium/report.toml", "table summary.row_title"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_by_file_and_key(fault, copy: Path) -> None:
    name, old, new, (file, key) = fault
    change(copy, name, old, new)
    with pytest.raises(CatalogError) as raised:
        load_catalog(copy)
    assert (raised.value.file, raised.value.key) == (file, key)
    assert file in str(raised.value)


def test_a_new_code_needs_one_row_only(copy: Path) -> None:
    path = copy / "codes" / "channel.csv"
    path.write_text(path.read_text(encoding="utf-8") + "video,Video,2026-01-01,,test\n", "utf-8")
    assert "video" in load_catalog(copy).code_lists["channel"].names


def test_code_files_are_plain_csv() -> None:
    for path in (ROOT / "codes").glob("*.csv"):
        content = path.read_bytes()
        assert b"\r" not in content, path.name
        assert content.endswith(b"\n"), path.name
        rows = list(csv.reader(content.decode("utf-8").splitlines()))
        assert {len(row) for row in rows} == {len(rows[0])}, path.name
