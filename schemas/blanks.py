"""Words that people write into a cell to say that nothing stands there."""

from __future__ import annotations

MISSING_WORDS = frozenset({"", "n/a", "na", "-", "--", "---", ".", "null", "blank"})
