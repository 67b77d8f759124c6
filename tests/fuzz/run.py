"""`make fuzz`: many mutants through the child's own code, some through real children.

A worker judges one mutant after another and says each outcome; if it dies, as a parser made to
misbehave may, the mutant it died of goes through a real child, which must refuse it.

    python -m tests.fuzz.run [COUNT] [FIRST SEED]
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipelines.errors import UnreadableFile
from pipelines.intake.opening import open_file
from pipelines.intake.sandbox.limits import confine
from tests.fuzz.books import CANARY
from tests.fuzz.judge import outcome
from tests.fuzz.mutate import mutant

ROOT = Path(__file__).resolve().parents[2]
COUNT = 20_000
SECONDS = 20
MEMORY = 3 << 30
THROUGH_CHILD = 100


def work(seeds: range) -> None:
    """Judge each seed within limits and say so, one line each."""
    mutant(seeds[0])  # whatever makes the files is made before the limits
    confine(MEMORY, cpu_seconds=100_000)
    for seed in seeds:
        signal.alarm(SECONDS)
        sys.stdout.write(f"{seed}\t{outcome(mutant(seed))}\n")
        sys.stdout.flush()


def outcomes(seeds: range) -> dict[int, str]:
    """What became of each seed, by a worker that is begun anew where it dies."""
    found: dict[int, str] = {}
    rest = seeds
    while rest:
        command = [sys.executable, "-m", "tests.fuzz.run", "--worker", *map(str, _ends(rest))]
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [line.split("\t", 1) for line in done.stdout.splitlines()]
        found |= {int(seed): said for seed, said in lines}
        rest = range(rest.start + len(lines), rest.stop, rest.step)
        if rest:
            found[rest[0]] = died(rest[0], done.returncode)
            rest = rest[1:]
    return found


def _ends(seeds: range) -> tuple[int, int]:
    return seeds.start, seeds.stop


def died(seed: int, code: int) -> str:
    """The outcome of a mutant of which a worker died: a real child must refuse it."""
    if code == -signal.SIGALRM:
        return "HANG"
    said = through_child(seed)
    return "died: " + said if said != "read" and code < 0 else f"CRASH: exit {code}, then {said}"


def through_child(seed: int) -> str:
    """A mutant through a real child: `read`, or the code it is refused with."""
    try:
        open_file(mutant(seed).content)
    except UnreadableFile as refused:
        leaks = any(part in f"{refused!r}{refused.__context__!r}" for part in CANARY.split())
        return "LEAK: the canary is in a refusal" if leaks else refused.code
    return "read"


def main(count: int = COUNT, first: int = 0) -> int:
    """Run all, print counts and every seed that must be looked into; 1 if there is one."""
    out = sys.stdout.write
    middle = first + count // 2
    halves = [range(first, middle), range(middle, first + count)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = {seed: said for part in pool.map(outcomes, halves) for seed, said in part.items()}
        some = range(first, first + count, THROUGH_CHILD)
        real = dict(zip(some, pool.map(through_child, some), strict=True))
    for said, times in Counter(found.values()).most_common():
        out(f"{times:7,} {said}\n")
    out(f"{len(real):7,} of them through real children as well\n")
    bad = {seed: said for seed, said in found.items() if said[:4].isupper()}
    bad |= {seed: said for seed, said in real.items() if said.startswith("LEAK")}
    bad |= {
        seed: f"DIFFER: {found[seed]}, {said}"
        for seed, said in real.items()
        if (found[seed] == "read") != (said == "read")
    }
    for seed, said in sorted(bad.items()):
        out(f"seed {seed}: {said}\n")
    out(f"{count:,} mutants from seed {first}: {len(bad)} to look into\n")
    return 1 if bad else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(range(*map(int, sys.argv[2:4])))
    else:
        sys.exit(main(*map(int, sys.argv[1:3])))
