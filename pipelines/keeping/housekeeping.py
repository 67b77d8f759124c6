"""What is kept with a folder: private keys, modes, backups, leftovers, files that wait, bases."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.keeping.condition import Condition, fine, look_at, wrong
from pipelines.keeping.leftovers import leftovers
from pipelines.keeping.mail import PASSWORD
from pipelines.keeping.moments import BACKUP, DRILL, RETIRED, last
from pipelines.keeping.retention import retention
from pipelines.settings import TALLY, Consortium
from pipelines.storage.inbox import stranded
from pipelines.storage.keys import Keys, keys_for

FOR_OTHERS = 0o007
FOR_ALL_BUT_OWNER = 0o077
FEW_RECIPIENTS = 2
BACKUP_DAYS = timedelta(days=35)
DRILL_DAYS = timedelta(days=100)


def keys(home: Path, consortium: Consortium) -> Condition:
    """The private keys: there, for their owner alone, apart from the folder, and fitting it."""
    own = keys_for(home)
    todo = "keep them in a folder of their own, mode 0700, each file 0600"
    try:
        recipient = str(own.identity().to_public())
        own.partner_secret("")
    except UsageError as error:
        return wrong("private keys", error.text, "see docs/keeping.md")
    if own.folder.resolve().is_relative_to(home.resolve()):
        return wrong("private keys", "they lie in the consortium's folder", todo)
    if _open_files(own):
        return wrong("private keys", f"others can read {_open_files(own)} of them", todo)
    if recipient not in consortium.recipients:
        told = "they do not belong to any recipient in consortium.toml"
        return wrong("private keys", told, "new files cannot be opened here: add the public key")
    if len(consortium.recipients) < FEW_RECIPIENTS:
        todo = "add the public key of a second person, or one that is kept off line"
        return look_at("private keys", "there is one recipient; lost keys are lost files", todo)
    return fine("private keys", f"there; {len(consortium.recipients)} recipients")


def modes(home: Path) -> Condition:
    """Who may read the folder."""
    if home.stat().st_mode & FOR_OTHERS:
        todo = f"chmod 700 {home.resolve().name}"
        return wrong("folder", "every account of this machine can read it", todo)
    return fine("folder", "closed to other accounts")


def last_backup(home: Path, now: datetime) -> Condition:
    """Whether there is a backup that gives back everything."""
    made, retired = last(home, BACKUP), last(home, RETIRED)
    todo = "consortium backup DEST"
    if made is None:
        return wrong("backup", "there has never been one", todo)
    if retired is not None and made < retired:
        return wrong("backup", "none since the last purge: no backup gives back any rows", todo)
    if now - made > BACKUP_DAYS:
        return look_at("backup", f"the last is {(now - made).days} days old", todo)
    return fine("backup", f"the last is of {made:%Y-%m-%d}")


def last_drill(home: Path, now: datetime) -> Condition:
    """Whether somebody has tried to restore."""
    made = last(home, DRILL)
    todo = "consortium restore BACKUP DIR, into an empty folder; remove that folder afterwards"
    if made is None:
        return look_at("restore drill", "there has never been one", todo)
    if now - made > DRILL_DAYS:
        return look_at("restore drill", f"the last is {(now - made).days} days old", todo)
    return fine("restore drill", f"the last good one is of {made:%Y-%m-%d}")


def left_behind(home: Path, consortium: Consortium, now: datetime) -> Condition:
    """What a stop in the middle has left."""
    found = leftovers(home, consortium, now)
    told = ", ".join(f"{count} {kind}" for kind, count in found.items())
    if told:
        return look_at("leftovers", told, "the next run removes them")
    return fine("leftovers", "none")


def to_be_purged(home: Path, consortium: Consortium, now: datetime) -> Condition:
    """What has been kept long enough."""
    found = retention(home, consortium, now)
    count = len(found.due) + len(found.waits_for_clock)
    if count:
        todo = "consortium purge, then a backup"
        return look_at("retention", f"{count} things have been kept long enough", todo)
    return fine("retention", "nothing is kept longer than it should")


def inbox(home: Path, consortium: Consortium) -> Condition:
    """Files that wait in the inbox, where they are not encrypted."""
    files = [path for path in (home / "inbox").rglob("*") if path.is_file()]
    left = stranded(home, consortium)
    if left.misplaced:
        todo = "move them into inbox/PARTNER/YYYY-MM; until then nobody counts them"
        return wrong("inbox", f"{left.misplaced} files are in no folder of a partner's month", todo)
    if left.unreadable:
        return wrong(
            "inbox",
            f"{left.unreadable} files cannot be read",
            "see to their permissions; a link is never followed",
        )
    if files:
        return look_at("inbox", f"{len(files)} files wait, not encrypted", "run the month")
    return fine("inbox", "empty")


def bases(consortium: Consortium, now: datetime) -> Condition:
    """Whether each agency whose rows come here has a recorded and present basis for it."""
    rows = [partner for partner in consortium.partners if partner.intake != TALLY]
    bare = [one.id for one in rows if not one.basis.strip()]
    over = [one.id for one in rows if one.basis_until and one.basis_until < now.date()]
    todo = 'record the basis in partners/ID.toml, or set intake = "tally" (totals only)'
    if bare:
        return wrong("basis", f"rows come without a recorded basis from {', '.join(bare)}", todo)
    if over:
        return wrong("basis", f"the basis is over of {', '.join(over)}", todo)
    return fine("basis", f"recorded for {len(rows)} agencies whose rows come here")


def mail(consortium: Consortium) -> Condition:
    """Whether anybody is reminded and told of faults."""
    if consortium.mail is None:
        told = "no [mail] in consortium.toml: nobody is reminded, nobody is told of a fault"
        return look_at("mail", told, "nothing, if you look at the board yourself")
    if consortium.mail.user and not os.environ.get(PASSWORD):
        return wrong("mail", f"{PASSWORD} is not set", "set it where the daemon is started")
    return fine("mail", f"to {len(consortium.mail.to)} addresses of the coalition")


def _open_files(own: Keys) -> int:
    paths = [own.folder, *own.folder.iterdir()]
    return sum(bool(path.stat().st_mode & FOR_ALL_BUT_OWNER) for path in paths)
