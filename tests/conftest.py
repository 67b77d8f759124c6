"""Fixtures that several kinds of test share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from pipelines.storage.keys import make_keys
from tests.small import PARTNER, SETTINGS, Office

# a busy machine is not a fault of the code under test
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def office(tmp_path):
    home = tmp_path / "rivers"
    recipient = make_keys(tmp_path / "rivers.keys")
    (home / "partners").mkdir(parents=True)
    (home / "consortium.toml").write_text(SETTINGS.format(recipient=recipient))
    for partner, name in (("alder", "Alder House"), ("birch", "Birch Center")):
        (home / "partners" / f"{partner}.toml").write_text(PARTNER.format(name=name))
    return Office(home)
