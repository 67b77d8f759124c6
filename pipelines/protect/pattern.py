"""The pattern: which figures are withheld, why, and the certificates that protect them.

First what the rules name, then what elimination asks for, then whatever certificates must touch;
at last what turned out not to be needed is published again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.errors import Blocked
from pipelines.protect.demands import Demand
from pipelines.protect.elimination import revealing, unpublishable
from pipelines.protect.ground import Ground, Move
from pipelines.protect.hindsight import Hindsight
from pipelines.protect.moves import Moves
from pipelines.protect.reach import EVERYONE, Reach, partners
from pipelines.protect.searches import Searches
from pipelines.protect.system import NOBODY, System

NAMED = 12
# So many searches are worth publishing again what large tables could do without.
ENOUGH = 3_000
DERIVED = ("restated", "remainder")
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass
class Pattern:
    """What is withheld (unknown -> reason, the unknown it protects), and what proves it.

    `demands` are those of the rules and of what is withheld beside; `lesser` what is asked against
    partners who know more from before. `is_hurried`: only what is close by was asked for some
    of them, since the month is so large; more may be withheld than would have to be.
    """

    reach: Reach
    withheld: dict[int, tuple[str, int]] = field(default_factory=dict)
    demands: dict[int, Demand] = field(default_factory=dict)
    lesser: dict[tuple[int, int, int], Demand] = field(default_factory=dict)
    is_hurried: bool = False


class PatternSearch:
    """Finds the pattern of one system; `costs` is what it costs a reader to miss each unknown."""

    def __init__(self, system: System, demands: list[Demand], costs: Floats) -> None:
        """Withhold what the demands name."""
        self.system, self.costs = system, costs
        self.ground = Ground(system, costs)
        self.searches = Searches(self.ground)
        self._moves = Moves(self.searches)
        self.pattern = Pattern(Reach(self.ground))
        self.demands = self.pattern.demands
        self.exempt = _exempt(system)
        self._done = 0
        self._hindsight: Hindsight | None = None
        self._lesser = self.pattern.lesser
        for demand in demands:
            self._ask(demand)
            if system.is_printed[demand.unknown]:
                self._withhold(demand.unknown, (demand.reason, demand.unknown))

    def run(self, *, is_eliminated: bool = True) -> Pattern:
        """Eliminate, certify and repair, publish again what need not be withheld.

        Raises: Blocked if no pattern is enough.
        """
        if is_eliminated:
            self._eliminate()
        unmet = self._certify()
        if unmet:
            raise Blocked("PROTECT-04", _refusal(self.system, unmet))
        self._prune()
        self.pattern.is_hurried = self._moves.is_hurried or self._moves.has_asked_close_by
        return self.pattern

    def _eliminate(self) -> None:
        """Withhold what elimination says, for an outsider; partners are the certificates' work."""
        system = self.system
        open_ = np.flatnonzero(system.is_printed)
        open_ = np.array([u for u in open_ if u not in self.pattern.withheld], dtype=np.int64)
        # What sums most comes first among equally dear ones: the finest are withheld for it.
        order = open_[np.lexsort((-self._lengths(open_), -self.costs[open_]))]
        protected = np.array(sorted(self.demands), dtype=np.int64)
        known = sp.vstack([system.ties, self._forms(np.flatnonzero(system.is_known))])
        found = unpublishable(sp.csr_matrix(known), self._forms(order), self._forms(protected))
        for unknown, given in zip(order.tolist(), found.tolist(), strict=True):
            if given >= 0:
                self._withhold(unknown, _why(self.demands[int(protected[given])]))

    def _lengths(self, unknowns: Whole) -> Whole:
        return np.asarray(np.diff(self._forms(unknowns).indptr), dtype=np.int64)

    def _forms(self, unknowns: Whole) -> sp.csr_matrix:
        return sp.csr_matrix(self.system.forms[unknowns - self.system.first_figure])

    def _ask(self, demand: Demand) -> None:
        self.demands[demand.unknown] = demand
        self.pattern.reach.ask(demand)

    def _withhold(self, unknown: int, why: tuple[str, int]) -> None:
        """From now on the figure may move freely, and needs a certificate of its own."""
        self.pattern.withheld[unknown] = why
        if unknown not in self.demands:
            self._ask(Demand(unknown, "complementary", 1, 1, is_either=True))
        self.searches.open(self.ground.row(unknown))

    def _certify(self) -> list[Demand]:
        """Meet the demands, those that ask most first; figures withheld on the way join them."""
        unmet: list[Demand] = []
        waiting = dict.fromkeys(self.demands)
        while waiting:
            unknown = next(iter(waiting))
            self._done = len(self.demands) - len(waiting)
            del waiting[unknown]
            before = len(self.pattern.withheld)
            if not self._is_met(self.demands[unknown]):
                unmet.append(self.demands[unknown])
            waiting.update(dict.fromkeys(list(self.pattern.withheld)[before:]))
        return unmet

    def _is_met(self, demand: Demand) -> bool:
        """Whether it is met in both directions, if need be by withholding more."""
        return all(self._meet(demand, direction) for direction in (1, -1))

    def _meet(self, demand: Demand, direction: int, *, is_elastic: bool = True) -> bool:
        """Find moves until every attacker is uncertain in one direction; whether that worked."""
        while bits := self._blocking(demand, direction):
            without = None if bits == EVERYONE else partners(bits)[0]
            asked = demand
            if without is not None:
                asked = self._lesser.get((demand.unknown, direction, without), demand)
            self._moves.look_ahead(self._done, len(self.demands))
            move = self._moves.find(asked, direction, without, is_elastic=is_elastic)
            if move is not None:
                self._take(move, demand)
            elif without is None or not is_elastic or not self._lessen(asked, direction, without):
                return False
        return True

    def _blocking(self, demand: Demand, direction: int) -> int:
        """Against whom the demand is not met yet, as bits."""
        reach = self.pattern.reach
        bits = reach.blocking(demand, direction)
        if bits == EVERYONE:
            return bits
        bits &= ~self.exempt.get(demand.unknown, 0)
        for partner in partners(bits):
            lesser = self._lesser.get((demand.unknown, direction, partner))
            if lesser and not reach.blocking(lesser, direction) >> partner & 1:
                bits &= ~(1 << partner)
        return bits

    def _lessen(self, demand: Demand, direction: int, partner: int) -> bool:
        """Demand less against a partner who knows more already; whether that is so."""
        if self._hindsight is None:
            self._hindsight = Hindsight(self.system)
        lesser = self._hindsight.lesser(demand, direction, partner)
        self._lesser[demand.unknown, direction, partner] = lesser
        self.pattern.reach.ask(lesser)
        return lesser != demand

    def _take(self, move: Move, demand: Demand) -> None:
        for unknown in self.ground.unknowns(self.ground.newly(move)).tolist():
            self._withhold(unknown, _why(demand))
        self.pattern.reach.keep(move)

    def _prune(self) -> None:
        """Publish again, dearest first, what is complementary and not needed."""
        again = [u for u in self.pattern.withheld if self.demands[u].is_either]
        again = [u for u in again if self.demands[u].reason != "frozen"]
        order = np.array(sorted(again, key=lambda u: (-self.costs[u], u)), dtype=np.int64)
        if self._moves.is_hurried or not len(order):
            return
        held = sp.csr_matrix(self.ground.rows[self.ground.is_known | self.ground.is_shown])
        firm = [u for u, demand in self.demands.items() if not demand.is_either]
        firm_forms = self._forms(np.array(sorted(firm), dtype=np.int64))
        is_needed = revealing(held, self._forms(order), firm_forms)
        enough = self._moves.searched + ENOUGH
        for unknown in order[~is_needed].tolist():
            if self._moves.searched < enough:
                self._publish_again(unknown)

    def _publish_again(self, unknown: int) -> None:
        """Show a figure if all that rested on its moves can be met in another way."""
        demand, why = self.demands.pop(unknown), self.pattern.withheld.pop(unknown)
        row = self.ground.row(unknown)
        dropped, rows = self.pattern.reach.drop(row)
        self.searches.close(row)
        unknowns = self.ground.unknowns(np.array(rows, dtype=np.int64)).tolist()
        shaken = [self.demands[one] for one in unknowns if one in self.demands]
        # What the figure was withheld for is the likeliest to need it.
        shaken.sort(key=lambda one: (one.unknown != why[1], -one.up, one.unknown))
        is_still_met = all(
            self._meet(one, direction, is_elastic=False) for one in shaken for direction in (1, -1)
        )
        if not is_still_met:
            self.pattern.reach.restore(dropped)
            self.demands[unknown] = demand
            self._withhold(unknown, why)


def _why(demand: Demand) -> tuple[str, int]:
    """Why a figure is withheld that protects the unknown of a demand."""
    reason = demand.reason if demand.reason in DERIVED else "complementary"
    return reason, demand.unknown


def _exempt(system: System) -> dict[int, int]:
    """Partners from whom a figure keeps nothing: all of it is their own (as bits).

    More than a shortcut to what hindsight would find out: where a figure could be kept from its
    own partner by hiding what others have none of, it would be, and at the readers' cost.
    """
    inner = np.flatnonzero(system.owner[: system.first_figure] != NOBODY)
    owners = system.owner[inner]
    shape = (system.first_figure, int(owners.max(initial=0)) + 1)
    share = sp.csr_matrix((system.values[inner], (inner, owners)), shape=shape)
    parts = sp.csr_matrix(system.forms @ share)
    parts.eliminate_zeros()
    alone = np.flatnonzero(np.diff(parts.indptr) == 1)
    return {
        system.first_figure + int(at): 1 << int(parts.indices[parts.indptr[at]]) for at in alone
    }


def _refusal(system: System, unmet: list[Demand]) -> str:
    names = sorted({system.named(demand.unknown) for demand in unmet})
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    why = "cannot be protected, because of what was published before or must be published"
    return f"{why}: {', '.join(names[:NAMED])}{more}"
