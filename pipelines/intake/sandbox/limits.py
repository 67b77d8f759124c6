"""The limits that the child puts on itself before it reads the first byte.

A parser that is made to misbehave can then use one gibibyte and twenty seconds, write no file,
start no process, gain no right and, where the system allows it, reach no network.
"""

from __future__ import annotations

import ctypes
import os
import resource
from contextlib import suppress

GIBIBYTE = 1 << 30
CPU_SECONDS = 20
OPEN_FILES = 64
_NEW_NETWORK = 0x4000_0000
_NEW_USER = 0x1000_0000
_NO_NEW_PRIVILEGES = 38
_SET_DUMPABLE = 4


def confine(memory: int = GIBIBYTE, cpu_seconds: int = CPU_SECONDS) -> bool:
    """Limit this process for good; tells whether it stands in a network of its own."""
    isolated = _leave_network()
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    if os.geteuid() != 0:  # the kernel does not hold root to it
        _limit(resource.RLIMIT_NPROC, 0)
    return isolated


def _limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _leave_network() -> bool:
    """Own, empty network namespace (by way of a user namespace if not root); no new rights."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        flags = _NEW_NETWORK if os.geteuid() == 0 else _NEW_NETWORK | _NEW_USER
        isolated: bool = libc.unshare(flags) == 0
        libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return isolated
    return False
