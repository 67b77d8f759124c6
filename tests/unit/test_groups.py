"""Tests that share a fixture run on one worker, or it is made by each of them."""

from __future__ import annotations

import pytest


def test_the_scheduler_is_told_the_group_of_a_test(request):
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("no groups: one process runs all tests")
    assert request.node.nodeid.endswith(f"@{request.node.location[0]}")
