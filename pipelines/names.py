"""Names of people who decide: kept as they were given, compared as a reader would."""

from __future__ import annotations

import unicodedata

from pipelines.errors import UsageError

LONGEST_NAME = 80


def person(name: str) -> str:
    """A name to be kept, its spaces put in order; UsageError for what can be no name."""
    words = " ".join(name.split())
    if len(words) > LONGEST_NAME or not all(letter.isprintable() for letter in words):
        raise UsageError("NAME-01", f"a name is at most {LONGEST_NAME} printable characters")
    return words


def is_same_person(one: str, other: str) -> bool:
    """Whether two names may be those of one person: letters and digits alone are compared."""
    return bool(_letters(one)) and _letters(one) == _letters(other)


def _letters(name: str) -> str:
    """Its words without case, accents and signs, in an order that "Doe, Pat" shares."""
    apart = unicodedata.normalize("NFKD", name).casefold()
    plain = (letter for letter in apart if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return " ".join(sorted(words))
