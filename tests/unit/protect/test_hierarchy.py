"""What the published hierarchies are read as: which measures are people, and what lies in what."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.protect.hierarchy import BreakdownFacts, MeasureFacts, Parent, read_hierarchy

OF_PEOPLE = {"counts": "persons", "people": "served"}
MEASURES: dict[str, tuple[dict[str, Any], bool, bool]] = {
    "served": ({"counts": "persons", "unit": "persons"}, True, True),
    "asked": ({"counts": "requests"}, True, True),
    "households": ({"counts": "persons", "unit": "households"}, True, True),
    "exits": ({**OF_PEOPLE, "unit": "exits"}, True, True),
    "moved": (OF_PEOPLE, True, True),
    "hours": ({**OF_PEOPLE, "unit": "hours"}, False, True),
    "talks": ({"counts": "events", "unit": "persons"}, False, False),
    "listeners": ({**OF_PEOPLE, "unit": "hours", "people": "talks"}, False, False),
    "share": ({**OF_PEOPLE, "additivity": "ratio"}, False, False),
}


@pytest.mark.parametrize("name", MEASURES)
def test_people_and_requests_are_counts_and_what_hangs_on_them_is_protected(name: str) -> None:
    """Hours of people are no people, but few people's; talks and rates are nobody's."""
    found = read_hierarchy({"measures": {one: entry for one, (entry, _, _) in MEASURES.items()}})
    _, is_count, is_protected = MEASURES[name]
    assert (found.facts(name).is_count, found.is_protected(name)) == (is_count, is_protected)


def test_everything_that_is_said_of_a_measure_or_a_breakdown_is_read() -> None:
    words = {"counts": "c", "additivity": "a", "unit": "u", "people": "p", "same_as": "s"}
    lists = {"part_of": ("w",), "sum_of": ("x", "y"), "ratio_of": ("n", "d")}
    sets = {"partitions": frozenset({"age"}), "multi": frozenset({"race"})}
    told = {"measures": {"m": {**words, **lists, **sets}, "k": {"sum_of": ["x"]}}}
    ages = {"parent": "band", "parent_of": {"a": "young"}}
    found = read_hierarchy({**told, "breakdowns": {"age": ages}})
    assert found.breakdowns == {"age": BreakdownFacts(**ages)}  # type: ignore[arg-type]
    assert found.facts("m") == MeasureFacts(**words, **lists, **sets)  # type: ignore[arg-type]
    assert found.wholes == {"x": ("m", "k"), "y": ("m",)}


def test_what_is_not_said_is_nothing() -> None:
    words = ("counts", "additivity", "unit", "people", "same_as")
    document = {
        "measures": {"bare": {}, "null": dict.fromkeys(words)},
        "breakdowns": {"bare": {}, "null": {"parent": None}, "top": {"parent_of": {"a": "b"}}},
    }
    found = read_hierarchy(document)
    nothing = MeasureFacts(additivity="flow")
    assert [found.facts(name) for name in ("bare", "null", "untold")] == [nothing] * 3
    assert found.breakdowns == dict.fromkeys(("bare", "null", "top"), BreakdownFacts())
    assert not found.is_protected("untold")
    empty = read_hierarchy({})
    assert (empty.geography, empty.breakdowns, empty.measures, empty.wholes) == ({}, {}, {}, {})


def test_of_the_names_of_the_same_months_the_first_stands_for_all() -> None:
    names = ["SFY2026-YTD-07", "FFY2026-Q2", "2025-07", "CY2026-Q1", "2026-01"]
    assert read_hierarchy({}).one_name([*names, *names]) == {
        "2025-07": "2025-07",
        "SFY2026-YTD-07": "2025-07",
        "2026-01": "2026-01",
        "CY2026-Q1": "CY2026-Q1",
        "FFY2026-Q2": "CY2026-Q1",
    }


GROUPS = {
    "consortium": {
        "region": {"all": ["south", "north"]},
        "partner": {"all": ["p3", "p2", "p1", "p1"]},
        "hub": {"all": ["left", "all of them"]},
    },
    "region": {"county": {"north": ["c2", "c1"]}},
    "hub": {"partner": {"left": ["p1"], "all of them": ["p1", "p2"]}},
    "grant": {"partner": {"two": ["p2", "p1"], "same": ["p1", "p2"], "far": ["p3", "p2"]}},
}


def backwards(entry: Any) -> Any:
    """The same document, everything in it the other way round."""
    if isinstance(entry, dict):
        return {name: backwards(entry[name]) for name in reversed(entry)}
    return [*reversed(entry)] if isinstance(entry, list) else entry


def test_places_lie_in_the_same_places_in_whatever_order_they_are_told() -> None:
    one, other = (read_hierarchy({"geography": told}) for told in (GROUPS, backwards(GROUPS)))
    assert list(one.geography.items()) == list(other.geography.items())
    assert one.geography["partner", "p1"] == (
        Parent("consortium", "all", ("p1", "p2", "p3")),
        Parent("grant", "same", ("p1", "p2")),
        Parent("grant", "two", ("p1", "p2")),
        Parent("hub", "all of them", ("p1", "p2")),
        Parent("hub", "left", ("p1",)),
    )
    assert one.geography["county", "c1"] == (Parent("region", "north", ("c1", "c2")),)


def test_a_group_lies_in_every_grant_or_hub_that_has_all_its_agencies() -> None:
    """Hubs are parts of the consortium as they are listed; that one is in another is no word."""
    found = read_hierarchy({"geography": GROUPS}).geography
    hubs = ("all of them", "left")
    assert {
        (kind, name): {(parent.type, parent.code, parent.children) for parent in parents}
        for (kind, name), parents in found.items()
        if kind in {"hub", "grant"}
    } == {
        ("hub", "left"): {
            ("consortium", "all", hubs),
            ("grant", "two", ("left",)),
            ("grant", "same", ("left",)),
        },
        ("hub", "all of them"): {
            ("consortium", "all", hubs),
            ("grant", "two", ("all of them",)),
            ("grant", "same", ("all of them",)),
        },
        ("grant", "two"): {
            ("hub", "all of them", ("two",)),
            ("grant", "same", ("two",)),
            ("consortium", "all", ("two",)),
        },
        ("grant", "same"): {
            ("hub", "all of them", ("same",)),
            ("grant", "two", ("same",)),
            ("consortium", "all", ("same",)),
        },
        ("grant", "far"): {("consortium", "all", ("far",))},
    }
