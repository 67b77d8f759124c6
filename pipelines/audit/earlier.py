"""What a partner could work out before a figure was told at all, and so from nothing in it.

Who knows its own count and a total in print knows what the others had. If the total is restated and
the others did not change, withholding the new total tells that partner nothing less. So a partner's
knowledge of a figure counts as far as it comes from what was published with the figure or later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from pipelines.audit.attack import Unmet, Whole
from pipelines.audit.parts import rooms
from pipelines.audit.room import Room
from pipelines.audit.rows import Rows
from pipelines.audit.shares import Shares
from pipelines.audit.targets import Target


def not_known_before(found: Sequence[Unmet], shares: Shares, rows: Rows) -> Iterator[Unmet]:
    """Those of which the partner could not work out as much from earlier releases alone."""
    by_time: defaultdict[int, list[Unmet]] = defaultdict(list)
    for one in found:
        if one.partner is None:
            yield one
        else:
            by_time[one.target.since].append(one)
    for since, several in sorted(by_time.items()):
        targets = [one.target for one in several]
        for room, columns, asked in rooms(shares.value, rows.system(since), targets):
            for at, one in enumerate(several[n] for n in asked):
                own = np.flatnonzero(shares.partner[columns] == one.partner)
                before = _farthest(room, at, one.target, own)
                now = _farthest(one.room, one.at, one.target, one.fixed)
                if any(less < more for less, more in zip(now, before, strict=True)):
                    yield one


def _farthest(room: Room, at: int, target: Target, fixed: Whole) -> tuple[int, ...]:
    """How much of what is asked for is there, downward and upward; one way if that is enough."""
    sides = ((-1, target.down), (1, target.up))
    reached = [
        next((n for n in range(much, 0, -1) if room.table(at, side * n, fixed) is not None), 0)
        for side, much in sides
    ]
    return (max(reached),) if target.is_either else tuple(reached)
