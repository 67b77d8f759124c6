"""The same months under two names: what one report withholds, another must not tell."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.model import Method
from schemas.periods import Month
from tests.unit.protect.declared import as_declared, report
from tests.unit.protect.synthetic import tables_of
from tests.unit.protect.test_protection import (
    FLOW,
    HOURS,
    NONE,
    PEOPLE,
    decided,
    hierarchies,
    row,
    shown,
)
from tests.unit.protect.test_releases import released

NAMES = [("CY2026-Q1", "FFY2026-Q2"), ("FFY2026-Q2", "CY2026-Q1"), ("2026-07", "SFY2027-YTD-07")]
MARCH, SEPTEMBER = Month(2026, 3), Month(2026, 9)
AGES = {"a": (20, 20, 20), "b": (8, 8, 9), "c": (2, 2, 1), "total": (30, 30, 30)}


@pytest.mark.parametrize("measure", ["served", "q"])
@pytest.mark.parametrize(("one", "other"), NAMES)
def test_a_figure_is_withheld_under_both_names_of_its_months(
    one: str, other: str, measure: str
) -> None:
    document = hierarchies(q={**FLOW, "partitions": ["age"]})
    rows = [row(n, code, measure=measure, period=one) for code, n in AGES.items()]
    more = [row(n, code, measure=measure, period=other) for code, n in AGES.items()]
    again = [(*("state", *one[1:]),) for one in more if one[7] in {"b", "total"}]
    found = shown(decided(tables_of([*rows, *again], document, more=more)))
    assert found.count(None) >= 2
    assert [found[1], found[3]] == found[4:]


@pytest.mark.parametrize("more", [[], [row((10, 10, 10), measure="q", period="SFY2027-YTD-07")]])
def test_a_month_that_is_a_year_to_date_too_is_a_part_of_a_longer_one_but_once(
    more: list[Any],
) -> None:
    counts = {"2026-07": (10, 10, 10), "2026-08": (2, 2, 1), "2026-09": (9, 9, 9)}
    whole = tuple(map(sum, zip(*counts.values(), strict=True)))
    counts["SFY2027-YTD-09"] = whole
    rows = [row(n, measure="q", period=period) for period, n in counts.items()]
    tables = tables_of(rows, hierarchies(q=FLOW), SEPTEMBER, more)
    assert decided(tables).figures_withheld == 2


@pytest.mark.parametrize("again", [[], [row((10, 5, 5), measure="q", period="SFY2027-YTD-07")]])
def test_so_is_what_its_months_leave_of_a_longer_period(again: list[Any]) -> None:
    """Of 45 to date in September 20 each were of July and August."""
    counts = {"2026-07": (10, 5, 5), "2026-08": (5, 10, 5), "SFY2027-YTD-09": (17, 17, 11)}
    rows = [row(n, measure="q", period=period) for period, n in counts.items()]
    september = [row((2, 2, 1), measure="q", period="2026-09")]
    tables = tables_of([*rows, *again], hierarchies(q=FLOW), SEPTEMBER, september)
    assert None in shown(decided(tables))


@pytest.mark.parametrize(("part", "is_few"), [((18, 18, 19), True), ((16, 16, 17), False)])
@pytest.mark.parametrize(("one", "other"), NAMES)
def test_what_a_part_leaves_of_its_whole_may_be_few_whatever_their_months_are_called(
    one: str, other: str, part: tuple[int, int, int], *, is_few: bool
) -> None:
    document = hierarchies(sheltered={**PEOPLE, **NONE, "part_of": ["served"]})
    counts = {"served": (20, 20, 20), "sheltered": part}
    rows = [row(counts["served"], period=one)]
    rows += [row(part, measure="sheltered", period=other, report="state")]
    more = [row(n, measure=name, period=p) for name, n in counts.items() for p in (one, other)]
    assert (None in shown(decided(tables_of(rows, document, more=more)))) == is_few


@pytest.mark.parametrize(("now", "is_few"), [((22, 20, 20), True), ((40, 20, 20), False)])
def test_a_total_restated_by_a_few_is_withheld_under_the_other_name_too(
    now: tuple[int, int, int], *, is_few: bool
) -> None:
    frozen = released([row((20, 20, 20), period="CY2026-Q1")], hierarchies())
    tables = tables_of([row(now, period="FFY2026-Q2", report="state")], hierarchies())
    assert (None in shown(decided(tables, frozen))) == is_few


@pytest.mark.parametrize(("one", "other"), NAMES)
def test_hours_and_rates_go_with_their_people_under_the_other_name_too(
    one: str, other: str
) -> None:
    part = {**PEOPLE, **NONE, "part_of": ["served"]}
    share = {**NONE, "counts": "persons", "additivity": "ratio", "ratio_of": ["sheltered"]}
    hours = {**HOURS, "people": "sheltered"}
    document = hierarchies(sheltered=part, share=share, hours=hours)
    rows = [row((2, 2, 1), measure="sheltered", period=one)]
    rows += [row((50, 50, 50), measure="hours", period=other, report="state")]
    rows += [row(0.1, measure="share", period=other, report="state")]
    assert shown(decided(tables_of(rows, document))) == [None, None, None]


def test_counts_are_changed_by_the_same_key_under_both_names() -> None:
    def changed(name: str) -> list[float | None]:
        rows = [row((n, 40, 0), period=name.format(n)) for n in range(20, 26)]
        keyed = [report(method=Method.CELL_KEY)]
        return shown(as_declared(tables_of(rows, hierarchies()), keyed))

    assert changed("CY20{}-Q1") == changed("FFY20{}-Q2")
    assert len(set(changed("CY20{}-Q1"))) > 1
