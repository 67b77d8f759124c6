"""All tables are listed: no withheld figure is bounded beyond the rule, and the audit agrees.

The oracle knows neither linear programs nor the code under test: it lists all tables of six whole
numbers up to a limit and keeps those that fit what is published.
"""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.audit import audit_published
from pipelines.protect import empty_frozen, protect
from pipelines.types import SafeTables
from tests.unit.protect.synthetic import MONTH, freeze, release, tables_of
from tests.unit.protect.test_protection import NONE, PEOPLE

LIMIT = 4
TOP = 10
PARTNERS = ("p1", "p2", "p3")
KINDS = ("new", "ongoing")
EVERY = np.array(list(itertools.product(range(TOP), repeat=6)), dtype=np.int16)
DOCUMENT: dict[str, Any] = {
    "geography": {"consortium": {"partner": {"all": list(PARTNERS)}}},
    "breakdowns": {},
    "measures": {
        "people": {**PEOPLE, **NONE, "sum_of": list(KINDS)},
        **{kind: {**PEOPLE, **NONE} for kind in KINDS},
    },
    "periods": {str(MONTH): [str(MONTH)]},
}


def figures() -> dict[tuple[str, str], tuple[int, ...]]:
    """Every figure of the two-way table, as the atoms that it adds up."""
    atoms = {pair: (n,) for n, pair in enumerate(itertools.product(KINDS, PARTNERS))}
    found: dict[tuple[str, str], tuple[int, ...]] = dict(atoms)
    for kind in KINDS:
        found[kind, "all"] = tuple(atoms[kind, partner][0] for partner in PARTNERS)
    for place in (*PARTNERS, "all"):
        found["people", place] = tuple(n for kind in KINDS for n in found[kind, place])
    return found


FIGURES = figures()
ALL_VALUES = {name: EVERY[:, list(atoms)].sum(axis=1) for name, atoms in FIGURES.items()}


def tables_from(atoms: tuple[int, ...], printed: list[tuple[str, str]]) -> Any:
    """The printed figures of a table of atoms."""
    rows = []
    for kind, place in printed:
        where = ("consortium", "all") if place == "all" else ("partner", place)
        value = sum(atoms[n] for n in FIGURES[kind, place])
        rows.append(("lead", "t", kind, str(MONTH), *where, "total", "total", value))
    return tables_of(rows, DOCUMENT)


def possible(safe: SafeTables) -> dict[tuple[str, str], tuple[int, int]]:
    """Smallest and largest value of each withheld figure over all tables that fit."""
    names = list(zip(safe.frame["measure"], safe.frame["geography"], strict=True))
    fits = np.ones(len(EVERY), dtype=bool)
    for name, value, status in zip(names, safe.frame["value"], safe.frame["status"], strict=True):
        if status != "withheld":
            fits &= ALL_VALUES[name] == value
    hidden = [name for name, s in zip(names, safe.frame["status"], strict=True) if s == "withheld"]
    return {
        name: (int(ALL_VALUES[name][fits].min()), int(ALL_VALUES[name][fits].max()))
        for name in hidden
    }


ATOMS = st.tuples(*[st.integers(0, 5)] * 6)
PRINTED = st.sets(st.sampled_from(sorted(FIGURES)), min_size=1).map(sorted)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(atoms=ATOMS, printed=st.one_of(st.just(sorted(FIGURES)), PRINTED))
def test_every_withheld_figure_keeps_the_room_the_rule_demands(
    atoms: tuple[int, ...], printed: list[tuple[str, str]]
) -> None:
    tables = tables_from(atoms, printed)
    protection = protect(tables, empty_frozen(), {"lead": LIMIT})
    room = possible(protection.safe)
    values = {name: sum(atoms[n] for n in FIGURES[name]) for name in room}
    for name, (low, high) in room.items():
        if 0 < values[name] < LIMIT:
            assert low <= max(values[name] - 1, 1)
            assert high >= LIMIT
        else:
            assert low < high
    shown = protection.safe.frame[protection.safe.frame["status"] != "withheld"]
    assert not shown["value"].between(1, LIMIT - 1).any()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(atoms=ATOMS, printed=PRINTED, hidden=st.sets(st.integers(0, 11)))
def test_the_audit_finds_what_listing_all_tables_finds(
    atoms: tuple[int, ...], printed: list[tuple[str, str]], hidden: set[int]
) -> None:
    tables = tables_from(atoms, printed)
    frame = tables.frame.copy()
    is_hidden = frame.index.isin(hidden)
    frame["status"] = frame["status"].mask(is_hidden, "withheld")
    frame["value"] = frame["value"].mask(is_hidden)
    safe = SafeTables(MONTH, frame, DOCUMENT, tables.coverage)
    with tempfile.TemporaryDirectory() as folder:
        release(Path(folder), safe, threshold=LIMIT)
        result = audit_published([Path(folder)])
    found = {(f.label.measure, f.label.geography) for f in result.failures if f.kind == "derived"}
    told = {
        name
        for name, (low, high) in possible(safe).items()
        if low == high or 0 < low <= high < LIMIT
    }
    assert found == told


@settings(max_examples=25, deadline=None, derandomize=True)
@given(first=ATOMS, change=st.tuples(*[st.integers(0, 3)] * 6))
def test_versions_together_pass_the_audit(first: tuple[int, ...], change: tuple[int, ...]) -> None:
    printed = sorted(FIGURES)
    tables = tables_from(first, printed)
    safe = protect(tables, empty_frozen(), {"lead": LIMIT}).safe
    second = tables_from(tuple(a + b for a, b in zip(first, change, strict=True)), printed)
    after = protect(second, freeze(tables, safe), {"lead": LIMIT}).safe
    with tempfile.TemporaryDirectory() as folder:
        release(Path(folder), safe, threshold=LIMIT)
        release(Path(folder), after, 2, threshold=LIMIT)
        assert audit_published([Path(folder)]).result == "pass"


def test_a_list_printed_in_part_protects_as_well_as_a_whole_one() -> None:
    printed = [("new", "all"), ("new", "p1"), ("new", "p3"), ("ongoing", "p2")]
    printed += [("people", "p2"), ("people", "p3")]
    safe = protect(tables_from((1, 4, 5, 3, 4, 0), printed), empty_frozen(), {"lead": LIMIT}).safe
    low, high = possible(safe)["new", "p1"]
    assert low < high
