"""The examination of a folder, its keys, its machine and its daemon: a line each."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipelines.keeping import housekeeping, machine
from pipelines.keeping.condition import Condition
from pipelines.keeping.heartbeat import daemon
from pipelines.settings_files import load_consortium


def examine(home: Path, now: datetime) -> list[Condition]:
    """Look at everything; changes nothing."""
    consortium = load_consortium(home)
    return [
        housekeeping.keys(home, consortium),
        housekeeping.modes(home),
        housekeeping.bases(consortium, now),
        housekeeping.inbox(home, consortium),
        housekeeping.left_behind(home, consortium, now),
        housekeeping.to_be_purged(home, consortium, now),
        housekeeping.last_backup(home, now),
        housekeeping.last_drill(home, now),
        daemon(home, now),
        housekeeping.mail(consortium),
        machine.clock(home, now),
        machine.disk(home),
        machine.swap(),
        machine.core_dumps(),
        machine.versions(),
    ]
