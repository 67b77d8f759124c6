"""Processes that tell the story and are killed: forked from one that has imported everything."""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from functools import cache
from pathlib import Path

from tests.warm import IMPORTS, ROOT

SERVE = "from tests.faults.killing import serve; serve()"
TALE = "tests.faults.story:tell"


def told(home: Path, failpoint: str = "", seconds: float = 0.0, tale: str = TALE) -> dict:
    """Tell a tale in a process of its own; how it ended, how long it took, what it reached.

    It ends at a failpoint, or is killed after so many seconds, or comes to its end. A tale is named
    as `module:function`.
    """
    server = _server()
    request = {"home": str(home), "failpoint": failpoint, "seconds": seconds, "tale": tale}
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    answer = server.stdout.readline()
    assert answer, "the process that forks the story has ended; see its stderr"
    return json.loads(answer)


@cache
def _server() -> subprocess.Popen:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", SERVE]
    server = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
    atexit.register(server.communicate)
    return server


def serve() -> None:
    """Fork a process for each request; answer when it has ended."""
    for name in (*IMPORTS, "tests.faults.story", "duckdb"):
        importlib.import_module(name)
    for line in sys.stdin:
        request = json.loads(line)
        began = time.monotonic()
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.close(read)
            _become(request, write)
        os.close(write)
        if request["seconds"]:
            _kill_after(child, read, request["seconds"])
        with os.fdopen(read) as said:
            reached = said.read()
        _, status = os.waitpid(child, 0)
        answer = {
            "code": os.waitstatus_to_exitcode(status),
            "seconds": time.monotonic() - began,
            "reached": json.loads(reached or "{}"),
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _kill_after(child: int, ends: int, seconds: float) -> None:
    import select  # noqa: PLC0415  not where the story is told

    select.select([ends], [], [], seconds)  # it may end before
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _become(request: dict, write: int) -> None:
    code = 1
    try:
        from pipelines.storage import failpoints  # noqa: PLC0415  in the fork alone
        from tests.faults.story import NOW  # noqa: PLC0415

        failpoints.REACHED.clear()
        os.environ[failpoints.FAILPOINT] = request["failpoint"]
        os.environ["CONSORTIUM_NOW"] = NOW.isoformat()
        module, name = request["tale"].split(":")
        getattr(importlib.import_module(module), name)(Path(request["home"]))
        os.write(write, json.dumps(failpoints.REACHED).encode())
        code = 0
    except BaseException:  # noqa: BLE001  as the interpreter does at its end
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
