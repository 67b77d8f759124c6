"""The partner's own desk: no socket is opened, and nothing but totals leaves the building."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipelines.intake.drift.profiles import unpacked
from pipelines.storage.keys import keys_for, make_keys
from pipelines.storage.vault import Vault
from schemas.periods import Month
from tests.privacy import nasty
from tests.privacy.search import find, find_below

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
USED_A_SOCKET = 97
pytestmark = [pytest.mark.xdist_group("desk"), pytest.mark.slow]


def desk_home(folder):
    home = folder / "desk"
    recipient = make_keys(keys_for(home).folder)
    (home / "partners").mkdir(parents=True)
    (home / "consortium.toml").write_text(nasty.SETTINGS.format(recipient=recipient))
    partner = nasty.partner_toml("Alder House").replace('"case_level"', '"tally"')
    (home / "partners" / "alder.toml").write_text(partner)
    return home


def run(home, *arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        cwd=home.parent,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{HERE / 'deaf'}:{ROOT}",
            "CONSORTIUM_HOME": str(home),
            "CONSORTIUM_NOW": "2026-04-10T10:00:00",
            "TMPDIR": str(home.parent),
            "HOME": str(home.parent),
        },
    )


@pytest.fixture(scope="module")
def tallied(tmp_path_factory):
    """One month tallied by the real command line, from a file full of canaries."""
    folder = tmp_path_factory.mktemp("own")
    home = desk_home(folder)
    outside = tmp_path_factory.mktemp("usb") / f"{nasty.WORD}.xlsx"
    outside.write_bytes(nasty.good_workbook(15))
    options = ["--partner", "alder", "--month", nasty.MONTH, "-o", str(folder / "totals.xlsx")]
    done = run(home, "-m", "pipelines.cli", "tally", str(outside), *options)
    return home, done


@pytest.mark.parametrize(
    "script",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://localhost')",
        (
            "from concurrent.futures import ProcessPoolExecutor as P; import multiprocessing as m;"
            "P(1, mp_context=m.get_context('forkserver')).submit(int).result()"
        ),
    ],
)
def test_the_instrument_ends_a_process_that_makes_a_socket(tmp_path, script):
    assert run(desk_home(tmp_path), "-c", script).returncode == USED_A_SOCKET


def test_a_tally_opens_no_socket(tallied):
    home, done = tallied
    assert done.returncode == 0, done.stderr
    assert (home.parent / "totals.xlsx").exists()


def test_the_workbook_holds_totals_and_nothing_of_a_person(tallied):
    home, _done = tallied
    content = (home.parent / "totals.xlsx").read_bytes()
    assert find(content, "totals.xlsx", nasty.CANARIES) == []
    keys = keys_for(home)
    vault = Vault(home, ())
    stripped = vault.get_stripped(f"alder-{nasty.MONTH}-1", "alder", Month.parse(nasty.MONTH), keys)
    numbers = {
        n for frame in stripped.frames.values() if "person_no" in frame for n in frame.person_no
    }
    assert len(numbers) > 1
    with zipfile.ZipFile(home.parent / "totals.xlsx") as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert not [number for number in numbers if number.encode() in text]


def test_only_the_vault_holds_rows_and_only_encrypted(tallied):
    home, _done = tallied
    files = [path for path in (home / "vault").rglob("*") if path.is_file()]
    assert {path.name.split(".")[1] for path in files} == {"stripped", "profile"}
    assert all(path.read_bytes().startswith(b"age-encryption.org/v1") for path in files)
    vault, keys, month = Vault(home, ()), keys_for(home), Month.parse(nasty.MONTH)
    profile = unpacked(vault.get("alder", month, f"alder-{nasty.MONTH}-1.profile", keys))
    figures = [own[1:] for fields in profile.values() for own in fields.values() if own[1:]]
    texts = [mark.join(map(str, own)) for own in figures for mark in (",", ", ", " ")]
    stripped = vault.get_stripped(f"alder-{nasty.MONTH}-1", "alder", month, keys)
    numbers = {number for frame in stripped.frames.values() for number in frame["person_no"]}
    assert len(numbers) > 1
    assert len(figures) > 1
    assert find_below(home.parent, [*sorted(numbers), *texts]) == []


def test_nothing_of_a_person_is_left_open_at_the_desk_or_said(tallied):
    home, done = tallied
    assert find_below(home.parent, nasty.CANARIES) == []
    assert find(done.stdout + done.stderr, "said", nasty.CANARIES) == []
    assert not list(home.rglob("*original*"))
