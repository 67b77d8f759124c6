"""One cause, one finding: what follows from a heading, a sheet or a month is told with it."""

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
SSN = "219-09-9999"


@pytest.fixture(scope="module")
def alder(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / "partners").mkdir()
    recipient = make_keys(tmp_path_factory.mktemp("keys"))
    settings = SETTINGS.format(recipient=recipient).replace('["alder", "birch"]', '["alder"]')
    (home / "consortium.toml").write_text(settings)
    (home / "partners" / "alder.toml").write_text(PARTNER.format(name="Alder"))
    return load_consortium(home).partner("alder")


def book(headings=SERVICE_HEADINGS, *, day="2026-03-05", services="Services", **changed):
    rows = [service_row(number % 9, day, **changed) for number in range(30)]
    return workbook(
        {
            services: [["Service log"], list(headings), *rows],
            "Turned away": [UNMET_HEADINGS, *[unmet_row(day) for _ in range(12)]],
        }
    )


def told(alder, content):
    return assess(content, alder, MARCH, Known(today=date(2026, 4, 10)))


def asked(found):
    return [one.code for one in found.findings if one.severity is not Severity.INFORMATION]


def instead(**names):
    return [names.get(heading, heading) for heading in SERVICE_HEADINGS]


def test_the_file_as_it_should_be_asks_only_about_rows_that_are_twice(alder):
    assert set(asked(told(alder, book()))) <= {"X05"}


@pytest.mark.parametrize("opened", ["2026-02-01", "2025-11-20"])
def test_exchanged_dates_are_told_alone(alder, opened):
    found = told(alder, book(instead(Day="Opened", Opened="Day"), Opened=opened))
    assert asked(found) == ["LAYOUT-31"]
    assert found.outcome == "rejected"
    assert {one.code for one in found.findings} >= {"LAYOUT-34"}
    assert [one.accepted for one in found.row_counts] == [30, 12]


@pytest.mark.parametrize(
    ("old", "new"),
    [("Day", "Date seen"), ("Service", "What was done"), ("Client", "Case no"), ("Hrs", "Zeit")],
)
def test_a_renamed_heading_is_told_alone(alder, old, new):
    found = told(alder, book(instead(**{old: new})))
    assert set(asked(found)) - {"X05"} == {"LAYOUT-30"}
    assert "X05" not in asked(found)


def test_a_heading_that_is_gone_is_told_alone(alder):
    at = SERVICE_HEADINGS.index("County")
    rows = [service_row(number) for number in range(30)]
    body = [[one for n, one in enumerate(row) if n != at] for row in [SERVICE_HEADINGS, *rows]]
    content = workbook({"Services": [["Log"], *body], "Turned away": [UNMET_HEADINGS, unmet_row()]})
    found = told(alder, content)
    assert asked(found) == ["LAYOUT-03"]
    assert found.findings[0].places == ("row 2",)
    assert {one.code for one in found.findings} >= {"LAYOUT-34"}


def test_a_renamed_sheet_is_told_alone(alder):
    found = told(alder, book(services="Svc log of Jane"))
    assert asked(found) == ["LAYOUT-35"]
    assert "Jane" not in str(found.findings)


def test_a_file_of_another_month_is_told_alone_but_for_identifiers(alder):
    content = book(
        day="2026-01-05", Opened="2025-12-01", Service="nonsense", Hrs="much", Gender=SSN
    )
    found = told(alder, content)
    assert found.outcome == "rejected"
    assert sorted(one.code for one in found.findings) == ["ID-02", "ROW-16"]
    assert SSN not in str(found.findings)
    assert all(count.is_balanced for count in found.row_counts)


def test_a_title_of_another_month_is_told_alone_but_for_identifiers(alder):
    rows = [service_row(number, Gender=SSN, Hrs="much") for number in range(5)]
    content = workbook({"Services": [["Services in January 2026"], SERVICE_HEADINGS, *rows]})
    found = told(alder, content)
    assert sorted(one.code for one in found.findings) == ["ID-02", "LAYOUT-16"]
    assert SSN not in str(found.findings)


def test_another_file_says_what_was_expected(alder):
    found = told(alder, workbook({"A": [["x", "y"], [1, 2]], "B": [["z"], [3]]}))
    assert found.outcome == "unknown_layout"
    (one,) = found.findings
    assert one.code == "LAYOUT-19"
    assert "the sheets Services, Turned away. The file has 2 sheets with data" in one.message
    assert "{" not in one.message + one.fix


def test_an_empty_workbook_says_so(alder):
    found = told(alder, workbook({"Services": [], "Turned away": []}))
    assert (found.outcome, [one.code for one in found.findings]) == (
        "unknown_layout",
        ["LAYOUT-20"],
    )
