"""When something was last done for this folder: a backup, a restore drill, a purge."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from pipelines.storage.files import write_file

BACKUP = "backup"
DRILL = "drill"
RETIRED = "retired"  # the day from which earlier backups give back no rows


def note(home: Path, what: str, at: datetime) -> None:
    """Remember that something was done now."""
    known = _read(home) | {what: at.isoformat(timespec="seconds")}
    write_file(_path(home), json.dumps(known, sort_keys=True, indent=1).encode())


def last(home: Path, what: str) -> datetime | None:
    """When something was last done; None if never."""
    told = _read(home).get(what)
    return datetime.fromisoformat(told) if told else None


def _read(home: Path) -> dict[str, str]:
    path = _path(home)
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _path(home: Path) -> Path:
    return home / "store" / "keeping" / "moments.json"
