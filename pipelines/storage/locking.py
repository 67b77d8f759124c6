"""One process at a time: a lock file that the system lets go of when its holder ends or is killed.

The lock is on this machine; several machines that share a folder are not served by it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from pipelines.errors import Blocked

PATIENCE = 60.0
PAUSE = 0.02


@contextlib.contextmanager
def alone(lock: Path, patience: float = PATIENCE, *, shared: bool = False) -> Iterator[int]:
    """Hold the lock file for a while; Blocked if another process does not let go of it.

    Several may hold it `shared`, but nobody else then alone. Yields its descriptor, for whoever
    hands it on to a program that takes this one's place.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, lock.stem, patience, shared=shared)
        yield handle
    finally:
        os.close(handle)


def _take(handle: int, what: str, patience: float, *, shared: bool) -> None:
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    until = time.monotonic() + patience
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return
        if time.monotonic() > until:
            break
        time.sleep(PAUSE)
    held = f"has held the {what} for {patience:.0f} seconds" if patience else f"holds the {what}"
    told = f"another process {held}; nothing was changed"
    raise Blocked("BUSY-01", f"{told}. Next: let it end, then try again")
