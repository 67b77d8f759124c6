"""What makes a sheet easy to read: headings that stay whole, and how much of a period counts."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.publish.coverage import coverage_words
from pipelines.publish.sheets import CHARACTER_PIXELS, heading_pixels
from schemas.periods import parse_period


def test_no_heading_breaks_within_a_word_or_a_note():
    long_word = ["(c)(7) community organizations"]
    assert heading_pixels(long_word, 104, 104) >= len("organizations") * CHARACTER_PIXELS
    assert heading_pixels(["Hours"], 104, 230) == 104
    assert heading_pixels(["(a)(9) cross-training (programs)"], 104, 104) == 104
    assert 165 < heading_pixels(["People served [note 1]"], 165, 230) <= 230
    assert heading_pixels(["People served [note 1]"], 165, 165) == 165


@pytest.mark.parametrize(
    ("firsts", "words"),
    [
        (("2025-10", "2025-10"), ""),
        (("2025-12", "2026-01"), "Returns begin in December 2025"),
        (("2025-10", "2026-01"), "The returns of 1 of 2 agencies begin after October 2025"),
    ],
)
def test_coverage_says_from_when_on_returns_count(firsts, words):
    months = parse_period("FFY2026-Q2").months
    months = (*parse_period("FFY2026-Q1").months, *months)
    rows = [
        (partner, "client_service", str(month), "accepted")
        for partner, first in zip(("harbor", "bridge"), firsts, strict=True)
        for month in months
        if str(month) >= first
    ]
    told = coverage_words(
        pd.DataFrame(rows, columns=["partner", "record", "month", "state"]), months
    )
    assert told.startswith(f"All {len(rows)} expected returns are counted")
    assert words in told
    assert ("begin" in told) == bool(words)


def test_the_months_of_no_agency_are_not_begun():
    nothing = pd.DataFrame(columns=["partner", "record", "month", "state"])
    assert "begin" not in coverage_words(nothing, parse_period("FFY2026-Q1").months)
