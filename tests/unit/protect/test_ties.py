"""What holds within one agency ties its figures together: each relation on a case that needs it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

from pipelines.errors import Blocked
from pipelines.protect.contributions import contributions_of
from pipelines.protect.editions import read_editions
from pipelines.protect.hierarchy import read_hierarchy
from pipelines.protect.limits import limits_of
from pipelines.protect.ties import Ties, ties_of
from pipelines.types import CELL_COLUMNS, Tables
from schemas.periods import Month
from tests.unit.protect.synthetic import cells_frame, tables_of
from tests.unit.protect.test_protection import (
    AGES,
    FLOW,
    HOURS,
    NONE,
    PEOPLE,
    decided,
    hierarchies,
    row,
    shown,
)
from tests.unit.protect.test_rules import quarter

FEW, SOME, MANY = (2, 2, 1), (7, 7, 6), (10, 10, 10)
ALL = tuple(map(sum, zip(FEW, SOME, MANY, strict=True)))
Rows = list[tuple[Any, ...]]


def bands() -> tuple[Rows, dict[str, Any]]:
    """A group of three ages."""
    document = hierarchies()
    parents = dict.fromkeys("abc", "young")
    age = {"codes": ["a", "b", "c", "d"], "parent": "band", "parent_of": parents}
    document["breakdowns"] |= {"age": age, "band": {"codes": ["young"], "parent": ""}}
    ages = [row(FEW, "a"), row(SOME, "b"), row(MANY, "c")]
    return [row(ALL, "young", by="band"), *ages], document


def kinds() -> tuple[Rows, dict[str, Any]]:
    """People who are one of three kinds."""
    names = ("new", "ongoing", "unknown")
    measures = {name: {**PEOPLE, **NONE} for name in names}
    rows = [row(n, measure=m) for n, m in zip((FEW, SOME, MANY), names, strict=True)]
    served = {**PEOPLE, **NONE, "sum_of": list(names)}
    return [row(ALL), *rows], hierarchies(served=served, **measures)


def in_months(whole: str, *parts: str) -> tuple[Rows, dict[str, Any]]:
    """A longer period and the shorter ones that it consists of."""
    rows = [row(n, measure="q", period=p) for n, p in zip((FEW, SOME, MANY), parts, strict=True)]
    return [row(ALL, measure="q", period=whole), *rows], hierarchies(q=FLOW)


def a_month_more() -> tuple[Rows, dict[str, Any]]:
    """The quarter is printed beside one of its months."""
    rows, document = in_months("CY2026-YTD-05", "2026-04", "2026-05", "CY2026-Q1")
    return [row((5, 5, 4), measure="q", period="2026-03"), *rows], document


SUMS = {
    "ages": ([row(ALL), row(FEW, "a"), row(SOME, "b"), row(MANY, "c")], hierarchies()),
    "group": bands(),
    "kinds": kinds(),
    "months": in_months("CY2026-Q1", "2026-01", "2026-02", "2026-03"),
    "quarters": in_months("CY2026-YTD-09", "CY2026-Q1", "CY2026-Q2", "CY2026-Q3"),
    "quarter and months": in_months("CY2026-YTD-05", "2026-04", "2026-05", "CY2026-Q1"),
    "quarter, a month of it and months": a_month_more(),
    "two months and months": in_months("CY2026-YTD-04", "2026-03", "2026-04", "CY2026-YTD-02"),
}


@pytest.mark.parametrize("name", SUMS)
def test_a_few_in_a_sum_of_three_take_a_second_figure_with_them(name: str) -> None:
    rows, document = SUMS[name]
    assert decided(tables_of(rows, document)).figures_withheld == 2
    assert decided(tables_of(rows[:-1], document)).figures_withheld == 1


def in_counties(**counts: tuple[int, ...]) -> tuple[Tables, dict[str, Any]]:
    """People of p1 to p3 by county, of whom c1 to c3 are one region."""
    document = hierarchies()
    region = {"north": ["c1", "c2", "c3"]}
    document["geography"]["consortium"] |= {
        "county": {"all": ["c1", "c2", "c3", "c4"]},
        "region": {"all": ["north"]},
    }
    document["geography"]["region"] = {"county": region}
    head = ("lead", "t", "served", "2026-03")
    total = ("total", "total")
    sums = {"all": ("consortium", range(4)), "north": ("region", range(3))}
    sums |= {f"c{n + 1}": ("county", range(n, n + 1)) for n in range(4)}
    shares = list(counts.values())
    rows = [
        (*head, kind, place, *total, float(sum(sum(shares[n]) for n in among)))
        for place, (kind, among) in sums.items()
    ]
    cells = [
        (p, "served", "2026-03", f"c{n + 1}", *total, "total", "total", float(by[at]), "shown")
        for n, by in enumerate(shares)
        for at, p in enumerate(("p1", "p2", "p3"))
    ]
    whole = zip(("p1", "p2", "p3"), map(sum, zip(*shares, strict=True)), strict=True)
    cells += [
        (p, "served", "2026-03", "total", *total, "total", "total", float(n), "shown")
        for p, n in whole
    ]
    tables = tables_of(rows, document)
    counted = cells_frame(pd.DataFrame(cells, columns=list(CELL_COLUMNS)))
    return Tables(tables.month, tables.frame, document, tables.coverage, counted), document


def printed(tables: Tables, *places: str) -> Tables:
    """Only the figures of some places."""
    frame = tables.frame[tables.frame["geography"].isin(places)].reset_index(drop=True)
    return Tables(tables.month, frame, tables.hierarchies, tables.coverage, tables.cells)


def test_counties_tie_to_their_region_and_to_everything() -> None:
    tables, _ = in_counties(c1=FEW, c2=SOME, c3=MANY, c4=(9, 9, 9))
    whole = ("c1", "c2", "c3", "c4", "all")
    assert decided(printed(tables, *whole)).figures_withheld == 2
    assert decided(printed(tables, *whole[:-1])).figures_withheld == 1
    assert decided(printed(tables, "c1", "c2", "c3", "north")).figures_withheld == 2
    assert decided(printed(tables, "c1", "c2", "north")).figures_withheld == 1


def test_one_person_of_a_county_could_not_be_eleven_beside_all_others() -> None:
    """That there are no more follows from the sum; p1 knows that one, and needs two others."""
    tables, _ = in_counties(c1=(1, 0, 0), c2=SOME, c3=MANY, c4=(9, 9, 9))
    assert decided(printed(tables, "c1", "c2", "c3", "c4", "all")).figures_withheld == 3
    assert decided(printed(tables, "c1", "c2", "c3", "c4")).figures_withheld == 1


def test_a_county_is_a_place_and_no_way_to_split_people() -> None:
    """An agency's cells by county stand beside its other breakdowns."""
    tables, _ = in_counties(c1=FEW, c2=SOME, c3=MANY, c4=(9, 9, 9))
    is_county = tables.cells["county"] != "total"
    split = tables.cells["breakdown"].mask(is_county, "county")
    again = dataclasses.replace(tables, cells=tables.cells.assign(breakdown=split))
    assert shown(decided(again)) == shown(decided(tables))


FIVE, TWELVE = ("2026-01", 5), ("2026-02", 12)
TO_DATE = ("2026-02/1", "CY2026-YTD-02", 17)
TOLD = {
    "restated before and after": [
        ("2026-01/1", "2026-01", 60),
        ("2026-01/2", *FIVE),
        ("2026-02/1", *TWELVE),
        TO_DATE,
        ("2026-01/3", "2026-01", 90),
    ],
    "restated ten times": [
        ("2026-01/9", "2026-01", 60),
        ("2026-01/10", *FIVE),
        ("2026-02/1", *TWELVE),
        TO_DATE,
    ],
    "months later": [TO_DATE, ("2026-01/1", *FIVE), ("2026-02/2", *TWELVE)],
}


def tied(told: list[tuple[str, str, int]], measure: str = "q") -> tuple[pd.DataFrame, Ties]:
    """Contributions of one agency by edition and period, and how they are tied."""
    document = hierarchies(q=FLOW)
    editions = read_editions(dict.fromkeys((said for said, _, _ in told), document), document)
    cells = pd.DataFrame(told, columns=["said", "period", "value"])
    cells = cells_frame(cells.assign(partner="p1", measure=measure, status="shown")).assign(
        said=cells["said"]
    )
    found = contributions_of(cells, editions.now, {measure: 1})
    ties = ties_of(found, editions)
    return found, ties


@pytest.mark.parametrize("name", TOLD)
def test_a_longer_period_holds_the_shorter_ones_of_its_time_or_the_newest(name: str) -> None:
    found, ties = tied(TOLD[name])
    values = found.set_index("unknown")["value"]
    assert len(ties.slacks) == 0
    assert sorted(ties.terms["sign"] * ties.terms["unknown"].map(values)) == [-12, -5, 17]


def test_each_version_of_a_longer_period_holds_the_months_of_its_own_time() -> None:
    """17 to date were 5 and 12, then 35 were 5 and 30: of 35 nobody knows that 12 are in them."""
    told = [("2026-01/1", *FIVE), ("2026-02/1", *TWELVE), TO_DATE]
    told += [("2026-02/2", "2026-02", 30), ("2026-02/2", "CY2026-YTD-02", 35)]
    found, ties = tied(told)
    values = found.set_index("unknown")["value"].groupby(level=0).first()
    sums = ties.terms.assign(value=ties.terms["sign"] * ties.terms["unknown"].map(values))
    together = sums.groupby("relation")["value"].agg(sorted)
    assert len(ties.slacks) == 0
    assert sorted(together) == [[-30, -5, 35], [-12, -5, 17]]


def test_quarters_add_up_where_their_months_are_counted_too() -> None:
    rows, document = SUMS["quarters"]
    months = {"2026-02": (1, 1, 1), "2026-05": (3, 3, 3), "2026-08": (5, 5, 5)}
    more = [row(n, measure="q", period=month) for month, n in months.items()]
    assert decided(tables_of(rows, document, more=more)).figures_withheld == 2


BY_AGE = {**FLOW, "partitions": ["age"]}
BY_SERVICE = {**FLOW, "multi": ["service"]}
LEAST = {
    "part": ({"q": FLOW, "denied": {**FLOW, "part_of": ["q"]}}, {"measure": "denied"}),
    "service": ({"q": BY_SERVICE}, {"measure": "q", "code": "s", "by": "service"}),
    "age of some": ({"q": BY_AGE}, {"measure": "q", "code": "a"}),
}


@pytest.mark.parametrize("name", LEAST)
def test_a_whole_is_at_least_its_part(name: str) -> None:
    """March is 42 at least to p1, by 24 of others and its own 20: February is 6 at most."""
    measures, part = LEAST[name]
    document, frozen = quarter((20, 12, 11), (29, 21, 18), **measures)
    more = [row((20, 12, 11), measure="q")]
    for count, expected in (((2, 12, 10), None), ((2, 3, 10), 15)):
        rows = [row(count, report="state", **part)]
        assert shown(decided(tables_of(rows, document, more=more), frozen)) == [expected]


def test_a_whole_is_at_most_all_its_overlapping_parts() -> None:
    """All 30 of March had just one of two services: February would be 5 at least."""
    document, frozen = quarter(MANY, (19, 19, 17), q=BY_SERVICE)
    more = [row(MANY, measure="q")]
    for second, is_plain in (((5, 5, 5), False), ((6, 6, 6), True)):
        parts = [row((5, 5, 5), "s", measure="q", by="service", report="state")]
        parts.append(row(second, "t", measure="q", by="service", report="state"))
        values = shown(decided(tables_of(parts, document, more=more), frozen))
        assert (None not in values) == is_plain


@pytest.mark.parametrize(("whole", "expected"), [((8, 20, 0), None), ((28, 20, 0), 48)])
def test_people_of_a_longer_period_are_at_least_those_of_each_month(
    whole: tuple[int, int, int], expected: int | None
) -> None:
    """Of 28 to date p2 takes its own 20: p1 served 8 at most, in January and February each."""
    rows = [
        row(5, partner="p1", period="2026-01"),
        row(whole, period="CY2026-YTD-02"),
    ]
    more = [row((5, 12, 0), period="2026-01"), row((whole[0] - 1, 12, 0), period="2026-02")]
    tables = tables_of(rows, hierarchies(), Month(2026, 2), more)
    assert shown(decided(tables)) == [None, expected]


@pytest.mark.parametrize(("to_date", "left"), [(15, [2, 3, 10]), (17, [0, 5, 12]), (18, [6, 13])])
def test_people_of_a_longer_period_are_at_most_those_of_all_its_months(
    to_date: int, left: list[int]
) -> None:
    """Beyond 5, beyond 12, and how many of the 17 were there twice; 18 are more than were told."""
    told = [("2026-02/1", *FIVE), ("2026-02/1", *TWELVE), (*TO_DATE[:2], to_date)]
    _, ties = tied(told, "served")
    assert sorted(ties.slacks["value"]) == left


def test_the_only_part_of_people_is_all_of_them() -> None:
    """17 to date are at least those of the only month that was told, and at most."""
    _, ties = tied([("2026-02/1", "2026-01", 17), TO_DATE], "served")
    assert sorted(zip(ties.slacks["sign"], ties.slacks["value"], strict=True)) == [(-1, 0), (1, 0)]


OVERLAP = ("FFY2026-YTD-02", (4, 4, 4), "CY2026-Q1")
WAITING = ("CY2026-YTD-02", (12, 3, 1), "2026-01")


@pytest.mark.parametrize(
    ("measure", "periods"), [("q", OVERLAP), ("waiting", WAITING)], ids=["overlap", "stock"]
)
def test_what_does_not_add_up_over_time_bounds_nothing(
    measure: str, periods: tuple[str, tuple[int, int, int], str]
) -> None:
    """Five are few, whatever is said of months that only overlap, or of who waits at their end."""
    document = hierarchies(q=FLOW, waiting={**PEOPLE, **NONE, "additivity": "stock"})
    longer, count, shorter = periods
    rows = [row(count, measure=measure, period=longer)]
    rows.append(row((2, 2, 1), measure=measure, period=shorter))
    assert shown(decided(tables_of(rows, document))) == [sum(count), None]


def test_so_many_nights_are_of_so_many_people_at_least() -> None:
    """Twenty-five people's full months leave no room for six more of another age."""
    document = hierarchies(nights={**HOURS, "unit": "nights"})
    place = "served|2026-03|consortium:all"
    held = {"lead": ["t1:nights", f"{place}|total:total", f"{place}|age:a"]}
    few = tables_of([*AGES, row((8, 8, 9), "b", measure="nights")], document)
    assert shown(decided(few, must_publish=held)) == [60, 30, None, None, 0, 25]
    many = tables_of([*AGES, row((248, 248, 279), "b", measure="nights")], document)
    with pytest.raises(Blocked, match=r"PROTECT-04.*age:c"):
        decided(many, must_publish=held)
    assert shown(decided(many)) != [60, 30, None, None, 0, 775]
    impossible = tables_of([*AGES, row((1000, 8, 9), "b", measure="nights")], document)
    assert shown(decided(impossible, must_publish=held)) == [60, 30, None, None, 0, 1017]


def test_a_part_that_exceeds_its_whole_says_nothing_of_it() -> None:
    """Of 17 people to date 90 were told of January later: no 73 are beyond them."""
    told = [("2026-02/1", "2026-02", 12), TO_DATE, ("2026-01/3", "2026-01", 90)]
    document = hierarchies()
    editions = read_editions(dict.fromkeys((said for said, _, _ in told), document), document)
    cells = pd.DataFrame(told, columns=["said", "period", "value"])
    cells = cells_frame(cells.assign(partner="p1", measure="served", status="shown")).assign(
        said=cells["said"]
    )
    found = contributions_of(cells, editions.now, {"served": 1})
    assert 73 not in ties_of(found, editions).slacks["value"].tolist()


@pytest.mark.parametrize("scale", [1, 4])
def test_a_person_has_the_nights_of_all_months_of_a_period(scale: int) -> None:
    document = read_hierarchy(hierarchies(nights={**HOURS, "unit": "nights"}))
    counts = [("served", "CY2026-Q1", 2), ("nights", "CY2026-Q1", 100)]
    counts += [("served", "2026-02", 1), ("nights", "2026-02", 30)]
    cells = pd.DataFrame(counts, columns=["measure", "period", "value"])
    cells = cells_frame(cells.assign(partner="p1", status="shown")).assign(said="now")
    scale_of = {"served": 1, "nights": scale}
    found = limits_of(contributions_of(cells, document, scale_of), document, scale_of)
    assert sorted(found.values) == [scale * (31 - 30), scale * (2 * 93 - 100)]
    assert sorted(found.terms["weight"]) == [-1, -1, scale * 31, scale * 93]


def test_nights_are_of_the_people_of_their_own_edition() -> None:
    document = read_hierarchy(hierarchies(nights={**HOURS, "unit": "nights"}))
    told = {"2026-03/1": {"served": 2, "nights": 40}, "now": {"served": 10, "nights": 300}}
    rows = [(said, name, n) for said, counts in told.items() for name, n in counts.items()]
    cells = pd.DataFrame(rows, columns=["said", "measure", "value"])
    counted = cells_frame(cells.assign(partner="p1", period="2026-03", status="shown"))
    scale_of = {"served": 1, "nights": 1}
    found = contributions_of(counted.assign(said=cells["said"]), document, scale_of)
    limits = limits_of(found, document, scale_of)
    assert sorted(limits.values) == [10 * 31 - 300, 2 * 31 - 40]


def test_a_longer_period_holds_the_same_months_but_once_whatever_is_said_of_them() -> None:
    """July is 5, and 6 under its other name: the 17 to date are 5 and 12, or nothing is known."""
    said = "2026-08/1"
    told = [(said, "2026-07", 5), (said, "SFY2027-YTD-07", 6), (said, "2026-08", 12)]
    found, ties = tied([*told, (said, "SFY2027-YTD-08", 17)])
    values = found.set_index("unknown")["value"]
    assert len(ties.slacks) == 0
    assert sorted(ties.terms["sign"] * ties.terms["unknown"].map(values)) == [-12, -5, 17]


def of_codes(breakdown: str, **more: str) -> tuple[pd.DataFrame, Ties]:
    """5 people of code a and 12 of b of 17, and how they are tied."""
    cells = pd.DataFrame({"dim1": ["a", "b", "total"], "value": [5, 12, 17]}).assign(
        partner="p1", measure="served", period="2026-03", breakdown=breakdown, **more
    )
    editions = read_editions({}, hierarchies())
    counted = cells_frame(cells.assign(status="shown")).assign(said="now")
    is_total = (counted[["dim1", "dim2", "dim3"]] == "total").all(axis=1)
    counted["breakdown"] = counted["breakdown"].mask(is_total, "total")
    found = contributions_of(counted, editions.now, {"served": 1})
    return found, ties_of(found, editions)


@pytest.mark.parametrize("other", ["dim2", "dim3"])
def test_the_parts_of_a_cross_table_add_up_within_it(other: str) -> None:
    """Women of ages a and b are all women: 17."""
    found, ties = of_codes("age", **{other: "women"})
    values = found.set_index("unknown")["value"]
    assert sorted(ties.terms["sign"] * ties.terms["unknown"].map(values)) == [-12, -5, 17]


@pytest.mark.parametrize(("breakdown", "count"), [("age", 1), ("service", 3), ("color", 0)])
def test_what_no_release_splits_a_measure_by_says_nothing_of_it(breakdown: str, count: int) -> None:
    """Ages add up; services are within their whole each and cover it together."""
    _, ties = of_codes(breakdown)
    assert ties.count == count


def test_two_breakdowns_of_one_total_tie_it_each_by_itself() -> None:
    counts = [("age", "a", 5), ("age", "b", 12), ("race", "x", 9), ("race", "y", 8)]
    counts.append(("total", "total", 17))
    cells = pd.DataFrame(counts, columns=["breakdown", "dim1", "value"]).assign(
        partner="p1", measure="served", period="2026-03", status="shown"
    )
    document = hierarchies(served={**PEOPLE, **NONE, "partitions": ["age", "race"]})
    editions = read_editions({}, document)
    found = contributions_of(cells_frame(cells).assign(said="now"), editions.now, {"served": 1})
    ties = ties_of(found, editions)
    values = ties.terms["sign"] * ties.terms["unknown"].map(found.set_index("unknown")["value"])
    sums = {tuple(sorted(values[rows.index])) for _, rows in ties.terms.groupby("relation")}
    assert sums == {(-12, -5, 17), (-9, -8, 17)}


def test_what_needs_no_protection_contributes_nothing() -> None:
    """A share of people hangs on nobody by itself, and beds are no people."""
    share = {**PEOPLE, **NONE, "additivity": "ratio", "ratio_of": ["served"]}
    beds = {"counts": "beds", "unit": "beds", "people": "", "additivity": "flow", **NONE}
    document = hierarchies(share=share, beds=beds)
    cells = pd.DataFrame({"measure": ["served", "share", "beds"], "value": [12, 3, 4]}).assign(
        partner="p1", period="2026-03", status="shown"
    )
    editions = read_editions({}, document)
    found = contributions_of(cells_frame(cells).assign(said="now"), editions.now, {"served": 1})
    assert found["measure"].tolist() == ["served"]
