"""What holds of every search in these tests."""

from __future__ import annotations

from collections import defaultdict

import pytest

from pipelines.protect.ground import Move
from pipelines.protect.reach import Reach


@pytest.fixture(autouse=True)
def no_move_taken_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that does not see how far a move reaches would take it again for ever: it fails."""
    taken: defaultdict[Reach, set[tuple[tuple[int, int], ...]]] = defaultdict(set)
    keep = Reach.keep

    def keep_once(reach: Reach, move: Move) -> None:
        changes = tuple(zip(move.inner.tolist(), move.change.tolist(), strict=True))
        assert changes not in taken[reach], "the search takes the same move again"
        taken[reach].add(changes)
        keep(reach, move)

    monkeypatch.setattr(Reach, "keep", keep_once)
