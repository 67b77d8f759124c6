"""What lines ask for: of a total and its parts one figure alone can never be withheld.

A figure that has to be able to rise needs parts beside it that can fall or a total that can rise
with it, as far together as it has to; and the other way about. Against a partner only what others
contributed counts. Whoever knows more from before is not thought of here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.protect.compiled import njit
from pipelines.protect.lines import Lines

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Asked(NamedTuple):
    """By row how far it must be able to rise and fall; or, if neither, whether to change at all."""

    up: Whole
    down: Whole
    is_either: Flags


class Sight(NamedTuple):
    """By row what an attacker did not contribute: how much, and in how many contributions.

    `is_own`: nothing of it has to be kept from the attacker.
    """

    worth: Whole
    contributions: Whole
    is_own: Flags


class Standing(NamedTuple):
    """By row whether it is withheld, whether that is settled, and whether it can be at all."""

    is_withheld: Flags
    is_settled: Flags
    is_known: Flags


class Seen(NamedTuple):
    """Conditions that are not met: terms whose sum over withheld rows must be at least `needs`.

    And of those that are met, which row (`needed`) is withheld for the sake of which (`needing`).
    """

    conditions: Whole
    rows: Whole
    amounts: Whole
    needs: Whole
    needed: Whole
    needing: Whole


@njit(cache=True)
def look(lines: Lines, which: Whole, asked: Asked, sight: Sight, standing: Standing) -> Seen:
    """What some lines (`which`) ask for, beside what is withheld.

    What a line cannot do at all is no condition: it is seen to elsewhere.
    """
    terms, needs, pairs = [(0, 0, 0)], [0], [(0, 0)]
    for line in which:
        members = lines.rows[lines.starts[line] : lines.starts[line + 1]]
        for at in range(len(members)):
            for direction in (1, -1, 0):
                need = _need(members[at], direction, asked, sight, standing)
                if need > 0:
                    helps, beside = _helps(members, at, direction * need, sight, standing)
                    settled = beside + helps[standing.is_settled[members]].sum()
                    now = beside + helps[standing.is_withheld[members]].sum()
                    if now < need <= beside + helps.sum():
                        own = 0 if standing.is_settled[members[at]] else need - settled
                        needs.append(need - settled - own)
                        _lack(members, helps, standing, terms, len(needs) - 2)
                        if own:  # only if it is withheld
                            terms.append((len(needs) - 2, members[at], -own))
                    elif settled < need <= now:
                        _spare(members, at, helps, now - need, standing, pairs)
    term, pair = np.array(terms)[1:], np.array(pairs)[1:]
    return Seen(term[:, 0], term[:, 1], term[:, 2], np.array(needs)[1:], pair[:, 0], pair[:, 1])


@njit(cache=True)
def _lack(
    members: Whole,
    helps: Whole,
    standing: Standing,
    terms: list[tuple[int, int, int]],
    condition: int,
) -> None:
    """What would do, of what could be withheld."""
    found = np.flatnonzero((helps > 0) & ~standing.is_settled[members])
    terms.extend([(condition, members[at], helps[at]) for at in found])


@njit(cache=True)
def _spare(
    members: Whole,
    at: int,
    helps: Whole,
    spare: int,
    standing: Standing,
    pairs: list[tuple[int, int]],
) -> None:
    """What is withheld and could not be missed."""
    is_open = standing.is_withheld[members] & ~standing.is_settled[members]
    pairs.extend(
        [(members[other], members[at]) for other in np.flatnonzero((helps > spare) & is_open)]
    )


@njit(cache=True)
def _need(row: int, direction: int, asked: Asked, sight: Sight, standing: Standing) -> int:
    """How far a row must be able to go; 0 if nothing is asked of it that way, or no more."""
    if sight.is_own[row] or not standing.is_withheld[row]:
        return 0
    if direction == 0:
        return int(asked.is_either[row])
    return int(asked.up[row] if direction > 0 else asked.down[row])


@njit(cache=True)
def _helps(
    members: Whole, at: int, change: int, sight: Sight, standing: Standing
) -> tuple[Whole, int]:
    """How much each member of a line can do for another's change, and what nobody prints can.

    `change` is 0 where any other value will do. Parts make up for each other the other way about,
    a total goes with its parts.
    """
    need = max(abs(change), 1)
    helps = np.zeros(len(members), np.int64)
    left, count = sight.worth[members[0]], sight.contributions[members[0]]
    for other in range(len(members)):
        row = members[other]
        if other > 0:
            left -= sight.worth[row]
            count -= sight.contributions[row]
        if other == at or sight.contributions[row] == 0 or standing.is_known[row]:
            continue
        is_rising = (change > 0) == (at == 0 or other == 0)
        helps[other] = need if change == 0 or is_rising else min(sight.worth[row], need)
    if count <= 0:
        return helps, 0
    is_rising = (change > 0) == (at == 0)
    return helps, need if change == 0 or is_rising else min(max(left, 0), need)
