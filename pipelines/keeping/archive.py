"""One file that holds a folder: a zip whose list names every part with its size and hash."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipelines.errors import Blocked
from pipelines.storage.files import sync_folder, write_file

LIST = "backup.json"
FORMAT = 1
LONG_AGO = (1980, 1, 1, 0, 0, 0)
PRIVATE = 0o600
# what zipfile and json say to a file that somebody or something has changed
DAMAGED = (
    OSError, EOFError, KeyError, RuntimeError, TypeError, ValueError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip


@dataclass(frozen=True)
class Archive:
    """A finished archive; nothing of it is believed that does not agree with its list."""

    path: Path

    @property
    def told(self) -> dict[str, Any]:
        """The list and what stands beside it; Blocked if the file is no whole archive."""
        try:
            with zipfile.ZipFile(self.path) as opened:
                told = json.loads(opened.read(LIST))
                is_whole = {LIST, *told["files"]} == set(opened.namelist())
        except DAMAGED:
            is_whole, told = False, {}
        if not is_whole or told.get("format") != FORMAT:
            raise Blocked("RESTORE-01", f"{self.path.name} is no whole backup; take another one")
        return dict(told)

    def unpack(self, folder: Path) -> None:
        """Write every part below a folder, each compared with its hash; nothing lands outside."""
        files: Mapping[str, Mapping[str, Any]] = self.told["files"]
        for name in files:
            inside = PurePosixPath(name)
            if inside.is_absolute() or ".." in inside.parts or not inside.parts:
                raise Blocked("RESTORE-02", f"{self.path.name} names a place outside; not restored")
        with zipfile.ZipFile(self.path) as opened:
            for name, listed in files.items():
                write_file(folder / name, _read(opened, name, listed))

    def check(self) -> int:
        """Read every part again; returns their number."""
        files = self.told["files"]
        with zipfile.ZipFile(self.path) as opened:
            for name, listed in files.items():
                _read(opened, name, listed)
        return len(files)


def write_archive(
    path: Path, parts: Iterable[tuple[str, bytes]], beside: Mapping[str, Any]
) -> Archive:
    """Write an archive at once, for its owner alone; the same parts give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(handle, "wb") as file:
        files: dict[str, dict[str, Any]] = {}
        with zipfile.ZipFile(file, "w") as opened:
            for name, content in parts:
                opened.writestr(zipfile.ZipInfo(name, LONG_AGO), content)
                files[name] = {
                    "size": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
            told = {"format": FORMAT, **beside, "files": files}
            opened.writestr(zipfile.ZipInfo(LIST, LONG_AGO), json.dumps(told, indent=1))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)
    return Archive(path)


def _read(opened: zipfile.ZipFile, name: str, listed: Mapping[str, Any]) -> bytes:
    try:
        content = opened.read(name)
    except DAMAGED:
        content = b""
    if hashlib.sha256(content).hexdigest() != listed["sha256"]:
        raise Blocked("RESTORE-03", f"{name} in the backup is not as it was saved; take another")
    return content
