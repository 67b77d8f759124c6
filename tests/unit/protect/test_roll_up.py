"""Roll-up before hiding: when the finest rows are left out, and what stands in for them."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

from pipelines.protect import Protection, methods, nothing_frozen
from pipelines.protect.roll_up import is_finest, rolled_up
from pipelines.types import Tables
from schemas.model import FunderReport, Method
from schemas.periods import Month
from tests.unit.protect.declared import as_declared, only, report, table
from tests.unit.protect.synthetic import MONTH, freeze, tables_of
from tests.unit.protect.test_protection import FLOW, PEOPLE, hierarchies, row

COUNTIES = {"cook": ("17031", "17043"), "south": ("17001", "17003")}
BY_COUNTY = table("t1", "geography:county", subtotals="region", roll_up="region")
SMALL = {"17031": 60, "17043": 3, "17001": 4, "17003": 5}
LARGE = {"17031": 60, "17043": 30, "17001": 40, "17003": 50}


def by_county(sizes: dict[str, int], month: Month = MONTH) -> Tables:
    """People by county under their regions, of one agency beside another that is everywhere."""
    document = hierarchies()
    document["geography"]["consortium"]["region"] = {"all": list(COUNTIES)}
    document["geography"]["region"] = {"county": {r: list(c) for r, c in COUNTIES.items()}}
    rows: list[tuple[Any, ...]] = [row(sum(sizes.values()), period=str(month))]
    for region, inside in COUNTIES.items():
        whole = sum(sizes[county] for county in inside)
        for kind, place, value in (
            ("region", region, whole),
            *(("county", county, sizes[county]) for county in inside),
        ):
            rows.append(("lead", "t1", "served", str(month), kind, place, "total", "total", value))
    tables = tables_of(rows, document, month)
    cells = tables.cells.iloc[:0]
    halves = [
        (who, "served", str(month), county, *["total"] * 4, float(part), "shown")
        for county, size in {**sizes, "total": sum(sizes.values())}.items()
        for who, part in _halves(county, size, sizes)
    ]
    cells = type(cells)(halves, columns=cells.columns)
    return dataclasses.replace(tables, cells=cells)


def _halves(county: str, size: int, sizes: dict[str, int]) -> list[tuple[str, int]]:
    first = sum(n // 2 for n in sizes.values()) if county == "total" else size // 2
    return [("p1", first), ("p2", size - first)]


def rolling(share: float = 0.5, **more: Any) -> FunderReport:
    return report(tables=(BY_COUNTY,), roll_up_share=share, **more)


def kinds(protection: Protection) -> set[str]:
    """The kinds of places in print."""
    return set(protection.safe.frame["geography_type"])


def test_counties_give_way_to_their_regions_when_most_would_be_withheld() -> None:
    plain = as_declared(by_county(SMALL), [report()]).safe.frame
    hidden = only(plain, geography_type="county")["status"].eq("withheld").mean()
    assert hidden > 0.5
    coarse = as_declared(by_county(SMALL), [rolling()])
    assert kinds(coarse) == {"consortium", "region"}
    shown = coarse.safe.frame["status"].eq("shown").sum()
    assert shown >= only(plain, geography_type="region")["status"].eq("shown").sum()
    assert coarse.figures_checked == len(coarse.safe.frame), "decided as if they were never there"
    assert set(coarse.pattern["geography_type"]) <= kinds(coarse)


def test_they_stay_where_few_would_be_withheld() -> None:
    assert kinds(as_declared(by_county(LARGE), [rolling()])) == {"consortium", "region", "county"}
    plain = as_declared(by_county(SMALL), [report()])
    share = only(plain.safe.frame, geography_type="county")["status"].eq("withheld").mean()
    assert kinds(as_declared(by_county(SMALL), [rolling(min(share, 0.99))])) >= {"region"}


def test_the_share_that_is_declared_decides() -> None:
    frame = as_declared(by_county({**LARGE, "17043": 3}), [report()]).safe.frame
    share = only(frame, geography_type="county")["status"].eq("withheld").mean()
    assert 0 < share < 1
    tables = by_county({**LARGE, "17043": 3})
    assert "county" in kinds(as_declared(tables, [rolling(share)])), "more than the share"
    assert "county" not in kinds(as_declared(tables, [rolling(share - 0.01)]))


THREE = {"cook": ("17031", "17043"), "south": ("17001", "17003"), "west": ("17091", "17099")}
WEST = {"17031": 30, "17043": 3, "17001": 2, "17003": 2, "17091": 4, "17099": 40}


def test_what_must_be_published_is_so_after_a_roll_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The south is small: another region goes with it, but for the one that must be published."""
    monkeypatch.setattr("tests.unit.protect.test_roll_up.COUNTIES", THREE)

    def hidden(*must_publish: str) -> set[str]:
        found = as_declared(by_county(WEST), [rolling(0.1, must_publish=must_publish)])
        assert "county" not in kinds(found)
        return set(only(found.safe.frame, status="withheld")["geography"])

    [other] = hidden() - {"south"}
    [instead] = hidden(f"served|2026-03|region:{other}|total:total") - {"south"}
    assert {other, instead} == {"cook", "west"}


def test_what_was_published_before_is_known_after_a_roll_up_too() -> None:
    """Two people more than were told: the total is withheld, with its counties or without them."""
    document = by_county(SMALL).hierarchies
    march = tables_of([row((35, 35, 0))], document)
    before = freeze(march, as_declared(march, [report()]).safe)
    found = as_declared(by_county(SMALL), [rolling()], before)
    assert kinds(found) == {"consortium", "region"}
    assert only(found.safe.frame, geography_type="consortium")["status"].tolist() == ["withheld"]


@pytest.mark.parametrize("hurried", [("county",), ("region",), ()])
def test_rows_that_are_gone_for_a_hurry_are_said_to_be(
    hurried: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first decision, with counties, or the second, without them, was made in a hurry."""
    decide = methods.protect

    def decided(tables: Tables, *rest: Any) -> Protection:
        finest = "county" if "county" in set(tables.frame["geography_type"]) else "region"
        return dataclasses.replace(decide(tables, *rest), is_hurried=finest in hurried)

    monkeypatch.setattr(methods, "protect", decided)
    assert as_declared(by_county(SMALL), [rolling()]).is_hurried == bool(hurried)


def test_an_empty_county_is_no_reason_to_keep_the_rows() -> None:
    """Zeros are always shown: counted with the rest they would hide how much is withheld."""
    empty = {"17031": 60, "17043": 0, "17001": 0, "17003": 5}
    frame = as_declared(by_county(empty), [report()]).safe.frame
    assert only(frame, geography_type="county")["status"].eq("true_zero").sum() == 2
    assert "county" not in kinds(as_declared(by_county(empty), [rolling(0.6)]))


def test_what_was_rolled_up_stays_so_until_the_year_ends() -> None:
    """Rows that come and go would tell when the small ones grew."""
    march = by_county(SMALL)
    before = _released(march, as_declared(march, [rolling()]))
    april = by_county(LARGE, Month(2026, 4))
    assert "county" not in kinds(as_declared(april, [rolling()], before))
    assert "county" in kinds(as_declared(april, [rolling()])), "nothing was released before"
    july = by_county(LARGE, Month(2026, 7))
    assert "county" in kinds(as_declared(july, [rolling()], before)), "a new state fiscal year"
    shown = by_county(LARGE)
    before = _released(shown, as_declared(shown, [rolling()]))
    assert "county" in kinds(as_declared(april, [rolling()], before))


def _released(tables: Tables, protection: Protection) -> Any:
    frame = tables.frame.loc[protection.safe.frame.index]
    return freeze(dataclasses.replace(tables, frame=frame), protection.safe, 1, nothing_frozen())


@pytest.mark.parametrize("method", [Method.WITHHOLD, Method.ROUND])
def test_codes_give_way_to_their_groups(method: Method) -> None:
    document = hierarchies(served={**PEOPLE, **FLOW_LISTS, "partitions": ["age", "band"]})
    document["breakdowns"]["band"] = {"codes": ["young", "old"], "parent": "", "parent_of": {}}
    document["breakdowns"]["age"].update(
        parent="band", parent_of={"a": "young", "b": "young", "c": "old", "d": "old"}
    )
    rows = [
        row((40, 40)),
        row((20, 20), "young", by="band"),
        row((20, 20), "old", by="band"),
        row((18, 18), "a"),
        row((2, 2), "b"),
        row((17, 19), "c"),
        row((3, 1), "d"),
    ]
    three = [(*r[:8], (*r[8], 0)) for r in rows]
    spec = table("t1", "breakdown:age", subtotals="band", roll_up="band")
    frame = as_declared(
        tables_of(three, document), [report(method=method, tables=(spec,))]
    ).safe.frame
    assert frame["breakdown"].tolist() == ["total", "band", "band"]
    assert frame["status"].isin(["shown", "rounded"]).all()


FLOW_LISTS: dict[str, Any] = {"part_of": [], "sum_of": [], "multi": []}


def test_a_month_gives_way_to_its_quarter() -> None:
    """Both tables stand in the report; the month keeps its total."""
    month, quarter = "2026-03", "CY2026-Q1"
    document = hierarchies(requests={**FLOW, "partitions": ["age"]})
    document["periods"] = {quarter: ["2026-01", "2026-02", "2026-03"], month: [month]}
    rows = []
    for period, name, sizes in (
        (month, "t1", (50, 46, 2, 2)),
        (quarter, "t2", (180, 120, 30, 30)),
    ):
        for code, size in zip(("total", "a", "b", "c"), sizes, strict=True):
            value = (size // 2, size - size // 2, 0)
            (one,) = [row(value, code, measure="requests", period=period)]
            rows.append((one[0], name, *one[2:]))
    specs = (
        table("t1", "breakdown:age", measures=("requests",), roll_up="t2"),
        table("t2", "breakdown:age", measures=("requests",), period="report"),
    )
    tables = tables_of(rows, document)
    found = as_declared(tables, [report(due="quarterly", calendar="CY", tables=specs)]).safe.frame
    assert only(found, table_id="t1")["dim1"].tolist() == ["total"]
    assert len(only(found, table_id="t2")) == 4


MARCH = ("lead/2026-03/1", "served", "2026-03")
REGIONS = (*MARCH, "region")
BEFORE = {
    "this report told of regions": ([REGIONS], True),
    "another report did": ([("state/2026-03/1", *REGIONS[1:])], False),
    "it did of other people": ([(MARCH[0], "sheltered", *REGIONS[2:])], False),
    "it did in a month after this": ([("lead/2026-05/1", *REGIONS[1:])], False),
    "it told of counties before that": ([("lead/2026-02/1", *MARCH[1:], "county"), REGIONS], True),
    "it told of counties in the year": ([REGIONS, (*MARCH[:2], "SFY2026", "county")], True),
}


@pytest.mark.parametrize("name", BEFORE)
def test_only_the_newest_release_of_the_same_rows_decides_for_the_next(name: str) -> None:
    told, is_out = BEFORE[name]
    columns = ["version_id", "measure", "period", "geography_type"]
    released = pd.DataFrame(told, columns=columns).assign(breakdown="total")
    april = Month(2026, 4)
    tables = by_county(LARGE, april)
    gone = rolled_up(april, tables.frame, [rolling()], released)
    counties = tables.frame.index[tables.frame["geography_type"] == "county"]
    assert list(gone) == (list(counties) if is_out else [])


def test_where_months_and_quarters_are_printed_the_months_decide() -> None:
    """Quarters by county stood in the newest release; its months had no county."""
    told = [REGIONS, (*MARCH[:2], "CY2026-Q1", "county")]
    columns = ["version_id", "measure", "period", "geography_type"]
    released = pd.DataFrame(told, columns=columns).assign(breakdown="total")
    month = by_county(LARGE, Month(2026, 4)).frame
    both = pd.concat([month, month.assign(period="CY2026-Q2")], ignore_index=True)
    gone = rolled_up(Month(2026, 4), both, [rolling()], released)
    assert list(gone) == list(both.index[both["geography_type"] == "county"])


def test_only_rows_of_a_table_that_declares_it_are_rolled_up() -> None:
    """Another report has a table of the same name, and one that stays as fine as it is."""
    tables = by_county(SMALL)
    two = pd.concat([tables.frame, tables.frame.assign(report="state")], ignore_index=True)
    fine = table("t1", "geography:county", subtotals="region")
    reports = [rolling(), report("state", tables=(fine,), roll_up_share=0.5)]
    found = as_declared(dataclasses.replace(tables, frame=two), reports).safe.frame
    assert set(only(found, report="lead")["geography_type"]) == {"consortium", "region"}
    assert only(found, report="state")["geography_type"].tolist() == (
        tables.frame["geography_type"].tolist()
    )


def test_subtotals_go_with_their_parts_unless_they_are_what_stays() -> None:
    rows = pd.DataFrame({"geography_type": "consortium", "breakdown": ["total", "band", "age"]})
    groups = table("t1", "breakdown:age", subtotals="band", roll_up="band")
    assert is_finest(rows, groups).tolist() == [False, False, True]
    quarter = table("t1", "breakdown:age", subtotals="band", roll_up="t2")
    assert is_finest(rows, quarter).tolist() == [False, True, True]
