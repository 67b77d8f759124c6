"""One joint system of all linked figures: unknowns, and equations that every outsider knows.

An inequality is an equation with one more unknown that is not negative: what the whole has
beyond its part. Some of these are themselves about few people (all but a few of a total) and are
protected like a printed figure.

Of a list printed in part, what the missing parts sum to is one unknown; a missing part that other
statements mention too is an unknown of its own beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines.protect.completion import complete
from pipelines.protect.figures import KNOWN_NOTHING, Figure, Known
from pipelines.protect.hierarchy import Hierarchy
from pipelines.protect.keys import Key
from pipelines.protect.missing import missing_keys
from pipelines.protect.statements import Kind, Statement
from pipelines.protect.views import View, told

PASSES = 3
LATENT: dict[str, Any] = {
    "is_known": False,
    "is_printed": False,
    "was_withheld": False,
    "origin": "latent",
}
Terms = tuple[tuple[int, int], ...]


@dataclass
class System:
    """Figures by number, and relations: terms (figure, +1 or -1) that sum to nothing."""

    hierarchy: Hierarchy
    figures: list[Figure] = field(default_factory=list)
    relations: dict[Terms, str] = field(default_factory=dict)
    places: dict[tuple[str, Key, int], int] = field(default_factory=dict)
    remainders: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)
    restated: dict[int, int] = field(default_factory=dict)
    untrue: list[str] = field(default_factory=list)

    def put(self, origin: str, figure: Figure) -> int:
        """The number of a figure; the same key and value of the same origin is one figure."""
        place = (origin, figure.key, figure.value)
        if place not in self.places:
            self.places[place] = len(self.figures)
            self.figures.append(figure)
        return self.places[place]

    def relate(self, rule: str, whole: int, parts: Iterable[int]) -> None:
        """Declare that the whole is the sum of the parts."""
        terms = ((whole, 1), *((part, -1) for part in sorted(parts)))
        self.relations.setdefault(terms, rule)

    def value_of(self, numbers: Iterable[int]) -> int:
        """The true sum of some figures."""
        return sum(self.figures[number].value for number in numbers)


def build_system(
    now: list[Known], before: list[Known], scale_of: Mapping[str, int], hierarchy: Hierarchy
) -> System:
    """All figures of this month and the related earlier ones, with everything that ties them."""
    system = System(hierarchy)
    views: list[View] = []
    for edition in sorted({state.edition for state in before}):
        until = [state for state in before if state.edition <= edition]
        until.sort(key=lambda state: (state.edition, state.key, state.value, state.status))
        figures = {state.key: _earlier(system, state, scale_of) for state in until}
        views.append(View(figures, {state.key: state.edition for state in until}))
    newest = max((state.edition for state in before), default=0) + 1
    current = {state.key: _current(system, state, scale_of) for state in now}
    latest = views[-1] if views else View({}, {})
    editions = {**latest.editions, **dict.fromkeys(current, newest)}
    views.append(View({**latest.figures, **current}, editions))
    for at, view in enumerate(views):
        _tie(system, view, views[:at])
    _tie_versions(system, before, current)
    return system


def _earlier(system: System, state: Known, scale_of: Mapping[str, int]) -> int:
    number = system.put("figure", _figure(system, state, scale_of, "before"))
    figure, is_withheld = system.figures[number], state.status == "withheld"
    system.figures[number] = replace(
        figure,
        is_known=figure.is_known or not is_withheld,
        was_withheld=figure.was_withheld or is_withheld,
        threshold=max(figure.threshold, state.threshold),
    )
    return number


def _current(system: System, state: Known, scale_of: Mapping[str, int]) -> int:
    number = system.put("figure", _figure(system, state, scale_of, "now"))
    figure = system.figures[number]
    is_known = figure.is_known or state.status in KNOWN_NOTHING
    system.figures[number] = replace(
        figure,
        is_known=is_known,
        is_printed=not is_known,
        threshold=max(figure.threshold, state.threshold),
    )
    return number


def _figure(system: System, state: Known, scale_of: Mapping[str, int], origin: str) -> Figure:
    measure = state.key.measure
    return Figure(
        key=state.key,
        value=state.value,
        scale=scale_of[measure],
        threshold=state.threshold,
        is_count=system.hierarchy.facts(measure).is_count,
        origin=origin,
    )


def _tie(system: System, view: View, older: list[View]) -> None:
    """Turn every statement about a view into relations; a whole printed nowhere still links."""
    figures = view.figures
    _fill(system, view, older)
    for _ in range(PASSES):
        size = len(figures)
        for statement in told(view, older, list(figures), system.figures, system.hierarchy):
            _apply(system, figures, statement)
        if len(figures) == size:
            return


def _fill(system: System, view: View, older: list[View]) -> None:
    """Give figures that are printed nowhere and lie in several sums a value that fits them all.

    The same figures around them make them the same unknowns in every view; after a restatement
    an outsider cannot know whether they changed with it.
    """
    figures = view.figures
    missing = missing_keys(figures, system.hierarchy)
    if not missing:
        return
    every = [*figures, *missing]
    holding = told(view, older, every, system.figures, system.hierarchy)
    values = {key: system.figures[number].value for key, number in figures.items()}
    limit = max(figure.threshold for figure in system.figures)
    for found in complete(missing, holding, values, limit):
        around = [figures[key] for key in found.known]
        model = replace(system.figures[around[0]], threshold=limit, **LATENT)
        for key, value in found.values.items():
            is_count = system.hierarchy.facts(key.measure).is_count
            figure = replace(model, key=key, value=value, is_count=is_count)
            number = system.put(f"missing {around}", figure)
            figures[key] = number
            system.unseen.add(number)
            if key in found.few:
                system.remainders.add(number)


def _apply(system: System, view: dict[Key, int], statement: Statement) -> None:
    parts = [view[part] for part in statement.parts]
    if statement.whole not in view:
        if statement.kind is not Kind.SUM or not statement.is_complete:
            return
        view[statement.whole] = _latent(system, statement.whole, system.value_of(parts), parts[0])
    whole = view[statement.whole]
    difference = system.value_of([whole]) - system.value_of(parts)
    if statement.kind is Kind.SUM:
        _apply_sum(system, statement, whole, parts, difference)
        _leave(system, statement, whole, parts)
    elif statement.kind is Kind.WITHIN:
        rest = _remainder(system, statement, [whole, *parts], difference)
        system.relate(statement.rule, whole, [*parts, rest])
        if _is_alike(system, whole, parts):
            system.remainders.add(rest)
    elif statement.is_complete:
        rest = _remainder(system, statement, [whole, *parts], -difference)
        system.relations.setdefault(((whole, 1), (rest, 1), *((p, -1) for p in sorted(parts))), "")


def _apply_sum(
    system: System, statement: Statement, whole: int, parts: list[int], difference: int
) -> None:
    """Parts that are all there, or that add up without the missing ones, are an equation.

    Of others an outsider knows that they are not more than the whole; what they leave of it is a
    figure too, even if nobody prints it. So are the months that a longer period leaves.
    """
    is_printed = system.unseen.isdisjoint((whole, *parts))
    if statement.missing is not None:
        rest = _latent(system, statement.missing, difference, whole)
        system.relate(statement.rule, whole, [*parts, rest])
        if is_printed:
            system.remainders.add(rest)
        return
    if statement.is_complete or (difference == 0 and is_printed):
        system.relate(statement.rule, whole, parts)
    elif difference >= 0:
        rest = _remainder(system, statement, [whole, *parts], difference)
        system.relate(statement.rule, whole, [*parts, rest])
        if is_printed:
            system.remainders.add(rest)
    if difference and statement.is_complete:
        system.untrue.append(f"{statement.whole.text} by {statement.rule}")


def _leave(system: System, statement: Statement, whole: int, parts: list[int]) -> None:
    """What the printed parts leave of a printed whole: protected, whatever it is made of."""
    printed = [part for part in parts if part not in system.unseen]
    rest = system.value_of([whole]) - system.value_of(printed)
    if whole not in system.unseen and 0 < len(printed) < len(parts) and rest > 0:
        left = _remainder(system, statement, [whole, *printed], rest)
        system.relate(statement.rule, whole, [*printed, left])
        system.remainders.add(left)


def _is_alike(system: System, whole: int, parts: list[int]) -> bool:
    is_printed = system.unseen.isdisjoint((whole, *parts))
    return is_printed and all(system.figures[n].is_count for n in (whole, *parts))


def _latent(system: System, key: Key, value: int, like: int) -> int:
    known = system.places.get(("figure", key, value))
    if known is not None:
        return known
    model = system.figures[like]
    figure = Figure(
        key=key,
        value=value,
        scale=model.scale,
        threshold=model.threshold,
        is_count=model.is_count,
        origin="latent",
    )
    return system.put("latent", figure)


def _remainder(system: System, statement: Statement, numbers: list[int], value: int) -> int:
    """What a whole has beyond its part (or the parts beyond the whole): an unknown of its own."""
    model = system.figures[numbers[0]]
    name = f"{statement.rule}:{statement.kind}:{numbers}"
    return system.put(name, replace(model, value=value, **LATENT))


def _tie_versions(system: System, before: list[Known], current: Mapping[Key, int]) -> None:
    """A count that is restated: the difference to what was said before is a figure too."""
    for state in sorted(before, key=lambda state: (state.key, state.edition, state.value)):
        new = current.get(state.key)
        old = system.places["figure", state.key, state.value]
        if new is None or new == old or state.status in KNOWN_NOTHING:
            continue
        high, low = sorted((new, old), key=lambda number: -system.figures[number].value)
        change = system.figures[high].value - system.figures[low].value
        figure = replace(system.figures[new], value=change, is_signed=True, **LATENT)
        rest = system.put(f"restated {state.value}", figure)
        system.relate("restated", high, [low, rest])
        system.restated[rest] = new
