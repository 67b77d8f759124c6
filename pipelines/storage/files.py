"""Durable writes: beside, flushed, renamed; a reader sees the old whole or the new whole."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from pipelines.storage.failpoints import reach

SUM = ".sha256"


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path` at once: a temporary name beside it, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two processes may write the same file at once: what is not done has a name of its own.
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with beside.open("wb") as file:
        reach("file_begun")
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    reach("file_written")
    beside.replace(path)
    reach("file_named")
    sync_folder(path.parent)


def write_summed(path: Path, content: bytes) -> None:
    """The same, with its sum in a file beside it, by which a changed bit is found.

    The old sum goes first: a stop in between leaves a file that nothing is said of, as of those of
    older versions, and none that seems to be spoiled.
    """
    summed = path.with_name(f"{path.name}{SUM}")
    remove_file(summed)
    write_file(path, content)
    write_file(summed, digest(content))


def digest(content: bytes) -> bytes:
    """What stands in a sum file."""
    return hashlib.sha256(content).hexdigest().encode("ascii")


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder of files appear at once; an older folder of that name is replaced."""
    beside = path.with_name(f".{path.name}.part")
    if beside.exists():
        shutil.rmtree(beside)
    for name, content in files.items():
        write_file(beside / name, content)
    reach("folder_filled")
    if path.exists():
        shutil.rmtree(path)
        reach("folder_replaced")
    beside.rename(path)
    reach("folder_named")
    sync_folder(path.parent)


def remove_file(path: Path) -> None:
    """Remove a file for good; one that is gone already is no fault."""
    if path.exists():
        path.unlink()
        reach("file_removed")
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder as they are now."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
