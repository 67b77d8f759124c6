"""Marks and words that say: the same as above. What stands above may be sorted away, so never."""

from __future__ import annotations

import re

DITTO_WORDS = frozenset(
    {
        "ditto",
        "do.",
        "idem",
        "same",
        "same as above",
        "the same",
        "as above",
        "see above",
        "like above",
        "above",
    }
)
DITTO_STARTS = frozenset("-'\"`,\u2018\u2019\u201c\u201d\u201e\u201f\u2032\u2033\u3003")
# two apostrophes, primes or commas are a mark as well; one alone is not
_MARKS = re.compile(r"[- ]*(?:[\"\u201c-\u201f\u2033\u3003]|['\u2018\u2019\u2032`,]{2})+[- \"]*")


def is_ditto(word: str) -> bool:
    """Whether a plain word stands for what is written in the row above.

    Privacy: identifiable in, a verdict out.
    """
    return word in DITTO_WORDS or bool(_MARKS.fullmatch(word))
