"""Whose turn it is: two commands that change the same folder wait for each other.

A lock belongs to a process and ends with it, however it ends.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from pipelines.storage.locking import alone

WORK = "work"  # run, approve, purge, backup: one at a time
RUNS = "runs"  # runs of the daemon: shared by each from its start to its end
INTAKE = "intake"  # files coming in: many at a time, but none while leftovers are swept
SECONDS = 10.0
Given = ParamSpec("Given")
Made = TypeVar("Made")
_OWN = threading.local()


@contextlib.contextmanager
def turn(home: Path, name: str = WORK, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock of this folder; whoever holds it already goes on with it.

    Raises: Blocked if another process does not give it back in time.
    """
    held = _OWN.__dict__.setdefault("held", set())
    key = (home.resolve(), name)
    if key in held:
        yield
        return
    with alone(home / "store" / f"{name}.lock", SECONDS, shared=shared):
        held.add(key)
        try:
            yield
        finally:
            held.discard(key)


def at_intake(act: Callable[Concatenate[Path, Given], Made]) -> Callable[..., Made]:
    """Of a function that takes in a file of a folder: none while leftovers are swept there."""

    @functools.wraps(act)
    def held(home: Path, *given: Given.args, **named: Given.kwargs) -> Made:
        with turn(home, INTAKE, shared=True):
            return act(home, *given, **named)

    return held
