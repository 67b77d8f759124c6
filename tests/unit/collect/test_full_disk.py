"""A disk that takes no more is no fault of a file: it waits, and is counted once there is room."""

from __future__ import annotations

import errno
import os

import pytest

from pipelines import collect
from pipelines.errors import InternalError
from pipelines.settings_files import load_consortium
from pipelines.storage import vault
from pipelines.storage.board import standings
from pipelines.storage.ledger import REFUSED, Ledger
from pipelines.submission import run_errand
from tests.unit.desk.desks import AT, AUGUST, home_at, rows_of, taken


def test_a_file_that_could_not_be_kept_waits(tmp_path, monkeypatch):
    def full(path, content):
        if ".stripped." in path.name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        write_file(path, content)

    write_file = vault.write_file
    monkeypatch.setattr(collect, "run_errands", lambda errands: map(run_errand, errands))
    home = home_at(tmp_path / "coalition", intake="case_level")
    with monkeypatch.context() as patched:
        patched.setattr(vault, "write_file", full)
        with pytest.raises(InternalError, match="DISK-01"):
            taken(home, AUGUST, rows_of(AUGUST, 12))
    (one,) = standings(Ledger(home), load_consortium(home), AUGUST)
    assert [event.submission for event in one.waiting] == ["alder-2026-08-1"]
    assert Ledger(home).events(kind=REFUSED) == []
    (counted,) = collect.Collector(home, load_consortium(home), AT).collect(AUGUST)
    assert counted.outcome == "accepted"
