"""The machine a folder stands on: disk, clock, swap, core dumps, versions."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.keeping.condition import Condition, fine, look_at, wrong
from pipelines.storage.ledger import Ledger

GIBIBYTE = 1 << 30
MEBIBYTE = 1 << 20
LITTLE_ROOM = GIBIBYTE
NO_ROOM = 200 * MEBIBYTE
BEHIND = timedelta(hours=1)
AHEAD = timedelta(days=62)
OLDEST, NEWEST = (3, 11), (3, 13)
SHOWN = ("consortium", "dagster", "duckdb", "pandas", "pyrage", "XlsxWriter")
SWAPS = Path("/proc/swaps")
CORE_PATTERN = Path("/proc/sys/kernel/core_pattern")


def disk(home: Path) -> Condition:
    """Room for the next months."""
    free = shutil.disk_usage(home).free
    told = f"{free // MEBIBYTE:,} MiB free"
    if free < NO_ROOM:
        return wrong("disk", told, "make room before the next run")
    if free < LITTLE_ROOM:
        return look_at("disk", told, "make room soon")
    return fine("disk", told)


def clock(home: Path, now: datetime) -> Condition:
    """This machine's clock beside the newest event."""
    events = Ledger(home).events() if (home / "store" / "ledger.db").exists() else ()
    if not events:
        return fine("clock", f"{now:%Y-%m-%d %H:%M} UTC; the ledger is empty")
    ahead = now - max(event.at for event in events)
    if ahead < -BEHIND:
        told = f"{now:%Y-%m-%d %H:%M} UTC is before the newest event in the ledger"
        return wrong("clock", told, "set this machine's clock, best by a time service")
    if ahead > AHEAD:
        told = f"{now:%Y-%m-%d %H:%M} UTC is {ahead.days} days after the newest event"
        return look_at("clock", told, "if nothing happened here for so long, all is well")
    return fine("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def swap() -> Condition:
    """Memory that a machine writes to its disk may hold rows."""
    lines = _lines(SWAPS)[1:]
    on_disk = [line for line in lines if "/zram" not in line.split()[0]]
    if not on_disk:
        return fine("swap", "none on a disk")
    todo = "see that the swap is encrypted, or switch it off: it may hold rows of a file"
    return look_at("swap", f"{len(on_disk)} in use on a disk", todo)


def core_dumps() -> Condition:
    """Workers write no core file, but a machine may hand memory to a program instead."""
    pattern = " ".join(_lines(CORE_PATTERN))
    if not pattern.startswith("|"):
        return fine("core dumps", "none of the processes that see rows")
    todo = "switch that program off (for systemd: Storage=none in coredump.conf)"
    return look_at("core dumps", "memory of a crashed process goes to a program", todo)


def versions() -> Condition:
    """What is installed; for a report of a fault."""
    found = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in SHOWN)
    told = f"Python {platform.python_version()}, {found}"
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return fine("versions", told)
    return wrong("versions", told, "install Python 3.11 to 3.13")


def _lines(path: Path) -> Sequence[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
