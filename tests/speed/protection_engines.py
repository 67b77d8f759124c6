"""Beside pytauargus on one hierarchical table: what it withholds, and what our audit says to that.

It runs in a Python of its own (PYTAUARGUS_PYTHON), since it is no part of this product; where
there is none, the table says so.
"""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp

from pipelines.audit.attack import Attack
from pipelines.audit.room import Room
from pipelines.audit.shares import Shares
from pipelines.audit.targets import Target
from pipelines.protect.demands import Demand
from pipelines.protect.pattern import PatternSearch
from tests.speed.protection_made import Made, Shape, codes_of, made, visits
from tests.speed.protection_sparing import eliminated, equally_dear, figures_withheld, held_to
from tests.speed.protection_time import finishes

RUNNER = Path(__file__).with_name("protection_beside.py")
TABLE = ("county", "service", "band")
SHAPE = Shape((TABLE,), 12, counties=20, services=6, size=5.0, regions=4, groups=3)
LARGE = Shape((TABLE,), size=5.0)
SEED = 1
# Cells from 1 to 10 are unsafe and must keep this many percent of room; all cells cost the same.
PERCENT = 10
RULE, COST = f"FREQ(11,{PERCENT})", "-2"
METHODS = {"pytauargus, modular": "MOD(1)", "pytauargus, optimal": "OPT(1)"}
# What an engine may take: minutes of processor, and the same in seconds.
MINUTES = 10
LIMIT = 60 * MINUTES
# Of more withheld cells than this our audit is asked of some alone.
MOST, DRAWN = 3000, 200
UNSAFE, SECONDARY = "U", "M"
HEADING = ("engine", "cells", "primary", "complementary", "s", "our rule would not allow")


@dataclass(frozen=True)
class Told:
    """What an engine did with a table, whether or not it came to the end."""

    withheld: frozenset[int]
    seconds: float
    is_finished: bool = True


def beside(asked: list[str]) -> Iterator[str]:
    """Rows of the comparison; of a table of 10,000 cells where `large` is asked for."""
    shape = LARGE if "large" in asked else SHAPE
    python = os.environ.get("PYTAUARGUS_PYTHON", sys.executable)
    if not has_public_engine(python):
        yield "pytauargus is not installed (PYTAUARGUS_PYTHON may name a Python that has it):"
        yield "nothing to compare with."
        return
    yield "| " + " | ".join(HEADING) + " |"
    yield "|" + "---|" * len(HEADING)
    one = equally_dear(held_to(made(shape, SEED), "public"))
    for engine, method in METHODS.items():
        told = public_pattern(one, shape, python, method)
        yield (
            f"| {engine} | ended by a fault of its own, or not in {MINUTES} minutes |"
            if told is None
            else _row(engine, one, told)
        )
    begun = time.process_time()
    first = eliminated(one)
    given = {demand.unknown - one.system.first_figure for demand in one.demands}
    alone = Told(frozenset(given | set(first.tolist())), time.process_time() - begun)
    yield _row("elimination alone", one, alone)
    lesser = replace(one, demands=[_lesser(one, demand) for demand in one.demands])
    yield _row("ours, its rule", one, _own(lesser, shape))
    yield _row("ours", one, _own(one, shape))


def has_public_engine(python: str) -> bool:
    """Whether a Python has pytauargus."""
    asked = [python, "-c", "import pytauargus"]
    return not subprocess.run(asked, check=False, stderr=subprocess.DEVNULL).returncode


def _own(one: Made, shape: Shape) -> Told:
    """Ours: of several starts as for small problems, or of one start and stopped in time."""
    if shape is not LARGE:
        begun = time.process_time()
        return Told(figures_withheld(one), time.process_time() - begun)
    search = PatternSearch(one.system, one.demands, one.costs)
    begun = time.process_time()
    is_finished = finishes(search.run, LIMIT)
    seconds = time.process_time() - begun
    withheld = {int(unknown) - one.system.first_figure for unknown in search.pattern.withheld}
    return Told(frozenset(withheld), seconds, is_finished)


def _lesser(one: Made, demand: Demand) -> Demand:
    """What the public engine's own rule asks for: some percent up and down."""
    room = math.ceil(int(one.system.values[demand.unknown]) * PERCENT / 100)
    return replace(demand, down=room, up=room)


def public_pattern(one: Made, shape: Shape, python: str, method: str) -> Told | None:
    """What pytauargus withholds of a table; None if it crashes, as it does on some."""
    people = visits(shape, SEED)
    codes = codes_of(people, shape)
    asked = {
        "people": {name: codes[name][0].tolist() for name in TABLE} | {"one": [1] * len(people)},
        "table": TABLE,
        "rule": RULE,
        "cost": COST,
        "method": method,
        "limit": LIMIT,
        "hierarchies": {name: _hierarchy(codes[name]) for name in TABLE},
    }
    done = subprocess.run(
        [python, str(RUNNER)],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    names = {"-".join(TABLE) + " m0 " + " ".join(cell[:3]): cell for cell in told["cells"]}
    withheld = {
        one.numbers[name]
        for name, cell in names.items()
        if name in one.numbers and cell[-1] in (UNSAFE, SECONDARY)
    }
    return Told(frozenset(withheld), told["seconds"])


def _hierarchy(levels: list[pd.Series[str]]) -> str:
    """Codes of the upper level, each with its own below it, as the engine reads them."""
    pairs = pd.DataFrame({"upper": levels[1], "own": levels[0]}).drop_duplicates()
    lines = []
    for upper, part in pairs.groupby("upper"):
        lines += [str(upper), *("@" + own for own in sorted(part["own"]))]
    return "\n".join(lines) + "\n"


def _row(engine: str, one: Made, told: Told) -> str:
    given = {demand.unknown - one.system.first_figure for demand in one.demands}
    parts = (
        engine,
        f"{len(one.system.figures):,}",
        f"{len(given):,}",
        f"{len(told.withheld - given):,}",
        f"{told.seconds:.1f}" if told.is_finished else f"not finished after {told.seconds:.0f}",
        _refused(one, told) if told.is_finished else "not asked",
    )
    return "| " + " | ".join(parts) + " |"


def _refused(one: Made, told: Told) -> str:
    """How many withheld cells our rule would not allow; of many, of those that are drawn."""
    given = {demand.unknown - one.system.first_figure for demand in one.demands}
    every = sorted(told.withheld | given)
    if len(every) <= MOST:
        return f"{len(refused_by_audit(one, told.withheld)):,}"
    drawn = random.Random(SEED).sample(every, DRAWN)  # noqa: S311  no secret
    return f"{len(refused_by_audit(one, told.withheld, drawn)):,} of {DRAWN} drawn"


def refused_by_audit(
    one: Made, withheld: frozenset[int], asked_of: Sequence[int] | None = None
) -> list[int]:
    """Withheld cells that an outsider who knows the empty places can pin down too far.

    Of all of them, or of those that are `asked_of`.
    """
    system, first = one.system, one.system.first_figure
    asked = {demand.unknown - first: demand for demand in one.demands}
    rest = {cell: Demand(first + cell, "complementary", 1, 1, is_either=True) for cell in withheld}
    order = sorted(withheld | asked.keys() if asked_of is None else asked_of)
    shown = sorted(set(range(len(system.figures))) - withheld)
    values = system.values[:first]
    nothing = np.zeros(len(shown))
    forms = [sp.csr_matrix(system.forms[rows]) for rows in (shown, order)]
    room = Room(values, forms[0], nothing, nothing, forms[1])
    targets = [_target(one, (rest | asked)[cell]) for cell in order]
    # One owner of everything is nobody against whom anything has to be kept.
    nobody = np.zeros(first, dtype=np.int64)
    shares = Shares(pd.DataFrame(), ("everybody",), values, nobody, {})
    unmet = Attack(shares, room, np.arange(first), targets).run()
    return [order[one.at] for one in unmet]


def _target(one: Made, demand: Demand) -> Target:
    cell = demand.unknown - one.system.first_figure
    terms = tuple((int(atom), 1) for atom in one.system.forms[cell].indices)
    value = int(one.system.values[demand.unknown])
    return Target(terms, demand.reason, (), value, demand.down, demand.up, demand.is_either)  # type: ignore[arg-type]
