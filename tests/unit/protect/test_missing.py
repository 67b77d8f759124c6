"""Figures that nobody prints: which become unknowns of their own, and what follows for others."""

from __future__ import annotations

from typing import Any

from pipelines.protect import empty_frozen, protect
from pipelines.protect.hierarchy import read_hierarchy
from pipelines.protect.keys import Key, keys_of
from pipelines.protect.missing import missing_keys
from tests.unit.protect.synthetic import freeze, tables_of
from tests.unit.protect.test_protection import LIMITS, NONE, PEOPLE, hierarchies, row, shown

Rows = list[tuple[Any, ...]]
KINDS = {
    "served": {**PEOPLE, **NONE, "sum_of": ["new", "ongoing"], "partitions": ["age"]},
    "new": {**PEOPLE, **NONE},
    "ongoing": {**PEOPLE, **NONE},
    "sheltered": {**PEOPLE, **NONE, "part_of": ["new"]},
}
DOCUMENT = hierarchies(**KINDS)


def missing(rows: Rows) -> set[tuple[str, str, str]]:
    """Measure, place and code of what the rows leave out and several sums have in common."""
    keys: list[Key] = keys_of(tables_of(rows, DOCUMENT).frame)
    found = missing_keys(keys, read_hierarchy(DOCUMENT))
    return {(key.measure, key.geography, key.dim1) for key in found}


def test_lists_printed_whole_leave_nothing_out() -> None:
    agencies = [row(20, partner=name) for name in ("p1", "p2", "p3")]
    assert missing([row(60), row(30, "a"), row(30, "b"), row(0, "c"), row(0, "d")]) == set()
    assert missing([row(60), *agencies]) == set()


def test_parts_of_one_list_alone_stay_one_sum() -> None:
    assert missing([row(60), row(30, "a")]) == set()
    assert missing([row(60), row(20, partner="p1")]) == set()


def test_a_part_of_two_lists_is_an_unknown() -> None:
    new = [row(40, measure="new"), *(row(15, measure="new", partner=p) for p in ("p1", "p3"))]
    second = [row(40, partner="p2"), row(20, measure="ongoing", partner="p2")]
    assert ("new", "p2", "total") in missing([*new, *second])


def test_what_lies_between_two_printed_figures_is_an_unknown() -> None:
    assert missing([row(60), row(5, measure="sheltered")]) == {("new", "all", "total")}


def test_a_cross_that_nobody_prints_is_not_filled_in() -> None:
    agencies = [row(20, partner=name) for name in ("p1", "p2", "p3")]
    kinds = [row(40, measure="new"), row(20, measure="ongoing")]
    assert missing([row(60), *agencies, *kinds]) == set()


def test_a_small_part_printed_nowhere_is_protected_too() -> None:
    """New clients of p2 are 35 - 30 = 5, whichever of the lists would tell."""
    rows = [row(60, measure="new"), row(35, measure="new", partner="p1")]
    rows += [row(35, partner="p2"), row(30, measure="ongoing", partner="p2")]
    protection = protect(tables_of(rows, DOCUMENT), empty_frozen(), LIMITS)
    assert None in shown(protection)
    assert set(protection.pattern["reason"]) == {"remainder"}


def test_a_list_printed_in_part_is_the_same_list_in_the_next_version() -> None:
    rows = [row(60, measure="new"), row(35, measure="new", partner="p1")]
    rows += [row(25, partner="p2"), row(5, measure="ongoing", partner="p2")]
    tables = tables_of(rows, DOCUMENT)
    first = protect(tables, empty_frozen(), LIMITS)
    again = protect(tables, freeze(tables, first.safe), LIMITS)
    assert shown(again) == shown(first)


def test_totals_that_do_not_add_up_do_not_stop_protection() -> None:
    rows = [row(10, measure="new"), row(35, measure="new", partner="p1")]
    rows += [row(25, partner="p2"), row(5, measure="ongoing", partner="p2")]
    assert shown(protect(tables_of(rows, DOCUMENT), empty_frozen(), LIMITS))[3] is None
