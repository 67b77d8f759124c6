"""The edges of definitions, one worked example each: random rows seldom fall on them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from pipelines.settings import Partner
from pipelines.tally.tally import tally
from pipelines.types import StrippedRecords
from schemas.catalog import load_catalog
from schemas.periods import Month

MARCH = Month(2026, 3)
PARTNER = Partner(
    id="prairie",
    name="Prairie",
    kind="victim_services",
    hub="",
    counties=(),
    intake="case_level",
    basis="test",
    expected=("client_service", "unmet_request"),
    joined=Month(2024, 10),
    left=None,
    layouts=(),
)
DTYPES = {
    **dict.fromkeys(("service_date", "first_contact_date", "request_date"), "datetime64[s]"),
    **dict.fromkeys(("contacts", "age_years", "adults", "children", "requests"), "Int64"),
    **dict.fromkeys(("dv_related", "later_served_here"), "boolean"),
    "hours": "Float64",
}


def counted(record: str, *rows: dict[str, Any]) -> dict[tuple[str, str, str], float]:
    frame = pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=DTYPES.get(name, "str"))
            for name in rows[0]
        }
    )
    files = [StrippedRecords("prairie", MARCH, {record: frame})]
    states = {MARCH: {record: "received"}}
    cells = tally(load_catalog(), PARTNER, MARCH, files, states).frame
    month = cells[(cells["period"] == str(MARCH)) & (cells["value"] > 0)]
    keys = month[["measure", "breakdown", "dim1"]].itertuples(index=False)
    return {tuple(key): value for key, value in zip(keys, month["value"], strict=True)}


def service(**values: Any) -> dict[str, Any]:
    return {
        "person_no": "a",
        "service_date": date(2026, 3, 2),
        "service_code": "case_management",
        "contacts": 1,
        "hours": 0.5,
        **values,
    }


def request(**values: Any) -> dict[str, Any]:
    return {
        "request_date": date(2026, 3, 2),
        "service_requested": "shelter_on_site",
        "adults": 2,
        "children": 3,
        "requests": 1,
        "reason_code": "no_bed_space",
        "dv_related": True,
        "later_served_here": False,
        **values,
    }


@pytest.mark.parametrize(
    ("role", "age", "kind"),
    [
        ("unknown", 17, "child"),
        ("unknown", 18, "adult"),
        ("unknown", None, "unknown"),
        ("child", 30, "child"),
        ("primary_youth", 15, "adult"),
    ],
)
def test_the_role_says_adult_or_child_and_age_only_where_it_does_not(
    role: str, age: int | None, kind: str
) -> None:
    found = counted("client_service", service(client_role=role, age_years=age))
    assert [
        dim for name, split, dim in found if (name, split) == ("people_served", "client_kind")
    ] == [kind]


@pytest.mark.parametrize(
    ("first_contact", "measure"),
    [
        (date(2026, 2, 28), "clients_ongoing"),
        (date(2026, 3, 1), "clients_new"),
        (None, "clients_newness_unknown"),
    ],
)
def test_new_begins_with_the_first_day_of_the_period(
    first_contact: date | None, measure: str
) -> None:
    found = counted("client_service", service(first_contact_date=first_contact))
    clients = {name for name, split, _ in found if split == "total" and name.startswith("clients_")}
    assert clients == {measure}


def test_the_same_service_given_twice_on_a_day_counts_twice_and_its_person_once() -> None:
    found = counted("client_service", service(), service())
    assert found["service_contacts", "total", "total"] == 2
    assert found["service_hours", "total", "total"] == 1
    assert found["people_served", "total", "total"] == 1


EVERY = {
    "unmet_requests": 1,
    "unmet_adults": 2,
    "unmet_children": 3,
    "unmet_fvpsa": 1,
    "unmet_voca": 1,
    "unmet_stop": 2,
    "unmet_infonet_adults": 2,
    "unmet_infonet_children": 3,
    "unmet_nnedv": 1,
}
INFONET = ("unmet_infonet_adults", "unmet_infonet_children")


@pytest.mark.parametrize(
    ("change", "not_counted"),
    [
        ({}, ()),
        # FVPSA: an adult, a need related to domestic violence, shelter, and a program that is full
        ({"adults": 0}, ("unmet_fvpsa", "unmet_adults", "unmet_stop", "unmet_infonet_adults")),
        ({"adults": 1}, ()),
        ({"dv_related": False}, ("unmet_fvpsa", "unmet_stop")),
        ({"dv_related": None}, ("unmet_fvpsa", "unmet_stop")),
        ({"service_requested": "relocation_housing_help"}, ("unmet_fvpsa",)),
        # capacity, but no lack of beds
        ({"reason_code": "insufficient_staff"}, INFONET),
        ({"reason_code": "program_full_waitlisted"}, ("unmet_fvpsa", *INFONET)),
        ({"reason_code": "household_size_mismatch"}, ()),
        ({"reason_code": "hours_of_operation"}, ("unmet_fvpsa", "unmet_nnedv", *INFONET)),
        ({"reason_code": "language_capacity"}, ("unmet_fvpsa", "unmet_voca", *INFONET)),
        ({"reason_code": "pets"}, ("unmet_fvpsa", "unmet_voca", "unmet_nnedv", *INFONET)),
        # whoever withdraws, or whose reason is not recorded, is not "not served" in STOP's sense
        (
            {"reason_code": "survivor_withdrew"},
            ("unmet_fvpsa", "unmet_voca", "unmet_nnedv", "unmet_stop", *INFONET),
        ),
        (
            {"reason_code": "unknown"},
            ("unmet_fvpsa", "unmet_voca", "unmet_nnedv", "unmet_stop", *INFONET),
        ),
        ({"later_served_here": True}, ("unmet_stop",)),
        ({"later_served_here": None}, ()),
    ],
)
def test_each_meaning_of_unmet_has_its_own_limits(
    change: dict[str, Any], not_counted: tuple[str, ...]
) -> None:
    row = request(**change)
    found = counted("unmet_request", row)
    totals = {name for name, split, _ in found if split == "total"}
    assert totals == set(EVERY) - set(not_counted)
    amounts = {name: found[name, "total", "total"] for name in totals}
    of_adults = {"unmet_adults", "unmet_stop", "unmet_infonet_adults"}
    assert amounts == {n: row["adults"] if n in of_adults else EVERY[n] for n in totals}
