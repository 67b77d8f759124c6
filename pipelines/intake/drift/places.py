"""In which order the known columns of a sheet stand, and which two have changed places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pipelines.types import RawTable
from schemas.catalog import load_catalog
from schemas.model import Field, FieldType, Release

# Codes and dates are told apart by what their cells hold and by the rules of their records.
LIKE = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.BOOLEAN)
# In a profile the order of a record's columns stands beside its figures, under a name of its own.
_ORDER = "/order"

Profile = Mapping[str, Mapping[str, Sequence[float]]]


def is_order(name: str) -> bool:
    """Whether this part of a profile is the order of a record's columns."""
    return name.endswith(_ORDER)


def in_order(tables: Sequence[RawTable]) -> dict[str, dict[str, list[float]]]:
    """For each record the places of its columns on the first sheet that has rows of it.

    Privacy: identifiable in, aggregate out: names of fields.
    """
    found: dict[str, dict[str, list[float]]] = {}
    for table in tables:
        held = [name for name in table.columns if table.columns[name].letter]
        held = [name for name in held if name not in table.waiting]
        if len(table.text) and held:
            held.sort(key=lambda name: _at(table.columns[name].letter))
            places = {name: [float(at)] for at, name in enumerate(held)}
            found.setdefault(f"{table.record}{_ORDER}", places)
    return found


def moved(now: Profile, earlier: Sequence[Profile], fewest: int) -> Iterator[tuple[str, str, str]]:
    """Pairs of like columns of a record that stood in each other's place in every earlier month.

    Privacy: aggregate in, aggregate out: names of fields.
    """
    for name in filter(is_order, now):
        record = load_catalog().records[name.removesuffix(_ORDER)]
        months = [month[name] for month in earlier if name in month]
        like = [one for one in record.fields if one.name in now[name] and _is_compared(one)]
        for first, second in combinations(like, 2) if len(months) >= fewest else ():
            is_number = {one.type is not FieldType.BOOLEAN for one in (first, second)}
            pair = (first.name, second.name)
            if len(is_number) == 1 and all(_exchanged(now[name], one, pair) for one in months):
                yield record.name, *pair


def _is_compared(field: Field) -> bool:
    return field.type in LIKE and field.released_as is not Release.NEVER


def _exchanged(
    now: Mapping[str, Sequence[float]], before: Mapping[str, Sequence[float]], pair: tuple[str, str]
) -> bool:
    """Whether each stands where the other stood, among the columns that both months have."""
    shared = now.keys() & before.keys()
    if not shared.issuperset(pair):
        return False
    here, there = (sorted(shared, key=lambda one: of[one][0]) for of in (now, before))
    first, second = pair
    is_first = here.index(first) == there.index(second)
    return is_first and here.index(second) == there.index(first)


def _at(letter: str) -> tuple[int, str]:
    """Letters in the order of columns: Z stands before AA."""
    return len(letter), letter
