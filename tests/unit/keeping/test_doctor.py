"""Each thing that can be wrong is made so, and found; all else stays as it was."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pipelines.keeping import machine
from pipelines.keeping.doctor import examine
from pipelines.keeping.heartbeat import beat
from pipelines.keeping.moments import BACKUP, DRILL, RETIRED, note
from pipelines.storage.ledger import ACCEPTED, REFUSED
from tests.unit.keeping.told import RECEIVED_AT

SOON = RECEIVED_AT + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def well(told, monkeypatch, tmp_path):
    """A folder of which there is nothing to say."""
    told.home.chmod(0o700)
    settings = told.home / "consortium.toml"
    second = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    settings.write_text(settings.read_text().replace('"]\n\n[[hub', f'", "{second}"]\n\n[[hub'))
    with settings.open("a") as file:
        file.write('\n[mail]\nhost = "m.example"\nfrom = "a@b.example"\nto = ["a@b.example"]\n')
    told.file(1, ACCEPTED, "stripped")
    note(told.home, BACKUP, SOON)
    note(told.home, DRILL, SOON)
    beat(told.home, SOON)
    (tmp_path / "swaps").write_text("Filename Type Size Used Priority\n")
    (tmp_path / "core").write_text("core\n")
    monkeypatch.setattr(machine, "SWAPS", tmp_path / "swaps")
    monkeypatch.setattr(machine, "CORE_PATTERN", tmp_path / "core")
    monkeypatch.setattr(machine, "LITTLE_ROOM", 1)
    monkeypatch.setattr(machine, "NO_ROOM", 0)
    return told


def states(told, now=SOON):
    return {one.what: one.state for one in examine(told.home, now) if one.state != "fine"}


def partner(told, **changed):
    path = told.home / "partners" / "alder.toml"
    text = path.read_text()
    for old, new in changed.values():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def test_a_folder_in_order_has_nothing_to_look_at(well):
    assert states(well) == {}


def world_reads_keys(told):
    (told.keys.folder / "person-key.txt").chmod(0o644)


def world_enters_keys(told):
    told.keys.folder.chmod(0o755)


def others_keys(told):
    settings = told.home / "consortium.toml"
    own = str(told.keys.identity().to_public())
    settings.write_text(settings.read_text().replace(f'"{own}", ', ""))


def one_recipient(told):
    settings = told.home / "consortium.toml"
    second = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    settings.write_text(settings.read_text().replace(f', "{second}"', ""))


def half_a_file(told):
    told.file(2, "", "original")
    next(told.home.rglob("*-2.original.age")).unlink()


def unfinished(told):
    (told.home / "releases").mkdir()
    (told.home / "releases" / ".v1.part").mkdir()


def misplaced(told):
    (told.home / "inbox" / "nobody").mkdir(parents=True)
    (told.home / "inbox" / "nobody" / "x.csv").write_bytes(b"x")


def without_month(told):
    (told.home / "inbox" / "alder").mkdir(parents=True)
    (told.home / "inbox" / "alder" / "x.csv").write_bytes(b"x")


def unreadable(told):
    (told.home / "inbox" / "alder" / "2026-03").mkdir(parents=True)
    (told.home / "inbox" / "alder" / "2026-03" / "x.csv").symlink_to("nowhere")


def waiting(told):
    (told.home / "inbox" / "alder" / "2026-03").mkdir(parents=True)
    (told.home / "inbox" / "alder" / "2026-03" / "x.csv").write_bytes(b"x")


def settings_without(told, heading):
    path = told.home / "consortium.toml"
    path.write_text(path.read_text().partition(heading)[0])


def settings_with(told, line):
    with (told.home / "consortium.toml").open("a") as file:
        file.write(line)


FAULTS = {
    "keys_readable": (world_reads_keys, "private keys", "wrong"),
    "keys_folder_open": (world_enters_keys, "private keys", "wrong"),
    "no_keys": (
        lambda told: (told.keys.folder / "identity.txt").unlink(),
        "private keys",
        "wrong",
    ),
    "other_keys": (others_keys, "private keys", "wrong"),
    "one_recipient": (one_recipient, "private keys", "look at"),
    "folder_open": (lambda told: told.home.chmod(0o755), "folder", "wrong"),
    "no_basis": (
        lambda told: partner(told, a=('basis = "same covered agency (test)"', 'basis = " "')),
        "basis",
        "wrong",
    ),
    "basis_over": (
        lambda told: partner(told, a=("intake =", "basis_until = 2026-04-01\nintake =")),
        "basis",
        "wrong",
    ),
    "misplaced": (misplaced, "inbox", "wrong"),
    "without_month": (without_month, "inbox", "wrong"),
    "unreadable": (unreadable, "inbox", "wrong"),
    "waiting": (waiting, "inbox", "look at"),
    "half": (half_a_file, "leftovers", "look at"),
    "unfinished": (unfinished, "leftovers", "look at"),
    "kept_too_long": (
        lambda told: told.file(2, REFUSED, "original"),
        "retention",
        "look at",
    ),
    "no_mail": (
        lambda told: settings_without(told, "[mail]"),
        "mail",
        "look at",
    ),
    "no_password": (
        lambda told: settings_with(told, 'user = "reports"\n'),
        "mail",
        "wrong",
    ),
    "retired": (lambda told: note(told.home, RETIRED, SOON + DAY), "backup", "wrong"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_nothing_else(well, name):
    cause, what, state = FAULTS[name]
    cause(well)
    assert states(well) == {what: state}


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (-1, {"clock": "wrong", "daemon": "wrong"}),
        (36, {"daemon": "wrong", "backup": "look at"}),
        (
            101,
            {
                "daemon": "wrong",
                "backup": "look at",
                "restore drill": "look at",
                "clock": "look at",
            },
        ),
    ],
)
def test_time_that_passes_or_jumps_is_noticed(well, days, found):
    assert states(well, SOON + days * DAY) == found


@pytest.mark.parametrize(
    ("name", "setting", "text", "what"),
    [
        ("swaps", "SWAPS", "Filename\n/dev/sda2 partition 1 0 -2\n", "swap"),
        ("core", "CORE_PATTERN", "|/usr/lib/systemd/systemd-coredump\n", "core dumps"),
    ],
)
def test_memory_that_may_reach_a_disk_is_told(well, tmp_path, name, setting, text, what):
    (tmp_path / name).write_text(text)
    assert states(well) == {what: "look at"}
    (tmp_path / name).unlink()
    assert states(well) == {}


@pytest.mark.parametrize(
    ("little", "none", "found"), [(1 << 60, 0, "look at"), (1 << 60, 1 << 60, "wrong")]
)
def test_a_disk_that_fills_is_told(well, monkeypatch, little, none, found):
    monkeypatch.setattr(machine, "LITTLE_ROOM", little)
    monkeypatch.setattr(machine, "NO_ROOM", none)
    assert states(well) == {"disk": found}


def test_the_command_says_what_to_do_and_changes_nothing(told, office):
    told.file(1, ACCEPTED, "stripped")
    told.home.chmod(0o700)
    before = {path: path.read_bytes() for path in told.files()}
    done = office.run("doctor", "--json", code=13)
    found = {one["what"]: one for one in json.loads(done.stdout)}
    assert found["backup"]["state"] == "wrong"
    assert found["backup"]["to_do"] == "consortium backup DEST"
    assert {path: path.read_bytes() for path in told.files()} == before
    said = office.run("doctor", code=13).stdout
    assert "there has never been one" in said


def test_the_heartbeat_is_asked_for_from_outside(told, office):
    office.run("heartbeat", code=13)
    beat(told.home, SOON)
    office.run("heartbeat", now="2026-04-02T10:14:00")
    assert "2026-04-02 10:00" in office.run("heartbeat", now="2026-04-02T10:16:00", code=13).stdout
    office.run("heartbeat", now="2026-04-01T10:00:00", code=13)
