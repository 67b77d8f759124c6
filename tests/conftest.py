"""Fixtures that several kinds of test share."""

from __future__ import annotations

import pytest

from pipelines.storage.keys import make_keys
from tests.small import PARTNER, SETTINGS, Office


@pytest.fixture
def office(tmp_path):
    home = tmp_path / "rivers"
    recipient = make_keys(tmp_path / "rivers.keys")
    (home / "partners").mkdir(parents=True)
    (home / "consortium.toml").write_text(SETTINGS.format(recipient=recipient))
    for partner, name in (("alder", "Alder House"), ("birch", "Birch Center")):
        (home / "partners" / f"{partner}.toml").write_text(PARTNER.format(name=name))
    return Office(home)
