"""`purge`, `backup`, `restore`: what they print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from pipelines.cli.output import line
from pipelines.clock import now
from pipelines.keeping.backup import make_backup
from pipelines.keeping.purge import purge
from pipelines.keeping.restore import is_consortium, restore
from pipelines.keeping.retention import REASONS, Retention, retention
from pipelines.settings_files import load_consortium
from pipelines.storage.database import LEDGER_FILE, URL_VARIABLE
from pipelines.storage.moving import copy_ledger
from pipelines.storage.private import private_folder

WAITS = 13


def purge_folder(home: Path, *, dry_run: bool, yes: bool) -> int:
    """Purge, or say what a purge would do; 13 if something waits for a look at the clock."""
    if dry_run:
        found = retention(home, load_consortium(home), now())
        _say(Counter(one.why for one in found.due), "would be destroyed")
        _say_what_waits(found)
        return 0
    done, found = purge(home, now(), trust_clock=yes)
    _say(done.counts, "destroyed")
    if done.unreadable:
        line(f"Tried to read each of them: {done.unreadable} became unreadable. It is recorded.")
    if done.is_backup_key_retired:
        line("Earlier backups give back no rows and no files any more. Make a new one now:")
        line("consortium backup DEST. Then copy the folder of private keys to its second safe")
        line("place again, and destroy the copy that was there.")
    if yes:
        return 0
    _say_what_waits(found)
    return WAITS if found.waits_for_clock else 0


def back_up(home: Path, destination: Path) -> None:
    """Make a backup and say what is in it and what is not."""
    made = make_backup(home, destination, now())
    line(f"Saved {made.files} files to {made.path}; each was read again and is as it should be.")
    line(f"Not in it, on purpose: the private keys in {private_folder(home)}. Keep them apart,")
    line("in two places: without them the vault of a backup cannot be opened.")
    if made.left_in_inbox:
        line(f"{made.left_in_inbox} files wait in inbox/ and are not in it: run the month first.")
    if not made.has_ledger:
        line("The ledger is on a database server and is not in it: save that with its own tool.")


def move_ledger(home: Path) -> None:
    """Copy the ledger to a database, and say how to go on."""
    end = copy_ledger(home)
    line(f"Copied {end.number:,} events; the chain is whole there. Its end: {end}")
    line(f"From now on always set {URL_VARIABLE}; put store/{LEDGER_FILE} away, and save the")
    line("database with its own tool: a backup of the folder does not hold it.")


def restore_folder(backup: Path, folder: Path, home: Path) -> int:
    """Restore, verify and say what came back; 13 if something is not as it was."""
    live = home if is_consortium(home) else None
    found = restore(backup, folder, live, now())
    for problem in found.problems:
        line(problem)
    line(f"Restored {found.files} files of {found.made:%B %d, %Y} to {folder}.")
    line(f"{found.verified} published files verified, {len(found.problems)} not as they were.")
    if found.keys:
        line(f"The vault can be opened: {found.keys} keys came back.")
    else:
        line("No key of the vault came back: the backup is older than the last purge, or")
        line(f"{private_folder(live or folder)} is not the folder of keys that belongs to it.")
        line("Totals, releases and the ledger are whole. A month that is corrected now needs the")
        line("files of the months before it again.")
    if found.lost:
        line("Received, never read, and lost. Ask for these files again:")
        line(", ".join(found.lost))
    return WAITS if found.problems or found.lost else 0


def _say(counts: Mapping[str, int], done: str) -> None:
    if not counts:
        line(f"Nothing {done}: nothing has been kept longer than it should.")
    for why in sorted(counts):
        line(f"{counts[why]} {done}: {REASONS[why]}.")


def _say_what_waits(found: Retention) -> None:
    if not found.waits_for_clock:
        return
    days = found.ahead // timedelta(days=1)
    line(f"{len(found.waits_for_clock)} more are old enough by this machine's clock, which is")
    line(f"{days} days ahead of the newest event in the ledger. Look at the date of this machine")
    line("first; if it is right: consortium purge --yes")
