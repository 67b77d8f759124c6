"""A first pattern: the figures that cost least of all that meet what every line asks for.

An integer program chooses them for all lines, attackers and demands together. That is needed and
not enough, since lines hold one another too: elimination and the certificates see to that.
"""

from __future__ import annotations

from collections.abc import Iterable

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.protect.certification import exempt
from pipelines.protect.conditions import Asked, Seen, Sight, Standing, look
from pipelines.protect.demands import Demand
from pipelines.protect.elimination import following
from pipelines.protect.lines import Lines, lines_of
from pipelines.protect.solver import Effort, answer_of, program_of, quiet_solver
from pipelines.protect.system import NOBODY, System

# What is withheld for one line asks for more in its other lines, and that again. Where it was seen
# that ends after a few dozen rounds, and one figure in five hundred is chosen after eight.
ROUNDS = 8
# How close to the least is close enough, and how many improvements that may take.
GAP, IMPROVEMENTS = 0.005, 1_000
TAKEN, BOUNDLESS = 0.5, 2**40
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


class Cover:
    """Rows are figures and derived figures; `costs` is what it costs to withhold each unknown.

    `bound` is what any pattern at all costs at least, as far as lines were looked at.
    """

    def __init__(self, system: System, demands: Iterable[Demand], costs: Floats) -> None:
        """Find the lines, and what is asked of each row."""
        self._first = system.first_figure
        count = len(system.figures) + len(system.derived)
        outer = slice(self._first, self._first + count)
        self._forms = sp.csr_matrix(system.forms[:count])
        self._lines = _lines(system, self._forms)
        self._costs = costs[outer]
        self._is_known = system.is_known[outer] | _follows(system, outer)
        self._is_open = system.is_printed[outer] & ~self._is_known
        nothing = np.zeros(count, dtype=np.int64)
        self._asked = Asked(nothing, nothing.copy(), self._is_open.copy())
        for demand in demands:
            self._ask(demand.unknown - self._first, demand)
        self._is_settled = ~self._is_known & ~self._is_open
        self._sights = _sights(system, self._forms, system.values[outer], self._lines)
        self.bound = 0.0

    def choose(self) -> list[tuple[int, int]]:
        """The figures to withhold beside those of the demands, each with the demand it is for.

        Both by their unknowns. Privacy: aggregate in, aggregate out.
        """
        is_withheld, found = self._is_settled, list[Seen]()
        for _ in range(ROUNDS):
            new = [seen for seen in self._looks(is_withheld) if len(seen.needs)]
            found += new
            chosen = self._least(found) if new else None
            if chosen is None:
                break
            is_withheld = self._is_settled | chosen
        return self._causes(is_withheld)

    def needs(self, unknowns: Whole, withheld: Whole) -> Flags:
        """Which figures some line could not do without if only they were published again.

        Where anything is known from before, a partner may know more, and less may do against it:
        only what the public is owed is certain.
        """
        is_withheld = self._is_settled.copy()
        is_withheld[withheld - self._first] = True
        looks = self._looks(is_withheld)
        certain = looks[:1] if self._is_known.any() else looks
        needed = np.concatenate([seen.needed for seen in certain])
        return np.asarray(np.isin(unknowns - self._first, needed))

    def _ask(self, row: int, demand: Demand) -> None:
        """What is demanded of a row is withheld in any case."""
        self._is_open[row] = False
        self._asked.is_either[row] = demand.is_either
        if not demand.is_either:
            self._asked.up[row], self._asked.down[row] = demand.up, demand.down

    def _looks(self, is_withheld: Flags) -> list[Seen]:
        """What lines ask for beside what is withheld, by attackers."""
        standing = Standing(is_withheld, self._is_settled, self._is_known)
        return [
            look(self._lines, which, self._asked, sight, standing) for sight, which in self._sights
        ]

    def _causes(self, is_withheld: Flags) -> list[tuple[int, int]]:
        """What is withheld beside the demands, with the demand that it is needed for in the end.

        What nothing needs any more, since the program may choose a little too much, is left out.
        """
        looks = self._looks(is_withheld)
        needed, needing = (
            np.concatenate([getattr(seen, name) for seen in looks])
            for name in ("needed", "needing")
        )
        cause = np.where(self._is_settled, np.arange(len(is_withheld)), NOBODY)
        # From the demands to what they need, to what that needs, and so on.
        while len(new := np.flatnonzero((cause[needing] >= 0) & (cause[needed] < 0))):
            rows, first = np.unique(needed[new], return_index=True)
            cause[rows] = cause[needing[new[first]]]
        rows = np.flatnonzero(~self._is_settled & (cause >= 0))
        pairs = (self._first + rows).tolist(), (self._first + cause[rows]).tolist()
        return list(zip(*pairs, strict=True))

    def _least(self, found: list[Seen]) -> Flags | None:
        """The rows that cost least of all that meet the conditions; None if none were found."""
        needs = np.concatenate([each.needs for each in found])
        bounds = needs.astype(np.float64), np.full(len(needs), np.inf)
        count = int(self._is_open.sum())
        costs, highest = self._costs[self._is_open], np.ones(count)
        program = program_of(self._terms(found), bounds, costs, highest)
        program.integrality_ = [highspy.HighsVarType.kInteger] * count
        solver = quiet_solver(program)
        solver.setOptionValue("mip_rel_gap", GAP)
        solver.setOptionValue("mip_max_improving_sols", IMPROVEMENTS)
        values = answer_of(solver, Effort())
        if values is None:
            return None
        self.bound = float(solver.getInfo().mip_dual_bound)
        chosen = np.zeros(len(self._is_open), dtype=bool)
        chosen[self._is_open] = values > TAKEN
        return chosen

    def _terms(self, found: list[Seen]) -> sp.csr_matrix:
        """All conditions, one below the other, over the rows that can be chosen."""
        before = np.cumsum([0, *(len(each.needs) for each in found)])
        at = [each.conditions + ahead for each, ahead in zip(found, before[:-1], strict=True)]
        place = np.cumsum(self._is_open) - 1
        columns = place[np.concatenate([each.rows for each in found])]
        amounts = np.concatenate([each.amounts for each in found])
        shape = (int(before[-1]), int(self._is_open.sum()))
        return sp.csr_matrix((amounts, (np.concatenate(at), columns)), shape=shape)


def _follows(system: System, outer: slice) -> Flags:
    """Whether a row that is to be printed is known already, by sums and differences.

    To withhold it would help nobody, and it could not be kept from anybody.
    """
    forms, is_known = system.forms, system.is_known[outer]
    found = np.zeros(len(is_known), dtype=bool)
    printed = np.flatnonzero(system.is_printed[outer] & ~is_known)
    if is_known.any():
        known = sp.vstack([system.ties, forms[np.flatnonzero(is_known)]])
        found[printed] = following(sp.csr_matrix(known), sp.csr_matrix(forms[printed]))
    return found


def _lines(system: System, forms: sp.csr_matrix) -> Lines:
    """The lines of what is printed; differences that anybody can take are lines of their own."""
    figures = len(system.figures)
    lengths = np.diff(forms.indptr)[:figures]
    of = np.repeat(np.arange(figures), lengths)
    others = np.bincount(of, forms.data[: len(of)] != 1, figures)
    rows = np.flatnonzero((lengths > 0) & (others == 0))
    found = lines_of(sp.csr_matrix(forms[rows]))
    derived = [(one.whole, *one.parts, figures + at) for at, one in enumerate(system.derived)]
    members = [rows[found.rows], *(np.array(line, dtype=np.int64) for line in derived)]
    starts = np.cumsum([found.starts[-1], *map(len, derived)])
    return Lines(np.concatenate([found.starts[:-1], starts]), np.concatenate(members))


def _sights(
    system: System, forms: sp.csr_matrix, values: Whole, lines: Lines
) -> list[tuple[Sight, Whole]]:
    """For the public and each partner what they do not contribute, and of which lines that is so.

    Where a partner has no part in a line it sees no more there than the public.
    """
    inner = system.values[: system.first_figure]
    owner = system.owner[: system.first_figure]
    size = np.diff(forms.indptr).astype(np.int64)
    worth = np.where(system.is_signed[system.first_figure :][: len(values)], BOUNDLESS, values)
    sights = [(Sight(worth, size, size == 0), np.arange(len(lines.starts) - 1))]
    of = np.repeat(np.arange(len(size)), size)
    is_sum = np.bincount(of[forms.data < 0], minlength=len(size)) == 0
    alone, touched = exempt(system), abs(forms)
    for partner in np.unique(owner[owner != NOBODY]).tolist():
        is_mine = owner == partner
        count = touched @ is_mine.astype(np.int64)
        is_own = count == size
        rows = [
            unknown - system.first_figure for unknown, bits in alone.items() if bits >> partner & 1
        ]
        is_own[[row for row in rows if row < len(values)]] = True
        which = np.flatnonzero(np.add.reduceat(count[lines.rows], lines.starts[:-1]))
        # A difference cannot fall below none whatever its parts do: whose it is says nothing.
        rest = worth - np.where(is_sum, forms @ (inner * is_mine), 0)
        sights.append((Sight(rest, size - count, is_own), which))
    return sights
