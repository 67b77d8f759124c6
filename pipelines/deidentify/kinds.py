"""Of what kind each household is: adults, children or both, before its code goes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.deidentify.households import KEY

KIND = "household_kind"
WITHOUT, BOTH, ONLY, UNKNOWN = (
    "without_children",
    "children_and_adults",
    "only_children",
    "unknown",
)
ADULT_YEARS = 18
CHILD = "child"


def household_kinds(frame: pd.DataFrame) -> pd.Series[Any]:
    """The kind of each row's household: as the file says, or else from the household's members.

    What the rows of a household that say anything say alike is said of all of it. Rows without a
    household keep what the file says, so that a blank stays not recorded.

    Privacy: identifiable in, identifiable out: no household and no size, only its kind.
    Source: HUD's kinds of household, the rule from memory (standard a5).
    """
    stated, key = frame[KIND].astype("str"), frame[KEY]
    is_open = stated.isna() & key.notna()
    if not is_open.any():
        return stated
    rows = frame[key.notna()]
    kinds = _said_alike(rows).combine_first(_by_members(rows))
    return stated.mask(is_open, key.map(kinds).astype("str"))


def _said_alike(rows: pd.DataFrame) -> pd.Series[Any]:
    """By household what its rows say, where they say one thing."""
    said = rows[rows[KIND].notna()].groupby(KEY)[KIND].agg(["first", "nunique"])
    return said.loc[said["nunique"] == 1, "first"].astype("str")


def _by_members(rows: pd.DataFrame) -> pd.Series[Any]:
    """By household its kind; an adult and a child are enough, and else every age is needed.

    A person is as old as the oldest of the ages that rows give: nobody grows younger.
    """
    is_child_role = rows["client_role"].eq(CHILD).fillna(value=False).astype(bool)
    ages = rows["age_years"].astype("Float64").astype(float)
    told = rows[[KEY, "client_key"]].assign(age=ages, is_child_role=is_child_role)
    people = told.groupby([KEY, "client_key"], dropna=False).agg(
        {"age": "max", "is_child_role": "any"}
    )
    is_adult = people["age"] >= ADULT_YEARS
    is_child = (people["age"] < ADULT_YEARS) | (people["age"].isna() & people["is_child_role"])
    household = people.index.get_level_values(KEY)
    has_adult, has_child = (one.groupby(household).any() for one in (is_adult, is_child))
    is_known = (is_adult | is_child).groupby(household).all()
    kinds = pd.Series(UNKNOWN, index=has_adult.index, dtype="str")
    kinds = kinds.mask(is_known & ~has_child, WITHOUT).mask(is_known & ~has_adult, ONLY)
    return kinds.mask(has_adult & has_child, BOTH)
