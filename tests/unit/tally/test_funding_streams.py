"""What one funding stream paid for, a worked example for each edge of the definitions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from pipelines.settings import Partner
from pipelines.tally.tally import months_counted, tally
from pipelines.tally.unsettled import without_unsettled
from pipelines.types import Cells, StrippedRecords
from schemas.catalog import load_catalog
from schemas.periods import Month, span
from tests.small import alder_in_two_rivers

MARCH = Month(2026, 3)
DECEMBER = Month(2025, 12)
Q2 = "FFY2026-Q2"
DTYPES = {
    **dict.fromkeys(("service_date", "begin_date", "end_date", "contact_date"), "datetime64[s]"),
    **dict.fromkeys(("contacts", "age_years", "contact_count"), "Int64"),
    **dict.fromkeys(("is_countable", "is_anonymous"), "boolean"),
    "grant_share": "Float64",
}
SERVICE = {
    "person_no": "a",
    "service_date": date(2026, 2, 3),
    "service_code": "safety_planning",
    "contacts": 1,
    "grant_code": "voca",
    "client_role": "primary_adult",
    "age_years": 40,
    "race_ethnicity": "white",
    "gender": "female",
    "victimization_types": "domestic_violence",
    "special_populations": None,
    "service_outcome": None,
    "partial_reasons": None,
}
STAY = {
    "person_no": "a",
    "shelter_type": "shelter_on_site",
    "stay_kind": "stay",
    "begin_date": date(2026, 2, 3),
    "end_date": date(2026, 2, 5),
    "grant_code": "voca",
    "client_role": "primary_adult",
    "age_years": 40,
    "race_ethnicity": "white",
    "gender": "female",
}
CALL = {
    "contact_date": date(2025, 6, 3),
    "contact_count": 1,
    "is_countable": True,
    "is_anonymous": False,
    "grant_share": 0.25,
}


def agency(*records: str) -> Partner:
    partner, _ = alder_in_two_rivers(records=records)
    return replace(partner, id="prairie", joined=Month(2024, 10))


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {n: pd.Series([r[n] for r in rows], dtype=DTYPES.get(n, "str")) for n in rows[0]}
    )


def cells(month: Month, record: str, day: str, *rows: dict[str, Any]) -> Cells:
    """The cells of a month from rows of that and earlier months."""
    months = span(month.plus(-11), month)
    by_month = {m: [r for r in rows if Month.of(r[day]) == m] for m in months}
    records = [
        StrippedRecords("prairie", m, {record: frame(found)})
        for m, found in by_month.items()
        if found
    ]
    states = {m: {record: "received"} for m in months}
    return tally(load_catalog(), agency(record), month, records, states)


def figures(found: Cells, period: str) -> dict[tuple[str, str, str], tuple[float, str]]:
    own = found.frame[found.frame["period"] == period]
    keys = own[["measure", "breakdown", "dim1"]].itertuples(index=False)
    told = zip(own["value"], own["status"], strict=True)
    return dict(zip(map(tuple, keys), told, strict=True))


def quarter(*rows: dict[str, Any]) -> dict[tuple[str, str, str], tuple[float, str]]:
    return figures(cells(MARCH, "client_service", "service_date", *rows), Q2)


def stays(*rows: dict[str, Any]) -> dict[tuple[str, str, str], tuple[float, str]]:
    return figures(cells(MARCH, "shelter_stay", "begin_date", *rows), Q2)


def total(found: dict[tuple[str, str, str], tuple[float, str]], measure: str) -> float | str:
    value, status = found[measure, "total", "total"]
    return value if status in {"shown", "true_zero"} else status


@pytest.mark.parametrize(
    ("day", "stream", "new"),
    [
        (date(2025, 10, 6), "voca", 0),  # the same stream, earlier in the federal year
        (date(2025, 9, 29), "voca", 1),  # the federal year before
        (date(2025, 10, 6), "fvpsa", 1),  # other money
        (date(2026, 1, 5), "voca", 1),  # the same quarter
    ],
)
def test_new_is_the_first_service_of_the_stream_in_the_federal_year(
    day: date, stream: str, new: int
) -> None:
    found = quarter(SERVICE, SERVICE | {"service_date": day, "grant_code": stream})
    assert total(found, "voca_people") == 1
    assert total(found, "voca_new") == new
    assert total(found, "voca_continuing") == 1 - new


def test_a_quarter_rests_on_all_months_of_its_fiscal_year() -> None:
    months = months_counted(load_catalog(), agency("client_service"), MARCH)
    assert months == span(Month(2025, 10), MARCH)


def test_a_change_before_the_quarter_in_its_year_holds_its_figures_back() -> None:
    made = cells(MARCH, "client_service", "service_date", SERVICE)
    held = figures(without_unsettled(made, [DECEMBER]), Q2)
    assert total(held, "voca_new") == "not_available"
    kept = figures(without_unsettled(made, [Month(2025, 9)]), Q2)
    assert total(kept, "voca_new") == 1


def test_what_no_row_records_is_not_collected_and_no_zero() -> None:
    silent = quarter(SERVICE | {"grant_code": None})
    assert total(silent, "voca_people") == "not_collected"
    assert total(silent, "people_no_stream") == 1
    other = quarter(SERVICE | {"grant_code": "fvpsa"})
    assert total(other, "voca_people") == 0
    assert total(other, "people_no_stream") == 0


@pytest.mark.parametrize(
    ("answers", "row"),
    [
        ("hispanic;white", "hispanic"),
        ("black;hispanic", "multiple"),
        ("asian;white", "multiple"),
        ("mena", "other"),
        ("unknown", "unknown"),
        ("not_asked", "not_asked"),
    ],
)
def test_race_is_one_row_a_person(answers: str, row: str) -> None:
    found = quarter(SERVICE | {"race_ethnicity": answers})
    assert found["voca_new", "race_voca", row] == (1, "shown")


def test_all_that_was_told_counts_together_and_silence_only_alone() -> None:
    found = quarter(
        SERVICE | {"victimization_types": "stalking"},
        SERVICE | {"victimization_types": "unknown", "special_populations": "none"},
        SERVICE | {"victimization_types": "domestic_violence;stalking"},
        SERVICE | {"person_no": "b", "victimization_types": None, "special_populations": "veteran"},
    )
    assert total(found, "voca_several_victimizations") == 1
    types = {key[2] for key in found if key[:2] == ("voca_people", "victimization")}
    assert types == {"stalking", "domestic_violence", "unknown"}
    classes = {key[2] for key in found if key[:2] == ("voca_people", "special_population")}
    assert classes == {"none", "veteran"}


@pytest.mark.parametrize(
    ("changed", "times"),
    [
        ({}, 2),  # two nights
        ({"end_date": date(2026, 2, 3)}, 1),  # left on the day
        ({"shelter_type": "not_lodged"}, 1),  # enrolled, no bed
        ({"stay_kind": "bed_night", "end_date": None}, 1),
        ({"end_date": None}, 26),  # still there when February ends
    ],
)
def test_a_night_is_one_time_and_no_stay_is_none(changed: dict[str, Any], times: int) -> None:
    found = stays(STAY | changed)
    assert total(found, "voca_people") == 1
    assert total(found, "voca_times") == times


def year(*rows: dict[str, Any]) -> dict[tuple[str, str, str], tuple[float, str]]:
    old = [row | {"service_date": row["service_date"].replace(year=2025)} for row in rows]
    made = cells(DECEMBER, "client_service", "service_date", *old)
    return figures(made, "CY2025")


PAID = SERVICE | {"grant_code": "stop"}


@pytest.mark.parametrize(
    ("changed", "group"),
    [
        ({}, "stop_victims"),
        ({"client_role": "primary_youth", "age_years": 13}, "stop_victims"),
        ({"client_role": "primary_youth", "age_years": 12}, "stop_others"),
        ({"age_years": None}, "stop_victims"),
        ({"client_role": "unknown"}, "stop_others"),
        ({"client_role": "child", "age_years": 15}, "stop_secondary"),
    ],
)
def test_each_person_is_in_one_group_of_stop(changed: dict[str, Any], group: str) -> None:
    found = year(PAID | changed)
    groups = ("stop_victims", "stop_secondary", "stop_others")
    assert [name for name in groups if total(found, name)] == [group]
    assert total(found, "stop_people") == 1


def test_information_alone_is_no_service_of_stop() -> None:
    told = PAID | {"service_code": "referral_other"}
    assert total(year(told), "stop_people") == 0
    assert total(year(told, PAID), "stop_people") == 1
    other = SERVICE | {"grant_code": "voca"}
    assert total(year(told, other), "stop_people") == 0


def test_the_last_served_status_of_the_year_counts() -> None:
    found = year(
        PAID | {"service_outcome": "partially_served", "service_date": date(2026, 5, 4)},
        PAID | {"service_outcome": "served", "service_date": date(2026, 2, 4)},
        PAID | {"service_date": date(2026, 6, 4)},
    )
    assert total(found, "stop_partial") == 1
    assert total(found, "stop_fully") == 0


def test_a_status_that_nobody_records_is_not_collected() -> None:
    found = year(PAID)
    assert total(found, "stop_partial") == "not_collected"
    assert total(found, "stop_no_status") == 1


def test_reasons_for_serving_in_part_are_told_together() -> None:
    partly = PAID | {"service_outcome": "partially_served"}
    found = year(
        partly | {"partial_reasons": "transportation"},
        partly | {"partial_reasons": "child_care;unknown", "service_date": date(2026, 3, 4)},
        PAID | {"person_no": "b", "service_outcome": "served", "partial_reasons": "pets"},
    )
    told = {dim for measure, split, dim in found if split == "partial_reason"}
    assert total(found, "stop_partial") == 1
    assert told == {"transportation", "child_care"}


def test_the_hotline_is_prorated_and_rounded_once() -> None:
    rows = [CALL, CALL, CALL, CALL | {"contact_count": 3}]
    found = figures(cells(DECEMBER, "hotline_contact", "contact_date", *rows), "CY2025")
    assert total(found, "hotline_of_grant") == 2  # 6 x 0.25 = 1.5; each row alone would be 0 or 1
    silent = figures(
        cells(DECEMBER, "hotline_contact", "contact_date", CALL | {"grant_share": None}), "CY2025"
    )
    assert total(silent, "hotline_of_grant") == "not_collected"
