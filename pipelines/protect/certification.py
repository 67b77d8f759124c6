"""Certificates for every demand: whose moves are looked for first, and what is withheld for them.

Whatever can be met without touching what is shown comes first, many demands at once; the others
one by one, at a price. Figures that are withheld on the way join them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from pipelines.protect.demands import Demand
from pipelines.protect.ground import Ground, Move
from pipelines.protect.hindsight import Hindsight
from pipelines.protect.lanes import Ask, Lanes
from pipelines.protect.reach import EVERYONE, Reach, partners
from pipelines.protect.system import NOBODY, System

# So many moves are asked for at once before any price is paid, and between prices: what one finds
# meets others too, and a price that is paid opens the way for what would be asked after it.
FAR_AHEAD, AHEAD = 32, 8
DERIVED = ("restated", "remainder")


class Certification:
    """What is asked for, what is withheld for it (unknown -> reason, the unknown it protects)."""

    def __init__(self, ground: Ground) -> None:
        """Nothing is asked for yet; whatever is printed is shown."""
        self.ground, self.lanes, self.reach = ground, Lanes(ground), Reach(ground)
        self.demands: dict[int, Demand] = {}
        self.lesser: dict[tuple[int, int, int], Demand] = {}
        self.withheld: dict[int, tuple[str, int]] = {}
        self._exempt = exempt(ground.system)
        self._done = self._ahead = 0
        self._has_past = bool(ground.system.is_known[ground.system.first_figure :].any())

    @cached_property
    def _hindsight(self) -> Hindsight:
        return Hindsight(self.ground.system)

    def ask(self, demand: Demand) -> None:
        """From now on a demand is to be met."""
        self.demands[demand.unknown] = demand
        self.reach.ask(demand)

    def withhold(self, unknown: int, why: tuple[str, int]) -> None:
        """From now on a figure may move freely, and needs a certificate of its own."""
        self.withheld[unknown] = why
        if unknown not in self.demands:
            self.ask(Demand(unknown, "complementary", 1, 1, is_either=True))
        self.lanes.open(self.ground.row(unknown))

    def meet_all(self) -> list[Demand]:
        """Meet the demands, those that ask most first; those that cannot be met."""
        unmet: list[Demand] = []
        waiting = deque(self._not_met_freely())
        self.lanes.guess_anew()
        while waiting:
            few = [waiting.popleft() for _ in range(min(AHEAD, len(waiting)))]
            while few := self._still_unmet(few):
                before = len(self.withheld)
                self._ahead = len(waiting) + len(few)
                unmet += [one for one in few[:1] if not self._is_met(one)]
                waiting.extend(self.demands[one] for one in list(self.withheld)[before:])
                self._done += 1
                few = few[1:]
        return unmet

    def can_meet(self, demands: list[Demand]) -> bool:
        """Whether demands can be met without touching what is shown; the first is asked alone."""
        rounds = ((demands[:1], 1), (demands[1:], AHEAD))
        return all(next(self._unmet_of(some, ahead), None) is None for some, ahead in rounds)

    def is_short_of(self, move: Move, met: set[tuple[int, int]]) -> bool:
        """Whether a move meets something that is not met yet, against somebody at least.

        `met` (unknowns and directions) is not looked at again; what is found to be met joins it.
        """
        touched = self.reach.bits_of(move)
        for unknown, by in self.reach.hit_by(move):
            if unknown in self.demands:
                demand = self.demands[unknown]
                ways = {(unknown, way) for way in (1, -1) if way * by > 0 or demand.is_either}
                for way in ways - met:
                    bits = self._blocking(demand, way[1])
                    if bits & ~touched:
                        return True
                    if not bits:
                        met.add(way)
        return False

    def _not_met_freely(self) -> list[Demand]:
        """Meet what can be met without touching what is shown; all others, in their order."""
        demands = list(self.demands.values())
        found: list[Demand] = []
        for at in range(0, len(demands), FAR_AHEAD):
            found += self._still_unmet(demands[at : at + FAR_AHEAD], FAR_AHEAD)
            self.lanes.look_ahead(min(at + FAR_AHEAD, len(demands)), len(demands))
        return found

    def _still_unmet(self, demands: list[Demand], ahead: int = AHEAD) -> list[Demand]:
        """Meet what can be met freely; the others, and in a hurry all of them."""
        if self.lanes.is_hurried:
            return demands
        unmet = set(self._unmet_of(demands, ahead))
        return [one for one in demands if one in unmet]

    def _unmet_of(self, demands: list[Demand], ahead: int) -> Iterator[Demand]:
        """Meet demands by moves that touch nothing shown; those that have none, as they show.

        Ups before downs: what takes figures up often takes others down, and may be enough.
        """
        waiting = deque((one, direction) for direction in (1, -1) for one in demands)
        unmet: set[Demand] = set()
        while waiting:
            asked: list[tuple[Demand, Ask]] = []
            now = waiting[0][1]
            while waiting and waiting[0][1] == now and len(asked) < self.lanes.at_once(ahead):
                demand, direction = waiting.popleft()
                ask = None if demand in unmet else self._next_unknown(demand, direction)
                asked += [(demand, ask)] if ask is not None else []
            found = self.lanes.freely([ask for _, ask in asked])
            for (demand, ask), move in zip(asked, found, strict=True):
                # What another one's move has met meanwhile needs none of its own.
                if move is not None and self._next(demand, ask.direction) == ask:
                    self.reach.keep(move)
            for (demand, ask), move in zip(reversed(asked), reversed(found), strict=True):
                is_open = move is None and self._next(demand, ask.direction) == ask
                if is_open and not self._is_denied(ask):
                    unmet.add(demand)
                    yield demand
                else:
                    waiting.appendleft((demand, ask.direction))

    def _is_met(self, demand: Demand) -> bool:
        """Whether it is met in both directions, if need be by withholding more."""
        return all(self._meet(demand, direction) for direction in (1, -1))

    def _meet(self, demand: Demand, direction: int) -> bool:
        """Find moves until every attacker is uncertain in one direction; whether that worked."""
        while ask := self._next(demand, direction):
            self.lanes.look_ahead(self._done, self._done + self._ahead)
            move = self.lanes.at_a_price(ask)
            if move is not None:
                self._take(move, demand)
            elif not self._lessen(ask):
                return False
        return True

    def _take(self, move: Move, demand: Demand) -> None:
        for unknown in self.ground.unknowns(self.ground.newly(move)).tolist():
            self.withhold(unknown, why(demand))
        self.reach.keep(move)

    def _next(self, demand: Demand, direction: int) -> Ask | None:
        """What is asked next for a demand in one direction; None if it is met."""
        bits = self._blocking(demand, direction)
        if not bits:
            return None
        if bits == EVERYONE:
            return Ask(demand, direction, None)
        partner = partners(bits)[0]
        return Ask(
            self.lesser.get((demand.unknown, direction, partner), demand), direction, partner
        )

    def _blocking(self, demand: Demand, direction: int) -> int:
        """Against whom the demand is not met yet, as bits."""
        bits = self.reach.blocking(demand, direction)
        if bits == EVERYONE:
            return bits
        bits &= ~self._exempt.get(demand.unknown, 0)
        for partner in partners(bits):
            lesser = self.lesser.get((demand.unknown, direction, partner))
            if lesser and not self.reach.blocking(lesser, direction) >> partner & 1:
                bits &= ~(1 << partner)
        return bits

    def _next_unknown(self, demand: Demand, direction: int) -> Ask | None:
        """The same, less what partners knew before of what was withheld already.

        No price would help against them: what is found out about them is told as `lesser`.
        """
        while (ask := self._next(demand, direction)) and demand.reason == "frozen":
            is_new = (demand.unknown, direction, ask.without) not in self.lesser
            if not (is_new and self._lessen(ask)):
                break
        return ask

    def _is_denied(self, ask: Ask) -> bool:
        """Demand less where what is closest shows at once that the partner knows more already.

        No price has to be asked then. Where nothing is known from before, nobody can.
        """
        if ask.without is None or not self._has_past:
            return False
        is_sure = self._hindsight.is_denied(ask.demand, ask.direction, ask.without)
        return is_sure and self._lessen(ask)

    def _lessen(self, ask: Ask) -> bool:
        """Demand less against a partner who knows more already; whether that is so."""
        if ask.without is None:
            return False
        lesser = self._hindsight.lesser(ask.demand, ask.direction, ask.without)
        self.lesser[ask.demand.unknown, ask.direction, ask.without] = lesser
        self.reach.ask(lesser)
        return lesser != ask.demand


def why(demand: Demand) -> tuple[str, int]:
    """Why a figure is withheld that protects the unknown of a demand."""
    reason = demand.reason if demand.reason in DERIVED else "complementary"
    return reason, demand.unknown


def exempt(system: System) -> dict[int, int]:
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
