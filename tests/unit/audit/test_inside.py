"""The attackers inside find every planted leak, by place, and pass what is well protected."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.audit import audit_inside, inside
from pipelines.protect import nothing_frozen, protect
from pipelines.types import SafeTables
from tests.unit.audit.told import Told, found, print_ages, three_ages
from tests.unit.protect.synthetic import THRESHOLD, World, release
from tests.unit.protect.test_protection import LIMITS

ANYBODY = "empty places"


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_a_well_protected_table_passes(told: Told) -> None:
    three_ages(told)
    print_ages(told, hidden="bc")
    told.release()
    result = told.audit()
    assert result.result == "pass", result.failures
    assert result.checked == {ANYBODY: 2, "partners": 6}


def test_total_minus_its_parts(told: Told) -> None:
    three_ages(told)
    print_ages(told, hidden="c")
    told.release()
    result = told.audit()
    assert found(result) == {("derived", "c", ANYBODY)}
    assert [(f.low, f.high) for f in result.failures] == [(6, 6)]


def test_a_linked_table_without_its_total(told: Told) -> None:
    three_ages(told)
    print_ages(told, hidden="bc", is_whole=False)
    for partner, size in (("p1", 20), ("p2", 25), ("p3", 15)):
        told.figure("served", size, place=f"partner {partner}")
    told.release()
    assert told.audit().result == "pass"
    told.figure("served", 30, code="b")
    told.release("state")
    assert ("derived", "c", ANYBODY) in found(told.audit())


def test_two_funders(told: Told) -> None:
    three_ages(told)
    print_ages(told, hidden="bc")
    told.release()
    print_ages(told, hidden="", codes="b", is_whole=False)
    told.release("state")
    assert ("derived", "c", ANYBODY) in found(told.audit())


def quarters(told: Told) -> None:
    """Requests of two agencies by month; March is small, and so is the year to date."""
    for partner in ("p1", "p2"):
        told.counted(partner, "requests", 40, said="2025-12/1", period="FFY2026-Q1")
        told.counted(partner, "requests", 2, said="2026-03/1", period="CY2026-Q1")
        told.counted(partner, "requests", 42, said="2026-03/1", period="FFY2026-YTD-03")


def test_two_calendars(told: Told) -> None:
    quarters(told)
    told.figure("requests", 80, period="FFY2026-Q1")
    told.release(month="2025-12")
    told.figure("requests", None, period="CY2026-Q1")
    told.release()
    assert told.audit().result == "pass"
    told.figure("requests", 84, period="FFY2026-YTD-03")
    told.release("state")
    failures = told.audit().failures
    assert {(f.kind, f.label.period, f.attacker) for f in failures} >= {
        ("derived", "CY2026-Q1", ANYBODY)
    }


def test_month_from_two_years_to_date(told: Told) -> None:
    for partner in ("p1", "p2"):
        told.counted(partner, "requests", 50, said="2026-02/1", period="CY2026-YTD-02")
        told.counted(partner, "requests", 53, period="CY2026-YTD-03")
        told.counted(partner, "requests", 3)
    told.figure("requests", 100, period="CY2026-YTD-02")
    told.release(month="2026-02")
    told.figure("requests", 106, period="CY2026-YTD-03")
    told.release()
    assert [(f.kind, f.label.period) for f in told.audit().failures] == [
        ("remainder", "CY2026-YTD-03")
    ]


def test_a_restatement_by_a_few(told: Told) -> None:
    three_ages(told)
    told.figure("served", 60)
    told.release()
    three_ages(told, said="2026-03/2")
    told.cells = [x for x in told.cells if x[:2] != ("2026-03/2", "p3")]
    told.counted("p3", a=6, b=11, c=2, said="2026-03/2")
    told.figure("served", 64)
    told.release(edition=2)
    assert found(told.audit()) == {("restated", "served", ANYBODY)}


def test_one_partners_knowledge(told: Told) -> None:
    """An outsider cannot part 4 people from the rest; the agency that has 2 of them can."""
    told.counted("p1", a=20, b=2)
    told.counted("p2", a=18, b=2)
    told.figure("served", 42)
    for code in "ab":
        told.figure("served", None, code=code)
    told.release()
    assert told.audit().result == "pass"
    told.figure("served", 22, place="partner p1")
    told.release("state")
    assert told.audit().result == "pass", "each knows the other's total, not its parts"
    told.figure("served", None, code="b", place="partner p1")
    told.figure("served", 18, code="a", place="partner p2")
    told.release("county")
    assert found(told.audit()) >= {("derived", "b", "p1")}


def test_a_cell_of_one_partner_needs_nothing_against_it(told: Told) -> None:
    told.counted("p1", a=20, b=4)
    told.counted("p2", a=20, c=4)
    for code, value in (("total", 48), ("a", None), ("b", None), ("c", None)):
        told.figure("served", value, code=code)
    told.release()
    assert told.audit().result == "pass"


def test_a_rate_with_a_known_base(told: Told) -> None:
    for partner in ("p1", "p2"):
        told.counted(partner, "served", 30)
        told.counted(partner, "sheltered", 3)
    told.figure("served", 60)
    told.release()
    assert told.audit().result == "pass"
    told.figure("share", 0.1)
    told.release("state")
    assert {(f.kind, f.label.measure) for f in told.audit().failures} == {("rate", "sheltered")}


def test_a_rough_rate_tells_little(told: Told) -> None:
    for partner in ("p1", "p2"):
        told.counted(partner, "served", 300)
        told.counted(partner, "sheltered", 5)
    told.figure("served", 600)
    told.figure("sheltered", None)
    told.figure("share", 0.0)
    told.release()
    assert told.audit().result == "pass"


def test_chart_data(told: Told) -> None:
    three_ages(told)
    print_ages(told, hidden="bc")
    flat, told.figures = told.figures, []
    told.figure("served", 30, code="b")
    chart, told.figures = told.figures, flat
    told.release(chart=chart)
    assert ("derived", "c", ANYBODY) in found(told.audit())


def test_rounding_twice(told: Told) -> None:
    """Seven is five to the nearest five and thirteen to the nearest thirteen; nothing else is."""
    for partner, few in (("p1", 3), ("p2", 2), ("p3", 2)):
        told.counted(partner, a=10, b=10, c=few)
    told.figure("served", 30, code="b", status="rounded")
    told.figure("served", 5, code="c", status="rounded")
    told.release()
    assert told.audit().result == "pass"
    told.figure("served", 13, code="c", status="rounded")
    told.release("state")
    assert found(told.audit()) == {("derived", "c", ANYBODY)}


def test_all_but_a_few(told: Told) -> None:
    for partner in ("p1", "p2"):
        told.counted(partner, "served", 30)
        told.counted(partner, "sheltered", 27)
    told.figure("served", 60)
    told.figure("sheltered", 54)
    told.release()
    assert found(told.audit()) == {("remainder", "served", ANYBODY)}


def test_zeros_alone_protect_nothing(told: Told) -> None:
    three_ages(told)
    for code, value in (("total", 60), ("a", 24), ("b", 30), ("c", None), ("d", None)):
        told.figure("served", value, code=code)
    told.release()
    assert ("derived", "c", ANYBODY) in found(told.audit())


def test_hours_of_a_few_people(told: Told) -> None:
    for partner in ("p1", "p2"):
        told.counted(partner, "sheltered", 3)
        told.counted(partner, "nights", 40)
    told.figure("nights", 80)
    told.release()
    assert found(told.audit()) == {("few", "nights", ANYBODY)}


def test_no_night_without_a_person(told: Told) -> None:
    """31 nights for each of seven people: none of them can be taken away."""
    told.counted("p1", "sheltered", 4)
    told.counted("p1", "nights", 124)
    told.counted("p2", "sheltered", 3)
    told.counted("p2", "nights", 93)
    told.figure("sheltered", None)
    told.release()
    assert told.audit().result == "pass"
    told.figure("nights", 217)
    told.release("state")
    assert found(told.audit()) >= {("derived", "sheltered", ANYBODY)}


def test_a_figure_that_is_not_the_sum_of_its_agencies(told: Told) -> None:
    three_ages(told)
    told.figure("served", 61)
    told.release()
    assert found(told.audit()) == {("unfounded", "served", ANYBODY)}


def test_the_explanation_names_the_place_and_no_value(told: Told) -> None:
    three_ages(told)
    print_ages(told, hidden="c")
    told.release()
    details = told.audit().details
    place = "lead, t1: served, 2026-03, consortium all, age c"
    how = "is withheld and can be worked out from other figures"
    assert details["explanation"] == [f"{place} {how} (by one who knows the empty places)"]


def test_focus_leaves_other_months_alone(told: Told) -> None:
    three_ages(told)
    print_ages(told, hidden="c")
    told.release()
    for partner in ("p1", "p2"):
        told.counted(partner, "served", 40, said="2026-04/1", period="2026-04")
    told.figure("served", 80, period="2026-04")
    told.release(month="2026-04")
    assert told.audit(focus=["2026-04"]).result == "pass"
    assert told.audit().result == "fail"


@pytest.mark.parametrize("seed", [1, 2])
def test_what_protection_made_passes_and_primary_alone_does_not(seed: int, tmp_path: Path) -> None:
    tables = World(seed, partners=6, counties=20).tables()
    cells = tables.cells.assign(said=f"{tables.month}/1")
    release(tmp_path / "good", protect(tables, nothing_frozen(), LIMITS).safe)
    assert audit_inside([tmp_path / "good"], cells).failures == ()
    is_small = (tables.frame["value"] > 0) & (tables.frame["value"] < THRESHOLD)
    frame = tables.frame.assign(status=tables.frame["status"].mask(is_small, "withheld"))
    frame["value"] = frame["value"].mask(is_small)
    release(tmp_path / "bad", SafeTables(tables.month, frame, tables.hierarchies, tables.coverage))
    found_kinds = {failure.kind for failure in audit_inside([tmp_path / "bad"], cells).failures}
    assert "derived" in found_kinds


def test_an_agency_that_changes_its_hub_leaves_earlier_figures_as_they_were(told: Told) -> None:
    three_ages(told)
    told.figure("served", 45, place="hub north")
    told.release()
    for partner, size in (("p1", 20), ("p2", 25), ("p3", 15)):
        told.counted(partner, "served", size, said="2026-04/1", period="2026-04")
    told.figure("served", 20, place="hub north", period="2026-04")
    told.release(month="2026-04", hubs={"north": ["p1"], "south": ["p2", "p3"]})
    assert told.audit().result == "pass"


def test_what_an_agency_could_work_out_before_is_not_held_against_a_later_version(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """42 less its own 40 gave p1 the 2 of p2; its own correction to 60 changes nothing in that."""
    for edition, size in ((1, 40), (2, 60)):
        told.counted("p1", "served", size, said=f"2026-03/{edition}")
        told.counted("p2", "served", 2, said=f"2026-03/{edition}")
        told.figure("served", size + 2)
        if edition > 1:
            told.figure("served", None, place="partner p2")
        told.release(edition=edition)
    assert told.audit().result == "pass"
    monkeypatch.setattr(inside, "not_known_before", lambda unmet, *_: unmet)
    assert found(told.audit()) == {("derived", "p2", "p1")}


def test_a_total_that_comes_later_is_held_against_it(told: Told) -> None:
    """p1 knows nothing of p2 until a second report prints the total of both."""
    told.counted("p1", "served", 40)
    told.counted("p2", "served", 2)
    told.figure("served", None, place="partner p2")
    told.release()
    assert told.audit().result == "pass"
    told.counted("p1", "served", 60, said="2026-03/2")
    told.counted("p2", "served", 2, said="2026-03/2")
    told.figure("served", None, place="partner p2")
    told.release(edition=2)
    assert told.audit().result == "pass"
    told.figure("served", 62)
    told.release("state", edition=2)
    assert ("derived", "p2", "p1") in found(told.audit())
