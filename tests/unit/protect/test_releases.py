"""What was published before stays known: months, years and restatements decided together."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipelines.errors import Blocked
from pipelines.protect import Frozen, nothing_frozen, protect
from pipelines.protect.assembly import assemble
from pipelines.protect.editions import read_editions
from pipelines.protect.hierarchy import read_hierarchy
from pipelines.protect.printed import related_rows
from schemas.periods import Month
from tests.unit.protect.synthetic import THRESHOLD, freeze, tables_of
from tests.unit.protect.test_protection import (
    AGES,
    FLOW,
    HOURS,
    NONE,
    PEOPLE,
    QUIET,
    decided,
    hierarchies,
    row,
    shown,
)

MARCH = Month(2026, 3)


def released(rows: list[tuple[Any, ...]], document: dict[str, Any], month: Month = MARCH) -> Frozen:
    """Decide and release."""
    tables = tables_of(rows, document, month)
    return freeze(tables, decided(tables).safe)


def test_a_small_month_inside_a_published_year_is_never_a_quiet_compromise() -> None:
    document = hierarchies(requests=FLOW)
    months = [Month(2025, 10).plus(n) for n in range(12)]
    old = [row((10, 5, 5), measure="requests", period=str(month)) for month in months[:11]]
    frozen = released(old, document, months[10])
    both = [
        row((2, 2, 1), measure="requests", period=str(months[11])),
        row((112, 57, 56), measure="requests", period="FFY2026", report="year"),
    ]
    tables = tables_of(both, document, months[11])
    assert shown(decided(tables, frozen)) == [None, None]
    assert shown(decided(tables_of(both[1:], document, months[11], both[:1]), frozen)) == [None]
    with pytest.raises(Blocked, match=r"PROTECT-04.*requests\|"):
        decided(tables, frozen, {"year": ["t1"]})


def test_a_month_withheld_before_is_not_given_back_by_its_quarter() -> None:
    document = hierarchies(requests=FLOW)
    months = ("2026-01", "2026-02", "2026-03")
    rows = [
        row(n, measure="requests", period=p)
        for n, p in zip(((2, 2, 1), (10, 10, 10), (20, 5, 5)), months, strict=True)
    ]
    frozen = released(rows[:2], document, Month(2026, 2))
    assert list(frozen.figures["status"]) == ["withheld", "shown"]
    quarter = row((32, 17, 16), measure="requests", period="CY2026-Q1")
    protection = decided(tables_of([rows[2], quarter], document), frozen)
    assert protection.figures_withheld == 1


def test_a_total_restated_by_a_few_is_withheld() -> None:
    frozen = released(QUIET, hierarchies())
    rows = [row((24, 20, 20)), row((14, 10, 10), "a"), QUIET[2]]
    protection = decided(tables_of(rows, hierarchies()), frozen)
    assert shown(protection) == [None, None, 30]
    rows = [row((50, 20, 20)), row((40, 10, 10), "a"), QUIET[2]]
    assert decided(tables_of(rows, hierarchies()), frozen).figures_withheld == 0


def test_hours_restated_with_a_few_people_are_withheld() -> None:
    document = hierarchies(hours=HOURS)
    hours = row((50, 50, 50), measure="hours")
    frozen = released([row((20, 20, 20)), hours], document)
    rows = [row((22, 20, 20)), row((57, 50, 50), measure="hours")]
    protection = decided(tables_of(rows, document), frozen)
    assert shown(protection) == [None, None]


def test_what_was_withheld_stays_so_in_the_next_version() -> None:
    tables = tables_of(AGES, hierarchies())
    first = decided(tables)
    again = decided(tables, freeze(tables, first.safe))
    pd.testing.assert_frame_equal(first.safe.frame, again.safe.frame)


def test_events_that_were_told_before_take_no_part() -> None:
    talks = {**NONE, "counts": "events", "unit": "talks", "people": "", "additivity": "flow"}
    rows = [row((20, 20, 20)), row(3, measure="talks")]
    document = hierarchies(talks=talks)
    assert shown(decided(tables_of(rows, document), released(rows, document))) == [60, 3]


def test_what_was_published_cannot_be_taken_back() -> None:
    document = hierarchies()
    frozen = released(AGES[1:2], document)
    again = decided(tables_of([*AGES[1:], row((20, 20, 20))], document), frozen)
    assert shown(again, dim1="a") == [30]


def test_a_restatement_that_another_agency_could_work_out_already_is_not_refused() -> None:
    """p2 knows that p1 had 6 of 12, so p1 can have lost 6 at most, whatever is withheld now."""
    document = hierarchies()
    frozen = released([row((6, 6, 0))], document)
    assert shown(decided(tables_of([row((3, 6, 0))], document), frozen)) == [None]


@pytest.mark.parametrize(("sheltered", "expected"), [((2, 14, 0), None), ((0, 16, 0), 16)])
def test_what_it_could_not_work_out_is_still_kept_from_it(
    sheltered: tuple[int, int, int], expected: int | None
) -> None:
    """p2 knows that p1 lost up to 6; if p1 has 2 in shelter still, it lost 4 at most."""
    part = {**PEOPLE, **NONE, "part_of": ["served"]}
    document = hierarchies(sheltered=part)
    frozen = released([row((6, 26, 0))], document)
    rows = [row((3, 26, 0)), row(sheltered, measure="sheltered")]
    assert shown(decided(tables_of(rows, document), frozen)) == [None, expected]


def test_what_must_be_published_and_gives_another_agency_a_lower_bound_blocks() -> None:
    """Of 15 in shelter p2 takes its own 10: p1 served 5 at least, and 5 is what it served."""
    document = hierarchies(sheltered={**PEOPLE, **NONE, "part_of": ["served"]})
    rows = [row(5, partner="p1"), row((5, 10, 0), measure="sheltered")]
    tables = tables_of(rows, document, more=[row((5, 20, 0))])
    assert shown(decided(tables)) == [None, None]
    with pytest.raises(Blocked, match=r"PROTECT-04.*served\|2026-03\|partner:p1"):
        decided(tables, must_publish={"lead": ["t1:sheltered"]})


def test_what_was_withheld_in_a_month_was_withheld_in_no_other() -> None:
    frozen = released(AGES, hierarchies())
    withheld = frozen.withheld_in(MARCH)
    assert {(key.period, key.dim1) for key in withheld} == {("", "b"), ("", "c")}
    assert frozen.withheld_in(MARCH.plus(1)) == frozenset()


def test_the_month_before_makes_a_withheld_figure_cheap() -> None:
    document = hierarchies()
    march = [row((20, 20, 20)), row((8, 8, 8), "a"), row((10, 10, 11), "b"), row((2, 2, 1), "c")]
    alone = decided(tables_of(march, document))
    assert shown(alone) == [60, None, 31, None]
    february = [
        (*one[:3], "2026-02", *one[4:])
        for one in [
            row((20, 20, 20)),
            row((12, 12, 11), "a"),
            row((6, 6, 8), "b"),
            row((2, 2, 1), "c"),
        ]
    ]
    frozen = released(february, document, Month(2026, 2))
    assert shown(decided(tables_of(march, document), frozen)) == [60, 24, None, None]


@pytest.mark.parametrize("report", ["lead", "no longer made"])
def test_a_month_withheld_before_keeps_room_up_to_the_threshold(report: str) -> None:
    """With 17 to date and at least 12 in February, January is 5 at most."""
    document = hierarchies(q=FLOW, denied={**FLOW, "part_of": ["q"]})
    january = row((2, 2, 1), measure="q", period="2026-01")
    frozen = released([january], document, Month(2026, 1))
    frozen.figures["version_id"] = f"{report}/2026-01/1"
    rows = [
        row((4, 4, 4), measure="q", period="2026-02"),
        row((4, 4, 4), measure="denied", period="2026-02"),
        row((6, 6, 5), measure="q", period="CY2026-YTD-02"),
    ]
    tables = tables_of(rows, document, Month(2026, 2))
    assert shown(protect(tables, frozen, {"lead": THRESHOLD})) == [12, 12, None]


@pytest.mark.parametrize(
    ("report", "threshold"), [("lead", 5), ("state", 11), ("no longer made", 11)]
)
def test_an_earlier_figure_has_the_threshold_of_its_report_or_the_highest(
    report: str, threshold: int
) -> None:
    document = hierarchies()
    frozen = released([row((20, 20, 20))], document)
    frozen.figures["version_id"] = f"{report}/2026-03/1"
    tables = tables_of([row((10, 10, 10), "a")], document, more=[row((20, 20, 20))])
    editions = read_editions({}, document, frozen.said)
    system, _ = assemble(tables, tables.frame, frozen, {"lead": 5, "state": 11}, editions, {})
    limits = system.figures.set_index("value")["threshold"]
    assert limits.to_dict() == {60: threshold, 30: 5}


def test_what_was_withheld_under_a_higher_threshold_is_not_given_back_under_a_lower_one() -> None:
    document = hierarchies(q=FLOW)
    frozen = released([row((3, 2, 2), measure="q", period="2026-01")], document, Month(2026, 1))
    rows = [
        row((10, 5, 5), measure="q", period="2026-02"),
        row((13, 7, 7), measure="q", period="CY2026-YTD-02"),
    ]
    tables = tables_of(rows, document, Month(2026, 2))
    assert None in shown(protect(tables, frozen, {"lead": 5}))


def test_nor_when_it_is_printed_again() -> None:
    frozen = released([row((3, 2, 2))], hierarchies())
    tables = tables_of([row((3, 2, 2))], hierarchies())
    assert shown(protect(tables, frozen, {"lead": 5})) == [None]
    assert shown(protect(tables, nothing_frozen(), {"lead": 5})) == [7]


def test_a_month_is_protected_through_the_quarter_that_holds_both() -> None:
    """February is 20 less March by the quarter: with 14 known of March it would be 6 at most."""
    document = hierarchies(q=FLOW, denied={**FLOW, "part_of": ["q"]})
    counts = {"2026-01": (7, 7, 6), "2026-02": (2, 2, 1), "2026-03": (5, 5, 5)}
    months = [row(n, measure="q", period=p) for p, n in counts.items()]
    quarter = row((14, 14, 12), measure="q", period="CY2026-Q1")
    frozen = released([*months, quarter], document)
    denied = row((5, 5, 4), measure="denied", report="state")
    assert list(frozen.figures["period"]) == ["2026-01", "2026-02", "2026-03", "CY2026-Q1"]
    frozen.figures["status"] = ["shown", "withheld", "withheld", "shown"]
    assert shown(decided(tables_of([denied], document), frozen)) == [None]


def test_a_release_whose_cells_are_not_kept_stops_the_month() -> None:
    document = hierarchies(requests=FLOW)
    rows = [row((10, 5, 5), measure="requests", period="2026-03")]
    frozen = released(rows, document)
    without = Frozen(frozen.figures, frozen.cells.iloc[:0])
    with pytest.raises(Blocked, match="PROTECT-12"):
        decided(tables_of(rows, document), without)


def test_a_release_that_shares_no_month_stops_nothing() -> None:
    document = hierarchies(requests=FLOW)
    counted = row((10, 5, 5), measure="requests", period="2026-01")
    frozen = released([counted], document, Month(2026, 1))
    without = Frozen(frozen.figures, frozen.cells.iloc[:0])
    tables = tables_of([row((10, 5, 5), measure="requests")], document)
    assert shown(decided(tables, without)) == [20]


def test_a_quarter_is_not_given_back_by_the_quarter_before_and_the_half_year() -> None:
    document = hierarchies(requests=FLOW)

    def told(period: str, *values: int) -> list[tuple[Any, ...]]:
        return [
            row(value, measure="requests", period=period, partner=f"p{at + 1}")
            for at, value in enumerate(values)
        ]

    frozen = released(told("CY2026-Q1", 40, 50, 60)[1:2], document)
    quarter = told("CY2026-Q2", 3, 30, 40)
    total = row((3, 30, 40), measure="requests", period="CY2026-Q2")
    half_year = told("CY2026-YTD-06", 43, 80, 100)[1:2]
    tables = tables_of([total, *quarter, *half_year], document, Month(2026, 6))
    protection = decided(tables, frozen)
    frame = protection.safe.frame.set_index(["period", "geography"])["value"]
    assert pd.isna(frame["CY2026-Q2", "p1"])
    is_told = {place for place in ("all", "p2", "p3") if pd.notna(frame["CY2026-Q2", place])}
    if pd.notna(frame["CY2026-YTD-06", "p2"]):
        is_told.add("p2")
    assert len(is_told) < 2  # the third agency takes its own off, too


def test_earlier_months_are_read_as_far_as_longer_periods_link_them() -> None:
    """March shares a quarter with January, and January four months with November."""
    linked = ["2026-03", "CY2026-Q1", "2026-02", "FFY2026-YTD-01", "2025-11"]
    frozen = pd.DataFrame({"period": [*linked, "2025-08", "2026-04", "CY2025-Q3"]})
    found = related_rows(frozen, {"2026-03"}, read_hierarchy(hierarchies()))
    assert list(found["period"]) == linked
