"""Releases that a report compares with: the newest of each month, or those that it named."""

from __future__ import annotations

import pytest

from pipelines.storage.releases import called, newest_before
from schemas.periods import Month

MARCH = Month(2026, 3)


@pytest.fixture
def home(tmp_path):
    """Releases of three months, one of them with two versions."""
    for month, version in (
        ("2025-03", 1), ("2026-01", 1), ("2026-02", 1), ("2026-02", 2), ("2026-03", 1),
    ):  # fmt: skip
        folder = tmp_path / "releases" / month / "state" / f"v{version}"
        folder.mkdir(parents=True)
        text = f"{month} version {version}"
        (folder / f"state-{month}-v{version}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def told(found):
    return {str(month): (one.name, one.flat.decode()) for month, one in found.items()}


def test_the_newest_of_each_earlier_month_as_far_back_as_asked(home):
    assert told(newest_before(home, MARCH, "state", 2)) == {
        "2026-01": ("state-2026-01-v1", "2026-01 version 1"),
        "2026-02": ("state-2026-02-v2", "2026-02 version 2"),
    }
    assert list(map(str, newest_before(home, MARCH, "state", 12))) == [
        "2025-03", "2026-01", "2026-02",
    ]  # fmt: skip
    assert newest_before(home, MARCH, "state", 0) == {}
    assert newest_before(home, MARCH, "other", 12) == {}


def test_named_releases_are_those_even_if_newer_ones_have_come(home):
    names = ["state-2026-02-v1", "state-2025-03-v1", "state-2024-01-v1"]
    assert told(called(home, "state", names)) == {
        "2025-03": ("state-2025-03-v1", "2025-03 version 1"),
        "2026-02": ("state-2026-02-v1", "2026-02 version 1"),
    }
