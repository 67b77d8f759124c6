"""The small consortium of these tests."""

from __future__ import annotations

import pytest

from tests.unit.keeping.told import Told


@pytest.fixture
def told(office):
    return Told(office.home)
