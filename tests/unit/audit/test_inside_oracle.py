"""The attackers inside against enumeration: every table that fits, for each of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.unit.audit.told import Told

PARTNERS, CODES = ("p1", "p2"), ("total", "s", "t")
THRESHOLD, FARTHEST = 4, 9
PLACES = (("consortium", "all"), ("partner", "p1"), ("partner", "p2"))
SPOTS = tuple(itertools.product(PLACES, CODES))
Leak = tuple[frozenset[int], str, str]
IS_HIDDEN, IS_SHOWN, IS_ABSENT = "hidden", "shown", "absent"


@dataclass(frozen=True)
class Small:
    """Two partners that each counted people, in total and by service (one can have both)."""

    shares: tuple[tuple[int, int, int], ...]
    states: tuple[str, ...]

    def figures(self, shares: np.ndarray) -> np.ndarray:
        """Values of SPOTS in each of many tables (table x partner x code)."""
        by_place = [shares.sum(axis=1), shares[:, 0], shares[:, 1]]
        return np.concatenate(by_place, axis=1)

    def tables(self) -> np.ndarray:
        """Every table that fits what is shown, the hierarchies, and the empty places."""
        one = [
            [t for t in _own() if all(x == 0 for x, true in zip(t, its, strict=True) if not true)]
            for its in self.shares
        ]
        pairs = np.array(list(itertools.product(*one)))
        is_shown = np.array([state == IS_SHOWN for state in self.states])
        true = self.figures(np.array([self.shares]))
        fits = (self.figures(pairs)[:, is_shown] == true[:, is_shown]).all(axis=1)
        return np.asarray(pairs[fits])

    def expected(self) -> Iterator[Leak]:
        """Owners, code and attacker of every hidden figure that is told too much of."""
        tables, true = self.tables(), np.array(self.shares)
        truth = self.figures(true[None])[0]
        for at, (_, code) in enumerate(SPOTS):
            if self.states[at] != IS_HIDDEN or not truth[at]:
                continue
            if not _is_safe(self.figures(tables)[:, at], truth[at]):
                yield _of(at, true), code, "empty places"
                continue
            own = _of(at, true)
            for number, partner in enumerate(PARTNERS):
                same = (tables[:, number] == true[number]).all(axis=1)
                if own != {number} and not _is_safe(self.figures(tables[same])[:, at], truth[at]):
                    yield own, code, partner


def _own() -> list[tuple[int, int, int]]:
    """Totals and parts that can stand with each other: each part within, together all of it."""
    some = range(FARTHEST + 1)
    return [t for t in itertools.product(some, some, some) if max(t[1:]) <= t[0] <= t[1] + t[2]]


def _is_safe(values: np.ndarray, true: int) -> bool:
    if true < THRESHOLD:
        return bool((values.min() <= max(true - 1, 1)) and values.max() >= THRESHOLD)
    return bool(values.min() < values.max())


def _of(at: int, shares: np.ndarray) -> frozenset[int]:
    """Of whom a figure is: the same figure may be printed for a place and for all."""
    place, code = divmod(at, len(CODES))
    owners = range(len(PARTNERS)) if place == 0 else [place - 1]
    return frozenset(number for number in owners if shares[number][code])


def attacked(small: Small, root: Path) -> set[Leak]:
    """What the audit finds of hidden figures."""
    told = Told(root, threshold=THRESHOLD)
    truth = small.figures(np.array([small.shares]))[0]
    for partner, its in zip(PARTNERS, small.shares, strict=True):
        told.counted(partner, "served", its[0], s=its[1], t=its[2])
    for ((kind, name), code), value, state in zip(SPOTS, truth, small.states, strict=True):
        if state != IS_ABSENT and (value or state == IS_SHOWN):
            shown = None if state == IS_HIDDEN else int(value)
            told.figure("served", shown, code=code, place=f"{kind} {name}")
    if not told.figures:
        return set()
    told.release()
    at = {(place[1], code): number for number, (place, code) in enumerate(SPOTS)}
    return {
        (_of(at[f.label.geography, f.label.dim1], np.array(small.shares)), f.label.dim1, f.attacker)
        for f in told.audit().failures
        if f.kind == "derived"
    }


def shares() -> st.SearchStrategy[tuple[int, int, int]]:
    """One partner's total and parts."""
    part = st.integers(0, 3)
    both = st.tuples(part, part)
    return both.flatmap(
        lambda parts: st.integers(max(parts), sum(parts)).map(lambda total: (total, *parts))
    )


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    shares=st.tuples(shares(), shares()),
    states=st.tuples(*[st.sampled_from((IS_HIDDEN, IS_HIDDEN, IS_SHOWN, IS_ABSENT))] * len(SPOTS)),
)
@example(shares=((3, 2, 2), (3, 3, 1)), states=(IS_SHOWN, *[IS_HIDDEN] * 8))
def test_it_finds_what_enumeration_finds_and_nothing_else(
    shares: tuple[tuple[int, int, int], ...], states: tuple[str, ...]
) -> None:
    small = Small(shares, states)
    with TemporaryDirectory() as folder:
        assert attacked(small, Path(folder)) == set(small.expected())
