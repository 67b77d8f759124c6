"""How large a month may be: what would take hours to decide is refused beforehand.

The limits lie just above the largest size that docs/protection-benchmarks.md measures. Time grows
faster than size, so that a word at once helps more than a run that somebody ends after hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.errors import Blocked
from pipelines.protect.demands import Demand
from pipelines.protect.system import System

MOST_FIGURES = 60_000
MOST_CONTRIBUTIONS = 200_000
MOST_DEMANDS = 35_000


@dataclass(frozen=True)
class Size:
    """What the time of protection depends on."""

    figures: int
    contributions: int
    demands: int


def size_of(system: System, demands: Sequence[Demand]) -> Size:
    """The size of a system.

    Privacy: aggregate in, disclosure-safe out.
    """
    return Size(len(system.figures), system.first_figure, len(demands))


def check_size(size: Size) -> None:
    """Refuse what is beyond the limit, and say what makes it smaller.

    Raises: Blocked.

    Privacy: disclosure-safe in, disclosure-safe out.
    """
    limits = {
        "figures": (size.figures, MOST_FIGURES),
        "counts of single agencies": (size.contributions, MOST_CONTRIBUTIONS),
        "figures too small to be shown": (size.demands, MOST_DEMANDS),
    }
    beyond = [
        f"{count:,} {name} (the limit is {most:,})"
        for name, (count, most) in limits.items()
        if count > most
    ]
    if beyond:
        ways = "print regions in place of counties, wider bands, or a quarter in place of months"
        raise Blocked("PROTECT-15", f"too large to be protected: {'; '.join(beyond)}; {ways}")
