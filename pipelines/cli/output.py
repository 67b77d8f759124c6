"""Printing: tables and progress on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

PLAIN_WIDTH = 110
Step = TypeVar("Step")


def console() -> Console:
    """The console on stdout; a fixed width where it is no terminal, so that logs stay readable."""
    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False)


def width() -> int:
    """How many characters a line of text may have: as wide as the terminal, but easy to read."""
    return min(console().width, PLAIN_WIDTH)


def line(text: str) -> None:
    """One plain line on stdout."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table under a title; a word in brackets is printed, never taken for a style."""
    grid = Table(title=Text(title), title_justify="left", title_style="bold", header_style="bold")
    for heading in headings:
        grid.add_column(Text(heading), overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    console().print(grid)


def progress(steps: Sequence[Step], title: str) -> Iterator[Step]:
    """Walk through steps with a bar on a terminal, or one plain line a step elsewhere."""
    if not sys.stderr.isatty():
        for number, step in enumerate(steps, start=1):
            line(f"{title}: {step} ({number} of {len(steps)})")
            yield step
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=len(steps))
        for step in steps:
            bar.update(task, description=f"{title}: {step}")
            yield step
            bar.advance(task)
