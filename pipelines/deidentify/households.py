"""Who heads each household: with its kind all that is kept of household codes."""

from __future__ import annotations

from typing import Any

import pandas as pd

ROLE, KEY = "household_role", "household_key"
HEAD, MEMBER = "head", "member"
FIELDS = ("client_key", KEY, ROLE, "client_role", "age_years")
# the primary victim before other adults and teenagers, and those before children
RANKS = {"primary_adult": 0, "child": 2}
BETWEEN = 1


def household_roles(frame: pd.DataFrame) -> pd.Series[Any]:
    """Each row's place in its household: as the file says, or else from the household.

    A household without a stated head is headed by its primary adult victim; among several, or
    without one, by the oldest; on a tie by the first client ID. Rows without a household keep
    what the file says, so that a blank stays not recorded.

    Privacy: identifiable in, identifiable out: no household, only head or member.
    """
    stated, key = frame[ROLE].astype("str"), frame[KEY]
    has_household = key.notna() & frame["client_key"].notna()
    if not (has_household & stated.isna()).any():
        return stated
    heads = _heads(frame[has_household], stated)
    derived = pd.Series(MEMBER, index=frame.index, dtype="str")
    derived = derived.mask(frame["client_key"].eq(key.map(heads)), HEAD)
    return stated.mask(stated.isna() & has_household, derived)


def _heads(rows: pd.DataFrame, stated: pd.Series[Any]) -> pd.Series[Any]:
    """The client ID of the head by household; a stated head comes first."""
    ordered = rows.assign(
        stated=stated.loc[rows.index].ne(HEAD).fillna(value=True),
        rank=rows["client_role"].map(RANKS).fillna(BETWEEN),
        younger=-rows["age_years"].astype("Float64").fillna(-1),
    ).sort_values(["stated", "rank", "younger", "client_key"], kind="stable")
    return ordered.drop_duplicates(KEY).set_index(KEY)["client_key"]
