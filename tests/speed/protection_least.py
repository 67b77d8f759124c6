"""The fewest complementary cells of small problems, exactly.

Another way than the engine's on purpose. One integer program chooses cells; others, written from
the rule itself, look for a demand that cannot be met with exactly those; what each such demand
lacks becomes a condition of the first, until nothing is lacking. Whatever the first program then
chooses cannot be undercut, since every condition is necessary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import highspy
import numpy as np
import scipy.sparse as sp

from pipelines.protect.demands import Demand
from pipelines.protect.system import System

FAR = 1_000.0
TOLERANCE = 1e-6
AT_ONCE = 3
Cells = frozenset[int]


@dataclass(frozen=True)
class Case:
    """A cell must be able to change in one of some ways while a partner's atoms stay as they are.

    `only_if` is a cell that must be withheld for the case to matter; None: it always does.
    """

    cell: int
    ways: tuple[int, ...]
    partner: int | None
    only_if: int | None


@dataclass(frozen=True)
class Condition:
    """One of some cells must be withheld if `only_if` is (or in any case: None)."""

    one_of: Cells
    only_if: int | None


@dataclass
class Least:
    """The rule for one small system without ties, against some attackers (None: outsiders)."""

    system: System
    demands: list[Demand]
    attackers: list[int | None]
    conditions: list[Condition] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = self.system.first_figure
        self.cells = len(self.system.figures)
        self.owner = self.system.owner[: self.first]
        forms = self.system.forms
        self.share = [set(self.owner[forms[cell].indices].tolist()) for cell in range(self.cells)]
        self.primary = frozenset(demand.unknown - self.first for demand in self.demands)
        self._moves: dict[int | None, list[dict[int, int]]] = {who: [] for who in self.attackers}
        self._solver = self._program()

    def cheapest(self, price: np.ndarray) -> Cells:
        """The complementary cells that cost least, each at its price."""
        while True:
            chosen = self._choice(price)
            lacking = self.lacking(chosen)
            if not lacking:
                return chosen
            # A few that are far apart say nearly as much as all of them.
            few = lacking[:: -(-len(lacking) // AT_ONCE)]
            self.conditions += [self._condition(case, chosen) for case in few]

    def lacking(self, chosen: Collection[int]) -> list[Case]:
        """What could not be met with exactly these complementary cells."""
        hidden = self.primary | frozenset(chosen)
        return [case for case in self._cases(hidden) if not self._is_possible(case, hidden)]

    def _cases(self, hidden: Cells) -> Iterator[Case]:
        for demand in self.demands:
            cell = demand.unknown - self.first
            for way in (demand.up, -demand.down):
                if way:
                    yield from (Case(cell, (way,), who, None) for who in self._against(cell))
        for cell in sorted(hidden - self.primary):
            yield from (Case(cell, (1, -1), who, cell) for who in self._against(cell))

    def _against(self, cell: int) -> list[int | None]:
        """Who must not know; whose cell it is alone knows it anyway."""
        return [who for who in self.attackers if self.share[cell] != {who}]

    def _condition(self, case: Case, chosen: Cells) -> Condition:
        """What a case lacks, in as few cells as can be seen by adding all that does not help."""
        hidden = self.primary | chosen
        for cell in range(self.cells):
            more = hidden | {cell}
            if cell not in hidden and not self._is_possible(case, more):
                hidden = more
        return Condition(frozenset(range(self.cells)) - hidden, case.only_if)

    def _is_possible(self, case: Case, hidden: Cells) -> bool:
        return any(
            self._is_known_move(case.cell, way, case.partner, hidden)
            or self._is_found(case.cell, way, case.partner, hidden)
            for way in case.ways
        )

    def _is_known_move(self, cell: int, way: int, partner: int | None, hidden: Cells) -> bool:
        for changes in self._moves[partner]:
            by = changes.get(cell, 0)
            if (by >= way if way > 0 else by <= way) and changes.keys() <= hidden:
                return True
        return False

    def _is_found(self, cell: int, way: int, partner: int | None, hidden: Cells) -> bool:
        solver, values = self._solver, self.system.values
        for row in range(self.cells):
            room = FAR if row in hidden else 0.0
            solver.changeRowBounds(row, -room, room)
        low, high = (way, FAR) if way > 0 else (-FAR, way)
        solver.changeRowBounds(cell, float(low), float(high))
        for atom in range(self.first):
            is_own = partner is not None and self.owner[atom] == partner
            bounds = (0.0, 0.0) if is_own else (-float(values[atom]), FAR)
            solver.changeColBounds(atom, *bounds)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        move = np.round(solver.getSolution().col_value).astype(np.int64)
        by = self.system.forms @ move
        self._moves[partner].append({int(row): int(by[row]) for row in np.flatnonzero(by)})
        return True

    def _program(self) -> highspy.Highs:
        lowest = -self.system.values[: self.first].astype(np.float64)
        free = np.zeros(self.cells)
        return _integers(
            np.zeros(self.first),
            (lowest, np.full(self.first, FAR)),
            self.system.forms,
            (free, free),
        )

    def _choice(self, price: np.ndarray) -> Cells:
        """The cheapest cells that keep every condition found so far."""
        rest = sorted(set(range(self.cells)) - self.primary)
        place = {cell: at for at, cell in enumerate(rest)}
        matrix = sp.lil_matrix((len(self.conditions), len(rest)))
        lowest = np.ones(len(self.conditions))
        for row, condition in enumerate(self.conditions):
            for cell in condition.one_of:
                matrix[row, place[cell]] = 1.0
            if condition.only_if is not None:
                matrix[row, place[condition.only_if]] = -1.0
                lowest[row] = 0.0
        whole = (np.zeros(len(rest)), np.ones(len(rest)))
        above = np.full(len(self.conditions), highspy.kHighsInf)
        solver = _integers(price[rest], whole, sp.csr_matrix(matrix), (lowest, above))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SystemExit("no choice of cells is enough")
        taken = np.array(solver.getSolution().col_value) > 1 - TOLERANCE
        return frozenset(cell for cell, is_taken in zip(rest, taken, strict=True) if is_taken)


def _integers(
    price: np.ndarray,
    columns: tuple[np.ndarray, np.ndarray],
    matrix: sp.csr_matrix,
    rows: tuple[np.ndarray, np.ndarray],
) -> highspy.Highs:
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_ = price.astype(np.float64)
    program.col_lower_, program.col_upper_ = columns
    program.row_lower_, program.row_upper_ = rows
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    program.a_matrix_.index_ = matrix.indices.astype(np.int32)
    program.a_matrix_.value_ = matrix.data.astype(np.float64)
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(price)
    solver = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(program)
    return solver
