"""What stood printed at one time, and what of it can still be said after a restatement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.protect.figures import Figure
from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.keys import Key
from pipelines.protect.statements import Kind, Statement, statements


@dataclass(frozen=True)
class View:
    """What stood printed at one time: the figure of each key, and the edition that told it."""

    figures: dict[Key, int]
    editions: dict[Key, int]

    def is_printed(self, key: Key, every: Sequence[Figure]) -> bool:
        """Whether somebody printed the figure, rather than that it follows from others."""
        number = self.figures.get(key, -1)
        return number >= 0 and every[number].origin != "latent"


def told(
    view: View, older: list[View], keys: list[Key], every: Sequence[Figure], hierarchy: Hierarchy
) -> list[Statement]:
    """The statements about `keys` that hold in a view.

    What a longer period says of figures that nobody prints is left out if a month of it was
    restated since: there is nothing to see by which months it rests on.
    """
    found = list(statements(keys, hierarchy))
    old = {at for at, one in enumerate(found) if _is_overtaken(view, one, older, every)}
    periods = {found[at].whole.period for at in old}
    return [
        one
        for at, one in enumerate(found)
        if at not in old
        and (
            one.whole.period not in periods
            or not one.rule.startswith("period")
            or all(view.is_printed(key, every) for key in (one.whole, *one.parts))
        )
    ]


def _is_overtaken(
    view: View, statement: Statement, older: list[View], every: Sequence[Figure]
) -> bool:
    """Whether a longer period was said before one of its months was restated.

    If all of it was published then, and it added up then, everyone can see that it rests on the
    month as it was, and that it says nothing about the month as it is now.
    """
    if statement.kind is not Kind.SUM or not statement.rule.startswith("period"):
        return False
    said = view.editions.get(statement.whole, 0)
    if all(view.editions.get(part, 0) <= said for part in statement.parts):
        return False
    for then in older:
        if max(then.editions.values()) == said:
            numbers = [then.figures.get(key, -1) for key in (statement.whole, *statement.parts)]
            is_known = all(n >= 0 and every[n].is_known for n in numbers)
            whole, *parts = numbers
            return is_known and every[whole].value == sum(every[n].value for n in parts)
    return False
