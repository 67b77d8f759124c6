"""`make bench-protection`: what protection costs, how much it hides, and beside a public engine.

`python -m tests.speed.protection` prints all tables; parts by name: scale, sparing, beside.
Every size runs in a process of its own; seconds are those of its processor.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from pipelines.protect.cover import Cover
from pipelines.protect.pattern import PatternSearch
from pipelines.protect.replay import impossible, unproved
from tests.speed.protection_engines import beside
from tests.speed.protection_made import Made, Shape, made
from tests.speed.protection_sparing import AGAINST, Compared, all_compared, eliminated, held_to
from tests.speed.protection_time import finishes

COUNTIES = ("county", "service", "band")
LINKED = (COUNTIES, ("partner", "service", "band"), ("partner", "county"))
SIZES = {
    "one table": Shape((COUNTIES,), size=5.0),
    "three linked tables": Shape(LINKED, size=5.0),
    "three months, year to date": Shape((COUNTIES,), months=3, size=5.0),
}
# Seconds of processor after which a size is stopped and what is proved so far is told.
LIMITS = {"one table": 600, "three linked tables": 300, "three months, year to date": 600}
EACH = 10  # problems of each of six shapes
MEBIBYTE = 1024
ROUNDED = 1e-6
SCALE = ("tables", "against", "cells", "primary", "elimination alone", "its s", "at least")
SCALE += (
    "complementary",
    "in price",
    "s of processor",
    "s of clock",
    "moves",
    "s replay",
    "demands met",
    "MiB",
)
SPARING = ("tables", "against", "problems", "complementary", "least", "average ratio", "largest")
SPARING += ("average in price", "largest in price", "beside elimination alone")
SPARING += ("where that is enough",)


def measure(name: str, against: str, limit: int) -> dict[str, object]:
    """One size, decided and certified against the public, or against every partner too."""
    one = held_to(made(SIZES[name]), against)
    begun = time.process_time()
    first = len(eliminated(one))
    alone = time.process_time() - begun
    number, price = (_at_least(one, costs) for costs in (np.ones_like(one.costs), one.costs))
    begun, clock = time.process_time(), time.perf_counter()
    search = PatternSearch(one.system, one.demands, one.costs)
    is_finished = finishes(search.run, limit)
    seconds, clock = time.process_time() - begun, time.perf_counter() - clock
    moves, begun = search.pattern.reach.kept(), time.process_time()
    asked = list(search.demands.values())
    bad = impossible(one.system, moves, search.pattern.withheld)
    unmet = unproved(one.system, asked, moves)
    # Stopped while pruning if every demand is met, while certifying if not.
    complementary = f"{len(search.pattern.withheld) - len(one.demands):,}"
    complementary += ", in a hurry" * search.pattern.is_hurried
    return {
        "cells": f"{len(one.system.figures):,}",
        "primary": f"{len(one.demands):,}",
        "elimination alone": f"{first:,}",
        "its s": f"{alone:.1f}",
        "at least": f"{math.ceil(number - ROUNDED):,}",
        "complementary": complementary if is_finished else f"{complementary}, not pruned",
        "in price": f"{_price(one, search.pattern.withheld) / price:.2f}",
        "s of processor": f"{seconds:.0f}" if is_finished else f"not finished after {seconds:.0f}",
        "s of clock": f"{clock:.0f}",
        "moves": f"{len(moves):,}",
        "s replay": f"{time.process_time() - begun:.2f}",
        "demands met": f"{len(asked) - len(unmet):,} of {len(asked):,}" + " WRONG" * bool(len(bad)),
        "MiB": f"{_largest():,}",
    }


def _at_least(one: Made, costs: np.ndarray) -> float:
    """What any pattern costs beside the primary cells: lines alone ask for that much."""
    cover = Cover(one.system, one.demands, costs)
    cover.choose()
    return cover.bound


def _price(one: Made, withheld: Collection[int]) -> float:
    """What the complementary cells cost."""
    primary = {demand.unknown for demand in one.demands}
    return float(one.costs[sorted(set(withheld) - primary)].sum())


def _largest() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // MEBIBYTE for line in lines if line.startswith("VmHWM"))


def scale(asked: list[str]) -> Iterator[str]:
    """How long it takes at the sizes that must be reached; a number is another limit."""
    yield from _heading(SCALE)
    limits = [word for word in asked if word.isdecimal()]
    for name in [word for word in asked if word in SIZES] or list(SIZES):
        for against in AGAINST:
            limit = (limits or [str(LIMITS[name])])[0]
            command = [sys.executable, "-m", "tests.speed.protection", "measure"]
            done = subprocess.run(
                [*command, name, against, limit], stdout=subprocess.PIPE, check=True
            )
            told = {"tables": name, "against": against} | json.loads(done.stdout)
            yield _row(told[key] for key in SCALE)


def sparing(_: list[str]) -> Iterator[str]:
    """How many more cells than needed, where the least can be found."""
    found = list(all_compared(EACH))
    if not all(one.is_safe for one in found):
        raise SystemExit("a pattern of the engine is not safe by the other way of reckoning")
    yield from _heading(SPARING)
    for against in AGAINST:
        those = [one for one in found if one.against == against]
        for shape in dict.fromkeys(one.shape for one in those):
            yield _ratios(shape, against, [one for one in those if one.shape == shape])
        yield _ratios("all", against, those)


def _ratios(shape: str, against: str, those: list[Compared]) -> str:
    some = [one for one in those if one.least]
    ratio, price = ([getattr(one, name) for one in some] for name in ("ratio", "dearness"))
    enough = [one for one in some if one.is_first_enough]
    return _row(
        (
            shape,
            against,
            f"{len(those)}, {len(some)} with complementary",
            sum(len(one.ours) for one in some),
            sum(len(one.least) for one in some),
            f"{np.mean(ratio):.2f}",
            f"{max(ratio):.2f}",
            f"{np.mean(price):.2f}",
            f"{max(price):.2f}",
            _beside_elimination(some),
            f"{_beside_elimination(enough)} in {len(enough)}",
        )
    )


def _beside_elimination(those: list[Compared]) -> str:
    return f"{sum(len(one.ours) for one in those)} to {sum(len(one.first) for one in those)}"


def _heading(names: tuple[str, ...]) -> Iterator[str]:
    yield _row(names)
    yield "|" + "---|" * len(names)


def _row(parts: object) -> str:
    return "| " + " | ".join(map(str, parts)) + " |"  # type: ignore[call-overload]


def main(asked: list[str]) -> None:
    """Print the tables that are asked for."""
    if asked[:1] == ["measure"]:
        _, name, against, limit = asked
        sys.stdout.write(json.dumps(measure(name, against, int(limit))))
        return
    parts = {"scale": scale, "sparing": sparing, "beside": beside}
    for name in asked[:1] or list(parts):
        for line in parts[name](asked[1:]):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        sys.stdout.write("\n")
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    sys.stdout.write(f"Load of the machine meanwhile: {load}; processors: {os.cpu_count()}.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
