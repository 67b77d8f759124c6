"""Which printed parts are taken off their whole together: those of one list, and no others."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.protect.derived import derived_of
from pipelines.protect.editions import read_editions
from pipelines.protect.keys import Key
from tests.unit.protect.test_protection import NONE, PEOPLE, hierarchies

ALL = Key("served", "2026-03", "consortium", "all", "total", "total", "total", "total")


def few(document: dict[str, Any], counts: dict[Key, int]) -> set[tuple[tuple[Key, ...], int]]:
    """The parts, or lists of parts, that leave a few of their whole, and how many they leave."""
    keys = list(counts)
    figures = pd.DataFrame(keys, columns=Key._fields).assign(
        key=pd.Series(keys, dtype=object),
        value=list(counts.values()),
        threshold=11,
        stood=pd.Series([("now",)] * len(keys), dtype=object),
        is_known=False,
        is_held=False,
    )
    found = derived_of(figures, read_editions({}, document))
    return {(tuple(keys[part] for part in one.parts), one.value) for one in found}


def by(breakdown: str, code: str) -> Key:
    """People served by one code of a breakdown."""
    return ALL._replace(breakdown=breakdown, dim1=code)


def at(kind: str, place: str) -> Key:
    """People served in one place."""
    return ALL._replace(geography_type=kind, geography=place)


def two_ways(parent: str = "") -> dict[str, Any]:
    """People by two kinds of age, both of which make up the same groups, if any."""
    both = ("age", "birth")
    document = hierarchies(served={**PEOPLE, **NONE, "partitions": [*both, parent]})
    entry = {"parent": parent, "parent_of": dict.fromkeys("abcdef", "young") if parent else {}}
    document["breakdowns"] = {**dict.fromkeys(both, entry), parent: {"codes": ["young"]}}
    return document


def test_two_breakdowns_of_one_total_are_two_lists() -> None:
    """Ages a and b leave 5 of 60; so they do where births d are printed too."""
    ages = {by("age", "a"): 30, by("age", "b"): 25}
    expected = {(tuple(ages), 5)}
    assert few(two_ways(), {ALL: 60, **ages}) == expected
    assert few(two_ways(), {ALL: 60, **ages, by("birth", "d"): 20}) == expected


def test_two_breakdowns_of_one_group_are_two_lists() -> None:
    ages = {by("age", "a"): 30, by("age", "b"): 25}
    expected = {(tuple(ages), 5)}
    young = {by("band", "young"): 60}
    assert few(two_ways("band"), {**young, **ages}) == expected
    assert few(two_ways("band"), {**young, **ages, by("birth", "d"): 20}) == expected


def test_hubs_and_agencies_are_two_lists_of_everything() -> None:
    document = hierarchies()
    document["geography"]["consortium"]["hub"] = {"all": ["h1", "h2", "h3"]}
    hubs = {at("hub", "h1"): 30, at("hub", "h2"): 25}
    expected = {(tuple(hubs), 5)}
    assert few(document, {ALL: 60, **hubs}) == expected
    assert few(document, {ALL: 60, **hubs, at("partner", "p1"): 20}) == expected


def test_people_with_several_services_of_a_group_leave_nothing_over_of_it() -> None:
    """The 25 of one service and the 30 of another may be all 60 or many fewer."""
    document = hierarchies(served={**PEOPLE, **NONE, "multi": ["service", "group"]})
    lies = {"parent": "group", "parent_of": {"s": "care", "t": "care"}}
    document["breakdowns"] = {"service": lies, "group": {"codes": ["care"]}}
    services = {by("service", "s"): 25, by("service", "t"): 30}
    assert few(document, {by("group", "care"): 60, **services}) == set()
    almost = {by("service", "s"): 25, by("service", "t"): 53}
    assert few(document, {by("group", "care"): 60, **almost}) == {((by("service", "t"),), 7)}


def test_what_only_lies_within_a_whole_is_none_of_its_kinds() -> None:
    kinds = ("new", "ongoing", "unknown")
    measures = {name: {**PEOPLE, **NONE} for name in kinds}
    measures["sheltered"] = {**PEOPLE, **NONE, "part_of": ["served"]}
    document = hierarchies(served={**PEOPLE, **NONE, "sum_of": list(kinds)}, **measures)
    two = {ALL._replace(measure=name): n for name, n in (("new", 30), ("ongoing", 25))}
    sheltered = {ALL._replace(measure="sheltered"): 40}
    assert few(document, {ALL: 60, **two, **sheltered}) == {(tuple(two), 5)}


def test_codes_that_no_release_lists_are_parts_all_the_same() -> None:
    document = hierarchies()
    document["breakdowns"] = {}
    ages = {by("age", "a"): 30, by("age", "b"): 25}
    assert few(document, {ALL: 60, **ages}) == {(tuple(ages), 5)}
