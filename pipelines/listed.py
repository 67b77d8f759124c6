"""Long lists in a sentence: the first few, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence


def first_of(words: Sequence[str], most: int, between: str = ", ", last: str = " and ") -> str:
    """At most so many of the words, and how many more there are: "a, b and 3 more"."""
    shown, more = between.join(words[:most]), len(words) - most
    return f"{shown}{last}{more} more" if more > 0 else shown


def clauses(words: Sequence[str], most: int) -> str:
    """The same of what may hold commas itself: "a; b; and 3 more"."""
    return first_of(words, most, "; ", "; and ")
