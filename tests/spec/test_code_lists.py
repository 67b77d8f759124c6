"""Code lists against facts of the standard that were counted by hand."""

from __future__ import annotations

from collections import Counter

import pytest

BANDS = {
    "age_exchange": [0, 5, 7, 13, 18, 25, 35, 45, 55, 60, 65],
    "age_fvpsa": [0, 18, 25, 60],
    "age_voca": [0, 13, 18, 25, 60],
    "age_stop": [0, 13, 18, 25, 60],
    "age_infonet": [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 30, 40, 50, 60, 65],
    "age_hud": [0, 5, 13, 18, 25, 35, 45, 55, 65],
}


def rollups(catalog, name: str, column: str) -> dict[str, str]:
    return {code.code: code.rollups[column] for code in catalog.code_lists[name].codes}


def test_counties_by_region_and_metro_group(catalog) -> None:
    counties = catalog.code_lists["county"].names
    assert len([name for name in counties if name.isdigit()]) == 102
    assert counties == tuple(sorted(counties))
    regions = Counter(rollups(catalog, "county", "region").values())
    assert regions == {
        "cook": 1,
        "northern": 17,
        "central": 46,
        "southern": 38,
        "out_of_state": 1,
        "unknown": 1,
    }
    assert Counter(rollups(catalog, "county", "metro_group").values())["collar"] == 5


def test_services_reasons_and_duties_are_all_there(catalog) -> None:
    # The standard's 51, and our own for an enrollment without lodging.
    assert len(catalog.code_lists["service"].codes) == 52
    families = Counter(rollups(catalog, "unmet_reason", "unmet_reason_family").values())
    assert sum(families.values()) == 26
    assert families["capacity"] == 5
    assert families["access"] == 9
    subsections = Counter(rollups(catalog, "paip_activity", "subsection").values())
    assert subsections == {"a": 10, "b": 6, "c": 8, "d": 1}
    assert len(catalog.code_lists["victimization"].codes) == 26 + 1


def test_what_counts_as_unmet_shelter_for_fvpsa_is_a_matter_of_capacity(catalog) -> None:
    fvpsa = rollups(catalog, "unmet_reason", "fvpsa")
    capacity = rollups(catalog, "unmet_reason", "capacity_related")
    assert {code for code, word in fvpsa.items() if word != "no"} <= {
        code for code, word in capacity.items() if word == "yes"
    }
    assert fvpsa["no_bed_space"] == "yes"
    assert fvpsa["not_eligible_not_dv"] == "no"


@pytest.mark.parametrize("name", BANDS)
def test_each_age_falls_into_the_band_of_the_instrument(name, catalog) -> None:
    target = {code.code: code for code in catalog.code_lists[name].codes}
    assert [
        int(code.rollups["min_age"]) for code in target.values() if code.rollups["min_age"]
    ] == BANDS[name]
    for age in range(121):
        finest = [
            code
            for code in catalog.code_lists["age_band_finest"].codes
            if code.rollups["min_age"]
            and int(code.rollups["min_age"]) <= age <= int(code.rollups["max_age"] or 120)
        ]
        assert len(finest) == 1
        band = target[finest[0].rollups[name]]
        assert int(band.rollups["min_age"]) == max(cut for cut in BANDS[name] if cut <= age)
        assert age <= int(band.rollups["max_age"] or 120)


def test_not_known_has_one_code_everywhere(catalog) -> None:
    for name, codes in catalog.code_lists.items():
        for code in codes.codes:
            if code.label.casefold() in {"unknown", "not known", "age not known"}:
                assert code.code == "unknown", name


def test_hmis_numbers_lead_to_one_destination(catalog) -> None:
    numbers = [
        number
        for text in rollups(catalog, "exit_destination", "hmis").values()
        for number in text.split("|")
        if number
    ]
    assert all(number.isdigit() for number in numbers)
    assert max(Counter(numbers).values()) == 1


def test_every_kind_of_lodging_is_a_service(catalog) -> None:
    services = rollups(catalog, "shelter_type", "service")
    groups = rollups(catalog, "service", "service_group")
    assert {groups[service] for service in services.values()} == {"shelter"}
