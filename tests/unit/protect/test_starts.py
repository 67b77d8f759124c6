"""A search is begun as often as the size of the system allows, and the cheapest pattern kept."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pipelines.protect import starts
from pipelines.protect.starts import MIDDLE, SHORT, STARTS, least_pattern

COSTS = np.array([1.0, 2.0])


@pytest.mark.parametrize(
    ("size", "eliminated"),
    [
        (SHORT, [True, False, *[True, False] * (STARTS // 2 - 1)]),
        (SHORT + 1, [True, False]),
        (MIDDLE, [True, False]),
        (MIDDLE + 1, [True]),
    ],
)
def test_small_systems_are_searched_again_without_elimination_and_at_other_prices(
    size: int, eliminated: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, bool]] = []

    class Search:
        def __init__(self, _: Any, __: Any, prices: Any) -> None:
            self.is_true_price = bool((prices == COSTS).all())

        def run(self, *, is_eliminated: bool) -> SimpleNamespace:
            seen.append((is_eliminated, self.is_true_price))
            return SimpleNamespace(withheld=[0] if len(seen) == len(eliminated) else [0, 1])

    monkeypatch.setattr(starts, "PatternSearch", Search)
    system: Any = SimpleNamespace(first_figure=size)
    assert least_pattern(system, [], COSTS).withheld == [0]  # type: ignore[comparison-overlap]
    assert [is_eliminated for is_eliminated, _ in seen] == eliminated
    assert [is_true for _, is_true in seen] == [at < 2 for at in range(len(eliminated))]
