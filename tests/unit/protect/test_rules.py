"""Each rule on a case that only it decides."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from pipelines.errors import Blocked, InternalError
from pipelines.protect import protection
from pipelines.protect.costs import costs_of
from pipelines.protect.demands import Demand
from pipelines.protect.derived import Derived, derived_of
from pipelines.protect.editions import Editions, read_editions
from pipelines.protect.hierarchy import read_hierarchy
from pipelines.protect.keys import Key, keys_of
from pipelines.protect.pattern import Pattern
from pipelines.protect.reach import Reach
from pipelines.protect.replay import impossible, unproved
from pipelines.protect.starts import Floats, least_pattern
from pipelines.protect.system import System
from schemas.periods import Month
from tests.unit.protect.synthetic import World, freeze, tables_of
from tests.unit.protect.test_editions import hubs
from tests.unit.protect.test_protection import (
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
from tests.unit.protect.test_releases import released

MARCH = Month(2026, 3)
KEY = Key("served", "2026-03", "consortium", "all", "total", "total", "total", "total")
DENIED = {**FLOW, "part_of": ["q"]}


def quarter(march: tuple[int, int, int], whole: tuple[int, int, int], **measures: Any) -> Any:
    """January 20 and the quarter were told, February's (2, 2, 1) and March withheld."""
    document = hierarchies(**measures)
    rows = [
        row((7, 7, 6), measure="q", period="2026-01"),
        row((2, 2, 1), measure="q", period="2026-02"),
        row(march, measure="q", period="2026-03"),
        row(whole, measure="q", period="CY2026-Q1"),
    ]
    frozen = freeze(tables := tables_of(rows, document), decided(tables).safe)
    frozen.figures["status"] = ["shown", "withheld", "withheld", "shown"]
    return document, frozen


@pytest.mark.parametrize("report", ["lead", "no longer made"])
def test_a_count_withheld_before_keeps_room_up_to_the_threshold_against_a_partner(
    report: str,
) -> None:
    """By the denied and its own, p1 knows that March was 42 at least, and February 6 at most."""
    document, frozen = quarter((20, 12, 11), (29, 21, 18), q=FLOW, denied=DENIED)
    frozen.figures["version_id"] = f"{report}/2026-03/1"
    more = [row((20, 12, 11), measure="q")]
    denied = row((2, 12, 10), measure="denied", report="state")
    assert shown(decided(tables_of([denied], document, more=more), frozen)) == [None]
    denied = row((2, 3, 10), measure="denied", report="state")
    assert shown(decided(tables_of([denied], document, more=more), frozen)) == [15]


def test_a_count_withheld_before_may_still_be_one_less() -> None:
    """All 30 of March were asked for at most: February would be 5 at least."""
    wide = {**FLOW, "part_of": ["asked"]}
    hierarchy, frozen = quarter((10, 10, 10), (19, 19, 17), asked=FLOW, q=wide)
    more = [row((10, 10, 10), measure="q")]
    asked = row((10, 10, 10), measure="asked", report="state")
    assert shown(decided(tables_of([asked], hierarchy, more=more), frozen)) == [None]
    asked = row((12, 11, 10), measure="asked", report="state")
    assert shown(decided(tables_of([asked], hierarchy, more=more), frozen)) == [33]


def test_people_with_several_services_leave_nothing_over() -> None:
    """45 of 50 would leave 5, but some of the 45 may have had both."""
    rows = [row((20, 15, 15)), row((8, 6, 6), "s", by="service"), row((9, 8, 8), "t", by="service")]
    assert decided(tables_of(rows, hierarchies())).figures_withheld == 0


def test_people_of_two_months_leave_nothing_of_three_over() -> None:
    periods = ("2026-01", "2026-02", "CY2026-YTD-03")
    counts = ((10, 10, 10), (10, 10, 10), (22, 22, 21))
    rows = [row(n, period=p) for n, p in zip(counts, periods, strict=True)]
    more = [row((2, 2, 1))]
    assert decided(tables_of(rows, hierarchies(), more=more)).figures_withheld == 0


def test_a_quarter_and_one_of_its_months_leave_nothing_over() -> None:
    """40 and 20 of 65 would leave 5, but the 20 are among the 40."""
    counts = {"CY2026-YTD-04": (25, 20, 20), "CY2026-Q1": (14, 13, 13), "2026-01": (7, 7, 6)}
    rows = [row(n, measure="q", period=period) for period, n in counts.items()]
    assert shown(decided(tables_of(rows, hierarchies(q=FLOW)))) == [65, 40, 20]


@pytest.mark.parametrize("count", [16, 24])
def test_a_total_restated_by_a_few_either_way_is_withheld(count: int) -> None:
    frozen = released(QUIET, hierarchies())
    rows = [row((count, 20, 20)), row((count - 10, 10, 10), "a"), QUIET[2]]
    assert shown(decided(tables_of(rows, hierarchies()), frozen)) == [None, None, 30]


def test_many_hours_restated_with_a_few_people_are_withheld() -> None:
    hours = {"counts": "persons", "unit": "hours", "people": "served", "additivity": "flow", **NONE}
    document = hierarchies(hours=hours)
    rows = [row((20, 20, 20)), row((50, 50, 50), measure="hours")]
    frozen = released(rows, document)
    rows = [row((22, 20, 20)), row((130, 50, 50), measure="hours")]
    assert shown(decided(tables_of(rows, document), frozen)) == [None, None]


def test_a_part_of_a_new_version_may_exceed_the_whole_of_an_old_one() -> None:
    """p1 had nobody of the 8; of its 5 now p3 cannot know that they are among its own 8."""
    document = hierarchies()
    frozen = released([row((0, 0, 8))], document)
    rows = [row(5, partner="p1")]
    assert shown(decided(tables_of(rows, document), frozen)) == [None]


@pytest.mark.parametrize(("asked", "expected"), [((8, 0, 20), None), ((28, 0, 20), 48)])
def test_nor_may_anything_say_that_it_does_not(
    asked: tuple[int, int, int], expected: int | None
) -> None:
    """Of 28 that asked p3 takes its own 20: the 5 that p1 served could be 8 at most, not 11."""
    part = {**PEOPLE, **NONE, "part_of": ["asked"]}
    document = hierarchies(served=part, asked={**PEOPLE, **NONE})
    frozen = released([row((0, 0, 8))], document)
    rows = [row(5, partner="p1"), row(asked, measure="asked")]
    assert shown(decided(tables_of(rows, document), frozen)) == [None, expected]


def test_a_zero_that_might_be_empty_for_good_moves_nothing() -> None:
    """Only if p2 might have had somebody of age b could the four inner figures hide p1's 5."""
    rows = [row((25, 20, 0)), row(25, partner="p1"), row(20, partner="p2")]
    rows += [row((5, 20, 0), "a"), row((20, 0, 0), "b")]
    rows += [row(n, code, partner=p) for p, code, n in (("p1", "a", 5), ("p1", "b", 20))]
    rows += [row(n, code, partner=p) for p, code, n in (("p2", "a", 20), ("p2", "b", 0))]
    found = shown(decided(tables_of(rows, hierarchies())))
    assert found[-1] == 0
    assert None in found[:5]


def test_what_earlier_releases_gave_away_to_everybody_stops_the_next() -> None:
    document = hierarchies()
    ages = [row((25, 25, 10)), row((10, 10, 9), "a"), row((13, 13, 0), "b"), row((2, 2, 1), "c")]
    tables = tables_of(ages, document)
    frozen = freeze(tables, decided(tables).safe)
    frozen.figures["status"] = ["shown", "shown", "shown", "withheld"]
    with pytest.raises(Blocked, match=r"PROTECT-04.*served\|2026-03\|consortium:all\|age:c"):
        decided(tables, frozen)


def versions(*of: tuple[int, str, bool]) -> tuple[pd.DataFrame, Editions]:
    """One total and one part by edition: number, where it stood, whether everybody knows it."""
    keys = [KEY._replace(dim1="a", breakdown="age") if n < 50 else KEY for n, _, _ in of]
    figures = pd.DataFrame(keys, columns=Key._fields).assign(
        key=pd.Series(keys, dtype=object),
        value=[n for n, _, _ in of],
        threshold=11,
        stood=pd.Series([(said,) for _, said, _ in of], dtype=object),
        is_known=[known for _, _, known in of],
        is_held=False,
    )
    return figures, read_editions({"2026-03/1": {}, "2026-03/2": {}}, hierarchies())


def test_old_versions_that_differ_by_a_few_are_held_apart_until_all_are_known() -> None:
    one, other = (60, "2026-03/1", True), (62, "2026-03/2", False)
    found = derived_of(*versions(one, other))
    assert found == [Derived(1, (0,), 2, "restated", is_signed=True)]
    assert derived_of(*versions(one, (62, "2026-03/2", True))) == []
    assert derived_of(*versions(one, (80, "2026-03/2", False))) == []


@pytest.mark.parametrize(("first", "second"), [(60, 62), (62, 60), (60, 70), (60, 71), (71, 60)])
def test_what_a_restatement_adds_or_takes_away_may_be_few(first: int, second: int) -> None:
    """A few are taken off the larger one, whichever came first; the threshold is no few."""
    found = derived_of(*versions((first, "2026-03/1", True), (second, "2026-03/2", False)))
    larger, rest = int(second > first), abs(second - first)
    expected = [Derived(larger, (1 - larger,), rest, "restated", is_signed=True)]
    assert found == (expected if rest < 11 else [])


@pytest.mark.parametrize(("people", "reasons"), [(60, []), (64, ["inherited", "restated"])])
def test_hours_are_restated_with_a_few_people_or_with_nobody(
    people: int, reasons: list[str]
) -> None:
    """Nobody is behind five hours that were added to those of the same people."""
    figures, _ = versions(
        (60, "2026-03/1", True),
        (100, "2026-03/1", True),
        (105, "2026-03/2", False),
        (people, "2026-03/2", False),
    )
    measures = ["served", "hours", "hours", "served"]
    keys = [KEY._replace(measure=measure) for measure in measures]
    editions = read_editions({"2026-03/1": {}, "2026-03/2": {}}, hierarchies(hours=HOURS))
    figures = figures.assign(measure=measures, key=pd.Series(keys, dtype=object))
    assert [one.reason for one in derived_of(figures, editions)] == reasons


def test_differences_stand_in_an_order_that_is_the_same_every_time() -> None:
    places = [KEY._replace(geography=f"p{n}") for n in range(6)]
    figures, editions = versions(*[(n, "2026-03/1", True) for n in range(50, 56)])
    later, _ = versions(*[(n, "2026-03/2", False) for n in range(52, 58)])
    both = pd.concat([figures, later], ignore_index=True)
    both["key"] = pd.Series([*places, *places], dtype=object)
    found = derived_of(both, editions)
    assert [(one.whole, one.parts) for one in found] == [(n + 6, (n,)) for n in range(6)]


@pytest.mark.parametrize("limits", [(5, 11), (11, 5)])
@pytest.mark.parametrize("first", [60, 49])
def test_the_stricter_of_two_thresholds_holds_for_what_is_between(
    first: int, limits: tuple[int, int]
) -> None:
    figures, editions = versions((first, "2026-03/1", True), (first + 7, "2026-03/2", False))
    found = derived_of(figures.assign(threshold=limits), editions)
    assert [(one.whole, one.parts, one.value) for one in found] == [(1, (0,), 7)]


def test_a_part_is_within_its_whole_only_where_both_stood_at_one_time() -> None:
    part, whole = (49, "2026-03/1", False), (55, "2026-03/1", True)
    assert derived_of(*versions(part, whole)) == [Derived(1, (0,), 6, "remainder")]
    later = (49, "2026-03/2", False)
    found = derived_of(*versions(later, whole))
    assert found == [Derived(1, (0,), 6, "remainder", is_signed=True)]


@pytest.mark.parametrize(
    ("shorter", "longer", "is_signed"),
    [("2026-03/1", "2026-03/2", False), ("2026-03/2", "2026-03/1", True)],
)
def test_a_year_to_date_holds_a_month_told_before_it_and_perhaps_not_one_told_after(
    shorter: str, longer: str, *, is_signed: bool
) -> None:
    figures, editions = versions((49, shorter, True), (55, longer, False))
    keys = [KEY._replace(period=period) for period in ("2026-01", "CY2026-YTD-02")]
    found = derived_of(figures.assign(key=pd.Series(keys, dtype=object)), editions)
    assert found == [Derived(1, (0,), 6, "remainder", is_signed=is_signed)]


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [(["2026-03/2"], ["2026-03/1", "now"]), (["2026-03/1", "now"], ["2026-03/2"])],
)
def test_so_it_does_where_the_month_was_told_once_before_it(
    shorter: list[str], longer: list[str]
) -> None:
    """What is told again stood both times."""
    figures, editions = versions((49, "2026-03/1", True), (55, "2026-03/1", False))
    keys = [KEY._replace(period=period) for period in ("2026-01", "CY2026-YTD-02")]
    stood = pd.Series([tuple(shorter), tuple(longer)], dtype=object)
    found = derived_of(figures.assign(key=pd.Series(keys, dtype=object), stood=stood), editions)
    assert found == [Derived(1, (0,), 6, "remainder")]


@pytest.mark.parametrize(("measure", "is_few"), [("served", True), ("hours", False)])
def test_few_hours_between_two_figures_are_not_few_people(measure: str, *, is_few: bool) -> None:
    figures, _ = versions((49, "2026-03/1", True), (55, "2026-03/1", False))
    keys = [key._replace(measure=measure) for key in figures["key"]]
    hours = {**HOURS, "partitions": ["age"]}
    editions = read_editions({"2026-03/1": {}}, hierarchies(hours=hours))
    figures = figures.assign(measure=measure, key=pd.Series(keys, dtype=object))
    assert len(derived_of(figures, editions)) == is_few


def test_what_was_told_once_is_subtracted_as_it_added_up_then_and_not_as_later() -> None:
    """An edition that told nobody's count says that the hub lost the agency; it had it before."""
    figures, _ = versions((49, "2026-03/1", False), (55, "2026-03/1", True))
    places = (("partner", "p1"), ("hub", "h1"))
    keys = [KEY._replace(geography_type=kind, geography=name) for kind, name in places]
    old, new = hubs(h1=["p1", "p2"], h2=["p3"]), hubs(h1=["p2"], h2=["p1", "p3"])
    editions = read_editions({"2026-03/1": old, "2026-03/2": new}, new)
    found = derived_of(figures.assign(key=pd.Series(keys, dtype=object)), editions)
    assert found == [Derived(1, (0,), 6, "remainder")]


def test_what_stood_together_before_a_part_was_restated_is_still_subtracted() -> None:
    part, whole = (48, "2026-03/1", False), (55, "2026-03/1", True)
    found = derived_of(*versions((30, "2026-03/2", True), part, whole))
    assert found == [Derived(2, (1,), 7, "remainder")]


@pytest.mark.parametrize(
    ("own", "other"), [("CY2026-Q1", "FFY2026-Q2"), ("FFY2026-Q2", "CY2026-Q1")]
)
def test_a_total_restated_under_another_name_leaves_what_it_was_under_its_own(
    own: str, other: str
) -> None:
    """49 of 55 were told; that the same months are 90 by their other name takes nothing back."""
    part, whole = (49, "2026-03/1", False), (55, "2026-03/1", True)
    figures, editions = versions(part, whole, (90, "2026-03/2", True))
    periods = (own, own, other)
    keys = [key._replace(period=p) for key, p in zip(figures["key"], periods, strict=True)]
    found = derived_of(figures.assign(key=pd.Series(keys, dtype=object)), editions)
    assert found == [Derived(1, (0,), 6, "remainder")]


@pytest.mark.parametrize(("later", "is_signed"), [(["2026-03/1"], False), (["2026-03/2"], True)])
def test_of_several_parts_one_that_was_told_later_may_exceed_what_is_left(
    later: list[str], *, is_signed: bool
) -> None:
    """60 to date were told without their months, and one month before or after them."""
    figures, editions = versions(
        (27, "2026-03/1", True), (26, "2026-03/1", True), (60, "2026-03/1", False)
    )
    keys = [
        KEY._replace(measure="q", period=period)
        for period in ("2026-01", "2026-02", "CY2026-YTD-03")
    ]
    document = hierarchies(q=FLOW)
    editions = read_editions(
        dict.fromkeys(("2026-03/0", "2026-03/1", "2026-03/2"), document), document
    )
    stood = pd.Series([("2026-03/0",), tuple(later), ("2026-03/1",)], dtype=object)
    found = derived_of(
        figures.assign(key=pd.Series(keys, dtype=object), measure="q", stood=stood), editions
    )
    assert found == [Derived(2, (0, 1), 7, "remainder", is_signed=is_signed)]


def test_all_certificates_of_a_pattern_hold_without_a_solver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched: list[tuple[System, list[Demand], Pattern]] = []

    def kept(system: System, demands: list[Demand], costs: Floats, _: Any) -> Pattern:
        searched.append((system, demands, least_pattern(system, demands, costs)))
        return searched[-1][2]

    monkeypatch.setattr(protection, "least_pattern", kept)
    decided(World(2, partners=5, counties=8).tables())
    [(system, demands, pattern)] = searched
    named = {demand.unknown for demand in demands}
    others = [Demand(n, "complementary", 1, 1, is_either=True) for n in pattern.withheld]
    asked = [*demands, *(one for one in others if one.unknown not in named)]
    moves = pattern.reach.kept()
    assert len(asked) > len(demands)
    assert impossible(system, moves, pattern.withheld).tolist() == []
    # Of hours that are nearly all its own an agency knows what little the others had.
    assert [one for one in unproved(system, asked, moves) if one.reason != "inherited"] == []
    assert unproved(system, asked, moves[:1]) != []
    shorter = [dict(list(move.items())[1:]) for move in moves]
    assert len(impossible(system, shorter, pattern.withheld)) == len(moves)


def test_a_month_whose_certificates_are_not_all_there_is_not_let_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forgetful(system: System, demands: list[Demand], costs: Floats, _: Any) -> Pattern:
        found = least_pattern(system, demands, costs)
        return dataclasses.replace(found, reach=Reach(found.reach.ground))

    monkeypatch.setattr(protection, "least_pattern", forgetful)
    with pytest.raises(InternalError, match="PROTECT-09"):
        decided(tables_of([row((2, 2, 1), "a")], hierarchies()))


ORDER = [
    KEY,
    KEY._replace(geography_type="hub", geography="h1"),
    KEY._replace(breakdown="band", dim1="young"),
    KEY._replace(geography_type="partner", geography="p1"),
    KEY._replace(breakdown="age", dim1="a"),
]


def costs(keys: list[Key], values: list[int], weight: float = 1, *cheap: Key) -> list[float]:
    """What it costs to miss each figure; ages make up bands."""
    document = hierarchies()
    document["breakdowns"]["age"]["parent"] = "band"
    size = len(keys)
    figures = pd.DataFrame({"key": pd.Series(keys, dtype=object), "value": values})
    none, empty = np.zeros(size, dtype=bool), sp.csr_matrix((0, 0), dtype=np.int64)
    owner, weights = np.full(size, -1), np.full(size, weight)
    system = System(np.array(values), owner, weights, none, none, none, empty, empty, figures, ())
    return costs_of(system, read_hierarchy(document), frozenset(cheap)).tolist()


def test_readers_miss_totals_most_then_hubs_groups_and_large_figures() -> None:
    values = [60, 50, 30, 50, 20]
    assert list(np.argsort(costs(ORDER, values)))[::-1] == [0, 1, 2, 3, 4]
    again = costs(ORDER, values, 1, ORDER[3]._replace(period=""))
    assert list(np.argsort(again))[::-1] == [0, 1, 2, 4, 3]


def test_readers_miss_every_doubling_by_a_quarter_more_whatever_is_counted() -> None:
    """Large figures are dearer, but no figure is so large that many small ones go instead."""
    place = ORDER[3]
    assert costs([place] * 4, [0, 1, 3, 1023]) == [1, 1.25, 1.5, 3.5]
    assert costs([place], [4 * 1023], 0.25) == costs([place], [1023])


def test_readers_miss_groups_of_agencies_and_regions_alike_and_bands_half_as_much() -> None:
    kinds = ("consortium", "hub", "grant", "region", "partner", "county")
    places = [KEY._replace(geography_type=kind, geography="x") for kind in kinds]
    total, hub, grant, region, partner, county = costs(places, [0] * 6)
    assert (total, hub, grant, region, partner, county) == (40, hub, hub, hub, 1, 1)
    bands = costs([key._replace(breakdown="band", dim1="young") for key in places], [0] * 6)
    assert bands == [hub / 2] * 6
    assert costs([key._replace(breakdown="age", dim1="a") for key in places], [0] * 6) == [1] * 6
    assert 1 < hub / 2 < hub < total


def test_what_one_code_of_a_cross_table_leaves_of_all_codes_may_be_few() -> None:
    figures, editions = versions((49, "2026-03/1", True), (55, "2026-03/1", False))
    women = KEY._replace(breakdown="age", dim2="women")
    keys = [women._replace(dim1="a"), women]
    found = derived_of(figures.assign(key=pd.Series(keys, dtype=object)), editions)
    assert found == [Derived(1, (0,), 6, "remainder")]


@pytest.mark.parametrize("other", ["dim2", "dim3"])
def test_all_codes_of_a_cross_table_are_still_of_the_same_women(other: str) -> None:
    """Only what is split by nothing else is the total itself; its text says so in one word."""
    women = KEY._replace(breakdown="age", dim1="a", **{other: "women"})
    assert women.all_of_dim1() == women._replace(dim1="total")
    assert women._replace(**{other: "total"}).all_of_dim1() == KEY
    crossed = [women, women.all_of_dim1(), KEY._replace(breakdown="age")]
    assert keys_of(pd.DataFrame(crossed)) == [*crossed[:2], KEY]
    assert women.text == "served|2026-03|consortium:all|age:a+women"
    assert KEY.text == "served|2026-03|consortium:all|total:total"
