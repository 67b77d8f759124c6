"""A fault of a row is told once, from the file to the outcome; rows that are left out are told."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.assessment import assess
from pipelines.known import Known
from pipelines.settings_files import load_consortium
from pipelines.storage.keys import make_keys
from schemas.model import Severity
from schemas.periods import Month
from tests.small import (
    PARTNER,
    SERVICE_HEADINGS,
    SETTINGS,
    UNMET_HEADINGS,
    service_row,
    unmet_row,
    workbook,
)

MARCH = Month(2026, 3)
PEOPLE = 20
LAST = 2 + PEOPLE  # two rows above


@pytest.fixture(scope="module")
def alder(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / "partners").mkdir()
    recipient = make_keys(tmp_path_factory.mktemp("keys"))
    settings = SETTINGS.format(recipient=recipient).replace('["alder", "birch"]', '["alder"]')
    (home / "consortium.toml").write_text(settings)
    (home / "partners" / "alder.toml").write_text(PARTNER.format(name="Alder"))
    return load_consortium(home).partner("alder")


def told(alder, *, above=("Service log",), below=(), **changed):
    """What is told of a file whose fifth row is changed, with rows above and below."""
    rows = [service_row(number) for number in range(PEOPLE)]
    rows[4] = changed.pop("row", None) or service_row(4, **changed)
    unmet = [unmet_row(Adults=number % 4 + 1) for number in range(4)]
    content = workbook(
        {
            "Services": [list(above), SERVICE_HEADINGS, *rows, *below],
            "Turned away": [UNMET_HEADINGS, *unmet],
        }
    )
    found = assess(content, alder, MARCH, Known(today=date(2026, 4, 10)))
    services = [one for one in found.findings if one.sheet == "Services" and one.places]
    return found, {one.code: one.places for one in services}


def asked(alder, **changed):
    found, places = told(alder, **changed)
    serious = {one.code for one in found.findings if one.severity is not Severity.INFORMATION}
    return found.outcome, {code: cells for code, cells in places.items() if code in serious}


def test_the_file_as_it_should_be_asks_nothing(alder):
    assert asked(alder) == ("accepted", {})


def test_a_number_in_the_wrong_column_is_not_also_off_the_list(alder):
    told_of = asked(alder, County="(309) 555-0142")
    assert told_of == ("rejected", {"ID-03": ("H7",)})


def test_a_name_as_client_id_is_refused_and_not_also_asked_about(alder):
    assert asked(alder, Client="Invented Person") == ("rejected", {"E25a": ("A7",)})


def test_a_row_that_has_moved_is_told_alone_beside_the_total(alder):
    good = service_row(4)
    row = [*good[:2], "", *good[2:-1]]
    total = ["Total", "", "", "", "", "", PEOPLE / 2]
    assert asked(alder, row=row, below=[total]) == ("rejected", {"ROW-20": ("D7",)})


def test_a_signature_is_left_out_and_told(alder):
    below = [[], ["Prepared by:", "Jo Any"], ["Date:", "4/2/2026"]]
    found, places = told(alder, below=below)
    first, last = LAST + 2, LAST + 3
    assert found.outcome == "accepted"
    assert places["ROW-09"] == (f"A{first}:A{last}", f"B{first}:B{last}")
    assert found.row_counts[0].accepted == PEOPLE


def test_rows_below_the_total_count_and_are_asked_about(alder):
    total = ["Total", "", "", "", "", "", PEOPLE / 2]
    outcome, places = asked(alder, below=[total, service_row(PEOPLE)])
    assert (outcome, places) == ("questions", {"ROW-19": (f"A{LAST + 2}",)})


def test_part_of_a_row_above_the_headings_is_asked_about(alder):
    above = [*service_row(PEOPLE)[:3], "", "", "safety_planning"]
    assert asked(alder, above=above) == ("questions", {"LAYOUT-22": ("A1",)})
