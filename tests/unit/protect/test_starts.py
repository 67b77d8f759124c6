"""A search is begun as often as the size of the system allows, and the cheapest pattern kept."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pipelines.errors import Blocked
from pipelines.protect import starts
from pipelines.protect.pattern import First
from pipelines.protect.starts import MIDDLE, SHORT, STARTS, least_pattern

COSTS = np.array([1.0, 2.0])


LINES, SUMS, NOTHING = First


@pytest.mark.parametrize(
    ("size", "begun"),
    [
        (SHORT, [LINES, NOTHING, SUMS, *[LINES, SUMS, NOTHING] * 3][:STARTS]),
        (SHORT + 1, [LINES, NOTHING]),
        (MIDDLE, [LINES, NOTHING]),
        (MIDDLE + 1, [LINES]),
    ],
)
def test_small_systems_are_searched_again_from_other_beginnings_and_at_other_prices(
    size: int, begun: list[First], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[First, bool, Any]] = []

    class Search:
        def __init__(self, _: Any, __: Any, prices: Any, moves: Any) -> None:
            self.is_true_price, self.moves = bool((prices == COSTS).all()), moves

        def run(self, first: First) -> SimpleNamespace:
            seen.append((first, self.is_true_price, self.moves))
            return SimpleNamespace(withheld=[0] if len(seen) == len(begun) else [0, 1])

    monkeypatch.setattr(starts, "PatternSearch", Search)
    system: Any = SimpleNamespace(first_figure=size)
    known = [{0: 1}]
    assert least_pattern(system, [], COSTS, known).withheld == [0]  # type: ignore[comparison-overlap]
    assert [first for first, _, _ in seen] == begun
    assert [is_true for _, is_true, _ in seen] == [at < 3 for at in range(len(begun))]
    assert all(moves is known for _, _, moves in seen)


@pytest.mark.parametrize(
    ("size", "begun", "found_by"),
    [
        (SHORT, [LINES, NOTHING, SUMS, *[LINES, SUMS, NOTHING] * 3][:STARTS], NOTHING),
        (SHORT + 1, [LINES, NOTHING], NOTHING),
        (SHORT + 1, [LINES, NOTHING, SUMS], SUMS),
        (MIDDLE + 1, [LINES, SUMS], SUMS),
        (MIDDLE + 1, [LINES, SUMS], None),
    ],
)
def test_a_start_that_comes_to_nothing_is_not_the_end(
    size: int, begun: list[First], found_by: First | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[First] = []

    class Search:
        def __init__(self, *_: Any) -> None:
            """Nothing is looked for."""

        def run(self, first: First) -> SimpleNamespace:
            seen.append(first)
            if first is not found_by:
                raise Blocked("PROTECT-04", f"by {first.name}")
            return SimpleNamespace(withheld=[0])

    monkeypatch.setattr(starts, "PatternSearch", Search)
    system: Any = SimpleNamespace(first_figure=size)
    if found_by is None:
        with pytest.raises(Blocked, match="PROTECT-04: by LINES"):
            least_pattern(system, [], COSTS)
    else:
        assert least_pattern(system, [], COSTS).withheld == [0]  # type: ignore[comparison-overlap]
    assert seen == begun
