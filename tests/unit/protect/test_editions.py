"""Earlier releases stand as they were told: in their order, by the hierarchies of their time."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

from pipelines.errors import Blocked, InternalError
from pipelines.protect import Frozen
from pipelines.protect.editions import joined, read_editions
from pipelines.protect.hierarchy import read_hierarchy
from pipelines.protect.wholes import refuse_impossible
from schemas.periods import Month
from tests.unit.protect.synthetic import cells_frame, freeze, tables_of
from tests.unit.protect.test_protection import (
    FLOW,
    NONE,
    PEOPLE,
    decided,
    hierarchies,
    row,
    shown,
)

KNOWN_NOTHING = ("nil", "not_received", "not_applicable", "not_collected", "not_available")
FEBRUARY, MARCH = Month(2026, 2), Month(2026, 3)
Rows = list[tuple[Any, ...]]


def hubs(**members: list[str]) -> dict[str, Any]:
    """The usual hierarchies, and which agencies make up a hub."""
    document = hierarchies()
    everything = {"hub": {"all": sorted(members)}, **document["geography"]["consortium"]}
    geography = {"consortium": everything, "hub": {"partner": members}}
    return {**document, "geography": geography}


def in_hub(value: float, hub: str) -> tuple[Any, ...]:
    """People of a hub."""
    return ("lead", "t1", "served", "2026-03", "hub", hub, "total", "total", value)


def told(
    before: Frozen | None,
    rows: Rows,
    statuses: list[str],
    document: dict[str, Any],
    said: str,
    more: Rows | None = None,
) -> Frozen:
    """A release as it once was, whatever would be decided today."""
    month, version = Month.parse(said[:7]), int(said[8:])
    tables = tables_of(rows, document, month, more)
    frame = tables.frame.assign(status=statuses)
    safe = type(decided(tables).safe)(month, frame, document, tables.coverage)
    found = freeze(tables, safe, version, before)
    editions = {**(before.editions if before else {}), said: document}
    return Frozen(found.figures, found.cells, editions)


def test_a_hub_that_lost_an_agency_tells_how_many_that_one_has() -> None:
    """17 of p1 and p2 were told; told of p1 alone now, they leave the 5 of p2."""
    old, new = hubs(h1=["p1", "p2"], h2=["p3"]), hubs(h1=["p1"], h2=["p2", "p3"])
    counted = [row((12, 5, 30))]
    frozen = told(None, [in_hub(17, "h1")], ["shown"], old, "2026-03/1", counted)
    tables = tables_of([in_hub(12, "h1")], new, more=counted)
    assert shown(decided(tables, frozen)) == [None]
    assert shown(decided(tables)) == [12]


@pytest.mark.parametrize("again", [[row(70, partner="p3")], []], ids=["restated", "no news"])
@pytest.mark.parametrize(("asked", "expected"), [(35, None), (60, 60)])
def test_what_was_printed_once_adds_up_as_it_did_then(
    asked: int, expected: int | None, again: Rows
) -> None:
    """40 of p1 and p2 were told while both were one hub; if p1 had 35 at most, p2 had 5 or more."""
    old, new = hubs(h1=["p1", "p2"], h2=["p3"]), hubs(h1=["p2"], h2=["p1", "p3"])
    rows = [in_hub(40, "h1"), row(35, partner="p1"), row(50, partner="p3")]
    statuses = ["shown", "withheld", "shown"]
    frozen = told(None, rows, statuses, old, "2026-03/1", [row((35, 5, 50))])
    served = {**old["measures"]["served"], "part_of": ["asked"]}
    document = {**new, **hierarchies(served=served, asked={**PEOPLE, **NONE})}
    document["geography"] = new["geography"]
    asked_of = row(asked, partner="p1", measure="asked", report="state")
    counted = [row((35, 5, 70 if again else 50))]
    found = decided(tables_of([*again, asked_of], document, more=counted), frozen)
    assert shown(found, measure="asked") == [expected]


def test_an_earlier_figure_that_nobody_can_add_up_is_an_error_that_names_it() -> None:
    counted = [row((12, 5, 30))]
    frozen = told(None, [in_hub(17, "h1")], ["shown"], hubs(h1=["p1", "p2"]), "2026-03/1", counted)
    without = Frozen(frozen.figures, frozen.cells.iloc[1:], frozen.editions)
    with pytest.raises(InternalError, match=r"PROTECT-10.*served\|2026-03\|hub:h1"):
        decided(tables_of([in_hub(12, "h1")], hubs(h1=["p1"]), more=counted), without)


def test_the_same_number_of_other_people_is_another_figure() -> None:
    """30 were told of (9, 11, 10); of (7, 13, 10) the 30 give p1's 7 away just as well."""
    document = hierarchies()
    frozen = told(None, [row((9, 11, 10))], ["shown"], document, "2026-03/1")
    rows = [row((7, 13, 10)), row(7, partner="p1"), row(13, partner="p2"), row(10, partner="p3")]
    restated = shown(decided(tables_of([*rows[:1], *rows[2:3]], document), frozen))
    assert restated == [30, 13]
    both = shown(decided(tables_of(rows, document), frozen))
    assert both[1] is None
    assert both[0] is None or None in both[2:3]


def test_what_a_table_that_is_no_more_printed_says_still_ties_its_figures() -> None:
    """The ages stood in a quarter's report; this month's declares none, and tells the total."""
    quarter = {**hierarchies(), "periods": {"CY2026-Q1": ["2026-01", "2026-02", "2026-03"]}}
    ages = [row((10, 10, 10), "a"), row((2, 2, 1), "b")]
    old = [(*one[:3], "CY2026-Q1", *one[4:]) for one in ages]
    total = (*row((12, 12, 11))[:3], "CY2026-Q1", *row((12, 12, 11))[4:])
    frozen = told(None, old, ["shown", "withheld"], quarter, "2026-03/1", [total])
    bare = hierarchies(served={**PEOPLE, **NONE})
    bare["breakdowns"] = {}
    april = {**bare, "periods": {"CY2026-Q1": ["2026-01", "2026-02", "2026-03"]}}
    assert shown(decided(tables_of([total], april, MARCH), frozen)) == [None]


def test_parts_add_up_within_each_edition_by_themselves() -> None:
    """All 60 were of age a once; that they are 30, 25 and 5 now gives the 5 away all the same."""
    rows = [row((20, 20, 20)), row((20, 20, 20), "a")]
    frozen = told(None, rows, ["shown", "shown"], hierarchies(), "2026-03/1")
    now = [row((20, 20, 20)), row((10, 10, 10), "a"), row((8, 8, 9), "b"), row((2, 2, 1), "c")]
    assert shown(decided(tables_of(now, hierarchies()), frozen)) == [60, 30, None, None]


def january(n: tuple[int, int, int]) -> tuple[Any, ...]:
    """Requests of January."""
    return row(n, measure="q", period="2026-01")


FEB = row((4, 4, 4), measure="q", period="2026-02")
TO_DATE = row((6, 6, 5), measure="q", period="CY2026-YTD-02")
DENIED = row((4, 4, 4), measure="denied", period="2026-02", report="state")


def test_a_year_to_date_rests_on_what_was_told_before_it() -> None:
    """Of January 60, 5 and 90 were told; the 17 to date came after the 5 and hold these."""
    document = hierarchies(q=FLOW, denied={**FLOW, "part_of": ["q"]})
    first = told(None, [january((20, 20, 20))], ["shown"], document, "2026-01/1")
    second = told(first, [january((2, 2, 1))], ["withheld"], document, "2026-01/2")
    third = told(second, [FEB, TO_DATE], ["withheld", "shown"], document, "2026-02/1")
    last = told(third, [january((30, 30, 30))], ["shown"], document, "2026-01/3")
    tables = tables_of([DENIED], document, FEBRUARY, [FEB])
    assert shown(decided(tables, last)) == [None]


def test_two_versions_that_differ_by_a_few_stay_unclear_after_a_third() -> None:
    """January was 60, then a withheld 62: 105 to date less at least 42 would be 63 to p1."""
    document = hierarchies(q=FLOW, denied={**FLOW, "part_of": ["q"]})
    first = told(None, [january((20, 20, 20))], ["shown"], document, "2026-01/1")
    second = told(first, [january((20, 22, 20))], ["withheld"], document, "2026-01/2")
    rows = [
        row((20, 12, 11), measure="q", period="2026-02"),
        row((2, 12, 10), measure="denied", period="2026-02"),
        row((40, 34, 31), measure="q", period="CY2026-YTD-02"),
    ]
    found = shown(decided(tables_of(rows, document, FEBRUARY), second))
    assert None in found[1:]


def test_a_number_that_is_told_again_stands_beside_what_is_told_now() -> None:
    """60 were told, then 80, and 60 again: less 55 in shelter that is 5."""
    document = hierarchies(sheltered={**PEOPLE, **NONE, "part_of": ["served"]})
    first = told(None, [row((20, 20, 20))], ["shown"], document, "2026-03/1")
    second = told(first, [row((30, 30, 20))], ["shown"], document, "2026-03/2")
    rows = [row((20, 20, 20)), row((18, 18, 19), measure="sheltered")]
    assert shown(decided(tables_of(rows, document), second)) == [60, None]


def test_a_difference_that_was_published_blocks_nothing_later() -> None:
    """57 of 60 stood in print while the threshold was 3: nobody can take that back."""
    document = hierarchies(part={**PEOPLE, **NONE, "part_of": ["served"]})
    rows = [row((20, 20, 20)), row((19, 19, 19), measure="part")]
    frozen = told(None, rows, ["shown", "shown"], document, "2026-03/1")
    age = row((20, 20, 20), "a", report="state")
    assert shown(decided(tables_of([*rows, age], document), frozen)) == [60, 57, 60]


@pytest.mark.parametrize("count", [(20, 20, 20), (4, 2, 1)])
def test_what_was_withheld_and_then_published_blocks_nothing_later(
    count: tuple[int, int, int],
) -> None:
    document = hierarchies(asked={**PEOPLE, **NONE})
    first = told(None, [row(count)], ["withheld"], document, "2026-03/1")
    second = told(first, [row(count)], ["shown"], document, "2026-03/2")
    rows = [row(count), row((20, 20, 20), measure="asked")]
    assert shown(decided(tables_of(rows, document), second)) == [sum(count), 60]


def test_what_must_be_published_is_what_is_told_now() -> None:
    """The 7 of the version before are not; they stay withheld."""
    first = told(None, [row((4, 2, 1))], ["withheld"], hierarchies(), "2026-03/1")
    found = decided(tables_of([row((20, 20, 20))], hierarchies()), first, {"lead": ["t1"]})
    assert shown(found) == [60]


@pytest.mark.parametrize("status", ["true_zero", *KNOWN_NOTHING])
def test_that_an_agency_has_none_of_what_was_published_blocks_nothing(status: str) -> None:
    """7 stood in print while the threshold was 3; less none of p1's it is no other number."""
    rows = [row((0, 4, 3))]
    frozen = told(None, rows, ["shown"], hierarchies(), "2026-03/1")
    tables = tables_of([row(0, partner="p1")], hierarchies(), more=rows)
    safe = decided(dataclasses.replace(tables, frame=tables.frame.assign(status=status)), frozen)
    assert (safe.figures_checked, safe.figures_withheld) == (1, 0)


def test_an_agency_that_has_none_leaves_no_room_for_one_more() -> None:
    """Whoever knows that p3 has nobody adds up p1 and p2; each of them knows its own."""
    counted = [row((20, 20, 0))]
    frozen = told(None, counted, ["withheld"], hierarchies(), "2026-03/1")
    rows = [row(20, partner="p1"), row(20, partner="p2")]
    found = decided(tables_of(rows, hierarchies(), more=counted), frozen)
    assert shown(found) == [None, None]


def test_editions_stand_in_the_order_of_release_and_unnamed_ones_before() -> None:
    named: dict[str, Any] = {"2026-02/1": {}, "2026-01/2": {}}
    unnamed = ["2025-12/12", "2026-01/1", "2026-01/3", "2026-01/9", "2026-01/10"]
    found = read_editions(named, {}, [*reversed(unnamed), *reversed(named)])
    order = sorted(found.rank, key=found.rank.__getitem__)
    assert order == [*unnamed, *named, "now"]


def test_an_unnamed_edition_adds_up_by_the_hierarchies_that_are_next_to_it_in_time() -> None:
    """Its hub had p2 still: by a later word its figures would be sums of the wrong agencies."""
    first, second, now = (hubs(h1=[*names]) for names in (("p1", "p2"), ("p1", "p3"), ("p1",)))
    told = {"2026-02/1": first, "2026-03/1": second}
    found = read_editions(told, now, ["2026-01/1"]).hierarchies["2026-01/1"]
    assert {code: found.geography["partner", code][-1].code for code in ("p1", "p2")} == {
        "p1": "h1",
        "p2": "h1",
    }
    assert found.geography["partner", "p1"][-1].children == ("p1", "p2")


def test_documents_are_joined_and_the_newest_word_holds() -> None:
    old = hubs(h1=["p1", "p2"], h2=["p3"])
    new = {**hubs(h1=["p1"], h2=["p2", "p3"]), "breakdowns": {}, "measures": {}}
    both = joined([old, new])
    assert both["measures"] == {
        name: {**entry, "ratio_of": [], "partitions": ["age"], "multi": ["service"]}
        for name, entry in old["measures"].items()
    }
    assert both["breakdowns"] == {
        name: {"parent": "", "parent_of": {}} for name in old["breakdowns"]
    }
    places = read_editions({"2026-03/1": old}, new).hierarchies
    above = {
        said: {p.type: p.code for p in one.geography["partner", "p2"]}
        for said, one in places.items()
    }
    assert above == {
        "2026-03/1": {"consortium": "all", "hub": "h1"},
        "now": {"consortium": "all", "hub": "h2"},
    }


def test_whatever_any_document_lists_of_a_measure_holds_and_the_newest_word_of_all_else() -> None:
    lists = ("part_of", "sum_of", "partitions", "multi", "ratio_of")
    old = {"counts": "persons", "unit": "people", **{name: list("hgfeba") for name in lists}}
    new = {"unit": "persons", "people": "", **{name: list("dcb") for name in lists}}
    [found] = joined([{"measures": {"served": one}} for one in (old, new)])["measures"].values()
    words = {"counts": "persons", "unit": "persons", "people": ""}
    assert found == {**words, **{name: list("abcdefgh") for name in lists}}


def test_a_part_that_is_no_more_declared_is_still_one() -> None:
    """55 in shelter were told of, of all served; 60 served now leave 5, whatever is said since."""
    old = hierarchies(sheltered={**PEOPLE, **NONE, "part_of": ["served"]})
    counted = [row((20, 20, 20))]
    sheltered = row((18, 18, 19), measure="sheltered")
    frozen = told(None, [sheltered], ["shown"], old, "2026-03/1", counted)
    now = tables_of(counted, hierarchies(), more=[sheltered])
    assert shown(decided(now, frozen)) == [None]
    assert shown(decided(now)) == [60]


def test_codes_that_are_no_more_told_have_the_parents_they_had() -> None:
    old = {"age": {"parent": "band", "parent_of": {"a": "young", "b": "young"}}}
    new = {"age": {"parent": "", "parent_of": {"b": "old"}}}
    found = joined([{"breakdowns": old}, {"breakdowns": new}])["breakdowns"]
    assert found == {"age": {"parent": "band", "parent_of": {"a": "young", "b": "old"}}}
    newest = {"age": {"parent": "group", "parent_of": {}}}
    [age] = joined([{"breakdowns": one} for one in (old, newest)])["breakdowns"].values()
    assert age["parent"] == "group"


def test_places_that_are_no_more_told_lie_where_they_did() -> None:
    old = hubs(h1=["p1", "p2"])
    old["geography"]["hub"]["county"] = {"h1": ["c1"]}
    old["geography"]["region"] = {"county": {"r1": ["c2"]}}
    found = read_editions({"2026-03/1": old}, hubs(h1=["p1"])).now.geography
    assert [parent.code for parent in found["county", "c2"]] == ["r1"]
    assert [parent.code for parent in found["county", "c1"]] == ["h1"]
    assert [parent.children for parent in found["partner", "p1"] if parent.code == "h1"] == [
        ("p1",)
    ]


@pytest.mark.parametrize("measure", ["served", "q"])
def test_parts_that_exceed_their_whole_are_refused_by_agency_and_place(measure: str) -> None:
    """p1 says 35 of 20 and p2 30 of 45: together they are 65, and give the third away."""
    document = hierarchies(q={**FLOW, "partitions": ["age"]})
    rows = [
        row((20, 45, 0), measure=measure),
        row((12, 10, 0), "a", measure=measure),
        row((12, 15, 0), "b", measure=measure),
        row((11, 5, 0), "c", measure=measure),
    ]
    with pytest.raises(Blocked, match=rf"PROTECT-11.*p1\|{measure}\|2026-03\|total\|total") as told:
        decided(tables_of(rows, document))
    assert "p2" not in str(told.value)


def test_a_part_of_nobody_is_refused_and_one_of_an_unknown_number_is_not() -> None:
    part = {**PEOPLE, **NONE, "part_of": ["served"]}
    rows = [row((20, 0, 20)), row((12, 11, 12), measure="sheltered")]
    tables = tables_of(rows, hierarchies(sheltered=part))
    with pytest.raises(Blocked, match=r"PROTECT-11.*p2\|served"):
        decided(tables)
    tables.cells.loc[tables.cells["value"] == 0, "value"] = pd.NA
    assert decided(tables).figures_checked == 2


def test_parts_that_overlap_may_be_more_than_their_whole_together() -> None:
    services = [row((15, 15, 15), "s", by="service"), row((16, 16, 16), "t", by="service")]
    assert decided(tables_of([row((20, 20, 20)), *services], hierarchies())).figures_checked == 3


def test_events_that_do_not_add_up_are_not_refused() -> None:
    talks = {**NONE, "counts": "events", "additivity": "flow", "partitions": ["age"]}
    rows = [row((10, 10, 10)), row(3, measure="talks"), row(4, "a", measure="talks")]
    assert shown(decided(tables_of(rows, hierarchies(talks=talks)))) == [30, 3, 4]


def of_agency(name: str, measure: str, whole: float, *parts: float, by: str) -> pd.DataFrame:
    """What one agency says of a whole and of its parts by code."""
    sizes = {
        ("total", "total"): whole,
        **{(by, code): n for code, n in zip("abc", parts, strict=False)},
    }
    frame = pd.DataFrame([(*place, n) for place, n in sizes.items()])
    frame = frame.set_axis(["breakdown", "dim1", "value"], axis=1)
    told = frame.assign(partner=name, measure=measure, period="2026-03", status="shown")
    return cells_frame(told)


@pytest.mark.parametrize(("agencies", "more"), [(1, ""), (5, ""), (7, " and 2 more")])
def test_a_refusal_names_five_places_once_in_order_and_says_how_many_more(
    agencies: int, more: str
) -> None:
    """Each agency has more than its 20 by gender, and all but the first by age too."""
    served = {**PEOPLE, **NONE, "partitions": ["age", "gender"]}
    names = [f"p{n}" for n in range(1, agencies + 1)]
    told = [
        of_agency(name, "served", 20, 12, 12, by=by)
        for name in reversed(names)
        for by in (("gender",) if name == "p1" else ("age", "gender"))
    ]
    cells = pd.concat(told).drop_duplicates()
    with pytest.raises(Blocked) as refused:
        refuse_impossible(cells, read_hierarchy(hierarchies(served=served)), {"served": 1})
    places = [f"{name}|served|2026-03|{'|'.join(['total'] * 5)}" for name in names[:5]]
    text = f"an agency's parts are more than their whole: {', '.join(places)}{more};"
    assert text in str(refused.value)


def test_parts_of_hours_that_are_all_of_them_are_no_more_than_all() -> None:
    """As fractions of a computer a tenth and two tenths are more than three."""
    hours = {**FLOW, "unit": "hours", "people": "served", "partitions": ["age"]}
    hierarchy = read_hierarchy(hierarchies(hours=hours))
    cells = of_agency("p1", "hours", 0.3, 0.1, 0.2, by="age")
    refuse_impossible(cells, hierarchy, {"hours": 100})
    with pytest.raises(Blocked, match="PROTECT-11"):
        refuse_impossible(cells.assign(value=[0.3, 0.11, 0.2]), hierarchy, {"hours": 100})


def test_all_of_a_whole_may_be_said_in_two_ways() -> None:
    """Its ages are all 20, and so are its genders: together they are 40 of nobody."""
    served = {**PEOPLE, **NONE, "partitions": ["age", "gender"]}
    told = [of_agency("p1", "served", 20, 12, 8, by=by) for by in ("age", "gender")]
    cells = pd.concat(told).drop_duplicates()
    refuse_impossible(cells, read_hierarchy(hierarchies(served=served)), {"served": 1})
