"""What is too large to be protected is refused before it begins, with what makes it smaller."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import Blocked
from pipelines.protect import protection, size
from pipelines.protect.size import (
    MOST_CONTRIBUTIONS,
    MOST_DEMANDS,
    MOST_FIGURES,
    Size,
    check_size,
    size_of,
)
from tests.speed.protection_made import Shape, made
from tests.unit.protect.synthetic import tables_of
from tests.unit.protect.test_protection import decided, hierarchies, row

DOCS = Path(__file__).parents[3] / "docs" / "protection-benchmarks.md"
LARGEST = Size(MOST_FIGURES, MOST_CONTRIBUTIONS, MOST_DEMANDS)


def test_what_is_just_within_the_limit_is_not_refused():
    check_size(LARGEST)


@pytest.mark.parametrize("what", ["figures", "contributions", "demands"])
def test_one_more_of_anything_is_refused_with_a_way_out(what):
    beyond = replace(LARGEST, **{what: getattr(LARGEST, what) + 1})
    with pytest.raises(Blocked) as refused:
        check_size(beyond)
    assert refused.value.code == "PROTECT-15"
    assert f"{getattr(beyond, what):,}" in refused.value.text
    assert refused.value.text.count("the limit is") == 1
    assert "regions in place of counties" in refused.value.text


def test_a_month_beyond_the_limit_is_refused_before_anything_is_searched(monkeypatch):
    monkeypatch.setattr(size, "MOST_DEMANDS", 0)
    monkeypatch.setattr(protection, "least_pattern", None)
    with pytest.raises(Blocked, match="PROTECT-15"):
        decided(tables_of([row((2, 2, 1), "a")], hierarchies()))


def test_the_size_is_counted_from_the_system():
    one = made(Shape((("county",), ("partner",)), 3, counties=4, services=2, bands=1, size=3.0))
    found = size_of(one.system, one.demands)
    cells = one.system.forms.shape
    assert found == Size(cells[0], cells[1], len(one.demands))
    assert found.figures < found.contributions


def test_the_limits_are_told_where_they_are_measured():
    told = DOCS.read_text(encoding="utf-8")
    assert [f"{most:,}" for most in vars(LARGEST).values() if f"{most:,}" not in told] == []
