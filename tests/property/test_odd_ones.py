"""Rows of a person that differ: those named are those that a count by hand calls odd."""

from __future__ import annotations

from collections import Counter

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from schemas.rules.shared.masks import odd_ones

ROW = st.tuples(
    st.sampled_from(["C-1", "C-2", None]),
    st.sampled_from(["black", "white", "asian", "unknown", "not_asked", None]),
)


def is_odd(rows: list[tuple], at: int) -> bool:
    key, word = rows[at]
    said = [other for one, other in rows if one == key]
    told = Counter(one for one in said if one not in ("unknown", "not_asked", None))
    if key is None or word not in told or len(told) == 1:
        return False
    return told[word] <= sum(told.values()) / 2


@given(st.lists(ROW, max_size=12))
def test_those_named_are_the_odd_ones(rows):
    frame = pd.DataFrame(rows, columns=["client_key", "race_ethnicity"]).astype("string")
    found = odd_ones(frame, "race_ethnicity")
    assert list(found) == [is_odd(rows, at) for at in range(len(rows))]
