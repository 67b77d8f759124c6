"""One file at a time, each task in a process of its own: seconds of processor, largest memory."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import python_calamine

from pipelines.assessment import assess
from pipelines.intake.opening import open_file
from pipelines.settings_files import load_consortium
from pipelines.storage.keys import make_keys
from pipelines.submission import Known
from schemas.periods import Month
from tests.small import (
    PARTNER,
    SERVICE_HEADINGS,
    SETTINGS,
    UNMET_HEADINGS,
    service_row,
    unmet_row,
    workbook,
)

MARCH = Month(2026, 3)
COLUMNS = 20
ROWS = 100_000
FEW_ROWS = 500
BESIDE = [f"Beside {number}" for number in range(COLUMNS - len(SERVICE_HEADINGS))]


@dataclass(frozen=True)
class Measured:
    """Processor seconds of a process and its children; MiB of each at its largest."""

    seconds: float
    elapsed: float
    parent: float
    child: float


def wide_workbook(rows: int, *, is_bad: bool = False) -> bytes:
    """A service log as the layout knows it, with columns beside it that are left out.

    In a bad one no cell that means something can be read, and no two of them are alike.
    """
    services = [
        [
            *(_garbage(number) if is_bad else _service(number)),
            *(
                (number * at) % 500 / 4 if at % 2 else f"word {number % 300}"
                for at in range(len(BESIDE))
            ),
        ]
        for number in range(rows)
    ]
    return workbook(
        {
            "Services": [["Service log"], [*SERVICE_HEADINGS, *BESIDE], *services],
            "Turned away": [UNMET_HEADINGS, unmet_row()],
        }
    )


def _service(number: int) -> list[object]:
    return service_row(number % 9_000, day=f"2026-03-{number % 28 + 1:02d}", Hrs=number % 8 + 1)


def _garbage(number: int) -> list[object]:
    return [f"q{heading} {number} w" for heading in SERVICE_HEADINGS]


def _bare(content: bytes) -> None:
    book = python_calamine.load_workbook(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def _partner(folder: Path):
    (folder / "partners").mkdir()
    recipient = make_keys(folder / "home.keys")
    (folder / "consortium.toml").write_text(SETTINGS.format(recipient=recipient))
    ignored = "".join(f'"{heading}" = "ignore"\n' for heading in BESIDE)
    layout = PARTNER.replace('"Notes" = "notes"\n', '"Notes" = "notes"\n' + ignored)
    for one in ("alder", "birch"):
        (folder / "partners" / f"{one}.toml").write_text(layout.format(name=one))
    return load_consortium(folder).partner("alder")


def _task(what: str) -> None:
    """Measure one task and say what it took."""
    content = sys.stdin.buffer.read()
    with tempfile.TemporaryDirectory() as folder:
        partner = _partner(Path(folder))
        works: dict[str, Callable[[], object]] = {
            "bare": lambda: _bare(content),
            "open": lambda: open_file(content),
            "check": lambda: assess(content, partner, MARCH, Known(today=date(2026, 4, 10))),
        }
        begun, started = _used(), time.perf_counter()
        works[what]()
        taken, elapsed = _used() - begun, time.perf_counter() - started
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(" ".join(map(str, (taken, elapsed, _largest(), child))))


def _largest() -> float:
    """MiB of this process alone: getrusage also counts the process that started it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _used() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def measured(what: str, content: bytes) -> Measured:
    """The task measured in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.speed.alone", what],
        input=content,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Measured(*map(float, done.stdout.split()))


def table() -> Iterator[str]:
    """Rows of the table of `make bench`: times the bare read, and memory."""
    content = wide_workbook(ROWS)
    bare, opened, checked = (measured(what, content) for what in ("bare", "open", "check"))
    few = measured("check", wide_workbook(FEW_ROWS))
    spoiled = wide_workbook(ROWS, is_bad=True)
    bad_bare, bad = measured("bare", spoiled), measured("check", spoiled)
    size = f"{ROWS:,} x {COLUMNS}"
    yield f"| opening of {size} | {opened.seconds / bare.seconds:.1f} |"
    yield f"| check of {size} | {checked.seconds / bare.seconds:.1f} |"
    yield f"| check of the same with no cell that can be read | {bad.seconds / bare.seconds:.1f} |"
    yield f"| bare read of that | {bad_bare.seconds / bare.seconds:.1f} |"
    yield ""
    yield f"Largest memory at {size}: {checked.parent:.0f} MiB, child {checked.child:.0f} MiB;"
    yield f"with no cell that can be read: {bad.parent:.0f} MiB, child {bad.child:.0f} MiB."
    yield f"Check of {FEW_ROWS} rows without starting up: {few.elapsed:.1f} s."


if __name__ == "__main__":
    _task(sys.argv[1])
