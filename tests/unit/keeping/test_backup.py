"""A backup gives back everything but what was purged, or says by name what it cannot."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import json
import sqlite3
import zipfile
from datetime import timedelta

import pyrage
import pytest

from pipelines.errors import Blocked, ConsortiumError, UsageError
from pipelines.keeping.archive import LIST
from pipelines.keeping.backup import VAULT_KEYS, make_backup
from pipelines.keeping.moments import BACKUP, DRILL, RETIRED, last
from pipelines.keeping.purge import purge
from pipelines.keeping.restore import restore
from pipelines.storage import turns
from pipelines.storage.examination import MANIFEST_HASH, manifest_hash
from pipelines.storage.ledger import ACCEPTED, REFUSED, RELEASED, Event, Ledger
from pipelines.storage.vault import ORIGINAL, Vault
from tests.unit.keeping.told import MARCH, RECEIVED_AT

SOON = RECEIVED_AT + timedelta(hours=1)
LATER = RECEIVED_AT + timedelta(hours=2)


@pytest.fixture
def usb(tmp_path):
    return tmp_path / "usb"


def release(home):
    """A published folder as `verify` reads it."""
    folder = home / "releases/2026-03/consortium/v1"
    folder.mkdir(parents=True)
    content = b"PK workbook"
    (folder / "consortium-2026-03-v1.xlsx").write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    listed = [{"name": "consortium-2026-03-v1.xlsx", "size": len(content), "sha256": sha256}]
    (folder / "manifest.json").write_text(json.dumps({"files": listed, "hierarchies": {}}))
    told = {"month": MARCH, "report": "consortium", "version": "1"}
    details = {MANIFEST_HASH: manifest_hash(folder)}
    Ledger(home).add(Event(at=RECEIVED_AT, kind=RELEASED, details=details, **told))


def contents(home):
    """All of a folder but what belongs to no backup, the ledger as its rows."""
    own = {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.relative_to(home).parts[:2] != ("store", "keeping")
    }
    found = {name: text for name, text in own.items() if not name.endswith(".lock")}
    found.pop("store/ledger.db")
    return found, Ledger(home).events()


def attacks(told, path):
    """Everything that opens with any private key of today, of everything in a backup."""
    texts = [file.read_text().strip() for file in told.keys.folder.iterdir()]
    identities = [
        pyrage.x25519.Identity.from_str(text) for text in texts if text.startswith("AGE-SECRET-")
    ]
    with zipfile.ZipFile(path) as opened:
        closed = {opened.read(name) for name in opened.namelist()}
    read = set()
    while True:
        found = {plain for sealed in closed for plain in _opened(sealed, identities)} - read
        if not found:
            return read
        read |= found
        closed |= {part for plain in found for part in _inside(plain)}
        keys = [plain.decode() for plain in found if plain.startswith(b"AGE-SECRET-")]
        identities += map(pyrage.x25519.Identity.from_str, keys)


def _opened(sealed, identities):
    for identity in identities:
        with contextlib.suppress(pyrage.DecryptError):
            yield pyrage.decrypt(sealed, [identity])


def _inside(plain):
    if not plain.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(plain)) as opened:
        return [opened.read(name) for name in opened.namelist()]


def test_what_is_restored_is_what_was_saved_and_no_private_key_leaves(told, usb, tmp_path):
    told.file(1, ACCEPTED, "stripped", "profile")
    told.file(2, "", "original")
    release(told.home)
    (told.home / "inbox/alder/2026-03").mkdir(parents=True)
    (told.home / "inbox/alder/2026-03/Zyxanthe.xlsx").write_bytes(b"Zyxanthe")
    made = make_backup(told.home, usb, SOON)
    assert made.left_in_inbox == 1
    saved = made.path.read_bytes()
    assert b"Zyxanthe" not in saved
    for private in told.keys.folder.iterdir():
        assert private.read_bytes().strip() not in saved
    assert made.path.stat().st_mode & 0o077 == 0
    found = restore(made.path, tmp_path / "new", told.home, LATER)
    (told.home / "inbox/alder/2026-03/Zyxanthe.xlsx").unlink()
    assert contents(tmp_path / "new") == contents(told.home)
    assert (found.problems, found.lost, found.keys, found.verified) == ((), (), 3, 2)
    vault = Vault(tmp_path / "new", told.vault.recipients)
    name = f"alder-2026-03-2.{ORIGINAL}"
    assert vault.get("alder", MARCH, name, told.keys) == b"alder-2026-03-2 original"
    assert (last(told.home, BACKUP), last(told.home, DRILL)) == (SOON, LATER)


def test_purged_material_is_unreadable_from_any_backup(told, usb, tmp_path):
    told.file(1, ACCEPTED, "stripped")
    before = make_backup(told.home, usb, SOON).path
    told.file(2, REFUSED, "original")
    between = make_backup(told.home, usb, SOON + timedelta(seconds=1)).path
    told.file(3, ACCEPTED, "stripped")
    doomed = [b"alder-2026-03-1 stripped", b"alder-2026-03-2 original"]
    assert doomed[0] in attacks(told, before)  # the attack works where nothing was purged
    assert set(doomed) <= attacks(told, between)
    done, _ = purge(told.home, LATER)
    assert done.is_backup_key_retired
    after = make_backup(told.home, usb, LATER).path
    assert attacks(told, before) == attacks(told, between) == set()
    assert set(doomed).isdisjoint(attacks(told, after))
    assert b"alder-2026-03-3 stripped" in attacks(told, after)
    old = restore(before, tmp_path / "old", told.home, LATER)
    assert old.keys == 0
    assert restore(after, tmp_path / "new", told.home, LATER).keys == 1
    assert last(told.home, RETIRED) == LATER


def test_a_file_that_was_counted_after_the_backup_goes_with_the_next_purge(told, usb):
    told.file(1, "", "original")
    path = make_backup(told.home, usb, SOON).path
    told.vault.erase("alder", MARCH, "alder-2026-03-1.original")
    assert purge(told.home, LATER)[0].is_backup_key_retired
    assert attacks(told, path) == set()


def test_a_purge_of_what_no_backup_holds_leaves_backups_as_they_are(told, usb):
    told.file(1, ACCEPTED, "stripped")
    path = make_backup(told.home, usb, SOON).path
    told.file(1, REFUSED, "original", partner="birch")
    done, _ = purge(told.home, LATER)
    assert (done.counts, done.is_backup_key_retired) == ({"refused": 1}, False)
    assert b"alder-2026-03-1 stripped" in attacks(told, path)


def test_files_that_nobody_has_read_and_nobody_can_are_named(told, usb, tmp_path):
    told.file(1, "", "original")
    path = make_backup(told.home, usb, SOON).path
    (told.keys.folder / "backup-key.txt").unlink()
    found = restore(path, tmp_path / "new", told.home, LATER)
    assert (found.keys, found.lost) == (0, ("alder-2026-03-1",))


def test_a_folder_that_holds_something_is_not_touched(told, usb, tmp_path):
    path = make_backup(told.home, usb, SOON).path
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="RESTORE-04"):
        restore(path, tmp_path / "new", told.home, LATER)
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["mine.txt"]


def test_a_damaged_backup_is_refused_or_gives_back_the_same(told, usb, tmp_path):
    """One byte changed at many places; nothing is half restored."""
    told.file(1, ACCEPTED, "stripped")
    release(told.home)
    path = make_backup(told.home, usb, SOON).path
    saved, damaged = path.read_bytes(), usb / "damaged.zip"
    refused = 0
    for number, place in enumerate(range(0, len(saved), len(saved) // 40)):
        changed = bytearray(saved)
        changed[place] ^= 0x41
        damaged.write_bytes(bytes(changed))
        folder = tmp_path / f"new{number}"
        try:
            restore(damaged, folder, None, LATER)
        except ConsortiumError:
            refused += 1
            assert not folder.exists()
        else:
            assert (folder / "consortium.toml").read_bytes() == (
                told.home / "consortium.toml"
            ).read_bytes()
    assert refused > 30
    assert not list(tmp_path.glob(".*.part"))


def test_a_backup_that_breaks_off_is_refused(told, usb, tmp_path):
    path = make_backup(told.home, usb, SOON).path
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(Blocked, match="RESTORE-01"):
        restore(path, tmp_path / "new", None, LATER)


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/outside.txt", "a/../../outside.txt"])
def test_no_part_lands_outside_of_the_folder(tmp_path, name):
    path = tmp_path / "evil.zip"
    content = b"x"
    listed = {name: {"size": 1, "sha256": hashlib.sha256(content).hexdigest()}}
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr(name, content)
        document = {"format": 1, "made": "2026-04-02T10:00:00", "key": "", "files": listed}
        opened.writestr(LIST, json.dumps(document))
    with pytest.raises(Blocked, match="RESTORE-02"):
        restore(path, tmp_path / "new", None, LATER)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["evil.zip"]


def test_the_ledger_is_saved_whole_while_somebody_writes(told, usb, tmp_path):
    told.file(1, ACCEPTED)
    with sqlite3.connect(told.home / "store/ledger.db") as other:
        other.execute("BEGIN IMMEDIATE")
        path = make_backup(told.home, usb, SOON).path
        other.rollback()
    restore(path, tmp_path / "new", told.home, LATER)
    assert [one.kind for one in Ledger(tmp_path / "new").events()] == ["received", "accepted"]


def test_the_same_folder_gives_the_same_parts(told, usb):
    told.file(1, ACCEPTED, "stripped")
    first = make_backup(told.home, usb / "a", SOON).path
    second = make_backup(told.home, usb / "b", SOON).path
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        names = set(one.namelist()) - {LIST, VAULT_KEYS}
        assert names == set(other.namelist()) - {LIST, VAULT_KEYS}
        assert all(one.read(name) == other.read(name) for name in names)


def test_a_backup_belongs_elsewhere_and_replaces_nothing(told, usb):
    with pytest.raises(UsageError, match="BACKUP-01"):
        make_backup(told.home, told.home / "backups", SOON)
    make_backup(told.home, usb, SOON)
    with pytest.raises(UsageError, match="BACKUP-02"):
        make_backup(told.home, usb, SOON)


def test_two_that_change_a_folder_wait_for_each_other(told, usb, monkeypatch):
    monkeypatch.setattr(turns, "SECONDS", 0.0)
    (told.home / "store").mkdir(exist_ok=True)
    with (told.home / "store" / "work.lock").open("a") as other:
        fcntl.flock(other.fileno(), fcntl.LOCK_EX)
        for act in (lambda: make_backup(told.home, usb, SOON), lambda: purge(told.home, SOON)):
            with pytest.raises(Blocked, match="BUSY-01"):
                act()
    assert not usb.exists()
    make_backup(told.home, usb, SOON)


def test_the_commands_tell_what_is_in_and_what_is_not(told, usb, office, tmp_path):
    told.file(1, ACCEPTED, "stripped")
    release(told.home)
    said = office.run("backup", str(usb)).stdout
    assert "private keys" in said
    (path,) = usb.iterdir()
    said = office.run("restore", str(path), str(tmp_path / "new")).stdout
    assert "The vault can be opened: 1 keys came back." in said
    (workbook,) = told.home.glob("releases/*/*/*/*.xlsx")
    workbook.write_bytes(b"QK workbook")
    office.run("backup", str(usb), now="2026-04-11T10:00:00")
    newest = max(usb.iterdir())
    said = office.run("restore", str(newest), str(tmp_path / "newer"), code=13).stdout
    assert "consortium-2026-03-v1.xlsx: changed since it was released" in said
