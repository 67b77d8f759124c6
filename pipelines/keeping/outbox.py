"""Letters that are due, each sent once: what was sent is remembered as soon as it is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pipelines.errors import InternalError
from pipelines.keeping.mail import Letter, send
from pipelines.settings import Mail
from pipelines.storage.files import write_file
from pipelines.storage.turns import turn

REMEMBERED = 2000
OUTBOX = "outbox"


def send_once(home: Path, mail: Mail, letters: Iterable[Letter], now: datetime) -> int:
    """Send what was not sent before; their number.

    A letter that cannot be sent stops no other.

    Raises: the first error, after all others were tried; the next call tries again.
    """
    failed: list[InternalError] = []
    count = 0
    with turn(home, OUTBOX):
        for letter in letters:
            sent = _sent(home)
            if letter.key in sent or not letter.to:
                continue
            try:
                send(mail, letter, now)
            except InternalError as error:
                failed.append(error)
                continue
            count += 1
            kept = [*sent, letter.key][-REMEMBERED:]
            write_file(_path(home), json.dumps(kept).encode())
    if failed:
        raise failed[0]
    return count


def _sent(home: Path) -> list[str]:
    path = _path(home)
    return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []


def _path(home: Path) -> Path:
    return home / "store" / "keeping" / "sent.json"
