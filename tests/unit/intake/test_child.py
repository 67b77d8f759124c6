"""The child process: its limits hold, and whatever it does the parent goes on with a code."""

from __future__ import annotations

import json
import resource

import pytest

from pipelines.errors import UnreadableFile
from pipelines.intake.opening import open_file

ANSWER = """
def say(text):
    from array import array
    from pipelines.intake.sandbox.answer import packed
    from pipelines.intake.sandbox.grid import Grid
    grid = Grid(text, 1, 0, 0, [""], ["."], array("I"))
    head = {"network_isolated": False, "kind": "csv"}
    sys.stdout.buffer.write(packed(head, (grid,)))
"""


def said(script: str) -> str:
    """What a child says that runs `script`, which calls `say`."""
    return open_file(b"x", door=f"exec({ANSWER + script!r})").sheets[0].name


@pytest.mark.parametrize(
    "door",
    [
        "import os; os.abort()",
        "sys.exit(3)",
        "raise SystemError('panic')",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "sys.stdout.buffer.write(b'garbage')",
        "sys.stdout.buffer.write((100).to_bytes(8) + b'{}')",
        "sys.stdout.buffer.write((2).to_bytes(8) + b'[]')",
        "sys.stdout.buffer.write((2).to_bytes(8) + b'{]')",
        "from pipelines.intake.sandbox.limits import confine; confine(); bytes(2 << 30)",
    ],
)
def test_a_child_that_dies_or_babbles(door):
    with pytest.raises(UnreadableFile) as caught:
        open_file(b"a,b\n1,2\n" * 100_000, door=door)
    assert caught.value.code == "FILE-10"


def test_a_child_that_hangs_is_killed():
    with pytest.raises(UnreadableFile) as caught:
        open_file(b"a,b\n", door="import threading; threading.Event().wait()", wall_seconds=0.3)
    assert caught.value.code == "FILE-10"


def test_a_child_that_floods_is_cut_off(monkeypatch):
    monkeypatch.setattr("pipelines.intake.opening.MAX_ANSWER", 1 << 16)
    with pytest.raises(UnreadableFile) as caught:
        open_file(b"a,b\n", door="[sys.stdout.buffer.write(bytes(4096)) for _ in iter(int, 1)]")
    assert caught.value.code == "FILE-10"


def test_the_limits_hold():
    found = said(
        "import resource as r, os, json\n"
        "from pipelines.intake.sandbox.limits import confine\n"
        "confine()\n"
        "say(json.dumps([r.getrlimit(w)[1] for w in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE,"
        " r.RLIMIT_NOFILE, r.RLIMIT_CORE)]))",
    )
    assert json.loads(found) == [1 << 30, 20, 0, 64, 0]


def test_no_file_can_be_written():
    script = (
        "from pipelines.intake.sandbox.limits import confine\n"
        "import tempfile\n"
        "folder = tempfile.mkdtemp()\n"
        "confine()\n"
        "try:\n"
        "    open(folder + '/x', 'w').write('x' * 100_000)\n"
        "    say('written')\n"
        "except OSError:\n"
        "    say('refused')\n"
    )
    assert said(script) == "refused"


def test_the_environment_is_empty(monkeypatch):
    monkeypatch.setenv("CONSORTIUM_SECRET", "x")
    found = said("import os, json\nsay(json.dumps([sorted(os.environ), os.getcwd()]))")
    names, folder = json.loads(found)
    assert set(names) <= {"LC_CTYPE"}  # set by the interpreter itself
    assert folder == "/"


def test_no_new_rights():
    script = (
        "from pipelines.intake.sandbox.limits import confine\n"
        "status = open('/proc/self/status')\n"
        "confine()\n"
        "say([x for x in status.read().splitlines() if x.startswith('NoNewPrivs')][0])\n"
    )
    assert said(script).split() == ["NoNewPrivs:", "1"]


def test_what_is_said_of_the_network_is_true():
    script = (
        "import os\n"
        "from pipelines.intake.sandbox.limits import confine\n"
        "before = os.readlink('/proc/self/ns/net')\n"
        "told = confine()\n"
        "names = open('/proc/net/dev').read().split(chr(10))[2:]\n"
        "after = os.readlink('/proc/self/ns/net') if os.geteuid() == 0 else None\n"
        "say(repr((told, after is None or (after != before) == told)))\n"
    )
    told, is_true = said(script).strip("()").split(", ")
    assert is_true == "True"
    assert told in ("True", "False")


def test_pandas_stays_out_of_the_child():
    found = said(
        "import pipelines.intake.sandbox.child\n"
        "say(','.join(sorted({name.partition('.')[0] for name in sys.modules})))",
    )
    assert not {"pandas", "numpy", "pyarrow", "duckdb", "dagster", "schemas"} & set(
        found.split(",")
    )


def test_the_parent_keeps_its_own_limits():
    before = [resource.getrlimit(which) for which in (resource.RLIMIT_FSIZE, resource.RLIMIT_AS)]
    open_file(b"a,b\n1,2\n")
    after = [resource.getrlimit(which) for which in (resource.RLIMIT_FSIZE, resource.RLIMIT_AS)]
    assert after == before
