"""Processes that tell a story, or are a command, and are killed with all that they started.

They are forked from one that has imported everything; each leads a group of its own.
"""

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
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.warm import IMPORTS, ROOT, UNFORESEEN

SERVE = "from tests.faults.killing import serve; serve()"
TALE = "tests.faults.story:tell"


def told(home: Path, failpoint: str = "", seconds: float = 0.0, tale: str = TALE) -> dict:
    """Tell a tale in a process of its own; how it ended, how long it took, what it reached.

    It ends at a failpoint, or is killed after so many seconds, or comes to its end. A tale is named
    as `module:function`.
    """
    return _asked(home, failpoint=failpoint, seconds=seconds, tale=tale, words=[])


def command(home: Path, words: Sequence[str], seconds: float = 0.0) -> dict:
    """Be the command of these words, its workers as well; killed with them after so many seconds.

    How it ended and how long it took.
    """
    return _asked(home, failpoint="", seconds=seconds, tale="", words=list(words))


def _asked(home: Path, **told_beside: object) -> dict:
    server = _server()
    server.stdin.write(json.dumps({"home": str(home), **told_beside}) + "\n")
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
        reached = _heard(child, read, request["seconds"])
        _, status = os.waitpid(child, 0)
        answer = {
            "code": os.waitstatus_to_exitcode(status),
            "seconds": time.monotonic() - began,
            "reached": json.loads(reached or "{}"),
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _heard(child: int, read: int, seconds: float) -> str:
    """What it said at its end, which comes by itself or after so many seconds."""
    import select  # noqa: PLC0415  not where the story is told

    with os.fdopen(read) as said:
        has_ended = bool(select.select([said], [], [], seconds)[0]) if seconds else True
        reached = said.read() if has_ended else ""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # of one that has ended, what it has left
    return reached


def _become(request: dict, write: int) -> None:
    code = UNFORESEEN
    try:
        os.setsid()
        from pipelines.storage import failpoints  # noqa: PLC0415  in the fork alone
        from tests.faults.story import NOW  # noqa: PLC0415

        failpoints.REACHED.clear()
        os.environ[failpoints.FAILPOINT] = request["failpoint"]
        os.environ["CONSORTIUM_NOW"] = NOW.isoformat()
        code = _typed(request) if request["words"] else _narrated(request)
        os.write(write, json.dumps(failpoints.REACHED).encode())
    except BaseException:  # noqa: BLE001  as the interpreter does at its end
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _narrated(request: dict) -> int:
    module, name = request["tale"].split(":")
    getattr(importlib.import_module(module), name)(Path(request["home"]))
    return 0


def _typed(request: dict) -> int:
    from pipelines.cli.app import main  # noqa: PLC0415  imported before, by `serve`

    os.environ["CONSORTIUM_HOME"] = request["home"]
    sys.argv = ["consortium", *request["words"]]
    with Path(os.devnull).open("w") as nothing:
        for stream in (1, 2):
            os.dup2(nothing.fileno(), stream)
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else UNFORESEEN
    return 0
