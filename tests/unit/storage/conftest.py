"""The ledger on both kinds of database."""

from __future__ import annotations

import pytest

from pipelines.storage.database import URL_VARIABLE
from tests import postgres


@pytest.fixture(scope="session")
def postgres_server():
    with postgres.server() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request, tmp_path, monkeypatch):
    """A folder whose ledger is of the one kind or the other."""
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    if request.param == "postgresql":
        url = postgres.new_url(request.getfixturevalue("postgres_server"))
        monkeypatch.setenv(URL_VARIABLE, url)
    return tmp_path / "home"
