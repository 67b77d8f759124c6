"""A pattern held against its certificates before anything rests on it."""

from __future__ import annotations

from pipelines.errors import InternalError
from pipelines.protect.pattern import Pattern
from pipelines.protect.replay import Lesser, impossible, unproved
from pipelines.protect.system import System


def prove(system: System, pattern: Pattern) -> None:
    """Replay the certificates: each is possible, and together they meet every demand.

    Raises: InternalError if they do not; it names one figure.

    Privacy: aggregate in; codes only in the message.
    """
    moves = pattern.reach.kept()
    if len(impossible(system, moves, pattern.withheld)):
        raise InternalError("PROTECT-09", "a certificate changes what is shown or known")
    lesser = [
        Lesser(direction, partner, demand)
        for (_, direction, partner), demand in pattern.lesser.items()
    ]
    if open_ := unproved(system, pattern.demands.values(), moves, lesser):
        name = system.named(open_[0].unknown)
        raise InternalError("PROTECT-09", f"a demand is left without a certificate: {name}")
