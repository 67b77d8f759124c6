"""The daemon's heartbeat: it writes the time, and a separate command notices its silence."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from pipelines.keeping.condition import Condition, look_at, wrong
from pipelines.keeping.condition import fine as well
from pipelines.storage.files import write_file

SILENCE = timedelta(minutes=15)
FUTURE = timedelta(minutes=5)


def beat(home: Path, now: datetime) -> None:
    """Say that the daemon is alive."""
    write_file(_path(home), f"{now.isoformat(timespec='seconds')}\n".encode("ascii"))


def last_beat(home: Path) -> datetime | None:
    """When the daemon was last heard; None if never."""
    if not _path(home).exists():
        return None
    return datetime.fromisoformat(_path(home).read_text(encoding="ascii").strip())


def is_silent(home: Path, now: datetime) -> bool:
    """Whether nothing was heard for too long; a beat from the future is none."""
    heard = last_beat(home)
    return heard is None or not -FUTURE <= now - heard <= SILENCE


def daemon(home: Path, now: datetime) -> Condition:
    """How the daemon is; a folder that is run by hand has none."""
    heard = last_beat(home)
    if heard is None:
        todo = "nothing, if you run the months by hand; otherwise start the daemon"
        return look_at("daemon", "it has never run here", todo)
    if is_silent(home, now):
        told = f"silent since {heard:%Y-%m-%d %H:%M} UTC"
        return wrong(
            "daemon", told, "start it again; nothing runs by itself and nobody is reminded"
        )
    return well("daemon", f"heard at {heard:%Y-%m-%d %H:%M} UTC")


def _path(home: Path) -> Path:
    return home / "store" / "keeping" / "heartbeat"
