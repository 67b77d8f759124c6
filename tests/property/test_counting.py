"""The tally in DuckDB equals a recount in plain Python, and sums that must not be are not made."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.settings import Partner
from pipelines.tally.tally import tally
from pipelines.types import StrippedRecords
from schemas.catalog import load_catalog
from schemas.model import FieldType
from schemas.periods import Month, Period, to_date
from tests.small import alder_in_two_rivers

DTYPES = {
    FieldType.DATE: "datetime64[s]",
    FieldType.INTEGER: "Int64",
    FieldType.DECIMAL: "Float64",
    FieldType.BOOLEAN: "boolean",
}
MONTHS = (Month(2026, 8), Month(2026, 9))
LAST = MONTHS[-1]
MONTH = Period(str(LAST), (LAST,))
YEAR = to_date("FFY", LAST)
GROUPS = {
    "counseling_individual_inperson": "counseling",
    "support_group_adult": "counseling",
    "transportation": "concrete",
    "shelter_on_site": "shelter",
    "shelter_off_site": "shelter",
    "housing_enrollment": "shelter",
}
PERSON = st.sampled_from("abcd")
ATTRIBUTES = {
    "county_fips": st.sampled_from([None, "unknown", "17031", "17113"]),
    "gender": st.sampled_from([None, "not_asked", "female", "male"]),
    "race_ethnicity": st.sampled_from([None, "unknown", "white", "asian;black", "black"]),
    "age_years": st.sampled_from([None, 0, 6, 12, 17, 18, 24, 59, 60, 99]),
    "client_role": st.sampled_from([None, "unknown", "primary_adult", "primary_youth", "child"]),
    "first_contact_date": st.sampled_from(
        [None, date(2020, 1, 1), date(2026, 8, 1), date(2026, 9, 1)]
    ),
}
SERVICES = st.fixed_dictionaries(
    {
        "person_no": PERSON,
        "service_date": st.dates(MONTHS[0].first_day, LAST.last_day),
        "service_code": st.sampled_from(list(GROUPS)[:4]),
        "hours": st.sampled_from([None, 0.25, 1.5, 3.0]),
        "contacts": st.integers(1, 4),
        **ATTRIBUTES,
    }
)
STAYS = st.fixed_dictionaries(
    {
        "person_no": PERSON,
        "shelter_type": st.sampled_from(["shelter_on_site", "shelter_off_site", "not_lodged"]),
        "begin_date": st.dates(date(2026, 7, 1), LAST.last_day),
        "length": st.one_of(st.none(), st.integers(0, 70)),
        **ATTRIBUTES,
    }
)
UNMET = st.fixed_dictionaries(
    {
        "request_date": st.dates(MONTHS[0].first_day, LAST.last_day),
        "service_requested": st.sampled_from(["shelter_on_site", "transportation"]),
        "adults": st.integers(0, 3),
        "children": st.integers(0, 3),
        "requests": st.integers(1, 2),
        "reason_code": st.sampled_from(
            ["no_bed_space", "insufficient_staff", "hours_of_operation", "pets", "unknown"]
        ),
        "dv_related": st.booleans(),
        "later_served_here": st.sampled_from([None, True, False]),
        "referred": st.sampled_from(["yes", "no", None]),
        "county_fips": st.sampled_from(["17031", None]),
    }
)


def _partner() -> Partner:
    partner, _ = alder_in_two_rivers(records=("client_service", "shelter_stay", "unmet_request"))
    return replace(partner, id="prairie", joined=Month(2024, 10))


def _frame(record: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    types = {f.name: f.type for f in load_catalog().records[record].fields}
    types["person_no"] = FieldType.TEXT
    names = sorted({name for row in rows for name in row})
    return pd.DataFrame(
        {n: pd.Series([r[n] for r in rows], dtype=DTYPES.get(types[n], "str")) for n in names}
    )


def _records(tables: Mapping[str, Mapping[Month, list[dict[str, Any]]]]) -> list[StrippedRecords]:
    return [
        StrippedRecords(
            "prairie",
            month,
            {name: _frame(name, by_month[month]) for name, by_month in tables.items()},
        )
        for month in MONTHS
    ]


def _by_month(rows: Iterable[dict[str, Any]], day: str) -> dict[Month, list[dict[str, Any]]]:
    rows = list(rows)
    return {m: [row for row in rows if Month.of(row[day]) == m] for m in MONTHS}


def _stay_files(stays: Iterable[dict[str, Any]]) -> dict[Month, list[dict[str, Any]]]:
    """A stay stands in the file of every month that it touches."""
    files: dict[Month, list[dict[str, Any]]] = {month: [] for month in MONTHS}
    for stay in stays:
        row = {name: value for name, value in stay.items() if name != "length"}
        length = stay["length"]
        end = None if length is None else stay["begin_date"] + timedelta(days=length)
        for month in MONTHS:
            if stay["begin_date"] <= month.last_day and (end is None or end >= month.first_day):
                files[month].append({**row, "end_date": end, "stay_kind": "stay"})
    return files


def _states(*records: str) -> dict[Month, dict[str, str]]:
    return {month: dict.fromkeys(records, "received") for month in YEAR.months}


def _counted(tables: Mapping[str, Any], *received: str) -> dict[tuple[str, ...], float]:
    cells = tally(load_catalog(), _partner(), LAST, _records(tables), _states(*received)).frame
    keys = cells[["period", "measure", "breakdown", "county", "dim1"]]
    return {
        tuple(key): value
        for key, value in zip(keys.itertuples(index=False), cells["value"], strict=True)
        if value > 0
    }


def _stated(events: list[dict[str, Any]], name: str) -> Any:
    given = [(e["day"], e[name]) for e in events if e[name] is not None]
    known = [pair for pair in given if pair[1] not in {"unknown", "not_asked"}]
    return min(known or given or [(None, "unknown")])[1]


def _band(age: Any) -> str:
    if age == "unknown":
        return "unknown"
    bands = ((0, 4), (5, 6), (7, 12), (13, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 59))
    for low, high in (*bands, (60, 64)):
        if low <= age <= high:
            return f"age_{low:02d}_{high:02d}"
    return "age_65_plus"


def _kind(role: str, age: Any) -> str:
    if role in {"primary_adult", "primary_youth"}:
        return "adult"
    if role == "child":
        return "child"
    if age == "unknown":
        return "unknown"
    return "adult" if age >= 18 else "child"


def _events(
    services: dict[Month, list[dict[str, Any]]],
    stays: dict[Month, list[dict[str, Any]]],
    period: Period,
) -> Iterator[dict[str, Any]]:
    for month in MONTHS:
        if month in period.months:
            for row in services[month]:
                yield {**row, "day": row["service_date"], "service": row["service_code"]}
            for row in stays[month]:
                kind = row["shelter_type"]
                service = "housing_enrollment" if kind == "not_lodged" else kind
                yield {**row, "day": max(row["begin_date"], month.first_day), "service": service}


def _nights_and_days(stays: dict[Month, list[dict[str, Any]]], month: Month) -> tuple[int, int]:
    nights = days = 0
    for row in stays[month]:
        for number in range(1, calendar.monthrange(month.year, month.number)[1] + 1):
            day = date(month.year, month.number, number)
            end = row["end_date"]
            inside = row["begin_date"] <= day and row["shelter_type"] != "not_lodged"
            nights += inside and (end is None or day < end)
            days += inside and (end is None or day <= end)
    return nights, days


Totals = dict[tuple[str, ...], float]


def _people(events: list[dict[str, Any]], period: Period) -> Totals:
    expected: Totals = defaultdict(float)
    for person in {event["person_no"] for event in events}:
        own = [event for event in events if event["person_no"] == person]
        age, role = _stated(own, "age_years"), _stated(own, "client_role")
        places = {
            ("total", "total", "total"),
            ("age_exchange", "total", _band(age)),
            ("gender", "total", _stated(own, "gender")),
            ("client_kind", "total", _kind(role, age)),
            ("county", _stated(own, "county_fips"), "total"),
            *(("race_ethnicity", "total", r) for r in _stated(own, "race_ethnicity").split(";")),
            *(("service", "total", event["service"]) for event in own),
            *(("service_group", "total", GROUPS[event["service"]]) for event in own),
        }
        for place in places:
            expected[(period.id, "people_served", *place)] += 1
        contacts = [e["first_contact_date"] for e in own if e["first_contact_date"] is not None]
        newness = (
            "clients_newness_unknown"
            if not contacts
            else "clients_new"
            if min(contacts) >= period.months[0].first_day
            else "clients_ongoing"
        )
        expected[(period.id, newness, "total", "total", "total")] += 1
        expected[(period.id, newness, "client_kind", "total", _kind(role, age))] += 1
    return expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SERVICES, max_size=8), st.lists(STAYS, max_size=5))
def test_people_services_and_shelter_equal_a_recount(
    services: list[dict[str, Any]], stays: list[dict[str, Any]]
) -> None:
    served, stayed = _by_month(services, "service_date"), _stay_files(stays)
    tables = {"client_service": served, "shelter_stay": stayed}
    counted = _counted(tables, "client_service", "shelter_stay")
    events = list(_events(served, stayed, MONTH))
    expected = dict(_people(events, MONTH))
    for row in served[LAST]:
        for place in (("total", "total"), ("service", row["service_code"])):
            for measure, value in (
                ("service_contacts", row["contacts"]),
                ("service_hours", row["hours"]),
            ):
                key = (MONTH.id, measure, place[0], "total", place[1])
                expected[key] = expected.get(key, 0.0) + (value or 0.0)
    nights, days = _nights_and_days(stayed, LAST)
    expected[(MONTH.id, "shelter_nights", "total", "total", "total")] = nights
    expected[(MONTH.id, "shelter_days", "total", "total", "total")] = days
    exits = [r for r in stayed[LAST] if r["end_date"] and Month.of(r["end_date"]) == LAST]
    expected[(MONTH.id, "shelter_exits", "total", "total", "total")] = len(exits)
    measures = {key[1] for key in expected}
    splits = {key[1:3] for key in _people(list(_events(served, stayed, MONTH)), MONTH)}
    splits |= {(m, "total") for m in measures} | {
        ("service_hours", "service"),
        ("service_contacts", "service"),
    }
    found = {k: v for k, v in counted.items() if k[0] == MONTH.id and k[1:3] in splits}
    assert found == {key: value for key, value in expected.items() if value}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SERVICES, max_size=8), st.lists(STAYS, max_size=5))
def test_a_year_counts_people_once_and_adds_nights(
    services: list[dict[str, Any]], stays: list[dict[str, Any]]
) -> None:
    served, stayed = _by_month(services, "service_date"), _stay_files(stays)
    tables = {"client_service": served, "shelter_stay": stayed}
    counted = _counted(tables, "client_service", "shelter_stay")
    events = list(_events(served, stayed, YEAR))
    sheltered = {
        e["person_no"] for e in events if e["service"] in {"shelter_on_site", "shelter_off_site"}
    }
    everyone = {e["person_no"] for e in events}
    total = ("total", "total", "total")
    assert counted.get((YEAR.id, "people_sheltered", *total), 0) == len(sheltered)
    assert counted.get((YEAR.id, "people_not_sheltered", *total), 0) == len(everyone - sheltered)
    assert counted.get((YEAR.id, "people_all_fvpsa", *total), 0) == len(everyone)
    nights = sum(_nights_and_days(stayed, month)[0] for month in MONTHS)
    assert counted.get((YEAR.id, "shelter_nights", *total), 0) == nights


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(UNMET, max_size=8))
def test_the_five_meanings_of_unmet_equal_a_recount(rows: list[dict[str, Any]]) -> None:
    by_month = _by_month(rows, "request_date")
    counted = _counted({"unmet_request": by_month}, "unmet_request")
    capacity = {"no_bed_space", "insufficient_staff"}
    expected: Totals = defaultdict(float)
    for row in by_month[LAST]:
        reason, adults, requests = row["reason_code"], row["adults"], row["requests"]
        shelter = row["service_requested"] == "shelter_on_site"
        no_bed = reason == "no_bed_space"
        dv = row["dv_related"]
        expected["unmet_requests",] += requests
        expected["unmet_adults",] += adults
        expected["unmet_children",] += row["children"]
        expected["unmet_fvpsa",] += requests * (
            shelter and adults > 0 and dv and reason in capacity
        )
        expected["unmet_voca",] += requests * (reason in {*capacity, "hours_of_operation"})
        not_served = dv and not row["later_served_here"] and reason != "unknown"
        expected["unmet_stop",] += adults * bool(not_served)
        expected["unmet_infonet_adults",] += adults * no_bed
        expected["unmet_infonet_children",] += row["children"] * no_bed
        expected["unmet_nnedv",] += requests * (reason in capacity)
    total = ("total", "total", "total")
    names = [key[0] for key in expected]
    found = {(name,): counted.get((MONTH.id, name, *total), 0) for name in names}
    assert found == dict(expected)
    for name in ("reason", "county", "service_group"):
        parts = [v for k, v in counted.items() if k[:3] == (MONTH.id, "unmet_requests", name)]
        assert sum(parts) == expected["unmet_requests",]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SERVICES, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(services: list[dict[str, Any]], chance: Any) -> None:
    first = _counted({"client_service": _by_month(services, "service_date")}, "client_service")
    chance.shuffle(services)
    again = _counted({"client_service": _by_month(services, "service_date")}, "client_service")
    assert first == again
