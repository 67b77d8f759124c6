"""How reports may declare their protection: each fault is named by file and key."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from schemas.catalog import Catalog, CatalogError, load_catalog
from schemas.methods import LEAST_BASE, check_methods, linked_measures
from schemas.model import FunderReport, Method

COUNTS = ("people_served", "unmet_requests", "beds")
FILE = "funders/consortium/report.toml"


def catalog_with(**reports: FunderReport) -> Catalog:
    """The catalog as it ships, with other reports."""
    return dataclasses.replace(load_catalog(), reports=MappingProxyType(reports))


def changed(measures: tuple[str, ...] = (), **keys: Any) -> FunderReport:
    """The consortium's report declared otherwise; with `measures`, one table of these alone."""
    plain = load_catalog().reports["consortium"]
    if measures:
        summary = dataclasses.replace(plain.tables[0], measures=measures)
        keys["tables"] = (summary,)
    return dataclasses.replace(plain, **keys)


def test_shipped_reports_withhold() -> None:
    assert {one.protection for one in load_catalog().reports.values()} == {Method.WITHHOLD}


@pytest.mark.parametrize(
    "keys",
    [
        {"protection": Method.ROUND, "rounding_base": 10},
        {"measures": COUNTS, "protection": Method.CELL_KEY},
    ],
)
def test_good_ones_pass(keys: Mapping[str, Any]) -> None:
    check_methods(catalog_with(consortium=changed(**keys)))


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "base below the floor": (
        {"protection": Method.ROUND, "rounding_base": LEAST_BASE - 1},
        "rounding_base",
    ),
    "base of a report that withholds": ({"rounding_base": 10}, "rounding_base"),
    "hours changed by key": (
        {"measures": ("people_served", "service_hours"), "protection": Method.CELL_KEY},
        "protection",
    ),
    "must be published, though nothing is withheld": (
        {"measures": COUNTS, "protection": Method.CELL_KEY, "must_publish": ("summary",)},
        "protection",
    ),
    "share of everything": ({"roll_up_share": 1.0}, "roll_up_share"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_by_file_and_key(fault: tuple[dict[str, Any], str]) -> None:
    keys, key = fault
    with pytest.raises(CatalogError) as raised:
        check_methods(catalog_with(consortium=changed(**keys)))
    assert (raised.value.file, raised.value.key) == (FILE, key)


@pytest.mark.parametrize(
    ("one", "other", "key"),
    [
        ({"protection": Method.CELL_KEY}, {}, "protection"),
        ({"protection": Method.CELL_KEY}, {"measures": ("people_all_fvpsa",)}, "protection"),
        (
            {"protection": Method.CELL_KEY},
            {"protection": Method.CELL_KEY, "threshold": 15},
            "threshold",
        ),
        (
            {"protection": Method.ROUND, "rounding_base": 5},
            {"protection": Method.ROUND, "rounding_base": 7},
            "rounding_base",
        ),
    ],
)
def test_reports_of_the_same_people_agree(
    one: dict[str, Any], other: dict[str, Any], key: str
) -> None:
    first = changed(("people_served",), **one)
    second = dataclasses.replace(changed(**{"measures": ("people_served",), **other}), id="other")
    with pytest.raises(CatalogError) as raised:
        check_methods(catalog_with(consortium=first, other=second))
    assert (raised.value.file, raised.value.key) == (FILE, key)


def test_reports_of_other_people_need_not_agree() -> None:
    first = changed(("people_served",), protection=Method.CELL_KEY)
    second = dataclasses.replace(changed(("unmet_requests",)), id="other")
    check_methods(catalog_with(consortium=first, other=second))


def test_measures_of_the_same_people_are_linked() -> None:
    group = linked_measures(load_catalog())
    for one, other in (
        ("people_served", "shelter_nights"),
        ("people_served", "clients_new"),
        ("unmet_requests", "unmet_adults"),
        ("hotline_contacts", "hotline_minutes"),
    ):
        assert group[one] == group[other], (one, other)
    assert group["people_served"] != group["unmet_requests"]
    assert set(group) == set(load_catalog().measures)


@pytest.mark.parametrize(
    ("table", "roll_up", "is_good"),
    [
        ("by_county", "region", True),
        ("unmet_by_reason", "reason_family", True),
        ("by_county", "reason_family", False),
        ("people_by_age", "region", False),
        ("people_by_age", "people_by_gender", False),
        ("people_by_age", "people_by_age", False),
        ("summary", "people_by_age", False),
    ],
)
def test_a_roll_up_names_what_is_printed(table: str, roll_up: str, *, is_good: bool) -> None:
    plain = load_catalog().reports["consortium"]
    tables = tuple(
        dataclasses.replace(one, roll_up=roll_up) if one.id == table else one
        for one in plain.tables
    )
    catalog = catalog_with(consortium=dataclasses.replace(plain, tables=tables))
    if is_good:
        return check_methods(catalog)
    with pytest.raises(CatalogError) as raised:
        check_methods(catalog)
    assert raised.value.key == f"table {table}.roll_up"
    return None


@pytest.mark.parametrize(("due", "is_good"), [("quarterly", True), ("monthly", False)])
def test_a_month_rolls_up_to_the_quarter_of_the_same_rows(due: str, *, is_good: bool) -> None:
    plain = load_catalog().reports["consortium"]
    by_age = next(one for one in plain.tables if one.id == "people_by_age")
    month = dataclasses.replace(by_age, roll_up="quarter")
    quarter = dataclasses.replace(by_age, id="quarter", sheet="Quarter", period="report")
    report = dataclasses.replace(plain, due=due, tables=(month, quarter))
    if is_good:
        return check_methods(catalog_with(consortium=report))
    with pytest.raises(CatalogError):
        check_methods(catalog_with(consortium=report))
    return None
