"""A layout that says two things at once is refused, and never read in one of two ways."""

from __future__ import annotations

import pytest

from pipelines.errors import UsageError
from pipelines.intake.tables.mapping import check_layout
from pipelines.layouts import TableLayout
from schemas.catalog import load_catalog

RECORDS = load_catalog().records


def check(**given):
    check_layout(TableLayout(**{"record": "client_service", **given}), RECORDS)


@pytest.mark.parametrize(
    "given",
    [
        {"columns": {"Day": "service_date", "DAY ": "first_contact_date"}},
        {"columns": {"Day": "service_date", "\uff24ay": "ignore"}},
        {"values": {"service_code": {"EOP": "advocacy", "eop": "transportation"}}},
        {"ticks": {"race_ethnicity": {"W": "white", " w": "black"}}},
        {"columns": {"W": "gender"}, "ticks": {"race_ethnicity": {"W": "white"}}},
        {"columns": {"Role": "client_role"}, "constants": {"client_role": "child"}},
        {"columns": {"What": "service_code"}, "ticks": {"service_code": {"TR": "transportation"}}},
        {"constants": {"hours": "1"}, "wide": {"value": "hours", "date": "service_date"}},
    ],
)
def test_two_meanings_of_one_thing(given):
    with pytest.raises(UsageError) as told:
        check(**given)
    assert told.value.code == "HOME-05"


@pytest.mark.parametrize(
    "given",
    [
        {"columns": {"Day": "service_date", "DAY": "service_date"}},
        {"columns": {"Race": "race_ethnicity", "Race 2": "race_ethnicity"}},
        {"columns": {"Race": "race_ethnicity"}, "ticks": {"race_ethnicity": {"W": "white"}}},
        {"values": {"service_code": {"TR": "transportation", "tr": "transportation"}}},
    ],
)
def test_the_same_thing_said_twice(given):
    check(**given)
