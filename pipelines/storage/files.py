"""Durable writes: beside, flushed, renamed; a reader sees the old whole or the new whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path` at once: a temporary name beside it, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two processes may write the same file at once: what is not done has a name of its own.
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder of files appear at once; an older folder of that name is replaced."""
    beside = path.with_name(f".{path.name}.part")
    if beside.exists():
        shutil.rmtree(beside)
    for name, content in files.items():
        write_file(beside / name, content)
    if path.exists():
        shutil.rmtree(path)
    beside.rename(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
