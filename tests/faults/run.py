"""`make faults`: a month by the real command, killed with all its workers at random moments.

Each month is killed a few times, then left in peace, and compared with one that never was.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.model import check_stopped, copied, ended
from tests.faults.story import APRIL, NOW, stage
from tests.warm import ROOT

KILLS = 500
EACH = 5
REPORTS = ("consortium", "illinois_infonet")
MONTH = ("--month", str(APRIL))


def main(kills: int, seed: int) -> None:
    """Kill until the number is reached; print what was found. An exception is a fault found."""
    chance = random.Random(seed)  # noqa: S311  no secret
    with tempfile.TemporaryDirectory() as folder:
        staged = stage(Path(folder) / "staged")
        home = copied(staged, Path(folder) / "clean")
        began = time.monotonic()
        go(home)
        seconds, clean = time.monotonic() - began, ended(home)
        killed = 0
        while killed < kills:
            home = copied(staged, Path(folder) / f"home{killed}")
            for _ in range(min(EACH, kills - killed)):
                killed += go(home, chance.uniform(0, seconds))
                check_stopped(home)
            go(home)
            found = ended(home)
            other = [name for name in vars(clean) if vars(found)[name] != vars(clean)[name]]
            assert not other, f"{other} not as in a clean month; seed {seed}, {killed} kills"
            assert not list(home.rglob("*.part"))
            sys.stdout.write(f"{killed} of {kills} killed; nothing lost, twice, half or open\n")
            sys.stdout.flush()


def go(home: Path, seconds: float = 0.0) -> bool:
    """Go through the month, or be killed after so many seconds; whether it was."""
    patience = time.monotonic() + seconds if seconds else None
    for words in commands(home):
        code = command(home, words, patience)
        if code is None:
            return True
        assert code == 0, (words, code)
        if words[0] == "submit":
            (home.parent / "received").write_text("the agency was told: received")
    return False


def commands(home: Path) -> list[list[str]]:
    """What a coordinator types; a file that was acknowledged is not handed in again."""
    submit = ["submit", str(home.parent / "outside" / "alder.xlsx"), "--partner", "alder", *MONTH]
    first = [] if (home.parent / "received").exists() else [submit]
    releases = [["approve", "--funder", one, "--by", "Pat", *MONTH] for one in REPORTS]
    return [*first, ["run", *MONTH], *releases, ["purge"]]


def command(home: Path, words: list[str], patience: float | None) -> int | None:
    """Its exit code; None if it and all that it started were killed."""
    environment = {**os.environ, "CONSORTIUM_HOME": str(home), "CONSORTIUM_NOW": NOW.isoformat()}
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        left = None if patience is None else max(0.01, patience - time.monotonic())
        return process.wait(left)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else KILLS,
        int(sys.argv[2]) if len(sys.argv) > 2 else 1,
    )
