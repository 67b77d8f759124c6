"""Households, what came before a stay, and who served in whose county: small worked examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipelines.settings import Mou
from pipelines.tally.tally import tally
from pipelines.types import StrippedRecords
from schemas.catalog import load_catalog
from schemas.periods import Month, span
from tests.unit.tally.test_funding_streams import SERVICE, STAY, agency, figures, frame, total

DECEMBER, MARCH = Month(2026, 12), Month(2026, 3)
YEAR = "CY2026"
HERE = STAY | {
    "household_role": None,
    "household_kind": None,
    "living_situation": None,
    "dv_history": None,
    "dv_when": None,
    "end_date": None,
    "begin_date": date(2026, 12, 3),
}


def year(*rows: dict[str, Any]) -> dict[tuple[str, str, str], tuple[float, str]]:
    records = [StrippedRecords("prairie", DECEMBER, {"shelter_stay": frame(list(rows))})]
    states = {month: {"shelter_stay": "received"} for month in span(DECEMBER.plus(-11), DECEMBER)}
    found = tally(load_catalog(), agency("shelter_stay"), DECEMBER, records, states)
    return figures(found, YEAR)


def test_an_agency_that_records_no_household_is_not_collected() -> None:
    found = year(HERE)
    households = ("household_people", "housed_in_households", "households")
    for measure in (*households, "dv_asked", "dv_survivors", "lived_before"):
        assert total(found, measure) == "not_collected", measure
    assert total(found, "housed_people") == 1


def test_households_are_heads_and_a_blank_one_is_none() -> None:
    found = year(
        HERE | {"household_role": "head"},
        HERE | {"person_no": "b", "household_role": "member", "client_role": "child"},
        HERE | {"person_no": "c"},
    )
    told = ("household_people", "households", "household_members", "household_not_recorded")
    assert [total(found, measure) for measure in told] == [3, 1, 1, 1]
    assert total(found, "housed_in_households") == 2


def test_people_and_households_by_kind() -> None:
    head, member = {"household_role": "head"}, {"household_role": "member"}
    both, only = ({"household_kind": one} for one in ("children_and_adults", "only_children"))
    found = year(
        HERE | head | both,
        HERE | member | both | {"person_no": "b", "client_role": "child"},
        HERE | head | only | {"person_no": "c", "client_role": "primary_youth"},
        HERE | head | {"person_no": "d"},
        HERE | {"person_no": "e", "household_kind": "without_children"},
    )
    by_kind = {
        (measure, dim): value
        for (measure, split, dim), (value, _) in found.items()
        if split == "household_kind" and value
    }
    assert by_kind == {
        ("housed_in_households", "children_and_adults"): 2,
        ("housed_in_households", "only_children"): 1,
        ("housed_in_households", "unknown"): 1,
        ("households", "children_and_adults"): 1,
        ("households", "only_children"): 1,
        ("households", "unknown"): 1,
    }, "whose household is not recorded is of no kind"
    assert total(found, "household_not_recorded") == 1


def test_the_last_stay_that_says_anything_counts() -> None:
    early, late = {"begin_date": date(2026, 12, 1)}, {"begin_date": date(2026, 12, 9)}
    kinds = ("without_children", "children_and_adults", "only_children")
    first, then, last = ({"household_kind": kind} for kind in kinds)
    violence = {"dv_history": "yes", "dv_when": "year_or_more"}
    found = year(
        HERE | early | {"household_role": "head", "dv_history": "no"} | first,
        HERE | then | {"begin_date": date(2026, 12, 2)},
        HERE | late | {"household_role": "member"} | last | violence,
        HERE | {"begin_date": date(2026, 12, 12)},
    )
    assert total(found, "households") == 0
    assert total(found, "household_members") == 1
    assert total(found, "dv_none") == 0
    assert found["dv_survivors", "dv_when", "year_or_more"] == (1, "shown")
    assert found["housed_in_households", "household_kind", "only_children"] == (1, "shown")


def test_adults_and_heads_are_asked_and_children_are_not() -> None:
    asked = {"dv_history": "yes", "living_situation": "with_family"}
    child = {"client_role": "child", "age_years": 9}
    teen = {"client_role": "primary_youth", "age_years": 16, "household_role": "head"}
    found = year(
        HERE | asked,
        HERE | asked | child | {"person_no": "b", "household_role": "member"},
        HERE | asked | teen | {"person_no": "c"},
        HERE | {"person_no": "d"},
    )
    assert (total(found, "dv_asked"), total(found, "dv_survivors")) == (3, 2)
    assert total(found, "dv_unknown") == 1
    assert found["lived_before", "living_situation", "with_family"] == (2, "shown")
    assert found["lived_before", "living_situation_group", "unknown"] == (1, "shown")


MOU = Mou(
    name="Border agreement",
    partners=("prairie",),
    counties=("17113",),
    services=("counseling", "safety_planning"),
    purpose="",
    data_sharing="",
    valid_from=date(2026, 3, 1),
    valid_to=date(2026, 3, 20),
    review_date=None,
)
GIVEN = SERVICE | {"service_date": date(2026, 3, 5), "county_fips": "17113"}


def march(*rows: dict[str, Any], counties=("17031",)) -> list[float | str]:
    records = [StrippedRecords("prairie", MARCH, {"client_service": frame(list(rows))})]
    states = {MARCH: {"client_service": "received"}}
    partner = replace(agency("client_service"), counties=counties)
    mous = (MOU, replace(MOU, partners=("other",), services=("legal",)))
    found = figures(tally(load_catalog(), partner, MARCH, records, states, mous), "2026-03")
    names = ("people_elsewhere", "people_agreed", "people_not_agreed")
    return [total(found, name) for name in (*names, "contacts_agreed", "contacts_not_agreed")]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, [1, 1, 0, 1, 0]),
        ({"service_code": "support_group_adult"}, [1, 1, 0, 1, 0]),
        ({"service_code": "legal_advocacy_other"}, [1, 0, 1, 0, 1]),
        ({"service_date": date(2026, 3, 20)}, [1, 1, 0, 1, 0]),
        ({"service_date": date(2026, 3, 21)}, [1, 0, 1, 0, 1]),
        ({"county_fips": "17031"}, [0, 0, 0, 0, 0]),
        ({"county_fips": "17105"}, [1, 0, 1, 0, 1]),
        ({"county_fips": "unknown"}, [0, 0, 0, 0, 0]),
        ({"county_fips": "out_of_state"}, [0, 0, 0, 0, 0]),
    ],
)
def test_elsewhere_is_agreed_by_county_service_and_day(
    changed: dict[str, Any], expected: list[float]
) -> None:
    assert march(GIVEN | changed) == expected


def test_who_is_served_partly_without_agreement_is_not_all_agreed() -> None:
    later = GIVEN | {"service_date": date(2026, 3, 30), "contacts": 2}
    assert march(GIVEN, later) == [1, 0, 1, 0, 3]


def test_an_agency_that_names_no_counties_is_nowhere_elsewhere() -> None:
    assert march(GIVEN, counties=()) == [0, 0, 0, 0, 0]
