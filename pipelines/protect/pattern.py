"""The pattern: which figures are withheld, why, and the certificates that protect them.

First what the rules name, then what every line of a table asks for and what sums and differences
would give away, then whatever certificates must touch; at last what turned out not to be needed is
published again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.errors import Blocked
from pipelines.listed import first_of
from pipelines.protect.certification import Certification, why
from pipelines.protect.cover import Cover
from pipelines.protect.demands import Demand
from pipelines.protect.elimination import revealing, unpublishable
from pipelines.protect.ground import Ground, farthest_for
from pipelines.protect.reach import Reach
from pipelines.protect.remembered import recall
from pipelines.protect.system import System

NAMED = 12
# So many searches are worth publishing again what large tables could do without.
ENOUGH = 1_500
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


class First(Enum):
    """What is withheld before certificates are looked for, beside what the rules name."""

    LINES = "what lines ask for, and what sums and differences give away"
    SUMS = "what sums and differences give away"
    NOTHING = "nothing"


class PatternSearch:
    """Finds the pattern of one system; `costs` is what it costs a reader to miss each unknown.

    `moves` are known from before: each keeps what everyone knows.
    """

    def __init__(
        self,
        system: System,
        demands: list[Demand],
        costs: Floats,
        moves: Sequence[Mapping[int, int]] = (),
    ) -> None:
        """Withhold what the demands name."""
        self.system, self.costs, self._moves = system, costs, moves
        self.ground = Ground(system, costs, farthest_for(demands))
        self._certification = Certification(self.ground)
        self.demands, self.withheld = self._certification.demands, self._certification.withheld
        self.pattern = Pattern(
            self._certification.reach, self.withheld, self.demands, self._certification.lesser
        )
        self._cover = Cover(system, demands, costs)
        for demand in demands:
            self._certification.ask(demand)
            if system.is_printed[demand.unknown]:
                self._certification.withhold(demand.unknown, (demand.reason, demand.unknown))

    def run(self, first: First = First.LINES) -> Pattern:
        """Begin, certify and repair, publish again what need not be withheld.

        Raises: Blocked if no pattern is enough.
        """
        if first is First.LINES:
            self._cover_lines()
        if first is not First.NOTHING:
            self._eliminate()
        recall(self._certification, self._moves)
        unmet = self._certification.meet_all()
        if unmet:
            raise Blocked("PROTECT-04", _refusal(self.system, unmet))
        self._prune()
        lanes = self._certification.lanes
        self.pattern.is_hurried = lanes.is_hurried or lanes.has_asked_close_by
        return self.pattern

    def _cover_lines(self) -> None:
        """Withhold what the lines of all tables ask for, held against every attacker."""
        for unknown, cause in self._cover.choose():
            self._certification.withhold(unknown, why(self.demands[cause]))

    def _eliminate(self) -> None:
        """Withhold what elimination says, for an outsider; partners are the certificates' work."""
        system = self.system
        open_ = np.flatnonzero(system.is_printed)
        open_ = np.array([u for u in open_ if u not in self.withheld], dtype=np.int64)
        # What sums most comes first among equally dear ones: the finest are withheld for it.
        order = open_[np.lexsort((-self._lengths(open_), -self.costs[open_]))]
        protected = np.array(sorted(self.demands), dtype=np.int64)
        known = sp.vstack([system.ties, self._forms(np.flatnonzero(system.is_known))])
        found = unpublishable(sp.csr_matrix(known), self._forms(order), self._forms(protected))
        for unknown, given in zip(order.tolist(), found.tolist(), strict=True):
            if given >= 0:
                self._certification.withhold(unknown, why(self.demands[int(protected[given])]))

    def _lengths(self, unknowns: Whole) -> Whole:
        return np.asarray(np.diff(self._forms(unknowns).indptr), dtype=np.int64)

    def _forms(self, unknowns: Whole) -> sp.csr_matrix:
        return sp.csr_matrix(self.system.forms[unknowns - self.system.first_figure])

    def _prune(self) -> None:
        """Publish again, dearest first, what is complementary and not needed."""
        again = [u for u in self.withheld if self.demands[u].is_either]
        again = [u for u in again if self.demands[u].reason != "frozen"]
        order = np.array(sorted(again, key=lambda u: (-self.costs[u], u)), dtype=np.int64)
        lanes = self._certification.lanes
        if lanes.is_hurried or not len(order):
            return
        held = sp.csr_matrix(self.ground.rows[self.ground.is_known | self.ground.is_shown])
        firm = [u for u, demand in self.demands.items() if not demand.is_either]
        firm_forms = self._forms(np.array(sorted(firm), dtype=np.int64))
        is_needed = revealing(held, self._forms(order), firm_forms)
        is_needed |= self._cover.needs(order, np.array(sorted(self.withheld), dtype=np.int64))
        enough = lanes.searched + ENOUGH
        for unknown in order[~is_needed].tolist():
            if lanes.searched < enough:
                self._publish_again(unknown)

    def _publish_again(self, unknown: int) -> None:
        """Show a figure if all that rested on its moves can be met in another way."""
        demand, reason = self.demands.pop(unknown), self.withheld.pop(unknown)
        row, reach = self.ground.row(unknown), self._certification.reach
        dropped, rows = reach.drop(row)
        self._certification.lanes.close(row)
        unknowns = self.ground.unknowns(np.array(rows, dtype=np.int64)).tolist()
        shaken = [self.demands[one] for one in unknowns if one in self.demands]
        # What the figure was withheld for is the likeliest to need it.
        shaken.sort(key=lambda one: (one.unknown != reason[1], -one.up, one.unknown))
        if not self._certification.can_meet(shaken):
            reach.restore(dropped)
            self.demands[unknown] = demand
            self._certification.withhold(unknown, reason)
            return
        # What was withheld beside it is withheld for what it was withheld for.
        for other in [one for one, (_, cause) in self.withheld.items() if cause == unknown]:
            self.withheld[other] = reason


def _refusal(system: System, unmet: list[Demand]) -> str:
    names = sorted({system.named(demand.unknown) for demand in unmet})
    why = "cannot be protected, because of what was published before or must be published"
    return f"{why}: {first_of(names, NAMED)}"
