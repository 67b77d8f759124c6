"""Of what kind a household is: what the file says, or else its members, in any order."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.deidentify.kinds import household_kinds

COLUMNS = ("client_key", "household_key", "household_kind", "client_role", "age_years")
ADULTS, BOTH, CHILDREN, UNKNOWN = (
    "without_children",
    "children_and_adults",
    "only_children",
    "unknown",
)


def kinds(*rows: tuple[Any, ...]) -> list[str | None]:
    made = pd.DataFrame(rows, columns=list(COLUMNS))
    text = dict.fromkeys([name for name in COLUMNS if name != "age_years"], "str")
    found = household_kinds(made.astype({**text, "age_years": "Int64"}))
    assert found.dtype == "str"
    return [None if pd.isna(one) else one for one in found]


def of(*members: tuple[str | None, int | None]) -> str | None:
    """The kind of one household of members with these roles and ages."""
    rows = [(f"C-{n}", "H-1", None, role, age) for n, (role, age) in enumerate(members)]
    (found,) = set(kinds(*rows))
    return found


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([("primary_adult", 34)], ADULTS),
        ([("primary_adult", 18)], ADULTS),
        ([("primary_youth", 17)], CHILDREN),
        ([("primary_adult", 17)], CHILDREN),
        ([("primary_adult", 34), ("secondary_other", 61)], ADULTS),
        ([("primary_youth", 16), ("child", 0)], CHILDREN),
        ([("primary_adult", 34), ("child", 17)], BOTH),
        ([("primary_adult", 51), ("child", 18)], ADULTS),
    ],
)
def test_under_eighteen_is_a_child_whatever_the_role(members, expected) -> None:
    assert of(*members) == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([("primary_adult", 34), ("child", 3), (None, None)], BOTH),
        ([("primary_adult", 34), ("secondary_other", None)], UNKNOWN),
        ([("primary_youth", 15), ("secondary_other", None)], UNKNOWN),
        ([("primary_adult", None)], UNKNOWN),
        ([(None, None)], UNKNOWN),
        ([("primary_youth", None), ("child", 1)], UNKNOWN),
    ],
)
def test_an_age_that_is_missing_matters_unless_both_are_known(members, expected) -> None:
    assert of(*members) == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([("primary_adult", 34), ("child", None)], BOTH),
        ([("child", None)], CHILDREN),
        ([("primary_adult", None), ("child", None)], UNKNOWN),
    ],
)
def test_the_role_of_a_child_is_an_age_where_there_is_none(members, expected) -> None:
    assert of(*members) == expected


def test_a_person_of_two_rows_is_one_member() -> None:
    mother, again = ("C-1", "H-1", None, "primary_adult", 34), ("C-1", "H-1", None, None, None)
    assert kinds(mother, again) == [ADULTS, ADULTS]
    turned = ("C-2", "H-2", None, "primary_youth", 17), ("C-2", "H-2", None, "primary_youth", 18)
    assert kinds(*turned) == [ADULTS, ADULTS], "nobody grows younger, nor is two people"


def test_what_the_file_says_comes_first_and_holds_for_the_household() -> None:
    mother, child = ("C-1", "H-1", CHILDREN, "primary_adult", 34), ("C-2", "H-1", None, "child", 3)
    assert kinds(mother, child) == [CHILDREN, CHILDREN]
    other = ("C-3", "H-1", ADULTS, "primary_adult", 34)
    assert kinds(mother, child, other) == [CHILDREN, BOTH, ADULTS], "who disagree say it of nobody"
    nobody = ("C-1", "H-1", UNKNOWN, "primary_adult", 34)
    assert kinds(nobody, child) == [UNKNOWN, UNKNOWN]


def test_without_a_household_nothing_is_guessed() -> None:
    alone = ("C-1", None, None, "primary_adult", 34)
    assert kinds(alone) == [None]
    assert kinds(alone, ("C-2", None, BOTH, None, None), ("C-3", "H-1", None, None, 40)) == [
        *(None, BOTH, ADULTS),
    ]


MEMBERS = st.tuples(
    st.sampled_from(["H-1", "H-2", None]),
    st.sampled_from([None, None, None, ADULTS, BOTH]),
    st.sampled_from(["primary_adult", "primary_youth", "child", None]),
    st.one_of(st.none(), st.integers(0, 40)),
)


def _by_hand(rows: list[tuple[Any, ...]], row: tuple[Any, ...]) -> str | None:
    """The rule over again, in sets of words."""
    if row[2] is not None or row[1] is None:
        return row[2]
    household = [one for one in rows if one[1] == row[1]]
    said = {one[2] for one in household} - {None}
    if len(said) == 1:
        return said.pop()
    found = {
        "child" if age is None and role == "child" else age if age is None else age >= 18
        for _, _, _, role, age in household
    }
    found = {"child" if one is False else one for one in found}
    if {True, "child"} <= found:
        return BOTH
    return UNKNOWN if None in found else ADULTS if True in found else CHILDREN


@given(st.lists(MEMBERS, min_size=1, max_size=9), st.randoms())
def test_any_members_in_any_order(made, random) -> None:
    rows = [(f"C-{n}", *member) for n, member in enumerate(made)]
    expected = [_by_hand(rows, row) for row in rows]
    assert kinds(*rows) == expected
    shuffled = random.sample(rows, len(rows))
    again = dict(zip(shuffled, kinds(*shuffled), strict=True))
    assert [again[row] for row in rows] == expected
