"""Worked examples of the tally: nights and days, first service, statuses, what is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from pipelines.settings import Partner
from pipelines.tally.needs import needs_of
from pipelines.tally.tally import tally
from pipelines.types import CELL_COLUMNS, StrippedRecords
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
    expected=("client_service", "shelter_stay", "shelter_census", "unmet_request"),
    joined=Month(2024, 10),
    left=None,
    layouts=(),
)
RECEIVED = dict.fromkeys((*PARTNER.expected, "paip_activity"), "received")


def records(month: Month = MARCH, **frames: pd.DataFrame) -> StrippedRecords:
    return StrippedRecords("prairie", month, frames)


def column(values: list[Any], dtype: str) -> pd.Series[Any]:
    return pd.Series(values, dtype=dtype)


def stays(*rows: tuple[str, date, date | None], kind: str = "shelter_on_site") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person_no": column([row[0] for row in rows], "str"),
            "shelter_type": column([kind] * len(rows), "str"),
            "stay_kind": column(["stay"] * len(rows), "str"),
            "begin_date": column([row[1] for row in rows], "datetime64[s]"),
            "end_date": column([row[2] for row in rows], "datetime64[s]"),
        }
    )


def services(**values: list[Any]) -> pd.DataFrame:
    size = len(values["person_no"])
    dtypes = {"service_date": "datetime64[s]", "first_contact_date": "datetime64[s]"}
    dtypes |= {"hours": "Float64", "contacts": "Int64", "age_years": "Int64"}
    given = {
        "service_date": [date(2026, 3, 2)] * size,
        "service_code": ["case_management"] * size,
        "contacts": [1] * size,
        **values,
    }
    return pd.DataFrame({n: column(v, dtypes.get(n, "str")) for n, v in given.items()})


def counted(
    frames: list[StrippedRecords], partner: Partner = PARTNER, **states: str
) -> pd.DataFrame:
    known = {MARCH: {**RECEIVED, **states}}
    cells = tally(load_catalog(), partner, MARCH, frames, known).frame
    assert tuple(cells.columns) == CELL_COLUMNS
    return cells[cells["period"] == str(MARCH)]


def total(cells: pd.DataFrame, measure: str) -> tuple[float, str]:
    row = cells[(cells["measure"] == measure) & (cells["breakdown"] == "total")]
    assert len(row) == 1
    return float(row["value"].iloc[0]), str(row["status"].iloc[0])


@pytest.mark.parametrize(
    ("begin", "end", "nights", "days"),
    [
        (date(2026, 3, 1), date(2026, 3, 4), 3, 4),
        (date(2026, 3, 31), None, 1, 1),
        (date(2026, 2, 10), date(2026, 3, 1), 0, 1),
        (date(2026, 2, 10), date(2026, 4, 1), 31, 31),
        (date(2026, 2, 10), None, 31, 31),
        (date(2026, 3, 9), date(2026, 3, 9), 0, 1),
    ],
)
def test_nights_leave_out_the_last_night_and_days_count_both_ends(
    begin: date, end: date | None, nights: int, days: int
) -> None:
    cells = counted([records(shelter_stay=stays(("a", begin, end)))])
    assert total(cells, "shelter_nights")[0] == nights
    assert total(cells, "shelter_days")[0] == days
    assert total(cells, "shelter_exits")[0] == (end is not None and Month.of(end) == MARCH)


def test_an_enrollment_without_lodging_is_a_person_served_without_nights() -> None:
    frame = stays(("a", date(2026, 3, 1), date(2026, 3, 9)), kind="not_lodged")
    cells = counted([records(shelter_stay=frame)])
    assert total(cells, "people_served") == (1, "shown")
    assert total(cells, "people_sheltered") == (0, "true_zero")
    assert total(cells, "shelter_nights") == (0, "true_zero")
    assert total(cells, "shelter_exits") == (1, "shown")


def test_a_bed_night_is_one_night_and_no_exit() -> None:
    frame = stays(("a", date(2026, 3, 5), date(2026, 3, 6)), ("a", date(2026, 3, 6), None))
    cells = counted([records(shelter_stay=frame.assign(stay_kind="bed_night"))])
    assert [total(cells, m)[0] for m in ("shelter_nights", "shelter_days", "shelter_exits")] == [
        2,
        2,
        0,
    ]
    assert total(cells, "people_sheltered")[0] == 1


def test_nights_that_the_partner_sent_are_taken_as_checked() -> None:
    frame = stays(("a", date(2026, 3, 9), date(2026, 3, 9)))
    frame["nights_in_month"] = column([1], "Int64")
    assert total(counted([records(shelter_stay=frame)]), "shelter_nights")[0] == 1


def test_a_person_counts_under_what_the_first_service_states() -> None:
    frame = services(
        person_no=["a", "a", "a"],
        service_date=[date(2026, 3, 9), date(2026, 3, 2), date(2026, 3, 1)],
        county_fips=["17031", "17113", "unknown"],
        age_years=[40, 17, None],
    )
    cells = counted([records(client_service=frame)])
    people = cells[cells["measure"] == "people_served"]
    assert set(people.loc[people["breakdown"] == "county", "county"]) == {"17113"}
    assert set(people.loc[people["breakdown"] == "age_exchange", "dim1"]) == {"age_13_17"}


def test_hours_by_group_are_whole_and_parts_of_zero_have_no_row() -> None:
    frame = services(person_no=["a", "b"], hours=[0.25, 1.5])
    cells = counted([records(client_service=frame)])
    hours = cells[(cells["measure"] == "service_hours") & (cells["breakdown"] == "service_group")]
    assert dict(zip(hours["dim1"], hours["value"], strict=True)) == {"advocacy": 1.75}


def test_a_census_counts_nights_of_the_whole_agency() -> None:
    frame = pd.DataFrame(
        {
            "night": column([date(2026, 3, 1)] * 2 + [date(2026, 3, 2)] * 2, "datetime64[s]"),
            "beds_available": column([10, 4, 10, 4], "Int64"),
            "beds_occupied": column([10, 3, 10, 4], "Int64"),
        }
    )
    cells = counted([records(shelter_census=frame)])
    measures = ("beds", "bed_nights_available", "bed_nights_occupied", "nights_counted")
    assert [total(cells, m)[0] for m in measures] == [14, 28, 27, 2]
    assert total(cells, "nights_no_bed_free") == (1, "shown")
    assert "occupancy" not in set(cells["measure"])


def test_not_received_is_never_zero() -> None:
    states = dict.fromkeys(PARTNER.expected, "not_received")
    cells = counted([], **states)
    assert set(cells["breakdown"]) == {"total"}
    assert cells["value"].isna().all()
    assert total(cells, "people_served")[1] == "not_received"
    assert total(cells, "hotline_contacts")[1] == "not_applicable"
    one = counted([records(client_service=services(person_no=[]))], shelter_stay="not_received")
    assert total(one, "people_served")[1] == "not_received"
    assert total(one, "service_contacts") == (0, "true_zero")


def test_a_nil_return_is_a_zero_of_its_own() -> None:
    assert total(counted([], unmet_request="nil"), "unmet_requests") == (0, "nil")


def test_people_of_a_period_before_joining_are_not_available() -> None:
    partner = replace(PARTNER, joined=Month(2026, 2))
    september = Month(2026, 9)
    stay = stays(("a", date(2026, 8, 30), None))
    files = [records(Month(2026, 8), shelter_stay=stay), records(september, shelter_stay=stay)]
    known = {r.month: RECEIVED for r in files}
    cells = tally(load_catalog(), partner, september, files, known).frame
    year = cells[cells["period"] == "FFY2026"]
    assert total(year, "people_sheltered")[1] == "not_available"
    assert total(year, "shelter_nights") == (32, "shown")
    assert not ((year["measure"] == "people_sheltered") & (year["breakdown"] != "total")).any()
    full = tally(load_catalog(), PARTNER, september, files, known).frame
    assert total(full[full["period"] == "FFY2026"], "people_sheltered") == (1, "shown")


def test_coordination_counts_different_duties_of_the_year_to_date() -> None:
    partner = replace(PARTNER, kind="paip", expected=("paip_activity",))
    january = Month(2026, 1)
    frame = pd.DataFrame(
        {
            "activity_code": column(["paip_a_01", "paip_a_01", "paip_b_02", "paip_d"], "str"),
            "status": column(["done", "done", "planned", "done"], "str"),
            "noncompliance_flag": column([None, None, None, True], "boolean"),
        }
    )
    files = [records(january, paip_activity=frame), records(MARCH, paip_activity=frame)]
    known = {january: RECEIVED, MARCH: RECEIVED}
    cells = tally(load_catalog(), partner, MARCH, files, known).frame
    year = cells[cells["period"] == "SFY2026-YTD-03"]
    assert total(year, "paip_a_items")[0] == 1
    assert total(year, "paip_activities")[0] == 4
    # two months of nine are in: nothing done is not known to be nothing
    assert total(year, "paip_b_counterparts")[1] == "not_received"
    assert total(year, "paip_d_flags")[0] == 2


def test_only_what_due_reports_print_is_needed() -> None:
    march = needs_of(load_catalog(), MARCH)
    assert set(march.periods) == {"2026-03", "SFY2026-YTD-03", "FFY2026-Q2"}
    assert set(needs_of(load_catalog(), Month(2026, 4)).periods) == {"2026-04", "SFY2026-YTD-04"}
    assert "FFY2026" in needs_of(load_catalog(), Month(2026, 9)).periods
    wanted = {(need.measure, need.breakdown) for need in march.needs if need.period == "2026-03"}
    assert ("people_served", "county") in wanted
    assert ("unmet_requests", "reason_family") in wanted
    assert ("shelter_nights", "client_kind") not in wanted
