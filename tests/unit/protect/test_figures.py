"""Of whom each figure is the sum: the contributions of its own edition, by its own hierarchies."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipelines.errors import InternalError
from pipelines.protect.contributions import NOW, contributions_of
from pipelines.protect.editions import read_editions
from pipelines.protect.printed import figures_of
from tests.unit.protect.synthetic import cells_frame, tables_of
from tests.unit.protect.test_protection import decided, hierarchies, row

OLD = "2026-03/1"


def made_of(
    cells: list[tuple[str, str, str, int]],
    printed: list[tuple[str, str, str, int]],
    documents: dict[str, dict[str, Any]],
) -> set[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Where each figure stood, and what it is the sum of.

    Cells are edition, partner, county, value; what is printed edition, kind of place, place, value.
    """
    editions = read_editions({OLD: documents[OLD]}, documents[NOW])
    counted = pd.DataFrame(cells, columns=["said", "partner", "county", "value"])
    counted = counted.assign(measure="served", period="2026-03", status="shown")
    found = cells_frame(counted).assign(said=counted["said"])
    contributions = contributions_of(found, editions.now, {"served": 1})
    rows = tables_of([row(value) for _, _, _, value in printed], documents[NOW]).frame
    rows["said"], rows["geography_type"], rows["geography"], _ = zip(*printed, strict=True)
    rows["threshold"] = 11
    figures, members = figures_of(rows, contributions, editions, {"served": 1})
    values = contributions.drop_duplicates("unknown").set_index("unknown")["value"]
    parts = members["unknown"].map(values).groupby(members["figure"]).agg(sorted)
    return {(stood, tuple(parts[number])) for number, stood in figures["stood"].items()}


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ((9, 11), {((OLD,), (9, 11)), ((NOW,), (8, 12))}),
        ((8, 12), {((OLD, NOW), (8, 12))}),
    ],
)
def test_the_same_number_is_the_same_figure_only_of_the_same_people(
    first: tuple[int, int], expected: set[tuple[tuple[str, ...], tuple[int, ...]]]
) -> None:
    told = {OLD: first, NOW: (8, 12)}
    cells = [
        (said, partner, "total", value)
        for said, values in told.items()
        for partner, value in zip(("p1", "p2"), values, strict=True)
    ]
    printed = [(said, "consortium", "all", 20) for said in told]
    assert made_of(cells, printed, dict.fromkeys(told, hierarchies())) == expected


def test_a_region_is_what_it_was_when_it_was_told() -> None:
    """It lost the second county."""
    documents = {OLD: hierarchies(), NOW: hierarchies()}
    documents[OLD]["geography"]["region"] = {"county": {"north": ["c1", "c2"]}}
    documents[NOW]["geography"]["region"] = {"county": {"north": ["c1"]}}
    cells = [(said, "p1", county, n) for said in documents for county, n in (("c1", 12), ("c2", 5))]
    printed = [(OLD, "region", "north", 17), (NOW, "region", "north", 12)]
    assert made_of(cells, printed, documents) == {((OLD,), (5, 12)), ((NOW,), (12,))}


@pytest.mark.parametrize(
    ("hub", "agencies", "size"), [("p3", ["p1", "p2"], (9, 11)), ("court", ["p1"], (9,))]
)
def test_a_hub_may_be_called_like_an_agency_or_a_grant(
    hub: str, agencies: list[str], size: tuple[int, ...]
) -> None:
    document = hierarchies()
    document["geography"] |= {
        "hub": {"partner": {hub: agencies}},
        "grant": {"partner": {"court": ["p1", "p2"]}},
    }
    cells = [(NOW, partner, "total", n) for partner, n in (("p1", 9), ("p2", 11), ("p3", 30))]
    printed = [(NOW, "hub", hub, sum(size)), (NOW, "grant", "court", 20)]
    found = made_of(cells, printed, {OLD: document, NOW: document})
    assert found == {((NOW,), size), ((NOW,), (9, 11))}


def test_none_in_one_report_and_no_answer_in_another_are_two_values() -> None:
    tables = tables_of([row(0, "a"), row(0, "a", report="state")], hierarchies())
    assert decided(tables).figures_withheld == 0
    tables.frame["status"] = ["true_zero", "not_received"]
    with pytest.raises(InternalError, match=r"PROTECT-05.*served\|2026-03\|consortium:all\|age:a"):
        decided(tables)
