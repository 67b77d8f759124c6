"""The command line in a process of its own, forked from one that has imported everything.

Each call has its own memory, environment, output and exit code, and starts its own workers. What
is saved is the second or more that a new interpreter needs for its imports. What is shared is the
seed of hashes: a test of equal bytes takes new interpreters instead.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
UNFORESEEN = 1
SERVE = "from tests.warm import serve; serve()"
IMPORTS = (
    "pipelines.cli.app", "pipelines.cli.approve", "pipelines.cli.confirm", "pipelines.cli.files",
    "pipelines.cli.folder", "pipelines.cli.layout", "pipelines.cli.locks", "pipelines.cli.log",
    "pipelines.cli.months", "pipelines.cli.releases",
    "pipelines.cli.tally", "pipelines.cli.template", "pipelines.definitions",
    "pipelines.defs.launch",
    # what a command imports when it comes to it
    "alembic.command", "alembic.ddl.sqlite", "dagster._core.storage.base_storage", "openpyxl",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.builtin_hypotheses", "pyarrow.dataset", "pyarrow.parquet",
    "sqlalchemy.dialects.sqlite", "upath",
)  # fmt: skip


def run_warm(
    words: Sequence[str], environment: Mapping[str, str], folder: Path | None = None
) -> subprocess.CompletedProcess:
    """Run `consortium` with these words, in `folder`; its exit code and what it said."""
    server = _server()
    with tempfile.TemporaryDirectory() as scratch:
        said = [str(Path(scratch) / name) for name in ("stdout", "stderr")]
        request = {
            "words": list(words),
            "environment": dict(environment),
            "said": said,
            "folder": str(folder or ROOT),
        }
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        answer = server.stdout.readline()
        assert answer, "the process that forks commands has ended; see its stderr"
        stdout, stderr = (Path(path).read_text(encoding="utf-8") for path in said)
    return subprocess.CompletedProcess(list(words), int(answer), stdout, stderr)


@cache
def _server() -> subprocess.Popen:
    """Started by the first call; it ends when this process closes its pipe."""
    command = [sys.executable, "-c", SERVE]
    pipe = subprocess.PIPE
    server = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
    atexit.register(server.communicate)
    return server


def serve() -> None:
    """Fork a process for each request; answer with its exit code."""
    for name in IMPORTS:
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(**json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(words: list[str], environment: dict[str, str], said: list[str], folder: str) -> None:
    """In the fork: take over the streams, be the command, end.

    It ends without taking the interpreter apart, which would cost more than most commands.
    """
    with contextlib.ExitStack() as opened:
        nothing = opened.enter_context(Path(os.devnull).open())
        os.dup2(nothing.fileno(), 0)
        for number, path in enumerate(said, start=1):
            os.dup2(opened.enter_context(Path(path).open("w")).fileno(), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["consortium", *words]
    from pipelines.cli.app import main  # noqa: PLC0415  imported before, by `serve`

    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else UNFORESEEN
    except BaseException:  # noqa: BLE001  as the interpreter does at its end
        traceback.print_exc()
        code = UNFORESEEN
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)
