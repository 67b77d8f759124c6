"""One line of an examination: what was looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

FINE = "fine"
LOOK = "look at"
WRONG = "wrong"


@dataclass(frozen=True)
class Condition:
    """How one thing is; `to_do` is empty where nothing has to be done."""

    what: str
    state: str
    told: str
    to_do: str = ""


def fine(what: str, told: str) -> Condition:
    """Nothing to do."""
    return Condition(what, FINE, told)


def look_at(what: str, told: str, to_do: str) -> Condition:
    """A person should look, in their own time."""
    return Condition(what, LOOK, told, to_do)


def wrong(what: str, told: str, to_do: str) -> Condition:
    """Something is not as it must be."""
    return Condition(what, WRONG, told, to_do)
