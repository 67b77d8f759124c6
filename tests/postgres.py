"""A PostgreSQL server of the tests' own: as an ordinary user, on a socket, gone at the end."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg
import pytest

PLACES = "/usr/lib/postgresql/*/bin"
MISSING = f"no initdb on PATH or under {PLACES}: the ledger is tested on SQLite only"
# nothing of a test has to outlive its server
SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=20"
NAME = "consortium"
NUMBERS = count(1)


def programs() -> Path | None:
    """The folder of the newest server programs there are."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = Path("/").glob(PLACES.lstrip("/"))
    there = [one for one in folders if (one / "initdb").exists()]
    return max(there, key=lambda one: float(one.parent.name), default=None)


@contextlib.contextmanager
def server():
    """The socket's folder of a running server; a skip that says why, or in CI a failure."""
    bin_folder = programs()
    if bin_folder is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    # below the system's own temporary folder: pytest's is closed to other users
    folder = Path(tempfile.mkdtemp(prefix="consortium-pg-"))
    ordinary = {}
    if os.geteuid() == 0:  # which the server refuses
        shutil.chown(folder, "nobody")
        ordinary = {"user": "nobody", "extra_groups": []}
    data, log = str(folder / "data"), str(folder / "log")

    def run(name, *words):
        command = [bin_folder / name, *words]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=folder, **ordinary
        )
        assert done.returncode == 0, (name, done.stderr)

    run("initdb", "-D", data, "-A", "trust", "-U", NAME, "-E", "UTF8", "--no-locale", "--no-sync")
    try:
        # its output goes to a file, or the caller would wait for the server's end
        run("pg_ctl", "-D", data, "-w", "-l", log, "-o", f"{SETTINGS} -k {folder}", "start")
        yield folder
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def new_url(folder: Path) -> str:
    """The address of an empty place on that server."""
    name = f"ledger_{next(NUMBERS)}"
    with psycopg.connect(f"host={folder} user={NAME} dbname=postgres", autocommit=True) as server:
        server.execute(f"create schema {name}")
    return f"postgresql://{NAME}@/postgres?host={folder}&options=-csearch_path%3D{name}"
