"""Lines are exact: their parts lie within the total, share nothing, and are as large as can be."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

import numpy as np
import pytest
import scipy.sparse as sp

from pipelines.protect.lines import lines_of
from tests.speed.protection_made import Made, Shape, made

COUNTIES = Shape(
    (("county", "service", "band"),),
    4,
    counties=8,
    services=4,
    bands=4,
    size=4.0,
    regions=2,
    groups=2,
)
LINKED = Shape(
    (("county", "service"), ("partner", "service"), ("partner", "county")),
    4,
    counties=6,
    services=4,
    size=3.5,
)


def found(rows: list[set[int]]) -> list[tuple[int, ...]]:
    """The lines of some sums: total, then parts."""
    width = max(max(row) for row in rows) + 1
    matrix = np.array([[int(at in row) for at in range(width)] for row in rows])
    lines = lines_of(sp.csr_matrix(matrix))
    return [tuple(line) for line in np.split(lines.rows, lines.starts[1:-1]) if len(line)]


def test_a_total_has_a_line_for_each_way_to_divide_it() -> None:
    all_, north, south, old, young = {0, 1, 2, 3}, {0, 1}, {2, 3}, {0, 2}, {1, 3}
    assert found([all_, north, south, old, young]) == [(0, 1, 2), (0, 3, 4)]


def test_a_region_stands_between_the_total_and_its_counties() -> None:
    assert found([{0, 1, 2}, {0, 1}, {0}, {1}, {2}]) == [(0, 1, 4), (1, 2, 3)]


def test_what_nobody_prints_is_left_over() -> None:
    assert found([{0, 1, 2}, {0}, {1}]) == [(0, 1, 2)]


def test_parts_that_overlap_are_in_lines_of_their_own() -> None:
    assert found([{0, 1, 2}, {0, 1}, {1, 2}]) == [(0, 1), (0, 2)]


def test_a_second_way_to_divide_begins_with_what_is_in_no_line_yet() -> None:
    """Shelter shares nothing with the south; legal and housing belong beside it all the same."""
    all_, north, middle, south = {0, 1, 2, 3, 4, 5}, {0, 1}, {2, 3}, {4, 5}
    shelter, legal, housing = {0, 2}, {1, 4}, {3, 5}
    lines = found([all_, north, middle, south, shelter, legal, housing])
    assert lines == [(0, 1, 2, 3), (0, 4, 5, 6)]


def test_figures_of_the_same_people_are_a_line_of_two() -> None:
    assert found([{0, 1}, {0, 1}, {0}, {1}]) == [(0, 2, 3), (1, 0)]


def test_a_part_that_is_all_there_is_in_one_way_ends_a_line_of_another() -> None:
    """The south is served by shelter alone: it lies within shelter and still belongs to places."""
    all_, north, south, shelter, legal = {0, 1, 2}, {0, 1}, {2}, {1, 2}, {0}
    assert found([all_, north, south, shelter, legal]) == [
        (0, 1, 2),
        (0, 3, 4),
        (1, 4),
        (3, 2),
    ]


def lines_as_told(one: Made) -> set[tuple[int, frozenset[int]]]:
    lines = lines_of(one.system.forms)
    rows = [line.tolist() for line in np.split(lines.rows, lines.starts[1:-1])]
    assert all(len(set(row)) == len(row) for row in rows)
    return {(row[0], frozenset(row[1:])) for row in rows}


@pytest.mark.parametrize("shape", [COUNTIES, LINKED])
def test_parts_lie_within_their_total_and_share_nothing(shape: Shape) -> None:
    one = made(shape)
    forms = one.system.forms
    sets = [frozenset(forms[row].indices.tolist()) for row in range(forms.shape[0])]
    for total, parts in lines_as_told(one):
        inner = [sets[part] for part in parts]
        assert sum(map(len, inner)) == len(frozenset().union(*inner))
        assert frozenset().union(*inner) <= sets[total]


def test_where_no_place_is_empty_lines_are_what_the_names_of_places_say() -> None:
    """A county is part of its region, a region of all; so are services and bands."""
    one = made(dataclasses.replace(COUNTIES, size=8.0))
    counties, bands = COUNTIES.counties, COUNTIES.bands
    assert len(one.system.figures) == (counties + 3) * (4 + 3) * (bands + 3)
    numbers = {tuple(name.split()[2:]): number for name, number in one.numbers.items()}
    expected: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for codes, number in numbers.items():
        for at, code in enumerate(codes):
            whole = numbers.get((*codes[:at], above(at, code), *codes[at + 1 :]))
            if whole is not None:
                expected[whole, at].add(number)
    assert lines_as_told(one) == {(whole, frozenset(p)) for (whole, _), p in expected.items()}


def above(dimension: int, code: str) -> str:
    """The code that another one is part of, by the shape's own rule; none of all."""
    if code == "all" or code[0].isupper():
        return "none" if code == "all" else "all"
    share = int(code[1:]) / (COUNTIES.counties, COUNTIES.services, COUNTIES.bands)[dimension]
    return "CSB"[dimension] + str(int(share * 2))
