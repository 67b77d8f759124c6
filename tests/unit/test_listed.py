"""Long lists in a sentence."""

from __future__ import annotations

import pytest

from pipelines.listed import clauses, first_of


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a, b"),
        (["a", "b", "c"], "a, b and 1 more"),
        (["a", "b", "c", "d"], "a, b and 2 more"),
    ],
)
def test_the_first_few_and_how_many_more(words: list[str], said: str) -> None:
    assert first_of(words, 2) == said


def test_what_may_hold_commas_is_told_apart_by_semicolons() -> None:
    assert clauses(["a, b", "c"], 2) == "a, b; c"
    assert clauses(["a, b", "c", "d"], 2) == "a, b; c; and 1 more"
