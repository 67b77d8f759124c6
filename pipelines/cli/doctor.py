"""`doctor` and `heartbeat`: what they print."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from pipelines.cli.output import line, table
from pipelines.clock import now
from pipelines.keeping.alerts import daemon_silent
from pipelines.keeping.condition import FINE, WRONG
from pipelines.keeping.doctor import examine
from pipelines.keeping.heartbeat import is_silent, last_beat
from pipelines.keeping.outbox import send_once
from pipelines.settings_files import load_consortium

SOMETHING_WRONG = 13


def examine_folder(home: Path, *, as_json: bool) -> int:
    """Print every line of the examination; 13 if something is wrong."""
    found = examine(home, now())
    if as_json:
        line(json.dumps([dataclasses.asdict(one) for one in found], indent=1))
    else:
        rows = [(one.what, one.state, one.told, one.to_do) for one in found]
        table("Examination", ("What", "State", "", "What to do"), rows)
        line(f"{sum(one.state != FINE for one in found)} of {len(found)} to be looked at.")
    return SOMETHING_WRONG if any(one.state == WRONG for one in found) else 0


def ask_heartbeat(home: Path, *, by_mail: bool) -> int:
    """Say when the daemon was last heard; 13 if it is silent, and a letter to the coalition."""
    heard = last_beat(home)
    line(f"Last heard at {heard:%Y-%m-%d %H:%M} UTC." if heard else "Never heard.")
    if not is_silent(home, now()):
        return 0
    mail = load_consortium(home).mail
    if by_mail and mail is not None:
        since = f"{heard:%Y-%m-%d %H:%M} UTC" if heard else "ever"
        send_once(home, mail, [daemon_silent(mail, since)], now())
    return SOMETHING_WRONG
