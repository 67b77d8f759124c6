"""Work that is stopped when its seconds of processor are used up."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import NoReturn


class OutOfTimeError(Exception):
    """The processor seconds are used up."""


def finishes(act: Callable[[], object], limit: int) -> bool:
    """Act for at most so many seconds of processor; whether it came to its end."""

    def stop(*_: object) -> NoReturn:
        raise OutOfTimeError

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        act()
    except OutOfTimeError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return True
