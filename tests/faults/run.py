"""`make faults`: a month by the real command, killed with all its workers at random moments.

Each month is killed a few times, then left in peace, and compared with one that never was.

A month may end in two ways, and it is known in which: where a stop between the two approvals had
the month run once more, the second report is of an edition of its own, as its manifest says.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.killing import command
from tests.faults.model import Ended, check_stopped, copied, ended
from tests.faults.story import APRIL, stage

KILLS = 500
EACH = 5
REPORTS = ("consortium", "illinois_infonet")
MONTH = ("--month", str(APRIL))
# of the seconds of a clean month; a few are let through to its end
LONGEST = 1.1


def main(kills: int, seed: int) -> None:
    """Kill until the number is reached; print what was found. An exception is a fault found."""
    chance = random.Random(seed)  # noqa: S311  no secret
    with tempfile.TemporaryDirectory() as folder:
        staged = stage(Path(folder) / "staged")
        clean, seconds = _endings(staged, Path(folder))
        killed = months = 0
        while killed < kills:
            life = Life(copied(staged, Path(folder) / f"home{killed}"))
            for _ in range(min(EACH, kills - killed)):
                killed += life.go(chance.uniform(0, LONGEST * seconds))
                check_stopped(life.home)
            life.go()
            _compare(ended(life.home), clean[life.is_between], f"seed {seed}, {killed} kills")
            assert not list(life.home.rglob("*.part"))
            shutil.rmtree(life.home.parent)
            months += 1
            told = f"{killed} of {kills} killed in {months} months"
            sys.stdout.write(f"{told}; nothing lost, twice, half or open\n")
            sys.stdout.flush()


@dataclass
class Life:
    """One folder's month, from its file to its purge, gone through until it is whole.

    `is_between` tells whether the run that the second report came of saw the first one released.
    """

    home: Path
    is_between: bool = False

    def go(self, seconds: float = 0.0) -> bool:
        """Go through the month, or be killed after so many seconds; whether it was."""
        until = time.monotonic() + seconds if seconds else None
        for words in self.commands():
            self._note(words)
            left = 0.0 if until is None else max(0.01, until - time.monotonic())
            code = command(self.home, words, left)["code"]
            if code < 0:
                return True
            assert code == 0, (words, code)
            if words[0] == "submit":
                (self.home.parent / "received").write_text("the agency was told: received")
        return False

    def commands(self) -> Iterator[list[str]]:
        """What a coordinator types; a file that was acknowledged is not handed in again."""
        if not (self.home.parent / "received").exists():
            file = str(self.home.parent / "outside" / "alder.xlsx")
            yield ["submit", file, "--partner", "alder", *MONTH]
        yield ["run", *MONTH]
        for one in REPORTS:
            yield ["approve", "--funder", one, "--by", "Pat", *MONTH]
        yield ["purge"]

    def _note(self, words: list[str]) -> None:
        first, second = (self.home / "releases" / str(APRIL) / one / "v1" for one in REPORTS)
        if words[0] == "run" and not second.exists():
            self.is_between = first.exists()


def _endings(staged: Path, folder: Path) -> tuple[dict[bool, Ended], float]:
    """How a month ends that nobody stops, and one that is run again between its approvals.

    With the seconds that the first of them took.
    """
    never, between = (Life(copied(staged, folder / name)) for name in ("never", "between"))
    never.go()  # once without the clock: whatever is read from disk is at hand afterwards
    shutil.rmtree(never.home.parent)
    never = Life(copied(staged, folder / "never"))
    began = time.monotonic()
    never.go()
    seconds = time.monotonic() - began
    for words in between.commands():
        assert command(between.home, words)["code"] == 0
        if words[0] == "approve":
            break
    (between.home.parent / "received").write_text("the agency was told: received")
    between.go()
    assert (never.is_between, between.is_between) == (False, True)
    return {False: ended(never.home), True: ended(between.home)}, seconds


def _compare(found: Ended, clean: Ended, where: str) -> None:
    other = [name for name in vars(clean) if vars(found)[name] != vars(clean)[name]]
    files = [name for name, seen in found.releases.items() if clean.releases.get(name) != seen]
    assert not other, f"{other} not as in a clean month; {files}; {where}"


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else KILLS,
        int(sys.argv[2]) if len(sys.argv) > 2 else 1,
    )
