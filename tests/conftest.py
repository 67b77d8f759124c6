"""Fixtures that several kinds of test share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.small import Office, two_rivers

# a busy machine is not a fault of the code under test
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Slow tests begin first; the others stay on one worker by module, and share its fixtures.

    A slow test goes to whichever worker is free, unless its module says that it belongs together.
    """
    items.sort(key=_turn)
    for item in items:
        if not item.get_closest_marker("slow") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))
    if items and items[0].config.getoption("loadgroup", default=False):
        _write_groups(items)


def _write_groups(items):
    """Put the group into the id of each test, where the scheduler of pytest-xdist reads it.

    pytest-xdist 3.8 writes it to an attribute that pytest 9.2 no longer reads, and says nothing
    (pytest-xdist issue 1386): each test then goes to any worker, and two workers make what one
    could share, or wait for it. Written twice, by a version that mends this, it does no harm.
    """
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group is not None and not item.nodeid.endswith(f"@{group.args[0]}"):
            item._id = type(item._id).parse(f"{item.nodeid}@{group.args[0]}")


def _turn(item):
    is_demo = "demo_home" in item.fixturenames or "pairs" in item.fixturenames
    return not is_demo, item.get_closest_marker("slow") is None


@pytest.fixture
def office(tmp_path):
    return Office(two_rivers(tmp_path))
