"""Whole numbers for figures that nobody prints: one choice that fits everything that is true.

Which choice does not matter: an outsider who cannot tell two choices apart cannot tell the tables
apart that a certificate makes of them either. What matters is how far the choices reach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from pipelines.protect.keys import Key
from pipelines.protect.solver import FARTHEST, quiet_solver
from pipelines.protect.statements import Kind, Statement

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """What a statement leaves open: `terms` sum to a number from `low` to `high`."""

    terms: tuple[tuple[Key, int], ...]
    low: float
    high: float


@dataclass(frozen=True)
class Completion:
    """Values of connected missing keys, and which of them can only be a few.

    `known` are the keys of the printed figures that the values rest on; there is at least one.
    """

    values: dict[Key, int]
    few: frozenset[Key]
    known: tuple[Key, ...]


def complete(
    missing: frozenset[Key],
    statements: Iterable[Statement],
    values: Mapping[Key, int],
    limit: int,
) -> list[Completion]:
    """A completion of each connected group of missing keys that has one.

    Groups without one (totals that are not the sum of their parts) are left out: of those only
    what a list leaves altogether stays an unknown.
    """
    rows: list[tuple[Row, tuple[Key, ...]]] = []
    for statement in statements:
        keys = (statement.whole, *statement.parts)
        if not missing.isdisjoint(keys) and all(k in missing or k in values for k in keys):
            rows.append((_row(statement, missing, values), keys))
    found = (_solve(group, its, limit) for group, its in _groups(missing, rows))
    return [completion for completion in found if completion is not None and completion.known]


def _row(statement: Statement, missing: frozenset[Key], values: Mapping[Key, int]) -> Row:
    """Whole less parts: nothing if they are all there, else what the missing ones may be."""
    signs: defaultdict[Key, int] = defaultdict(int)
    known = 0
    for key, sign in ((statement.whole, 1), *((part, -1) for part in statement.parts)):
        if key in missing:
            signs[key] += sign
        else:
            known += sign * values[key]
    low = -FARTHEST if statement.kind is Kind.COVERED else 0.0
    is_open = statement.kind is Kind.WITHIN or not statement.is_complete
    return Row(tuple(sorted(signs.items())), low - known, (FARTHEST if is_open else 0.0) - known)


def _groups(
    missing: frozenset[Key], rows: list[tuple[Row, tuple[Key, ...]]]
) -> list[tuple[list[Key], list[tuple[Row, tuple[Key, ...]]]]]:
    """Missing keys that rows connect, with those rows."""
    root = {key: key for key in missing}

    def find(key: Key) -> Key:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for row, _ in rows:
        for key, _sign in row.terms[1:]:
            root[find(key)] = find(row.terms[0][0])
    members: defaultdict[Key, list[Key]] = defaultdict(list)
    for key in sorted(missing):
        members[find(key)].append(key)
    its: defaultdict[Key, list[tuple[Row, tuple[Key, ...]]]] = defaultdict(list)
    for row, keys in rows:
        its[find(row.terms[0][0])].append((row, keys))
    return [(group, its[top]) for top, group in members.items()]


def _solve(
    keys: list[Key], rows: list[tuple[Row, tuple[Key, ...]]], limit: int
) -> Completion | None:
    """One solution; values from 1 to limit - 1 are looked at again, whether they must be so."""
    solver = _program(keys, [row for row, _ in rows])
    values = _extreme(solver, np.zeros(len(keys)))
    if values is None:
        return None
    few = []
    for at in np.flatnonzero((values > 0) & (values < limit)):
        costs = np.zeros(len(keys))
        costs[at] = 1.0
        ends = [_extreme(solver, sign * costs) for sign in (1.0, -1.0)]
        if all(end is not None and 0 < end[at] < limit for end in ends):
            few.append(keys[at])
    known = sorted({key for _, told in rows for key in told} - set(keys))
    whole = {key: int(value) for key, value in zip(keys, values, strict=True)}
    return Completion(whole, frozenset(few), tuple(known))


def _extreme(solver: highspy.Highs, costs: Floats) -> Floats | None:
    size = len(costs)
    solver.changeColsCost(size, np.arange(size, dtype=np.int32), costs)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.asarray(np.round(np.array(solver.getSolution().col_value)), dtype=np.float64)


def _program(keys: list[Key], rows: list[Row]) -> highspy.Highs:
    column = {key: at for at, key in enumerate(keys)}
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(keys), len(rows)
    program.col_cost_ = np.zeros(len(keys))
    program.col_lower_, program.col_upper_ = np.zeros(len(keys)), np.full(len(keys), FARTHEST)
    program.row_lower_ = np.array([row.low for row in rows])
    program.row_upper_ = np.array([row.high for row in rows])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    sizes = np.cumsum([0, *(len(row.terms) for row in rows)])
    program.a_matrix_.start_ = sizes.astype(np.int32)
    flat = [(column[key], float(sign)) for row in rows for key, sign in row.terms]
    program.a_matrix_.index_ = np.array([at for at, _ in flat], dtype=np.int32)
    program.a_matrix_.value_ = np.array([sign for _, sign in flat])
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(keys)
    return quiet_solver(program)
