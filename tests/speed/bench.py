"""`make bench`: what things cost, as ratios measured in one run on this machine.

"Bare read" is python-calamine alone reading the same files one after another in one process.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import python_calamine

from pipelines.assessment import assess
from pipelines.collect import Collector
from pipelines.known import Known
from pipelines.monthly import OpenZone
from pipelines.settings_files import load_consortium
from pipelines.storage.inbox import Arrival, hand_in
from pipelines.storage.keys import make_keys
from schemas.periods import Month
from tests.small import PARTNER, SERVICE_HEADINGS, SETTINGS, service_row, unmet_row, workbook
from tests.small import UNMET_HEADINGS as UNMET
from tests.speed import alone, writing

MARCH = Month(2026, 3)
PARTNERS = 10
ROWS = 5_000
LARGE = 20_000


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bare_read(content: bytes) -> None:
    book = python_calamine.load_workbook(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def large_workbook(rows: int, seed: int = 0) -> bytes:
    services = [
        service_row(
            number % 900,
            day=f"2026-03-{number % 28 + 1:02d}",
            Hrs=(number % 8 + 1) / 4,
            County=("17113", "17031", "17043")[(number % 900 + seed) % 3],
        )
        for number in range(rows)
    ]
    return workbook(
        {
            "Services": [["Service log"], SERVICE_HEADINGS, *services],
            "Turned away": [UNMET, *[unmet_row() for _ in range(20)]],
        }
    )


def main() -> None:
    out = sys.stdout.write
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        recipient = make_keys(Path(folder) / "home.keys")
        (home / "partners").mkdir(parents=True)
        ids = [f"p{number:02d}" for number in range(PARTNERS)]
        settings = SETTINGS.format(recipient=recipient)
        listed = ", ".join(f'"{one}"' for one in ids)
        (home / "consortium.toml").write_text(settings.replace('"alder", "birch"', listed))
        for one in ids:
            (home / "partners" / f"{one}.toml").write_text(PARTNER.format(name=one))
        consortium = load_consortium(home)
        files = [large_workbook(ROWS, seed) for seed in range(PARTNERS)]
        for one, content in zip(ids, files, strict=True):
            arrival = Arrival(datetime(2026, 4, 9))  # noqa: DTZ001
            hand_in(home, consortium, consortium.partner(one), MARCH, content, arrival)
        bare = sum(seconds(lambda content=content: bare_read(content)) for content in files)
        collector = Collector(home, consortium, datetime(2026, 4, 10))  # noqa: DTZ001
        zone = OpenZone(home, consortium)
        restricted = seconds(lambda: collector.collect(MARCH))
        tables = seconds(lambda: zone.consolidate(MARCH))
        protected = seconds(lambda: zone.protect(MARCH))
        drafts = seconds(lambda: zone.draft(MARCH, "consortium"))
        large = large_workbook(LARGE)
        partner = consortium.partner(ids[0])
        today = date(2026, 4, 10)
        one_bare = seconds(lambda: bare_read(large))
        one = seconds(lambda: assess(large, partner, MARCH, Known(today=today)))
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    out(f"Load of the machine meanwhile: {load}; processors: {os.cpu_count()}.\n")
    out(f"Bare read of {PARTNERS} files of {ROWS:,} rows: {bare:.1f} s\n")
    out("| what | times the bare read |\n|---|---|\n")
    out(f"| inbox to cells, 2 workers | {restricted / bare:.1f} |\n")
    out(f"| inbox to consolidated tables | {(restricted + tables) / bare:.1f} |\n")
    whole = restricted + tables + protected + drafts
    out(f"| inbox to a draft, protection and audit included | {whole / bare:.1f} |\n")
    out(f"| check of {LARGE:,} rows | {one / one_bare:.1f} |\n")
    for line in (*alone.table(), "", *writing.table()):
        out(line + "\n")


if __name__ == "__main__":
    main()
