"""Every call to the file system fails once: what was there is whole, old or new, and it is said."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
from pathlib import Path

import pytest

from pipelines.storage.files import remove_file, write_file, write_folder

CALLS = [
    (Path, "mkdir"), (Path, "open"), (Path, "replace"), (Path, "rename"), (Path, "unlink"),
    (os, "open"), (os, "fsync"), (shutil, "rmtree"),
]  # fmt: skip
FAULTS = (errno.EIO, errno.ENOSPC, errno.EDQUOT)
OLD, NEW = b"old " * 5000, b"new " * 7000


class Disk:
    """Counts calls; one of them fails, or writes half before it does."""

    def __init__(self, patched, fails_at=0, fault=errno.EIO):
        self.count, self.fails_at, self.fault = 0, fails_at, fault
        for owner, name in CALLS:
            patched.setattr(owner, name, self.counted(getattr(owner, name)))

    def counted(self, call):
        def counting(*arguments, **named):
            self.turn()
            made = call(*arguments, **named)
            return (
                HalfFile(self, made) if call.__name__ == "open" and hasattr(made, "write") else made
            )

        return counting

    def turn(self):
        self.count += 1
        if self.count == self.fails_at:
            raise OSError(self.fault, os.strerror(self.fault))


class HalfFile:
    """A file whose `write` may fail after half of it."""

    def __init__(self, disk, file):
        self.disk, self.file = disk, file

    def __enter__(self):
        self.file.__enter__()
        return self

    def __exit__(self, *problem):
        return self.file.__exit__(*problem)

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, content):
        try:
            self.disk.turn()
        except OSError:
            self.file.write(content[: len(content) // 2])
            raise
        return self.file.write(content)


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def one_file(folder):
    write_file(folder / "a" / "x", NEW)


def a_folder(folder):
    write_folder(folder / "a", {"x": NEW, "y": NEW})


def removal(folder):
    remove_file(folder / "a" / "x")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("act", [one_file, a_folder, removal])
@pytest.mark.parametrize("is_there", [True, False])
def test_each_call_fails_once(tmp_path, monkeypatch, act, fault, is_there):
    for fails_at in itertools.count(1):
        folder = tmp_path / str(fails_at)
        before = {"x": OLD} if is_there else {}
        if is_there:
            write_file(folder / "a" / "x", OLD)
        else:
            folder.mkdir()
        failed = None
        with monkeypatch.context() as patched:
            disk = Disk(patched, fails_at, fault)
            try:
                act(folder)
            except OSError as error:
                failed = error.errno
        left = {n: text for n, text in files_of(folder / "a").items() if not n.endswith(".part")}
        act(folder)
        whole = files_of(folder / "a")
        assert not list(folder.rglob("*.part"))
        assert failed in (None, fault)
        if not failed:
            assert disk.count < fails_at
            assert left == whole
            break
        # A draft may be gone for a moment; it is made again. Nothing else is ever half or gone.
        assert left in (before, whole) or (act is a_folder and left == {})
    assert fails_at > (0 if act is removal and not is_there else 2)
