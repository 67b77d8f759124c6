"""Service outside of an agency's counties and agreements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from pipelines.settings import Mou, Partner
from pipelines.types import Column, RecordTable
from pipelines.validate.agreements import outside_agreements
from schemas.catalog import load_catalog
from schemas.periods import Month

PARTNER = Partner(
    id="alder",
    name="Alder House",
    kind="victim_services",
    hub="",
    counties=("17113",),
    intake="case_level",
    basis="test",
    expected=("client_service",),
    joined=Month(2025, 1),
    left=None,
    layouts=(),
)
MOU = Mou(
    name="Shelter and legal",
    partners=("alder", "birch"),
    counties=("17105", "17113"),
    services=("legal", "shelter_on_site"),
    purpose="",
    data_sharing="",
    valid_from=date(2025, 7, 1),
    valid_to=date(2026, 3, 15),
    review_date=None,
)


def asked(record, rows, mous=(MOU,), partner=PARTNER):
    """Code and cells of each question."""
    frame = pd.DataFrame(rows, index=range(2, 2 + len(rows)))
    for name in frame:
        dtype = "datetime64[s]" if name.endswith("_date") else "str"
        frame[name] = frame[name].astype(dtype)
    columns = {"county_fips": Column("H", "County")}
    table = RecordTable(record, "Log", columns, frame, len(rows), {})
    found = outside_agreements([table], partner, mous, load_catalog())
    return {one.code: one.places for one in found}


def service(county, code="legal_advocacy_other", day="2026-03-02"):
    return {"county_fips": county, "service_code": code, "service_date": day}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (service("17113"), ""),
        (service("unknown"), ""),
        (service("out_of_state"), ""),
        (service(None), ""),
        (service("17105"), ""),
        (service("17105", day="2026-03-15"), ""),
        (service("17105", day="2026-03-16"), "AGREE-02"),
        (service("17105", day="2025-06-30"), "AGREE-02"),
        (service("17105", day=None), ""),
        (service("17105", "safety_planning"), "AGREE-03"),
        (service("17031"), "AGREE-01"),
    ],
)
def test_a_county_of_ones_own_or_under_an_agreement_is_not_asked(row, code):
    assert asked("client_service", [row, service("17113")]) == ({code: ("H2",)} if code else {})


def test_questions_are_grouped_by_what_is_wrong():
    rows = [
        service("17031"),
        service("17113"),
        service("17043"),
        service("17105", "case_management"),
    ]
    assert asked("client_service", rows) == {"AGREE-01": ("H2", "H4"), "AGREE-03": ("H5",)}


def test_another_agreement_may_cover_what_one_does_not():
    second = replace(MOU, services=("crisis",), valid_to=None)
    assert asked("client_service", [service("17105", "safety_planning")], (MOU, second)) == {}
    of_others = replace(second, partners=("birch",))
    rows = [service("17105", "safety_planning")]
    assert asked("client_service", rows, (MOU, of_others)) == {"AGREE-03": ("H2",)}


def test_stays_and_requests_are_compared_by_their_own_service():
    stay = {"county_fips": "17105", "begin_date": "2026-03-02", "shelter_type": "shelter_on_site"}
    assert asked("shelter_stay", [stay]) == {}
    hotel = {**stay, "shelter_type": "shelter_off_site"}
    assert asked("shelter_stay", [stay, hotel]) == {"AGREE-03": ("H3",)}
    request = {
        "county_fips": "17031",
        "request_date": "2026-03-02",
        "service_requested": "shelter_on_site",
        "reason_code": "no_bed_space",
    }
    told_so = {**request, "reason_code": "outside_service_area"}
    assert asked("unmet_request", [told_so, request]) == {"AGREE-01": ("H3",)}


def test_an_agency_that_names_no_counties_is_not_asked():
    anywhere = replace(PARTNER, counties=())
    assert asked("client_service", [service("17031")], partner=anywhere) == {}
