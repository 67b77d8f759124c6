"""Restricted workers: fresh processes without a network that alone see identifiable rows.

They are forked from a fork server, a fresh interpreter that inherits nothing of this process, so
that imports are paid once and no lock, key or frame of the caller is shared.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import ForkServerContext

from pipelines.submission import FAILED, Errand, Outcome, run_errand

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
WORKER_COUNT = 2
# what a worker needs, and what pandas and pandera import when they first come to it
PRELOAD = (
    "pipelines.submission",
    "duckdb",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.builtin_hypotheses",
)


def run_errands(errands: Sequence[Errand], workers: int = WORKER_COUNT) -> Iterator[Outcome]:
    """Run errands in restricted workers; outcomes come in the order of the errands.

    A worker that dies takes down its pool, not its month: what was left then runs one by one, and
    only the errand that kills its worker again has failed.
    """
    pending = list(errands)
    if not pending:
        return
    with _pool(min(workers, len(pending))) as pool:
        futures = [pool.submit(run_errand, errand) for errand in pending]
        for errand, future in zip(pending, futures, strict=True):
            outcome = _result(future)
            yield outcome if outcome is not None else _alone(errand)


def _alone(errand: Errand) -> Outcome:
    with _pool(1) as pool:
        outcome = _result(pool.submit(run_errand, errand))
    if outcome is not None:
        return outcome
    return Outcome(errand.partner, errand.month, errand.submission, FAILED, fault="WORKER-01")


def _result(future: Future[Outcome]) -> Outcome | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def fork_server() -> ForkServerContext:
    """Where processes are forked from; there is one server, made by whoever first needs it.

    Whatever starts a process by it takes it from here: started without these imports, it would
    have every worker of this program pay for them again.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOAD))
    return context


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=fork_server(), initializer=restrict)


def restrict() -> bool:
    """Give up core dumps and the network; returns whether the network could be given up.

    A network namespace needs root or user namespaces. Where the system refuses both, the file
    itself is still opened by a limited child, and `CONSORTIUM_REQUIRE_NO_NETWORK=1` makes the
    refusal an error instead.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None)
    isolated = any(
        libc.unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET)
    )
    if not isolated and os.environ.get("CONSORTIUM_REQUIRE_NO_NETWORK") == "1":
        os._exit(1)
    return isolated
